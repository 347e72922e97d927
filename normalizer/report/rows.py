"""The text as received beside the clean text: rows of a block each, in pieces that are the same or were changed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from normalizer.document import Document
from normalizer.ledger import explain, restore
from normalizer.report.regions import Region, aligned


class Part(NamedTuple):
    """A stretch of text within a piece, with whom it mentions: "p0" is the first person, "a0" the first ambiguous."""

    text: str
    who: str = ""


class Piece(NamedTuple):
    """A stretch of a row: the same in both texts (``region`` None), or a region that changed."""

    before: str
    after: tuple[Part, ...]
    region: Region | None = None


class Row(NamedTuple):
    """A block, or a removed stretch.

    The clean texts of all rows with the white space behind each (``gap``) are the document's text, exactly.
    """

    pieces: tuple[Piece, ...]
    gap: str = ""
    #: The kind and the level of the clean block that begins here.
    kind: str = ""
    level: int = 0

    @property
    def clean(self) -> str:
        """The clean text of the row."""
        return "".join(part.text for piece in self.pieces for part in piece.after)

    @property
    def received(self) -> str:
        """The text as received of the row."""
        return "".join(piece.before for piece in self.pieces)

    @property
    def changed(self) -> bool:
        """Whether anything in it changed but the space between it and the next block."""
        return any(piece.region and (piece.after or piece.before.strip()) for piece in self.pieces)

    @property
    def gone(self) -> bool:
        """Whether nothing of it is left."""
        return self.changed and not self.clean.strip()


def rows_of(document: Document) -> list[Row]:
    """Give a document's text in rows.

    Raises:
        LedgerError: the document was altered, so that text and ledger disagree.

    """
    received = restore(document)
    return list(_Rows(document, received).build(aligned(received, document.text, explain(document))))


class _Rows:
    """Builds rows from left to right."""

    def __init__(self, document: Document, received: str) -> None:
        self._received = received
        self._clean = document.text
        self._blocks = document.blocks
        self._starts = [block.start for block in document.blocks]
        #: White space between two blocks of the clean text.
        self._gaps = [(one.end, two.start) for one, two in pairwise(document.blocks) if two.start > one.end]
        self._gap_ends = [end for _, end in self._gaps]
        self._mentions = _mentions(document)
        self._ends = [end for _, end, _ in self._mentions]
        self._pieces: list[Piece] = []
        self._begin = 0

    def build(self, regions: list[Region]) -> Iterator[Row]:
        """Yield the rows."""
        done, done_clean = 0, 0
        end = Region(len(self._received), len(self._received), (len(self._clean), len(self._clean)), [])
        for region in [*regions, end]:
            yield from self._same(done_clean, region.clean[0])
            done, done_clean = region.end, region.clean[1]
            before, after = self._received[region.start : done], self._clean[slice(*region.clean)]
            if "\n" in before and (not after or "\n" in after) and not (before + after).strip():
                # Space between blocks became other space, or none: a mark behind the block, and no row of its own.
                self._pieces.append(Piece(before, (), region))
                if after:
                    yield from self._close(region.clean[0], after)
            elif region.changes:
                lead, trail = _edges(before)
                if "\n" in lead:
                    yield from self._close(region.clean[0])
                if not self._pieces:
                    self._begin = region.clean[0]
                self._pieces.append(Piece(before, tuple(self._parts(*region.clean)), region))
                if "\n" in trail or self._has_gap(*region.clean):
                    yield from self._close(region.clean[1])
        yield from self._close(len(self._clean))

    def _same(self, start: int, end: int) -> Iterator[Row]:
        """Take in a stretch of the clean text that is as it was received; each gap between blocks ends a row."""
        place = bisect_right(self._gap_ends, start)
        while start < end:
            gap = self._gaps[place] if place < len(self._gaps) else (end, end)
            stop = min(max(gap[0], start), end)
            if stop > start:
                if not self._pieces:
                    self._begin = start
                self._pieces.append(Piece(self._clean[start:stop], tuple(self._parts(start, stop))))
            if stop == end:
                return
            after = min(gap[1], end)
            yield from self._close(stop, self._clean[stop:after])
            start, place = after, place + 1

    def _close(self, end: int, gap: str = "") -> Iterator[Row]:
        if not self._pieces and not gap:
            return
        place = bisect_right(self._starts, self._begin) - 1
        block = self._blocks[place] if place >= 0 and self._begin < end else None
        kind, level = (block.kind, block.level) if block else ("", 0)
        yield Row(tuple(self._pieces), gap, kind, level)
        self._pieces = []
        self._begin = end + len(gap)

    def _has_gap(self, start: int, end: int) -> bool:
        place = bisect_right(self._gap_ends, start)
        return place < len(self._gaps) and self._gaps[place][0] < end

    def _parts(self, start: int, end: int) -> Iterator[Part]:
        """Cut a stretch of the clean text where mentions begin and end."""
        place = bisect_right(self._ends, start)
        while start < end:
            mention = self._mentions[place] if place < len(self._mentions) else (end, end, "")
            if mention[0] > start:
                stop = min(mention[0], end)
                yield Part(self._clean[start:stop])
            else:
                stop = min(mention[1], end)
                yield Part(self._clean[start:stop], mention[2])
                place += 1
            start = stop


def _edges(text: str) -> tuple[str, str]:
    """Give the white space at the beginning and at the end; of nothing but white space, as the beginning."""
    lead = text[: len(text) - len(text.lstrip())]
    return lead, text[max(len(text.rstrip()), len(lead)) :]


def _mentions(document: Document) -> list[tuple[int, int, str]]:
    """Give all mentions, in order and without overlaps."""
    found = [
        (mention.start, mention.end, f"p{number}")
        for number, person in enumerate(document.people)
        for mention in person.mentions
    ]
    found += [(mention.start, mention.end, f"a{number}") for number, mention in enumerate(document.ambiguous)]
    kept: list[tuple[int, int, str]] = []
    for mention in sorted(found):
        if mention[1] > mention[0] and (not kept or mention[0] >= kept[-1][1]):
            kept.append(mention)
    return kept
