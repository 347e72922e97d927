"""People and their mentions while the text around them changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from normalizer.changes import Link
from normalizer.document import Ambiguous, Document, Mention, Person
from normalizer.splices import PositionMap


class Linked(NamedTuple):
    """A link with its span in the document's text, before anything is changed."""

    start: int
    end: int
    link: Link


def mentions_after(
    document: Document, links: Sequence[Linked], positions: PositionMap
) -> tuple[tuple[Person, ...], tuple[Ambiguous, ...]]:
    """Move the mentions there are to their new places, and add the new ones; where two overlap, the first stays.

    Args:
        document: the document before the change.
        links: the new mentions.
        positions: where the change moves the positions of the text.

    Returns:
        The people and the ambiguous mentions, each in the order of the text.
    """
    people: dict[str, tuple[str, str | None, list[Mention]]] = {}
    taken: list[tuple[int, int]] = []
    for person in document.people:
        kept = [m for m in (_moved(m, positions) for m in person.mentions) if m is not None]
        taken += [(m.start, m.end) for m in kept]
        key = person.id or person.name
        while key in people:  # two people of one name
            key += "\0"
        if kept:
            people[key] = (person.name, person.id, kept)
    unclear = [m for m in (_moved(m, positions) for m in document.ambiguous) if m is not None]
    taken += [(m.start, m.end) for m in unclear]
    free = _Free(taken)
    for start, end, link in sorted(links, key=lambda linked: linked[:2]):
        spot = positions.start(start), positions.end(end)
        if not free.take(*spot):
            continue
        surface = document.text[start:end]
        if link.candidates:
            unclear.append(Ambiguous(*spot, surface, tuple(link.candidates)))
            continue
        key = link.key or link.person_id or link.person
        entry = people.setdefault(key, (link.person, link.person_id, []))
        entry[2].append(Mention(*spot, surface, link.form))
    found = [
        Person(name, tuple(sorted(mentions, key=lambda m: m.start)), identifier)
        for name, identifier, mentions in people.values()
    ]
    return (
        tuple(sorted(found, key=lambda p: (p.mentions[0].start, p.name))),
        tuple(sorted(unclear, key=lambda m: m.start)),
    )


class _Free:
    """Spans of text that no mention has taken yet."""

    def __init__(self, taken: Iterable[tuple[int, int]]) -> None:
        self._taken = sorted(taken)
        self._new_end = -1

    def take(self, start: int, end: int) -> bool:
        """Take a span if it is free; spans come in the order of the text."""
        if start >= end or start < self._new_end:
            return False
        i = bisect_right(self._taken, (start, end))
        if i and self._taken[i - 1][1] > start:
            return False
        if i < len(self._taken) and self._taken[i][0] < end:
            return False
        self._new_end = end
        return True


_M = TypeVar("_M", Mention, Ambiguous)


def _moved(mention: _M, positions: PositionMap) -> _M | None:
    start, end = positions.start(mention.start), positions.end(mention.end)
    if start >= end:
        return None
    if (start, end) == (mention.start, mention.end):
        return mention
    return replace(mention, start=start, end=end)
