"""What it costs to check, apply and record changes: the host beside the plugins' own work."""

from __future__ import annotations

from benchmarks.host import BLOCKS, PARAGRAPH, Idle, Paragraphs
from benchmarks.measure import alternate, ratio
from benchmarks.results import Result, Table
from benchmarks.suites import Settings
from benchmarks.suites.repair import made_up
from normalizer import Document, Pipeline, restore
from normalizer_repair import Repair, fix_text, repair


def run(settings: Settings) -> Result:
    text = "\n\n".join([PARAGRAPH.strip()] * BLOCKS)
    idle = Pipeline(plugins=[Paragraphs(), Idle()])
    document = idle.clean(text)
    times = range(max(1, settings.limit // 2))
    seconds = alternate(
        {
            "host, plugins that propose nothing": lambda: [idle.clean(text) for _ in times],
            "JSON of the document": lambda: [document.to_json() for _ in times],
        },
        settings.repetitions,
    )
    host = Table(f"A document of {BLOCKS} blocks", ["", "time, its JSON = 1"])
    host.rows = [[name, ratio(values, seconds["JSON of the document"])] for name, values in seconds.items()]
    return Result("ledger", "made-up articles", [host, _repairs(settings)])


def _repairs(settings: Settings) -> Table:
    texts = made_up(min(settings.limit, 50))
    pipeline = Pipeline(plugins=[Repair(fix_character_width=True)])
    documents: list[Document] = [pipeline.clean(text) for text in texts]
    seconds = alternate(
        {
            "fix_text, no ledger": lambda: [fix_text(text) for text in texts],
            "repair, changes kept": lambda: [repair(text) for text in texts],
            "repair, changes read": lambda: [repair(text).changes for text in texts],
            "the plugin in a pipeline: blocks, checks, ledger": lambda: [pipeline.clean(text) for text in texts],
            "restore": lambda: [restore(document) for document in documents],
        },
        settings.repetitions,
    )
    table = Table(f"Repair of {len(texts)} articles with curly quotes", ["", "time, fix_text = 1"])
    table.rows = [[name, ratio(values, seconds["fix_text, no ledger"])] for name, values in seconds.items()]
    return table
