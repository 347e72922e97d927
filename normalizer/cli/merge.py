"""``article-normalizer merge``."""

from __future__ import annotations

from pathlib import Path

import click

from normalizer.batch.shards import merge


@click.command(short_help="Join the outputs of the shards of a run")
@click.argument("shards", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
def command(shards: tuple[Path, ...], output: Path) -> int:
    """Join the outputs of the shards of a run (run --shard I/N): the result is what one run would have written."""
    summary = merge(shards, output)
    click.echo(
        f"{summary.records:,} records: {summary.documents:,} cleaned, {summary.quarantined:,} quarantined", err=True
    )
    return 1 if summary.quarantined else 0
