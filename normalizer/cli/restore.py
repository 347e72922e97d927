"""``article-normalizer restore``."""

from __future__ import annotations

import click

from normalizer.cli.options import UserError, choose, documents_of
from normalizer.cli.terminal import write
from normalizer.errors import LedgerError
from normalizer.ledger import restore


@click.command(short_help="Give back the text as received from a structured document.")
@click.argument("file")
@click.option("--id", "identifier", help="Which document, where FILE holds several.")
@click.option("--source", is_flag=True, help="Give the HTML itself (documents made with keep_source).")
def command(file: str, identifier: str | None, source: bool) -> None:
    """Give back the text as received from a structured document.

    FILE holds one document, or one a line, as 'run' and 'clean --format json' write them; - reads standard input.
    For HTML it is the text of all the page's blocks before cleaning; --source gives the HTML, if it was kept.
    """
    document = choose(documents_of(file), identifier, file)
    try:
        write(restore(document, source=source))
    except LedgerError as error:
        raise UserError(f"{file}: document '{document.id}': {error}") from None
