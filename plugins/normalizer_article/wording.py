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
        longest = len(title) + _LONGER if title else 0
        for i, block in enumerate(self._blocks):
            text = block.text
            if len(text) <= longest:
                folded = fold(text)
                if folded == title or (
                    folded.count(" ") >= _LEAST_WORDS - 1 and (folded in title or title in folded)
                ):
                    last = i
            found.append(last)
        return found

    def part(self, i: int) -> tuple[float, float, float]:
        """Give the columns of `NAMES` for block ``i``."""
        last = self._titles[i]
        since = float(i - last) if last >= 0 else _NOWHERE
        words = _WORD.findall(self._blocks[i].text[:_SAMPLE].lower())
        described = self._described
        if not words:
            return 0.0, since, 0.0 if described else -1.0
        title = self._title
        in_title = sum([word in title for word in words]) / len(words)
        return in_title, since, sum([word in described for word in words]) / len(words) if described else -1.0
