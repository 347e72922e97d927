"""What the first trees say of a line in doubt and of the lines around it, for the trees that decide about it."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["AROUND", "MOST", "REACH", "around", "clipped"]

#: Log odds beyond this say no more, since the trees stop there.
MOST = 2.5
#: Those of a line that is not there.
NOWHERE = -3.0
#: Lines so far away are looked at; and the nearer of them.
REACH, NEAR = 6, 3
AROUND = (
    "odds", "odds-2", "odds-1", "odds+1", "odds+2", "odds_here", "odds_near_before", "odds_near_after",
    "odds_before", "odds_after", "odds_least_before", "odds_least_after",
)  # fmt: skip


def clipped(odds: float) -> float:
    """Give log odds without what they say beyond `MOST`."""
    return MOST if odds > MOST else -MOST if odds < -MOST else odds


def around(odds: Sequence[float], at: int) -> list[float]:
    """Give features of line ``at``, in the order of `AROUND`.

    Args:
        odds: the clipped log odds of the document's lines; those farther than `REACH` from the line may lack.
        at: the line's place among them.

    """
    before, after = odds[max(0, at - REACH) : at], odds[at + 1 : at + 1 + REACH]
    near_before, near_after = before[-NEAR:], after[:NEAR]
    here = [*before[-1:], odds[at], *after[:1]]
    return [
        odds[at],
        before[-2] if len(before) > 1 else NOWHERE,
        before[-1] if before else NOWHERE,
        after[0] if after else NOWHERE,
        after[1] if len(after) > 1 else NOWHERE,
        sum(here) / len(here),
        _mean(near_before),
        _mean(near_after),
        _mean(before),
        _mean(after),
        min(near_before, default=NOWHERE),
        min(near_after, default=NOWHERE),
    ]


def _mean(odds: Sequence[float]) -> float:
    return sum(odds) / len(odds) if odds else NOWHERE
