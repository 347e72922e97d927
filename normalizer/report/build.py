"""Write reports: of a run, and of one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from markupsafe import Markup

from normalizer.batch.summary import Changes
from normalizer.document import Document
from normalizer.errors import LedgerError
from normalizer.items import Call
from normalizer.report.html import render, whole_page
from normalizer.report.listing import PAGES, Choices, Entry
from normalizer.report.marks import Marks
from normalizer.report.outputs import outputs
from normalizer.report.overview import SITE_DOCUMENTS, Overview, overview, site_of
from normalizer.report.page import Limits, Page, page_of
from normalizer.report.suspicions import KINDS

_LIMITS = Limits(text=12_000, fold=600, pieces=1_500, lines=60, distinct=3, names=40)
_FILTERS = (
    ("suspicion", "Why to look"),
    ("plugin", "Changed by"),
    ("class", "Removed class"),
    ("site", "Site"),
    ("failure", "Failed plugin"),
)


def document_report(document: Document, calls: Sequence[Call] = ()) -> str:
    """Give the page of one document, as a file of HTML.

    Args:
        document: the document.
        calls: the calls of plugins that made it, if they are known, for the time by plugin.

    Raises:
        LedgerError: the document was altered, so that text and ledger disagree.

    """
    marks = Marks()
    page = page_of(document, "d0", marks, calls=calls)
    return whole_page(page.title, _document(page, marks, alone=True), marks)


def run_report(
    folders: Iterable[Path], seconds: dict[str, float] | None = None, tick: Callable[[], object] = lambda: None
) -> str:
    """Give the report of a run, as a file of HTML under 5 MB.

    Args:
        folders: output folders of the run, or of its shards.
        seconds: processor time by plugin, if it is known.
        tick: called for each document that is read.

    Raises:
        InputError: there is no output, or it is broken.
        LedgerError: a document was altered, so that text and ledger disagree.

    """
    folders = list(folders)
    all_, sample = overview(outputs(folders), seconds or {}, tick)
    marks = Marks()
    for plugin, _ in all_.plugins:
        marks.number(plugin)
    choices = Choices(_FILTERS)
    entries: list[Entry] = []
    room = PAGES
    for data in sample:
        entry = _entry(Document.from_json(data), f"d{len(entries)}", marks, choices)
        room -= entry.size
        if room < 0:
            break
        entries.append(entry)
    title = f"Run report: {', '.join(folder.name or str(folder) for folder in folders[:3])}"
    body = render(
        "run.html",
        title=title,
        all=all_,
        rules=_rules(all_),
        site_documents=SITE_DOCUMENTS,
        pages=entries,
        filters=choices.filters(),
        marks=marks,
    )
    return whole_page(title, body, marks)


def write_page(path: Path, page: str) -> None:
    """Write a page; it stands under its name only when it is whole.

    Raises:
        OSError: it can't be written.

    """
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(page, "utf-8", newline="\n")
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _rules(all_: Overview) -> list[tuple[str, str, Changes]]:
    rules = [(plugin, rule, did) for plugin, own in all_.counts.changes.items() for rule, did in own.items()]
    return sorted(rules, key=lambda row: (-row[2].removed, -row[2].times, row[:2]))[:200]


def _entry(document: Document, anchor: str, marks: Marks, choices: Choices) -> Entry:
    try:
        page = page_of(document, anchor, marks, _LIMITS)
    except LedgerError as error:
        raise LedgerError(f"document '{document.id}': {error}") from None
    site = site_of(document)[:100]
    has = choices.of(
        {
            "suspicion": [one.kind for one in page.suspicions],
            "plugin": [plugin.name for plugin in page.plugins if plugin.changes],
            "class": sorted({gone.class_ or gone.rule for gone in document.removed}),
            "site": [site],
            "failure": sorted({failure.plugin for failure in document.failures}),
        }
    )
    return Entry(
        anchor=anchor,
        id=document.id[:200],
        title=page.title,
        site=site,
        language=document.language or "",
        date=(document.published or "")[:10],
        notes=[f"{one.kind}: {one.detail}" for one in page.suspicions],
        figure=f"{page.share_removed:.0f} %",
        has=has,
        html=_document(page, marks, alone=False),
    )


def _document(page: Page, marks: Marks, *, alone: bool) -> Markup:
    return render("document.html", page=page, marks=marks, alone=alone, kinds=KINDS)
