"""Many documents: one worker and two, beside a bare pool that does the same without the promises, and memory.

The parts are those of ``benchmarks/batch.py``, which also kills runs.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.batch import alone, bare, peaks, write
from benchmarks.measure import alternate, ratio
from benchmarks.results import Result, Table
from benchmarks.suites import Settings
from normalizer.batch import run as run_batch

#: How many times as many documents are in the second run that memory is measured of.
GROWTH = 8


def run(settings: Settings) -> Result:
    documents = settings.limit * 4
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "in.jsonl"
        write(file, documents)
        rounds = iter(range(10**6))
        seconds = alternate(
            {
                "run, 1 worker": lambda: run_batch([file], folder / f"one{next(rounds)}", workers=1),
                "run, 2 workers": lambda: run_batch([file], folder / f"two{next(rounds)}", workers=2),
                "bare pool, 2 workers": lambda: bare(file, folder / "bare", 2),
                "the pipeline alone, 1 process": lambda: alone(file, folder / "alone"),
            },
            settings.repetitions,
        )
    speed = Table(f"{documents} documents of 3,000 characters", ["", "processor time, bare pool = 1"])
    speed.rows = [[what, ratio(values, seconds["bare pool, 2 workers"])] for what, values in seconds.items()]
    small, large = peaks(documents), peaks(documents * GROWTH)
    memory = Table(
        "Peak of resident memory", ["process", f"{documents} documents, MiB", f"{GROWTH} times as many, as a ratio"]
    )
    memory.rows = [
        [process, few, many / few]
        for process, few, many in zip(("parent", "largest worker"), small, large, strict=True)
    ]
    return Result("batch", "made-up articles", [speed, memory])
