"""Where the text of a page sits in its source.

turbohtml gives elements a position, text nodes none. But a run of text begins right after the ``>`` of a tag or a
comment, so each text node is looked for from the last known position on: as it reads, or as it reads once
character references are resolved. (The tokenizer would give the same starts at twice the time.)
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate, count
from operator import add

from turbohtml import Element, unescape

#: How far a text node is looked for, in characters, and how many places are tried: bounds the work where the tree
#: builder moved text, so that it is not where the tree has it.
_REACH, _PLACES = 4000, 30
_SPACES = " \t\n\f\r"


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
        #: The lines, from 1, of which it is known where they start: those that were asked for, in order.
        self._lines, self._starts = [1], [0]
        self._at = 0
        self._ahead: Element | None = None
        self._missing: set[str] = set()  # long looked for in vain: not again

    def offset(self, position: tuple[int, int]) -> int:
        """Turn turbohtml's (line from 1, column from 0) into an offset."""
        line, column = position
        lines, starts = self._lines, self._starts
        last = len(lines) - 1
        if line < lines[-1]:
            last = bisect_right(lines, line) - 1
        start, steps = starts[last], line - lines[last]
        if steps:
            find = self._source.find
            for _ in range(steps):
                start = find("\n", start) + 1
            lines.insert(last + 1, line)
            starts.insert(last + 1, start)
        return start + column

    def original(self, offset: int) -> int:
        """Map an offset to the source as given."""
        collapsed = self._collapsed
        return offset + bisect_left(collapsed, offset) if collapsed else offset

    def enter(self, position: tuple[int, int] | None) -> int:
        """Go on from where the element of ``position`` begins; give that offset, or -1."""
        self._ahead = None
        if position is None:
            return -1
        offset = self.offset(position)
        self._at = max(self._at, offset)
        return offset

    def enter_late(self, element: Element) -> None:
        """Go on from where an element begins, once the next text is looked for: few elements have text right inside."""
        self._ahead = element

    def skip(self, text: str, reach: int) -> None:
        """Go on behind ``text``, which is not shown, if it comes within ``reach`` characters."""
        if text in self._missing:
            return
        at = self._source.find(text, self._at, self._at + reach)
        if at >= 0:
            self._at = at + len(text)
        elif reach > _REACH + len(text):
            self._missing.add(text)

    def skip_comment(self, data: str) -> None:
        """Go on behind a comment: what it holds may read like the text after it."""
        if self._ahead is not None:
            self.enter(self._ahead.position)
        self.skip(data, _REACH + len(data))

    def take(self, data: str) -> tuple[int, int]:
        """Give the span of the next text node, without the white space at its ends; (-1, -1) if it is not found."""
        if self._ahead is not None:
            self.enter(self._ahead.position)
        source = self._source
        at = source.find(f">{data}<", self._at, self._at + _REACH + len(data)) + 1
        end = at + len(data)
        if not at:
            at, end = self._look_for(data)
            if at < 0:
                return -1, -1
        self._at = end - 1 if end > at else end
        if source[at] not in _SPACES and source[end - 1] not in _SPACES:
            return at, end
        raw = source[at:end]
        lead = len(raw) - len(raw.lstrip(_SPACES))
        return at + lead, at + len(raw.rstrip(_SPACES))

    def _look_for(self, data: str) -> tuple[int, int]:
        """Find a text node that is not written as it reads: references, NULs, a newline at the start of ``<pre>``."""
        source, at = self._source, self._at
        limit = at + _REACH + 8 * len(data)
        wanted = data.strip(_SPACES)
        for _ in range(_PLACES):
            at = source.find(">", at, limit) + 1
            if not at:
                break
            end = source.find("<", at)
            end = len(source) if end < 0 else end
            if end == at:
                continue
            for _ in range(data.count("<") + 1):  # a "<" that begins no tag is text
                raw = source[at:end]
                if "&" in raw or "\0" in raw or "<" in raw or raw[0] == "\n":
                    plain = unescape(raw).replace("\0", "").strip(_SPACES)
                    if plain == wanted:
                        return at, end
                    if not wanted.startswith(plain):
                        break
                elif not wanted.startswith(raw.strip(_SPACES)) or "<" not in data:
                    break
                end = source.find("<", end + 1)
                end = len(source) if end < 0 else end
        return -1, -1


def _normalised(source: str) -> tuple[str, list[int]]:
    """Give the source with ``\\n`` alone as line end, and where in it a ``\\r\\n`` has lost a character."""
    lines = source.split("\r\n")
    collapsed = list(map(add, accumulate(map(len, lines[:-1])), count()))
    source = "\n".join(lines)
    return source.replace("\r", "\n") if "\r" in source else source, collapsed
