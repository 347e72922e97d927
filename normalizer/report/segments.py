"""Two clean texts of one record side by side: stretches that are the same, and stretches that differ, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from normalizer.document import Document
from normalizer.ledger import Explanation, explain, restore
from normalizer.report.compare import Difference
from normalizer.report.regions import Region, aligned

_BREAK = re.compile(r"(\n+)")


class Segment(NamedTuple):
    """A stretch of both texts; ``changes`` are those that only one of them had, or else all, where they differ."""

    one: str
    two: str
    changes: tuple[Explanation, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it is the same in both."""
        return self.one == self.two


def lines_of(one: Document, two: Document, differs: Difference) -> list[list[Segment]]:
    """Give two texts in lines; joined, the segments of all lines are the texts, but for newlines."""
    found = _by_source(one, two, differs) if differs.same_source else _by_lines(one.text, two.text)
    lines: list[list[Segment]] = [[]]
    for segment in found:
        if segment.same:
            for piece in _BREAK.split(segment.one):
                if piece.startswith("\n"):
                    lines.append([])
                elif piece:
                    lines[-1].append(Segment(piece, piece))
            continue
        text = segment.one or segment.two
        if text.startswith("\n"):
            lines.append([])
        lines[-1].append(Segment(segment.one.strip("\n"), segment.two.strip("\n"), segment.changes))
        if text.endswith("\n"):
            lines.append([])
    return [line for line in lines if line]


def _by_lines(one: str, two: str) -> Iterator[Segment]:
    """Compare texts that were not received as the same: line by line."""
    ours, theirs = one.splitlines(keepends=True), two.splitlines(keepends=True)
    for kind, i, j, k, m in SequenceMatcher(None, ours, theirs).get_opcodes():
        before, after = "".join(ours[i:j]), "".join(theirs[k:m])
        yield Segment(before, before if kind == "equal" else after)


def _by_source(one: Document, two: Document, differs: Difference) -> Iterator[Segment]:
    """Compare texts through the text as received, where each change has its place: exactly, and in linear time."""
    received = restore(one)
    texts = one.text, two.text
    only = {_place(change) for change in (*differs.gone, *differs.come)}
    found = [
        (region.start, region.end, side, region)
        for side, document in enumerate((one, two))
        for region in aligned(received, document.text, explain(document))
    ]
    # How much further right a position is in each clean text than in the text as received.
    shifts = [0, 0]
    done = 0
    for group in _touching(sorted(found, key=lambda item: item[:3])):
        start, end = group[0][0], max(item[1] for item in group)
        same = [texts[side][done + shifts[side] : start + shifts[side]] for side in (0, 1)]
        yield Segment(same[0], same[1])
        begins = [start + shift for shift in shifts]
        for _, _, side, region in group:
            shifts[side] = region.clean[1] - region.end
        pieces = [texts[side][begins[side] : end + shifts[side]] for side in (0, 1)]
        changes = [change for item in group for change in item[3].changes]
        mine = [change for change in changes if _place(change) in only]
        # Where one text replaced another, both may have parted it, each in another place: then all is told.
        yield Segment(pieces[0], pieces[1], tuple(mine or (changes if pieces[0] != pieces[1] else ())))
        done = end
    yield Segment(one.text[done + shifts[0] :], two.text[done + shifts[1] :])


def _place(change: Explanation) -> tuple[object, ...]:
    return change.received, change.before, change.after, change.plugin, change.rule


_Item = tuple[int, int, int, Region]


def _touching(found: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Join the regions of both sides that overlap or touch."""
    group: list[_Item] = []
    end = 0
    for item in found:
        if group and item[0] > end:
            yield group
            group = []
        end = max(end, item[1]) if group else item[1]
        group.append(item)
    if group:
        yield group
