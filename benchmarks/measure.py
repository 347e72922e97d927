"""Processor time of several things in turn, as ratios with their spread; and how it grows with the input."""

from __future__ import annotations

import gc
import math
import resource
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

#: Time may grow with this power of the size before it is flagged: above 1, for what measuring adds.
LINEAR = 1.15
#: What the smallest input is to take at least, in seconds.
_SHORTEST = 0.02


class Spread(NamedTuple):
    """The smallest, the middle and the largest of several values."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.median)} ({_short(self.low)}-{_short(self.high)})"


def spread(values: Sequence[float]) -> Spread:
    return Spread(min(values), statistics.median(values), max(values))


def alternate(contestants: Mapping[str, Callable[[], object]], repetitions: int) -> dict[str, list[float]]:
    """Run all contestants in turn, again and again, so that what disturbs the machine disturbs all of them.

    Before that, each runs once: what is compiled and cached at first use is not counted.

    Returns:
        Seconds of processor time (of this process and of those it waited for) by contestant, one for each repetition.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for work in contestants.values():
        work()
    for _ in range(repetitions):
        for name, work in contestants.items():
            gc.collect()
            began = _processor_time()
            work()
            seconds[name].append(max(_processor_time() - began, 1e-9))
    return seconds


def ratio(of: Sequence[float], to: Sequence[float]) -> Spread:
    """Give how many times as long the one took as the other, repetition by repetition."""
    return spread([one / other for one, other in zip(of, to, strict=True)])


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Fit ``seconds = a * sizes ** exponent`` by least squares of the logarithms."""
    fit = statistics.linear_regression([math.log(size) for size in sizes], [math.log(value) for value in seconds])
    return fit.slope


def grown(sizes: Sequence[float], work: Sequence[Callable[[], object]], repetitions: int) -> float:
    """Give the exponent for works of growing sizes, each by its fastest run; a short run is many calls."""
    work[0]()
    began = _processor_time()
    work[0]()
    calls = range(math.ceil(_SHORTEST / max(_processor_time() - began, 1e-5)))
    contestants = {str(size): lambda one=one: [one() for _ in calls] for size, one in zip(sizes, work, strict=True)}
    seconds = alternate(contestants, repetitions)
    return exponent(sizes, [min(values) for values in seconds.values()])


def _processor_time() -> float:
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)  # os.times() counts these in hundredths of a second
    return time.process_time() + waited.ru_utime + waited.ru_stime


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
