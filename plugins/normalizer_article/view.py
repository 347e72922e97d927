"""A parsed page as the readers of its fields see it: what they share is worked out once, and only if asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from turbohtml import Element

from normalizer.dates import DateFound, is_date_line, read_dates
from normalizer_article import elements as b
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.declared import Declared
from normalizer_article.features import Hints, fold
from normalizer_article.names import BIT

_DIGITS = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
#: The headline is looked for among so many blocks before the article's first, and so many after it.
_BEFORE, _AFTER = 60, 4
_MOST_MARKED = 3000


class View:
    """A page, what it declares, where its article is, and what its blocks say of dates.

    Attributes:
        page: the parsed page.
        declared: what its head declares.
        hints: what the page says of its type.
        chosen: for each block, whether it is the article's.
        in_comments: for each block, whether it is in a comment section.
        first: the number of the article's first block.
        url: the address of the page; "" if it is not known.
        languages: the language of the text as a BCP 47 tag, if known.

    """

    def __init__(
        self, page: Page, declared: Declared, hints: Hints, chosen: Sequence[bool], in_comments: Sequence[bool],
        first: int, url: str = "", languages: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.page = page
        self.declared = declared
        self.hints = hints
        self.chosen = chosen
        self.in_comments = in_comments
        self.first = first
        self.url = url
        self.languages = languages
        self._dates: dict[int, list[DateFound]] = {}
        self._is_date: dict[int, bool] = {}
        self._folded: dict[int, str] = {}
        self._ends: list[int] | None = None
        self._marked: dict[str, list[Element]] | None = None
        self._heading = -2
        self._last = -1

    def dates(self, at: int) -> list[DateFound]:
        """Give the dates that a block states."""
        known = self._dates.get(at)
        if known is None:
            text = self.page.blocks[at].text
            known = self._dates[at] = read_dates(text, languages=self.languages) if _YEAR.search(text) else []
        return known

    def is_date(self, at: int) -> bool:
        """Say whether a block is a date line."""
        known = self._is_date.get(at)
        if known is None:
            text = self.page.blocks[at].text
            known = self._is_date[at] = bool(_DIGITS.search(text)) and is_date_line(text)
        return known

    def folded(self, at: int) -> str:
        """Give the words of a block."""
        known = self._folded.get(at)
        if known is None:
            known = self._folded[at] = fold(self.page.blocks[at].text)
        return known

    def place_of(self, position: tuple[int, int] | None) -> int:
        """Give the number of the block in which, or before which, an element begins; -1 if that is not known."""
        blocks = self.page.blocks
        if position is None or not blocks:
            return -1
        if self._ends is None:
            before = self.page.spans.element_before
            self._ends = list(accumulate([before(block.after) for block in blocks], max))
        return min(bisect_left(self._ends, position[1]), len(blocks) - 1)

    def marked(self, name: str) -> list[Element]:
        """Give the elements that microdata marks as a property, in the order of the page; a few at most."""
        if self._marked is None:
            self._marked = {}
            for element in self.page.document.select("[itemprop]")[:_MOST_MARKED]:
                for own in (element.attr("itemprop") or "").split():
                    self._marked.setdefault(own, []).append(element)
        return self._marked.get(name, [])

    @property
    def last(self) -> int:
        """The number of the article's last block, or of its first if none is chosen."""
        if self._last < 0:
            count = len(self.chosen)
            self._last = next((i for i in range(count - 1, -1, -1) if self.chosen[i]), self.first)
        return self._last

    @property
    def heading(self) -> int:
        """The number of the block that is most like a headline, or -1.

        Of the ``<h1>`` before the article's prose that is the last that the page's title holds, else the last.
        """
        if self._heading == -2:
            self._heading = self._find_heading()
        return self._heading

    def _find_heading(self) -> int:
        title = f" {fold(self.hints.title[:500])} "
        found = -1
        for i in range(min(self.first + _AFTER, len(self.page.blocks)) - 1, max(-1, self.first - _BEFORE), -1):
            block = self.page.blocks[i]
            if block.kind == "heading" and block.level == 1 and not block.flags & (b.NAV | b.FOOTER | b.DIALOG):
                if f" {self.folded(i)} " in title:
                    return i
                found = i if found < 0 else found
        return found


def named(block: TextBlock, group: str, up: int) -> bool:
    """Say whether the box of a block, or one of the ``up`` boxes around it, is named after a group of words."""
    return bool(mask_of(block, up) & BIT[group])


def mask_of(block: TextBlock, up: int) -> int:
    """Give the groups of words that the box of a block and the ``up`` boxes around it are named after, as bits."""
    box: Box | None = block.box
    mask = 0
    for _ in range(up + 1):
        if box is None:
            break
        mask |= box.mask
        box = box.parent
    return mask
