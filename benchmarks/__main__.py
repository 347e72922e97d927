"""Accuracy and speed beside the peers: ``python -m benchmarks [SUITE ...]``. See docs/benchmarks.md."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from benchmarks.results import Result, write
from benchmarks.suites import SUITES, Settings, run


def _folders(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, Path]:
    folders = {}
    for value in values:
        suite, equals, folder = value.partition("=")
        if not equals or suite not in SUITES:
            raise click.BadParameter(f"{value!r} is not SUITE=FOLDER with one of {', '.join(SUITES)}")
        if not Path(folder).is_dir():
            raise click.BadParameter(f"there is no folder {folder!r}")
        folders[suite] = Path(folder)
    return folders


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("suites", nargs=-1, type=click.Choice(list(SUITES)))
@click.option("--data", multiple=True, callback=_folders, metavar="SUITE=FOLDER", help="Measure on data of your own.")
@click.option("--repetitions", default=5, show_default=True, type=click.IntRange(1), help="Rounds of each timing.")
@click.option("--limit", default=200, show_default=True, type=click.IntRange(1), help="Documents at most.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for Markdown, JSON and SVG.")
@click.option("--list", "listing", is_flag=True, help="Say what the suites are, and stop.")
def main(
    suites: tuple[str, ...], data: dict[str, Path], repetitions: int, limit: int, output: Path | None, listing: bool
) -> None:
    """Measure accuracy, and speed as ratios of processor time, beside the peers that are installed."""
    if listing:
        click.echo("\n".join(f"{name:12s} {what}" for name, what in SUITES.items()))
        return
    results: list[Result] = []
    settings = Settings(None, repetitions, limit)
    for name in suites or SUITES:
        result = run(name, replace(settings, data=data.get(name)))
        click.echo(result.markdown())
        results.append(result)
    if output:
        click.echo(f"{output}: {', '.join(write(results, output))}")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
