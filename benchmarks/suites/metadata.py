"""Title, authors and date of HTML pages."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.extraction import article
from benchmarks.results import Result, Table, importable
from benchmarks.suites import Settings
from benchmarks.suites.pages import Page, pages

Fields = dict[str, str]
Reader = Callable[[str, str], Fields]

PEERS = {"trafilatura": "trafilatura", "goose3": "goose3"}
FIELDS = ("title", "author", "date")


def run(settings: Settings) -> Result:
    documents, data = pages(settings)
    usable, skipped = importable(PEERS)
    makers = {"trafilatura": _trafilatura, "goose3": _goose3}
    readers: dict[str, Reader] = {"ours": article} | {name: makers[name]() for name in usable}
    table = Table("Pages on which the field is right, of those that have it", ["reader", *FIELDS], chart="title")
    for name, reader in readers.items():
        answers = [reader(page.html, page.url) for page in documents]
        table.rows.append([name, *(share(documents, answers, field) for field in FIELDS)])
    return Result("metadata", data, [table], skipped)


def share(documents: list[Page], answers: list[Fields], field: str) -> float:
    """Give the share of pages on which a field is right, among those whose gold states it."""
    pairs = [(getattr(page, field), found.get(field) or "") for page, found in zip(documents, answers, strict=True)]
    stated = [(wanted, found) for wanted, found in pairs if wanted]
    return sum(_names(wanted) == _names(found) for wanted, found in stated) / max(1, len(stated))


def _names(value: str) -> set[str]:
    """Reduce a field to the words of its parts: in which order authors stand doesn't matter."""
    return {" ".join(re.findall(r"\w+", part.casefold())) for part in re.split(r"[,;]| and ", value)} - {""}


def _trafilatura() -> Reader:
    from trafilatura import extract_metadata  # noqa: PLC0415

    def read(html: str, url: str) -> Fields:
        found = extract_metadata(html, default_url=url or None)
        return {"title": found.title or "", "author": found.author or "", "date": found.date or ""} if found else {}

    return read


def _goose3() -> Reader:
    from goose3 import Goose  # noqa: PLC0415

    goose = Goose({"enable_image_fetching": False})

    def read(html: str, url: str) -> Fields:
        found = goose.extract(raw_html=html)
        date = str(found.publish_date or "")[:10]
        return {"title": found.title or "", "author": ", ".join(found.authors), "date": date}

    return read
