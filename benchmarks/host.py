"""The host's own cost: ``python -m benchmarks.host``.

Overhead: a document of 30 blocks through a pipeline whose plugins propose nothing, in microseconds of processor time a
document, beside the cost of one SHA-256 and one JSON encoding of the same document.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable

from normalizer import Document, Extraction, Found, Pipeline, hookimpl

BLOCKS = 30
PARAGRAPH = "The harbour bridge reopened on Friday after two years of repairs, and the first walkers came at dawn. " * 3


class Paragraphs:
    """Split at blank lines, as cheaply as can be."""

    @hookimpl
    def extract(self, source: str) -> Extraction:
        found, at = [], 0
        for text in source.split("\n\n"):
            found.append(Found(text, (at, at + len(text))))
            at += len(text) + 2
        return Extraction(found, verbatim=True)


class Idle:
    """Propose nothing, at every stage."""

    @hookimpl
    def clean_text(self, document: Document) -> tuple[()]:
        return ()

    clean_blocks = describe = find_people = finish = clean_text


def microseconds(work: Callable[[], object], times: int = 300, rounds: int = 9) -> list[float]:
    """Give processor time for a call, in microseconds, of each round."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        for _ in range(times):
            work()
        spent.append((time.process_time() - began) / times * 1e6)
    return spent


def shown(values: list[float]) -> str:
    return f"{statistics.median(values):7.1f}  (from {min(values):.1f} to {max(values):.1f})"


def overhead() -> None:
    text = "\n\n".join([PARAGRAPH.strip()] * BLOCKS)
    pipeline = Pipeline(plugins=[Paragraphs(), Idle()])
    document = pipeline.clean(text)
    print(
        f"a document of {BLOCKS} blocks, {len(text):,} characters; microseconds of processor time, median of 9 rounds"
    )
    print("  host with plugins that propose nothing", shown(microseconds(lambda: pipeline.clean(text))))
    print(
        "  one SHA-256 of the text               ", shown(microseconds(lambda: hashlib.sha256(text.encode()).digest()))
    )
    print("  one JSON encoding of the document     ", shown(microseconds(document.to_json)))


if __name__ == "__main__":
    overhead()
