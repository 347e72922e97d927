"""Ampersands that were escaped over and over: ``&amp;amp;amp;lt;``.

ftfy undoes one level a round, and each round reads the whole line: time that grows with the square of the number of
levels. Here the rounds that do nothing else are done at once.
"""

from __future__ import annotations

import re

_UNIT = "(?:amp|AMP|#38|#x26|#X26);"
_ONE_LEVEL = re.compile(f"&{_UNIT}")
_CHAIN = re.compile(f"&(?:{_UNIT})+")
_UNITS = re.compile(_UNIT)
#: Levels that are left for ftfy's rounds, so that nothing that looks at neighbouring characters sees a difference.
_KEPT = 4


def levels_to_skip(before: str, after: str) -> int:
    """Say how many more rounds will do nothing but undo one level of each chain of ampersands.

    Args:
        before: a line before a round.
        after: the same line after it.

    Returns:
        0 unless the round did just that, and each chain that is left is long.
    """
    if _ONE_LEVEL.sub("&", before) != after:
        return 0
    lengths = [len(_UNITS.findall(chain[0])) for chain in _CHAIN.finditer(after)]
    return max(min(lengths, default=0) - _KEPT, 0)


def skipped(text: str, levels: int) -> list[tuple[int, int]]:
    """Give the spans that ``levels`` rounds delete."""
    first = re.compile(f"(?:{_UNIT}){{{levels}}}")
    spans = []
    for chain in _CHAIN.finditer(text):
        if found := first.match(text, chain.start() + 1):
            spans.append(found.span())
    return spans


def skip(text: str, levels: int) -> str:
    """Do ``levels`` rounds at once."""
    pieces, done = [], 0
    for start, end in skipped(text, levels):
        pieces.append(text[done:start])
        done = end
    return "".join((*pieces, text[done:]))
