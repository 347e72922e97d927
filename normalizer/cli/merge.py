"""``article-normalizer merge``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from normalizer.batch.shards import Target, merge
from normalizer.cli.terminal import visible
from normalizer.cli.writing import writing


@click.command(short_help="Join the outputs of the shards of a run")
@click.argument("shards", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder to write to.")
@writing()
def command(shards: tuple[Path, ...], output: Path, **given: Any) -> int:
    """Join the outputs of the shards of a run (run --shard I/N): the result is what one run would have written.

    Shards hold whole documents, so they can be joined in any format. Duplicates are found here, over all shards. When
    it was interrupted, the same command goes on.
    """
    try:
        summary = merge(shards, output, target=Target(**given))
    except OSError as error:
        where = error.filename or output
        raise click.ClickException(visible(f"{where}: {error.strerror or error}; the merge is not complete")) from error
    click.echo(
        f"{summary.records:,} records: {summary.documents:,} cleaned, {summary.quarantined:,} quarantined, "
        f"{summary.dropped:,} dropped as duplicates",
        err=True,
    )
    return 1 if summary.quarantined else 0
