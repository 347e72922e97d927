"""Where the text of a page sits in its source.

turbohtml gives elements a position, text nodes none. But a run of text begins right after the ``>`` of a tag or a
comment, so each text node is looked for from the start of the element before it on: as it reads, or as it reads once
character references are resolved. That is done for the texts that are asked for alone. (The tokenizer would give the
same starts at twice the time.)
"""

from __future__ import annotations

from turbohtml import Comment, Element, unescape

from normalizer_article.elements import RAW_TAGS, SPACES

#: How far a text node is looked for, in characters, and how many places are tried: bounds the work where the tree
#: builder moved text, so that it is not where the tree has it.
_REACH, _PLACES = 4000, 30
#: So far the end of a script or style is looked for, in characters.
_LONGEST_RAW = 1_000_000


class Spans:
    """Give runs of text their span of the source, in code points."""

    def __init__(self, source: str, skipped: frozenset[str] = RAW_TAGS) -> None:
        """Take the source, and the elements whose content is not in the trail."""
        self._skipped = skipped
        if "\r" in source:
            source = source.replace("\r", "\t" if "\r\n" in source else "\f")
        #: The source as it is parsed, with form feeds for its line ends: HTML takes both for white space alike, and the
        #: column of an element in this one line is its offset. (A tab stands for the first half of ``\\r\\n``.)
        self.source = source.replace("\n", "\f")
        #: The page in document order: elements, comments, and the data of text nodes that are not blank.
        self.trail: list[Element | Comment | str] = []
        self._known = (-1, -1, -1, 0)  # the last text that was looked for, its span, and where to go on from
        self._missing: set[str] = set()  # long looked for in vain: not again

    @staticmethod
    def begin(element: Element) -> int:
        """Give where an element begins; -1 if the source has no tag of it."""
        column = element.source_col
        return -1 if column is None else column

    def element_before(self, place: int) -> int:
        """Give where the last element before a place in the trail begins; -1 if it is not among the last few."""
        trail = self.trail
        for at in range(place - 1, max(place - _PLACES, 0) - 1, -1):
            item = trail[at]
            if isinstance(item, Element) and (column := item.source_col) is not None:
                return column
        return -1

    def of(self, first: int, after: int) -> tuple[int, int]:
        """Give the span of the texts in a part of the trail, without white space at its ends; (-1, -1) if unknown."""
        trail, source, last = self.trail, self.source, after - 1
        while first < last and type(trail[first]) is not str:
            first += 1
        while first < last and type(trail[last]) is not str:
            last -= 1
        start, end = self._find(first)
        if last > first:
            end = max(end, self._find(last)[1])
        if start < 0 or end < 0:
            # The tree has the first, or the last, elsewhere than the source.
            found = [span for at in range(first, after) if (span := self._find(at))[0] >= 0]
            if not found:
                return -1, -1
            start, end = found[0][0], max(span[1] for span in found)
        if source[start] in SPACES or source[end - 1] in SPACES:
            raw = source[start:end]
            return end - len(raw.lstrip(SPACES)), start + len(raw.rstrip(SPACES))
        return start, end

    def _find(self, place: int) -> tuple[int, int]:
        """Give the span of one text of the trail; (-1, -1) if it is not where it should be."""
        trail = self.trail
        known, start, end, at = self._known
        if place == known:
            return start, end
        data = trail[place]
        if type(data) is not str:
            return -1, -1
        item = trail[place - 1]
        if type(item) is Element and item.tag not in self._skipped and (column := item.source_col) is not None:
            # Mostly a text comes right after the start of an element.
            source, size = self.source, len(data)
            start = source.find(">", column, column + _REACH - 1) + 1
            if not (start and source.startswith(data, start) and source.startswith("<", start + size)):
                # A value of the start tag may hold a ">".
                start = source.find(f">{data}<", column, column + _REACH + size) + 1
            if start:
                end = start + size
                self._known = (place, start, end, end - 1)
                return start, end
        since = place
        while since and since - 1 != known:
            since -= 1
            item = trail[since]
            if type(item) is Element and (column := item.source_col) is not None:
                at = column
                break
        else:
            at = at if since else 0
        while since < place:
            item = trail[since]
            if type(item) is Element:
                if item.tag in self._skipped:
                    at = self._behind(f"</{item.tag}", at, _LONGEST_RAW)
            elif type(item) is str:
                at = max(at, self._find_from(item, at)[1] - 1)
            elif type(item) is Comment:  # what it holds may read like the text after it
                at = self._behind(item.data, at, _REACH + len(item.data))
            since += 1
        start, end = self._find_from(data, at)
        self._known = (place, start, end, max(at, end - 1))
        return start, end

    def _behind(self, text: str, at: int, reach: int) -> int:
        """Go on behind ``text``, which is not shown, if it comes within ``reach`` characters."""
        if text not in self._missing:
            found = self.source.find(text, at, at + reach)
            if found >= 0:
                return found + len(text)
            if reach > _REACH + len(text):
                self._missing.add(text)
        return at

    def _find_from(self, data: str, at: int) -> tuple[int, int]:
        """Give the span of the next text node that is ``data``; (-1, -1) if it is not found."""
        size = len(data)
        start = self.source.find(f">{data}<", at, at + _REACH + size) + 1
        return (start, start + size) if start else self._look_for(data, at)

    def _look_for(self, data: str, at: int) -> tuple[int, int]:
        """Find a text node that is not written as it reads: with references, NULs, or at the end of the source."""
        source = self.source
        limit = at + _REACH + 8 * len(data)
        wanted = data.strip(SPACES)
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
                if raw.strip(SPACES) == wanted:
                    return at, end
                if "&" in raw or "\0" in raw or "<" in raw:
                    plain = unescape(raw).replace("\0", "").strip(SPACES)
                    if plain == wanted:
                        return at, end
                    if not wanted.startswith(plain):
                        break
                elif not wanted.startswith(raw.strip(SPACES)) or "<" not in data:
                    break
                end = source.find("<", end + 1)
                end = len(source) if end < 0 else end
        return -1, -1
