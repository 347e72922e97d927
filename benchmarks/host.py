"""The host's own cost: ``python -m benchmarks.host``.

Overhead: a document of 30 blocks through a pipeline whose plugins propose nothing, in microseconds of processor time a
document, beside the cost of one SHA-256 and one JSON encoding of the same document. Start-up: the processor time of
``article-normalizer --help`` as a ratio to that of bare Python that imports click.
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
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

    @hookimpl
    def clean_blocks(self, document: Document) -> tuple[()]:
        return ()

    @hookimpl
    def describe(self, document: Document) -> tuple[()]:
        return ()

    @hookimpl
    def find_people(self, document: Document) -> tuple[()]:
        return ()

    @hookimpl
    def finish(self, document: Document) -> tuple[()]:
        return ()


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


def processor_time(arguments: list[str]) -> float:
    """Give the processor time of a child process, in milliseconds."""
    before = os.times()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = os.times()
    return 1000 * (after.children_user + after.children_system - before.children_user - before.children_system)


def startup(rounds: int = 15) -> None:
    commands = {
        "bare Python": ["-c", "pass"],
        "Python and click": ["-c", "import click"],
        "import normalizer": ["-c", "import normalizer"],
        "article-normalizer --help": ["-m", "normalizer", "--help"],
    }
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, arguments in commands.items():
            spent[name].append(processor_time(arguments))
    base = statistics.median(spent["Python and click"])
    print(f"start-up, median of {rounds} rounds; ratio to Python and click")
    for name, values in spent.items():
        print(f"  {name:28s} {statistics.median(values) / base:5.2f}  ({statistics.median(values):.0f} ms)")


if __name__ == "__main__":
    overhead()
    startup()
