"""``article-normalizer report``."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from normalizer.cli.options import UserError, read_bytes
from normalizer.cli.terminal import visible
from normalizer.report.build import run_report, write_page

#: The name of the report in the output folder of a run.
NAME = "report.html"


@click.command(short_help="Show what happened in a run: one HTML file for people.")
@click.argument("outputs", nargs=-1, required=True, metavar="OUTPUT_DIR...", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help=f"File to write [OUTPUT_DIR/{NAME}]."
)
@click.option("--log", "log_file", metavar="FILE", help="What 'run --log-json' wrote: adds the time by plugin.")
def command(outputs: tuple[Path, ...], output: Path | None, log_file: str | None) -> None:
    """Show what happened in a run: one HTML file that needs no network and opens from the disk.

    OUTPUT_DIR is the output folder of 'run' or 'merge'; or several of them, or a folder of them, for the shards of one
    run; or a file of structured documents. Counts are over all documents; those with a page of their own are a sample,
    the most suspicious first.
    """
    first = outputs[0]
    target = output or (first / NAME if first.is_dir() else first.with_name(NAME))
    seconds = _seconds(log_file) if log_file else {}
    write_page(target, run_report(outputs, seconds))
    click.echo(visible(f"Wrote {target}"), err=True)


def _seconds(file: str) -> dict[str, float]:
    """Give the processor time by plugin from the last line of a run's log that tells it."""
    for line in reversed(read_bytes(file).splitlines()):
        try:
            return msgspec.json.decode(line, type=_Logged).plugin_seconds
        except msgspec.DecodeError:
            continue
    raise UserError(f"{file}: no line tells of the time by plugin; give what 'run --log-json' wrote")


class _Logged(msgspec.Struct):
    plugin_seconds: dict[str, float]
