"""The text as received and the clean text as one sequence: stretches that are the same, and regions that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from normalizer.ledger import Explanation


class Region(NamedTuple):
    """A stretch of the received text that became something else, with all the changes that had a part in it.

    ``start`` and ``end`` count in the text as received, ``clean`` in the clean text.
    """

    start: int
    end: int
    clean: tuple[int, int]
    changes: list[Explanation]

    @property
    def main(self) -> Explanation:
        """The change that reaches furthest; among equals the last, which decided what is there now."""
        return max(enumerate(self.changes), key=lambda one: (one[1].received[1] - one[1].received[0], one[0]))[1]


def regions(changes: Iterable[Explanation]) -> Iterator[Region]:
    """Join the changes, given in the order of the text as received, that touch the same stretch of it."""
    group: list[Explanation] = []
    end = 0
    for change in [*changes, None]:
        if group and (change is None or change.received[0] >= end):
            clean = min(c.clean[0] for c in group), max(c.clean[1] for c in group)
            yield Region(group[0].received[0], end, clean, group)
            group, end = [], 0
        if change is not None:
            group.append(change)
            end = max(end, change.received[1])


def aligned(received: str, clean: str, changes: Iterable[Explanation]) -> list[Region]:
    """Give all regions of a document, such that what lies between two of them is the same in both texts.

    Where changes of several steps meet, their spans alone may not say so; such regions become one.

    Args:
        received: the text as received.
        clean: the clean text.
        changes: every change, as `normalizer.explain` gives them.

    """
    found = [Region(0, 0, (0, 0), [])]
    end = Region(len(received), len(received), (len(clean), len(clean)), [])
    for region in [*regions(changes), end]:
        last = found[-1]
        between = received[last.end : region.start], clean[last.clean[1] : region.clean[0]]
        if between[0] == between[1] and region.clean[0] >= last.clean[1]:
            found.append(region)
        else:
            span = last.clean[0], max(last.clean[1], region.clean[1])
            found[-1] = Region(last.start, max(last.end, region.end), span, last.changes + region.changes)
    return [region for region in found if region.changes]
