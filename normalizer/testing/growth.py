"""Check that a plugin's time grows no faster than the length of the text, and that a huge document does not break it.

Processor time is counted, not the clock, so that a busy machine makes no difference. The length is doubled until a
document costs enough to be measured; then the time is compared with that of an eighth of the length. Linear work takes
8 times as long, quadratic work 64 times; the limit lies at 8 ** 1.55 = 25 times. A suspicion must be confirmed by the
best of several repetitions. Some systems count processor time in steps of 10 ms, so short times are measured as a sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from normalizer.pipeline import Pipeline
from normalizer.testing.problem import Problem
from normalizer.testing.samples import ARTICLE, HTML, PAGE, TEXT, Sample
from normalizer.testing.subject import CALL_SECONDS, Subject, TimeLimitError

#: Time may grow with this power of the length.
MAX_EXPONENT = 1.55
#: The doubling ends when a document costs this many seconds of processor time, or is this long.
ENOUGH_SECONDS = 0.4
#: Shorter times than this are not told apart.
LEAST_SECONDS = 0.005
MAX_LENGTH = 256_000
HUGE_LENGTH = 400_000
REPEATS = 2

_ADVICE = (
    "search the text once: no loop over all blocks within a loop over blocks, no text[i:] or s += in a loop, no list "
    "where a set will do, and no pattern with two neighbouring repeats that match the same characters"
)


def _shapes(subject: Subject) -> dict[str, Callable[[int], str]]:
    """Give texts of any length that are known to be slow for careless code."""
    shapes: dict[str, Callable[[int], str]] = {
        "an article of ordinary paragraphs": lambda n: _repeated(ARTICLE, n),
        "a long run of one letter": lambda n: "a" * n,
        "a long run of spaces": lambda n: "a" + " " * n + "b",
        "a long line of words": lambda n: _repeated("Anna Keller went home. ", n).strip(),
        "many very short blocks": lambda n: _repeated("ab\n\n", n),
        "many different blocks": lambda n: "\n\n".join(f"Paragraph {i} ends." for i in range(n // 20)),
        "brackets and quotes that never close": lambda n: _repeated("(\u201c[<", n),
    }
    for trigger in subject.triggers[:6]:
        shapes[f"{trigger[:40]!r} again and again"] = lambda n, t=trigger: _repeated(t + " ", n).strip()  # type: ignore[misc]
    return shapes


def _repeated(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length]


def is_linear(subject: Subject) -> Iterator[Problem]:
    """Its time grows in proportion to the length of the text."""
    pipeline = subject.pipeline()
    for name, make in _shapes(subject).items():
        problem = _grown(subject, pipeline, name, make)
        if problem:
            yield problem
            return  # one is enough to work on, and slow plugins are slow to measure


def _grown(subject: Subject, pipeline: Pipeline, name: str, make: Callable[[int], str]) -> Problem | None:
    seconds: dict[int, float] = {}
    length = 2000
    while True:
        measured = _seconds(subject, pipeline, make(length))
        if measured is None:
            return Problem(f"it does not end within {CALL_SECONDS:g} s on {length:,} characters of {name}", _ADVICE)
        seconds[length] = measured
        if measured >= ENOUGH_SECONDS or length >= MAX_LENGTH:
            break
        length *= 2
    short = length // 8
    if short not in seconds or _exponent(seconds[short], seconds[length]) <= MAX_EXPONENT:
        return None
    best = {
        short: _best(subject, pipeline, make(short), runs=8),
        length: _best(subject, pipeline, make(length), runs=1),
    }
    if _exponent(best[short], best[length]) > MAX_EXPONENT:
        times = best[length] / max(best[short], LEAST_SECONDS)
        return Problem(f"it takes {times:.0f} times as long for 8 times the text ({name})", _ADVICE)
    return None


def _best(subject: Subject, pipeline: Pipeline, text: str, *, runs: int) -> float:
    """Give the least mean time of several runs."""
    means = []
    for _ in range(REPEATS):
        measured = [_seconds(subject, pipeline, text) for _ in range(runs)]
        means.append(sum(CALL_SECONDS if seconds is None else seconds for seconds in measured) / runs)
    return min(means)


def _exponent(short: float, long: float) -> float:
    """Give the power of the length with which the time grew from an eighth of the length."""
    return math.log(max(long, LEAST_SECONDS) / max(short, LEAST_SECONDS)) / math.log(8)


def _seconds(subject: Subject, pipeline: Pipeline, text: str) -> float | None:
    """Measure the plugin's own calls; None if one did not end in time."""
    outcome = subject.run(Sample("", text, TEXT), pipeline)
    if any(isinstance(caught.error, TimeLimitError) for caught in outcome.caught):
        return None
    return sum(call.seconds for call in outcome.calls if call.plugin == subject.loaded.name)


def copes_with_huge_documents(subject: Subject) -> Iterator[Problem]:
    """It copes with huge documents: one huge block, very many blocks, a huge page."""
    pipeline = subject.pipeline()
    huge = (
        Sample("one huge block", _repeated("The boat left at six. ", HUGE_LENGTH).strip(), TEXT),
        Sample("very many blocks", _repeated(ARTICLE, HUGE_LENGTH), TEXT),
        Sample("a huge page", "<html><body>" + _repeated(PAGE, HUGE_LENGTH), HTML),
    )
    for sample in huge:
        for caught in subject.run(sample, pipeline).caught:
            error = caught.error
            yield Problem(
                f"{caught.stage} fails on {sample.name} of {HUGE_LENGTH:,} characters: {type(error).__name__}: {error}",
                _ADVICE if isinstance(error, TimeLimitError) else "see that the plugin copes with such a document",
            )
