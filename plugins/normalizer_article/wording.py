"""How the wording of a block relates to what the page says of itself: a part of the second stage's rows."""

from __future__ import annotations

import re

from normalizer_article.boxes import Page
from normalizer_article.features import Hints, fold

NAMES: tuple[str, ...] = ("title_share", "since_title", "described_share")

_WORD = re.compile(r"\w+")
#: So much of a block is read, in characters.
_SAMPLE = 400
#: A block that reads as the title is at most so much longer, in characters.
_LONGER = 40
_LEAST_WORDS = 3
#: A description of fewer different words says nothing.
_LEAST_DESCRIBED = 6
_NOWHERE = -99.0


class Wording:
    """The words of the title and of the description of one page, and how a block shares them."""

    def __init__(self, page: Page, hints: Hints) -> None:
        self._blocks = page.blocks
        title = fold(hints.title)
        self._title = frozenset(title.split())
        words = frozenset(_WORD.findall(hints.description.lower()))
        self._described = words if len(words) >= _LEAST_DESCRIBED else frozenset()
        self._titles = self._find(title)

    def _find(self, title: str) -> list[int]:
        """Give, for each block, the number of the last one up to it that reads as the title, or -1."""
        last = -1
        found = []
        shortest = len(title)
        longest = shortest + _LONGER if title else 0
        first_word = _WORD.search
        for i, block in enumerate(self._blocks):
            text = block.text
            size = len(text)
            if size <= longest and (size >= shortest or ((word := first_word(text)) and word[0].lower() in title)):
                folded = fold(text)
                if folded == title or (folded.count(" ") >= _LEAST_WORDS - 1 and (folded in title or title in folded)):
                    last = i
            found.append(last)
        return found

    def part(self, i: int) -> tuple[float, float, float]:
        """Give the columns of `NAMES` for block ``i``."""
        last = self._titles[i]
        since = float(i - last) if last >= 0 else _NOWHERE
        words = _WORD.findall(self._blocks[i].text[:_SAMPLE].lower())
        count = len(words) or 1
        described = self._described
        return (
            len(list(filter(self._title.__contains__, words))) / count,
            since,
            len(list(filter(described.__contains__, words))) / count if described else -1.0,
        )
