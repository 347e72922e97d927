"""Which lines of a flattened page are not the article: labelled lines, by language and by the extractor that left them.

The tools, the form of the data and the scores are those of ``benchmarks/boilerplate.py``, which has more options.
"""

from __future__ import annotations

import gzip
import json
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import boilerplate
from benchmarks.boilerplate import Cleaner, Record, Score
from benchmarks.measure import alternate, ratio
from benchmarks.results import Cell, Result, Table, importable
from benchmarks.suites import SHIPPED, Settings

PEERS = {"justext": "justext", "boilerpy3": "boilerpy3", "trafilatura": "trafilatura"}
COLUMNS = ("mean document F1", "line F1", "content lost", "documents losing over 5 %", "perfect")


def run(settings: Settings) -> Result:
    folder = settings.data or SHIPPED / "lines"
    records = load(folder, settings.limit)
    usable, skipped = importable(PEERS)
    makers: dict[str, Callable[[], Cleaner]] = {
        "justext": boilerplate.justext_cleaner,
        "boilerpy3": boilerplate.boilerpy3_cleaner,
        "trafilatura": boilerplate.trafilatura_cleaner,
    }
    cleaners: dict[str, Cleaner] = {"ours": boilerplate.our_cleaner(()), "rules of C4": boilerplate.c4}
    cleaners |= {name: makers[name]() for name in usable}
    answers = {name: [cleaner(record) for record in records] for name, cleaner in cleaners.items()}
    seconds = alternate(
        {name: lambda one=one: [one(record) for record in records] for name, one in cleaners.items()},
        settings.repetitions,
    )
    total = Table("All documents", ["tool", *COLUMNS, "time, ours = 1"], chart="line F1")
    for name, flags in answers.items():
        total.rows.append([name, *scores(records, flags), ratio(seconds[name], seconds["ours"])])
    groups = [by(records, answers["ours"], key) for key in ("lang", "variant")]
    data = f"{len(records)} documents of {'the shipped data' if settings.data is None else folder.name}"
    return Result("boilerplate", data, [total, *groups], skipped)


def load(folder: Path, limit: int) -> list[Record]:
    """Read records from ``*.jsonl`` and ``*.jsonl.gz``, about as many from each file."""
    files = sorted((*folder.glob("*.jsonl"), *folder.glob("*.jsonl.gz")))
    records: list[Record] = []
    for file in files:
        opener = gzip.open if file.suffix == ".gz" else open
        with opener(file, "rt", encoding="utf-8") as lines:
            records += [json.loads(line) for _, line in zip(range(-(-limit // len(files))), lines, strict=False)]
    return records[:limit]


def by(records: Sequence[Record], flags: Sequence[list[bool]], key: str) -> Table:
    """Score our answers by a field of the records."""
    table = Table(f"Ours by {key}", [key, "documents", *COLUMNS])
    for value in sorted({str(record.get(key, "")) for record in records}):
        chosen = [n for n, record in enumerate(records) if str(record.get(key, "")) == value]
        found = scores([records[n] for n in chosen], [flags[n] for n in chosen])
        table.rows.append([value, len(chosen), *found])
    return table


def scores(records: Sequence[Record], flags: Sequence[list[bool]]) -> list[Cell]:
    """Give the values of `COLUMNS`."""
    score = Score()
    for record, keep in zip(records, flags, strict=True):
        score.add(record, keep)
    count = score.count
    content, documents = count["c+chars"] + count["c-chars"], max(1, count["docs"])
    return [
        statistics.fmean(score.f1 or [1.0]),
        boilerplate.f1(count),
        count["c-chars"] / max(1, content),
        count["over"] / documents,
        count["perfect"] / documents,
    ]
