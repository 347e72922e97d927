"""``article-normalizer learn``."""

from __future__ import annotations

from pathlib import Path

import click

from normalizer.batch import Options, learn
from normalizer.batch.pool import MakeCrew, Stopped
from normalizer.cli.options import configuration
from normalizer.cli.progress import Display
from normalizer.cli.reading import reading
from normalizer.cli.terminal import visible
from normalizer.config import Config


@click.command(short_help="Learn site templates and names of a corpus, for a second pass")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write.")
@click.option(
    "--add", multiple=True, type=click.Path(path_type=Path), metavar="FILE", help="Add what was learned elsewhere."
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@reading
@configuration
def command(
    inputs: tuple[str, ...],
    output: Path,
    add: tuple[Path, ...],
    config: Config,
    options: Options,
    crew: MakeCrew,
    quiet: bool,
) -> int:
    """Learn site templates and names of a corpus, for a second pass.

    INPUT is what run takes. Every plugin that learns (see the column of hooks in 'article-normalizer plugins') counts
    what each document tells, and what is worth keeping is written to one file of JSON Lines, for run --learned FILE.
    What was learned of parts of a corpus adds up: --add FILE, once for each.
    """
    display = Display(quiet=quiet)
    try:
        with display:
            summary = learn(
                inputs,
                output,
                config=config,
                options=options,
                add=add,
                progress=None if quiet else display.show,
                crew=crew,
            )
    except (Stopped, KeyboardInterrupt):
        click.echo("Stopped; nothing was written.", err=True)
        return 130
    if not quiet:
        click.echo(visible(f"{summary.documents:,} documents surveyed, written to {output}"), err=True)
    if summary.quarantined:
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in sorted(summary.reasons.items()))
        click.echo(f"{summary.quarantined:,} records were left out ({reasons}); 'run' quarantines them", err=True)
    for plugin, number in sorted(summary.failures.items()):
        click.echo(visible(f"plugin {plugin} failed on {number:,} documents, which it did not count"), err=True)
    return 1 if summary.quarantined else 0
