"""The suites: each takes `Settings` and gives a `Result`. They are imported only when they run."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from benchmarks.results import Result

#: What comes with the project: made up for it, so that every suite runs at once.
SHIPPED = Path(__file__).parents[1] / "data"

SUITES = {
    "extraction": "text of HTML pages beside other extractors, by type of page",
    "metadata": "title, authors and date of HTML pages",
    "pipeline": "all plugins from HTML or text to JSON, beside trafilatura and ftfy; which plugin takes how much of it",
    "repair": "text repair beside ftfy: the same to the byte, and how much faster by kind of damage; decoding bytes",
    "boilerplate": "which lines of a plain text are not the article, by language and by extractor",
    "names": "people: pairs of names, lists of names, and mentions in documents",
    "batch": "many documents: one worker and two beside a bare pool, and memory",
    "startup": "what a process takes before it does anything",
    "ledger": "what it costs to check, apply and record changes",
    "scaling": "does time grow faster than the length of a document, or than the number of documents",
}


@dataclass(frozen=True)
class Settings:
    """How to measure: on which folder (None: what is shipped), how often, and on how many documents at most."""

    data: Path | None = None
    repetitions: int = 5
    limit: int = 200


def run(name: str, settings: Settings) -> Result:
    """Run one suite."""
    result: Result = import_module(f"benchmarks.suites.{name}").run(settings)
    return result
