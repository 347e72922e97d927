"""Where the text of a page sits in its source.

turbohtml gives elements a position, text nodes none. Its tokenizer gives the start of every token: the runs of text
between tags. Both see the same runs in the same order, but where the tree builder moves or drops text; so each
text node takes the next run that reads the same.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from html import unescape

import turbohtml

#: How many runs ahead a text node looks for its own: bounds the work where tree and tokens disagree.
_LOOK_AHEAD = 40
_SPACES = " \t\n\f\r"
_TEXT, _REFERENCE = turbohtml.TokenType.TEXT, turbohtml.TokenType.CHARACTER_REFERENCE


class Spans:
    """Give each text node, in document order, its span of the source.

    Positions count code points in the source after newline normalisation (``\\r\\n`` and ``\\r`` are one ``\\n``), as
    turbohtml counts; `original` maps them to the source as given.
    """

    def __init__(self, source: str) -> None:
        self._collapsed: list[int] = []
        if "\r" in source:
            source, self._collapsed = _normalised(source)
        self._source = source
        self._lines = _line_starts(source)
        self._starts, self._ends = self._runs()
        self._next = 0

    def offset(self, position: tuple[int, int]) -> int:
        """Turn turbohtml's (line from 1, column from 0) into an offset."""
        return self._lines[position[0] - 1] + position[1]

    def original(self, offset: int) -> int:
        """Map an offset to the source as given."""
        collapsed = self._collapsed
        return offset + bisect_left(collapsed, offset) if collapsed else offset

    def seek(self, offset: int) -> None:
        """Skip the runs before ``offset``: the element there has just begun."""
        starts = self._starts
        at = self._next
        if at < len(starts) and starts[at] < offset:
            self._next = bisect_right(starts, offset, at)

    def take(self, data: str) -> tuple[int, int]:
        """Give the span of the next text node, without the white space at its ends; (-1, -1) if it is not found."""
        starts, ends, source = self._starts, self._ends, self._source
        first = self._next
        for at in range(first, min(first + _LOOK_AHEAD, len(starts))):
            start, end = starts[at], ends[at]
            raw = source[start:end]
            if raw == data or ("&" in raw and unescape(raw) == data) or _alike(raw, data):
                self._next = at + 1
                kept = raw.strip(_SPACES)
                lead = len(raw) - len(raw.lstrip(_SPACES))
                return start + lead, start + lead + len(kept)
        return -1, -1

    def _runs(self) -> tuple[list[int], list[int]]:
        """Find the runs of text that are not only white space."""
        starts: list[int] = []
        ends: list[int] = []
        lines, source = self._lines, self._source
        start = -1
        for token in turbohtml.tokenize(source, resolve_references=False):
            kind = token.type
            if kind is _TEXT or kind is _REFERENCE:
                if start < 0:
                    start = lines[token.line - 1] + token.col
            elif start >= 0:
                end = lines[token.line - 1] + token.col
                if not source[start:end].isspace():
                    starts.append(start)
                    ends.append(end)
                start = -1
        if start >= 0:
            starts.append(start)
            ends.append(len(source))
        return starts, ends


def _alike(raw: str, data: str) -> bool:
    """Say whether a run is the text node but for NULs, which the tree drops, and a first newline in ``<pre>``."""
    if "\0" in raw:
        raw = raw.replace("\0", "")
        return raw == data or unescape(raw) == data
    return raw[:1] == "\n" and (raw[1:] == data or ("&" in raw and unescape(raw[1:]) == data))


def _normalised(source: str) -> tuple[str, list[int]]:
    """Give the source with ``\\n`` alone as line end, and where in it a ``\\r\\n`` has lost a character."""
    collapsed: list[int] = []
    at = source.find("\r\n")
    while at >= 0:
        collapsed.append(at - len(collapsed))
        at = source.find("\r\n", at + 2)
    return source.replace("\r\n", "\n").replace("\r", "\n"), collapsed


def _line_starts(source: str) -> list[int]:
    starts = [0]
    at = source.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = source.find("\n", at + 1)
    return starts
