"""The whole default pipeline, from HTML or text to JSON with people and ledger, beside tools that do a part of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from benchmarks.measure import alternate, ratio, spread
from benchmarks.results import Result, Table, importable
from benchmarks.suites import Settings
from benchmarks.suites.pages import Page, pages
from normalizer import Item, Pipeline

PEERS = {"trafilatura": "trafilatura"}
Works = dict[str, Callable[[], object]]


def run(settings: Settings) -> Result:
    documents, data = pages(settings)
    usable, skipped = importable(PEERS)
    pipeline = Pipeline()
    html = [Item(content=page.html, id=page.name, media_type="text/html") for page in documents]
    text = [Item(content=page.text, id=page.name, media_type="text/plain") for page in documents if page.text]
    tables = [
        _speed("From HTML to JSON, with metadata", pipeline, html, _html_peers(documents, usable), settings),
        _shares("HTML", pipeline, html),
        _speed("From text to JSON", pipeline, text, _text_peers(text), settings),
        _shares("Text", pipeline, text),
    ]
    return Result("pipeline", data, tables, skipped)


def _speed(title: str, pipeline: Pipeline, items: Sequence[Item], peers: Works, settings: Settings) -> Table:
    works: Works = {"ours, all plugins": lambda: [pipeline.clean(item).to_json() for item in items], **peers}
    seconds = alternate(works, settings.repetitions)
    characters = sum(len(item.content) for item in items) / max(1, len(items))
    rate = f"documents of {characters:,.0f} characters a CPU second here"
    table = Table(title, ["", "time, ours = 1", rate], chart="time, ours = 1")
    table.rows = [
        [name, ratio(values, seconds["ours, all plugins"]), spread([len(items) / value for value in values])]
        for name, values in seconds.items()
    ]
    return table


def _shares(title: str, pipeline: Pipeline, items: Sequence[Item]) -> Table:
    """Say which share of the plugins' processor time each stage of each plugin takes."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for item in items:
        for call in pipeline.run(item)[1]:
            seconds[f"{call.plugin}, {call.stage}"] += call.seconds
    whole = sum(seconds.values()) or 1.0
    table = Table(f"{title}: shares of the plugins' time", ["plugin, stage", "share"])
    table.rows = [[name, value / whole] for name, value in sorted(seconds.items(), key=lambda pair: -pair[1])]
    return table


def _html_peers(documents: Sequence[Page], usable: Sequence[str]) -> Works:
    if "trafilatura" not in usable:
        return {}
    from trafilatura import extract  # noqa: PLC0415

    return {
        "trafilatura, metadata and JSON": lambda: [
            extract(page.html, with_metadata=True, output_format="json") for page in documents
        ]
    }


def _text_peers(items: Sequence[Item]) -> Works:
    import ftfy  # noqa: PLC0415

    return {"ftfy alone": lambda: [ftfy.fix_text(str(item.content)) for item in items]}
