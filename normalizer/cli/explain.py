"""``article-normalizer explain``: the text as received with every change marked in place, and why."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from normalizer.cli.options import UserError, configuration, documents_of, item_of, known_of_article, naming
from normalizer.cli.terminal import visible, write
from normalizer.cli.trace import show_calls
from normalizer.config import Config
from normalizer.document import Assigned, Document
from normalizer.errors import LedgerError
from normalizer.items import Call
from normalizer.ledger import Explanation, explain, restore
from normalizer.pipeline import Pipeline
from normalizer.report.regions import Region, regions


@click.command(short_help="Show what each plugin changed in one article, and why.")
@click.argument("file")
@known_of_article
@click.option("--plugin-only", "only", metavar="NAME", help="Show the changes of this plugin alone.")
@click.option("--trace", is_flag=True, help="Show each call of a plugin instead: stage, time, changes.")
@click.option(
    "--html",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a page that shows all of the document instead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the changes (or the calls) as JSON Lines.")
@configuration
def command(
    file: str,
    url: str | None,
    charset: str | None,
    media_type: str | None,
    only: str | None,
    trace: bool,
    html: Path | None,
    as_json: bool,
    config: Config,
) -> None:
    """Show what each plugin changed in one article, and why, in the order of the text.

    FILE is HTML, text, or a structured document; - reads standard input. [-removed-] and {+added+} mark the changes; on
    a terminal in colour.
    """
    if html is not None and (only or trace or as_json):
        raise UserError("--html shows everything; leave --plugin-only, --trace and --json out")
    calls: list[Call] = []
    if file.endswith(".json"):
        if trace:
            raise UserError(f"{file}: a structured document does not hold the calls; give the article itself")
        document = _stored(file)
    else:
        with naming(file):
            document, calls = Pipeline(config).run(item_of(file, url=url, charset=charset, media_type=media_type))
    if trace:
        show_calls([call for call in calls if only in (None, call.plugin)], as_json=as_json)
        return
    try:
        if html is not None:
            from normalizer.report.build import document_report, write_page  # noqa: PLC0415 - loads the templates

            write_page(html, document_report(document, calls))
            return
        changes = [change for change in explain(document) if only in (None, change.plugin)]
        received = restore(document)
    except LedgerError as error:
        raise UserError(f"{file}: {error}") from None
    if as_json:
        for change in changes:
            write(msgspec.json.encode(_storable(change)).decode() + "\n")
        return
    tty = sys.stdout.isatty()
    console = Console(highlight=False, soft_wrap=not tty, width=None if tty else 200, file=sys.stdout)
    _print_text(console, received, document.text, list(regions(changes)))
    _print_fields(console, document)
    _print_people(console, document)
    _print_plugins(console, changes, calls)
    for failure in document.failures:
        line = f"{failure.plugin} failed in {failure.stage}: {failure.error}: {failure.message}"
        console.print(Text(visible(line), style="bold red"))


def _stored(file: str) -> Document:
    documents = documents_of(file)
    if len(documents) > 1:
        raise UserError(f"{file} holds {len(documents)} documents; give one of them")
    return documents[0]


def _storable(change: Explanation) -> Explanation:
    return msgspec.structs.replace(change, before=visible(change.before))


def _print_text(console: Console, received: str, clean: str, changed: list[Region]) -> None:
    """Print changed paragraphs in full with their changes, and the first words of the others."""
    done = 0
    line = Text()
    stories: list[Explanation] = []

    def flush() -> None:
        nonlocal line, stories
        if stories:
            console.print(line)
            _print_stories(console, stories)
        elif line.plain.strip():
            plain = line.plain.strip()
            console.print(Text(plain if len(plain) <= 72 else plain[:69].rstrip() + "...", style="dim"))
        line, stories = Text(), []

    for region in [*changed, Region(len(received), len(received), (0, 0), [])]:
        *ended, rest = received[done : region.start].split("\n")
        for piece in ended:
            line.append(visible(piece))
            flush()
        line.append(visible(rest))
        done = region.end
        gone, after = received[region.start : region.end], clean[slice(*region.clean)]
        if "\n" in gone[: len(gone) - len(gone.lstrip())]:
            flush()
        if not gone.strip() and not after.strip():
            continue
        line.append(f"[-{visible(gone.strip())}-]" if gone else "", style="red strike")
        line.append(f"{{+{visible(after)}+}}" if after.strip() else "", style="bold green")
        stories += region.changes
        if gone.endswith("\n"):
            flush()
    flush()


def _print_stories(console: Console, changes: list[Explanation]) -> None:
    """Print why, below a paragraph; like changes once with their number."""
    counted = Counter(
        (c.plugin, c.rule, c.class_, c.reason, c.confidence) for c in changes if c.before.strip() or c.after.strip()
    )
    for (plugin, rule, class_, reason, confidence), times in counted.items():
        note = Text("    ")
        note.append(f"{plugin}: {visible(rule)}", style="bold cyan")
        if class_ and class_ != rule:
            note.append(f" ({visible(class_)})")
        note.append(f" x{times}" if times > 1 else "")
        note.append(f" - {visible(reason)}" if reason else "")
        note.append(f" [{confidence:.2f}]" if confidence < 1 else "", style="dim")
        console.print(note)
    console.print()


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))


def _print_fields(console: Console, document: Document) -> None:
    table = _table("Fields", "field", "value", "read from", "by")
    for step in document.ledger:
        for entry in step.entries:
            if isinstance(entry, Assigned):
                value = entry.value if isinstance(entry.value, str) else ", ".join(entry.value)
                cells = (entry.field, value, _short(entry.evidence), f"{step.plugin}: {entry.rule}")
                table.add_row(*(Text(visible(cell), overflow="fold") for cell in cells))
    if table.row_count:
        console.print(table)
        console.print()


def _print_people(console: Console, document: Document) -> None:
    table = _table("People", "person", "mentions", "as written")
    for person in document.people:
        forms = Counter(mention.surface for mention in person.mentions)
        written = ", ".join(f"{form} x{times}" if times > 1 else form for form, times in forms.items())
        table.add_row(Text(visible(person.name)), str(len(person.mentions)), Text(visible(written)))
    if table.row_count:
        console.print(table)
        console.print()


def _print_plugins(console: Console, changes: list[Explanation], calls: list[Call]) -> None:
    table = _table("Plugins", "plugin")
    for heading in (
        "changes",
        "characters removed",
        "characters added",
        *(["milliseconds"] if calls else []),
    ):
        table.add_column(heading, justify="right")
    names = list(dict.fromkeys([*(call.plugin for call in calls), *(change.plugin for change in changes)]))
    for name in names:
        mine = [change for change in changes if change.plugin == name]
        cells = [name, len(mine), sum(len(c.before) for c in mine), sum(len(c.after) for c in mine)]
        if calls:
            cells.append(f"{1000 * sum(c.seconds for c in calls if c.plugin == name):.1f}")
        table.add_row(*(visible(str(cell)) for cell in cells))
    if table.row_count:
        console.print(table)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57].rstrip() + "..."
