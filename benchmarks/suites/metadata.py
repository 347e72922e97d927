"""Title, authors and date of HTML pages, and the whole pipeline to JSON beside trafilatura's."""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.extraction import article
from benchmarks.measure import alternate, ratio
from benchmarks.results import Result, Table, importable
from benchmarks.suites import Settings
from benchmarks.suites.pages import Page, pages
from normalizer import Item, Pipeline

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
    pipeline = Pipeline()
    items = [Item(content=page.html, id=page.name, media_type="text/html") for page in documents]
    contestants: dict[str, Callable[[], object]] = {"ours": lambda: [pipeline.clean(item).to_json() for item in items]}
    if "trafilatura" in usable:
        from trafilatura import extract  # noqa: PLC0415

        contestants["trafilatura"] = lambda: [
            extract(page.html, with_metadata=True, output_format="json") for page in documents
        ]
    seconds = alternate(contestants, settings.repetitions)
    speed = Table("From HTML to JSON with metadata (ours: all plugins, people and ledger, too)", ["", "time, ours = 1"])
    speed.rows = [[name, ratio(values, seconds["ours"])] for name, values in seconds.items()]
    return Result("metadata", data, [table, speed], skipped)


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
