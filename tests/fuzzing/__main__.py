"""``python -m tests.fuzzing SECONDS [SEED] [TARGET...]``: all targets in turns until the time is over."""

from __future__ import annotations

import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Verbosity, given, seed, settings

from .targets import TARGETS

#: Examples of one target before the next one has its turn.
ROUND = 100


def attempt(name: str, number: int, examples: int = ROUND) -> None:
    """Try examples of a target; the same ones for the same number."""
    strategy, check = TARGETS[name]
    chosen = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.normal,
        print_blob=True,
    )
    seed(number)(chosen(given(strategy)(check)))()


def main(seconds: float, first: int, names: list[str]) -> int:
    """Fuzz; give the exit status."""
    end = time.monotonic() + seconds
    done: Counter[str] = Counter()
    number = first
    while time.monotonic() < end:
        for name in names:
            if time.monotonic() >= end:
                break
            try:
                attempt(name, number)
            except BaseException:
                print(f"{name} fails: python -m tests.fuzzing 1 {number} {name}", file=sys.stderr)
                raise
            done[name] += ROUND
        number += 1
    print("; ".join(f"{name}: {examples} examples" for name, examples in done.items()))
    return 0


if __name__ == "__main__":
    arguments = [*sys.argv[1:3], *("60", "0")[len(sys.argv[1:3]) :]]
    sys.exit(main(float(arguments[0]), int(arguments[1]), sys.argv[3:] or list(TARGETS)))
