"""Does time grow faster than the input? The exponent of time over size, fitted for documents and for corpora.

1 is linear; what is above `benchmarks.measure.LINEAR` is flagged. Some documents are made to be hard: one line,
marks upon marks, ampersands escaped over and over, a deep page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.batch import article, write
from benchmarks.measure import LINEAR, grown
from benchmarks.results import Result, Table
from benchmarks.suites import Settings
from normalizer import Item, Pipeline
from normalizer.batch import run as run_batch
from normalizer_repair import fix_text

STEPS = (1, 2, 4, 8)
_PARAGRAPH = "The ferry came back on Friday, said Captain Maria Jensen, and the café was full. "

#: Documents by the number of their parts.
TEXTS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda n: "\n\n".join([_PARAGRAPH * 4] * n),
    "one line": lambda n: _PARAGRAPH * (4 * n),
    "curly quotes": lambda n: "“It’s late.” " * (30 * n),
    "misread lines": lambda n: "\n".join(["un cafÃ© prÃ¨s de l’hÃ´tel, â€œdit-elleâ€\x9d"] * (8 * n)),
    "combining marks": lambda n: "a" + "\u0301\u0323" * (150 * n),
    "escaped ampersands": lambda n: "&" + "amp;" * (80 * n) + "lt;",
    "short lines": lambda n: "\n".join(["Share this"] * (30 * n)),
}
PAGES: dict[str, Callable[[int], str]] = {
    "a page of paragraphs": lambda n: f"<html><body><article>{f'<p>{_PARAGRAPH * 4}</p>' * n}</article></body></html>",
    "a page of links": lambda n: f"<html><body>{'<li><a href=x>More news</a></li>' * (10 * n)}</body></html>",
    "a deep page": lambda n: "<html><body>" + "<div>" * (20 * n) + _PARAGRAPH + "</div>" * (20 * n),
}


def run(settings: Settings) -> Result:
    base = max(1, settings.limit // 10)
    sizes = [base * step for step in STEPS]
    pipeline = Pipeline()
    table = Table("Documents", ["input", "work", "exponent"])
    for name, make in TEXTS.items():
        texts = [make(size) for size in sizes]
        table.rows.append([name, "fix_text", _grown(sizes, fix_text, texts, settings)])
        items = [Item(content=text, media_type="text/plain") for text in texts]
        table.rows.append([name, "pipeline", _grown(sizes, pipeline.clean, items, settings)])
    for name, make in PAGES.items():
        items = [Item(content=make(size), media_type="text/html") for size in sizes]
        table.rows.append([name, "pipeline", _grown(sizes, pipeline.clean, items, settings)])
    corpora = Table("Corpora", ["input", "work", "exponent"])
    articles = [[article(number) for number in range(size)] for size in sizes]
    many = _grown(sizes, lambda texts: list(pipeline.clean_many(texts)), articles, settings)
    corpora.rows.append(["articles", "clean_many", many])
    corpora.rows.append(["articles", "run, 1 worker", _runs([10 * size for size in sizes], settings)])
    result = Result("scaling", f"made up, {sizes[0]} to {sizes[-1]} parts", [table, corpora])
    result.flags = [
        f"{row[0]}, {row[1]}: more than linear, exponent {row[2]:.2f}"
        for one in result.tables
        for row in one.rows
        if isinstance(row[2], float) and row[2] > LINEAR
    ]
    return result


def _grown(sizes: list[int], work: Callable[[Any], object], inputs: Sequence[Any], settings: Settings) -> float:
    return grown(sizes, [lambda one=one: work(one) for one in inputs], settings.repetitions)


def _runs(sizes: list[int], settings: Settings) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in sizes:
            write(folder / f"{size}.jsonl", size)
        rounds = iter(range(10**6))
        works = [
            lambda size=size: run_batch([folder / f"{size}.jsonl"], folder / f"out{next(rounds)}", workers=1)
            for size in sizes
        ]
        return grown(sizes, works, min(settings.repetitions, 3))
