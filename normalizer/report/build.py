"""Write reports: of a run, and of one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

from normalizer.batch.summary import Changes
from normalizer.document import Document
from normalizer.items import Call
from normalizer.report.html import render, whole_page
from normalizer.report.marks import Marks
from normalizer.report.outputs import outputs
from normalizer.report.overview import SITE_DOCUMENTS, Overview, overview, site_of
from normalizer.report.page import Limits, Page, page_of
from normalizer.report.suspicions import KINDS, Suspicion

#: The pages of documents take no more bytes than this, so that the file stays under 5 MB with all around them.
PAGES = 4_200_000
_LIMITS = Limits(text=12_000, fold=600, pieces=1_500, lines=60, distinct=3, names=40)
#: So many sites can be chosen in the filter.
_SITES = 200


class Entry(Struct, frozen=True):
    """A document in the list, and its page."""

    anchor: str
    id: str
    title: str
    site: str
    language: str
    date: str
    share: float
    suspicions: Sequence[Suspicion]
    has: str
    html: Markup


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
    choices = _Choices()
    entries: list[Entry] = []
    room = PAGES
    for data in sample:
        entry = _entry(Document.from_json(data), f"d{len(entries)}", marks, choices)
        # A row of the list takes about what it says, three times over.
        room -= len(entry.html.encode()) + 3 * len(entry.title) + 800
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


def _entry(document: Document, anchor: str, marks: Marks, choices: _Choices) -> Entry:
    page = page_of(document, anchor, marks, _LIMITS)
    site = site_of(document)[:100]
    return Entry(
        anchor,
        document.id[:200],
        page.title,
        site,
        document.language or "",
        (document.published or "")[:10],
        page.share_removed,
        page.suspicions,
        choices.of(page, site),
        _document(page, marks, alone=False),
    )


def _document(page: Page, marks: Marks, *, alone: bool) -> Markup:
    return render("document.html", page=page, marks=marks, alone=alone, kinds=KINDS)


class _Choices:
    """What the list of documents can be filtered by: numbers stand for names, which may hold anything."""

    _LABELS = (
        ("suspicion", "Why to look"),
        ("plugin", "Changed by"),
        ("class", "Removed class"),
        ("site", "Site"),
        ("failure", "Failed plugin"),
    )

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {name: {} for name, _ in self._LABELS}

    def of(self, page: Page, site: str) -> str:
        """Give what a document has, such as ``"plugin:0 plugin:3 site:1"``."""
        found = {
            "suspicion": [one.kind for one in page.suspicions],
            "plugin": [plugin.name for plugin in page.plugins if plugin.changes],
            "class": sorted({gone.class_ or gone.rule for gone in page.document.removed}),
            "site": [site] if site else [],
            "failure": sorted({failure.plugin for failure in page.document.failures}),
        }
        return " ".join(
            f"{name}:{self._numbers[name].setdefault(value, len(self._numbers[name]))}"
            for name, values in found.items()
            for value in values
        )

    def filters(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Give the filters: name, label, and the options as (value, text)."""
        return [
            (
                name,
                label,
                sorted(((f"{name}:{n}", text) for text, n in self._numbers[name].items()), key=_text)[:_SITES],
            )
            for name, label in self._LABELS
        ]


def _text(option: tuple[str, str]) -> str:
    return option[1].casefold()
