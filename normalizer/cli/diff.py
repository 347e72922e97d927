"""``article-normalizer diff``."""

from __future__ import annotations

from pathlib import Path

import click

from normalizer.cli.terminal import visible
from normalizer.report.build import write_page
from normalizer.report.compare import Comparison, comparison
from normalizer.report.diff_report import diff_report
from normalizer.report.outputs import outputs
from normalizer.report.pairs import pairs

EPILOG = "Exit status: 0 the documents are the same, 1 they differ or can't be read, 2 wrong usage."


@click.command(short_help="Show what differs between the outputs of two runs", epilog=EPILOG)
@click.argument("out_a", metavar="OUT_A", type=click.Path(path_type=Path))
@click.argument("out_b", metavar="OUT_B", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Also write a page of HTML.")
def command(out_a: Path, out_b: Path, output: Path | None) -> int:
    """Show what differs between the outputs of two runs, such as before and after a change of configuration.

    OUT_A and OUT_B are output folders of 'run' or 'merge' (or folders of them, for the shards of a run; or files of
    structured documents). Documents are paired by their identifiers. What they were made with is not compared.
    """
    names = _names(out_a, out_b)
    found, sample = comparison(pairs(outputs([out_a]), outputs([out_b])))
    for line in _lines(found, names):
        click.echo(visible(line))
    if output is not None:
        write_page(output, diff_report(found, sample, names))
        click.echo(visible(f"Wrote {output}"), err=True)
    return 0 if found.equal else 1


def _names(one: Path, two: Path) -> tuple[str, str]:
    """Give short names for the two runs, which differ."""
    if one.name and two.name and one.name != two.name:
        return one.name, two.name
    return (str(one), str(two)) if one != two else (f"{one} (1)", f"{two} (2)")


def _lines(found: Comparison, names: tuple[str, str]) -> list[str]:
    lines = [
        f"{found.same:,} documents are the same, {found.changed:,} changed, {found.gone:,} gone, {found.come:,} added"
    ]
    if found.kinds:
        lines.append("changed: " + ", ".join(f"{kind} {number:,}" for kind, number in found.kinds))
    for label, rows in (("plugin", found.plugins), ("person", found.people)):
        for sums in rows[:20]:
            lines.append(f"{label} {sums.key}: {sums.one:,} only in {names[0]}, {sums.two:,} only in {names[1]}")
    lines += [f"field {sums.key}: {sums.one:,} documents" for sums in found.fields[:20]]
    return lines
