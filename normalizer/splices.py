"""Strings: many replacements at once (splices), positions mapped across them forth and back, and what can be stored."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, islice, pairwise
from operator import gt


def is_storable(text: object) -> bool:
    """Whether a value is a string that any JSON or UTF-8 file can hold: no lone surrogate, no NUL."""
    if not isinstance(text, str):
        return False
    if text.isascii():
        return "\0" not in text
    try:  # a NUL is found faster in bytes than in a string of wide characters
        return b"\0" not in text.encode("utf-8")
    except UnicodeEncodeError:
        return False


#: ``text[start:end]`` becomes ``after``: (start, end, after).
Splice = tuple[int, int, str]


def overlap(splices: Sequence[Splice]) -> tuple[Splice, Splice] | None:
    """Give the first two of the sorted splices that overlap or stand at the same place, or None."""
    if not splices:
        return None
    starts, ends, _ = zip(*splices, strict=True)
    if not any(map(gt, ends, islice(starts, 1, None))) and len(set(zip(starts, ends, strict=True))) == len(splices):
        return None
    for left, right in pairwise(splices):
        if right[0] < left[1] or right[:2] == left[:2]:
            return left, right
    return None


def splice(text: str, splices: Sequence[Splice]) -> str:
    """Apply sorted splices that do not overlap."""
    if not splices:
        return text
    starts, ends, afters = zip(*splices, strict=True)
    kept = map(text.__getitem__, map(slice, (0, *ends), (*starts, len(text))))
    return "".join(chain.from_iterable(zip(kept, (*afters, ""), strict=True)))


def backward(splices: Sequence[Splice], befores: Iterable[str]) -> list[Splice]:
    """Give the splices that undo ``splices``, each of which replaced the string of ``befores`` beside it."""
    undo = []
    shift = 0
    for (start, end, after), before in zip(splices, befores, strict=True):
        undo.append((start + shift, start + shift + len(after), before))
        shift += len(after) - (end - start)
    return undo


class PositionMap:
    """Where positions go when sorted splices are applied. ``O(log n)`` a question."""

    def __init__(self, splices: Sequence[Splice]) -> None:
        self._starts = [start for start, _, _ in splices]
        self._ends = [end for _, end, _ in splices]
        self._lengths = [len(after) for _, _, after in splices]
        growth = [len(after) - (end - start) for start, end, after in splices]
        self._shifts = [0, *accumulate(growth)]

    def start(self, position: int) -> int:
        """Map the first position of a span."""
        done = bisect_right(self._ends, position)
        if done < len(self._starts) and self._starts[done] < position:
            return self._inside(done, position)
        return position + self._shifts[done]

    def end(self, position: int) -> int:
        """Map the end of a span: what is inserted right there is not part of the span."""
        done = bisect_left(self._starts, position)
        if done and self._ends[done - 1] > position:
            return self._inside(done - 1, position)
        return position + self._shifts[done]

    def _inside(self, index: int, position: int) -> int:
        """Map a position within a replaced stretch: character by character where the lengths agree."""
        offset = min(position - self._starts[index], self._lengths[index])
        return self._starts[index] + self._shifts[index] + offset
