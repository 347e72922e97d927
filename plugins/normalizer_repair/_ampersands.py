"""Ampersands that were escaped over and over: ``&amp;amp;amp;lt;``.

ftfy undoes one level a round, and each round reads the whole line: time that grows with the square of the number of
levels. Here the rounds that do nothing else are done at once.
"""

from __future__ import annotations

import re

_UNIT = "(?:amp|AMP|#38|#x26|#X26);"
_MARKS = {"&lt;": "<", "&gt;": ">", "&quot;": '"'}
_ROUND = re.compile(f"&(?:{_UNIT}|lt;|gt;|quot;|LT;|GT;|QUOT;)")
_CHAIN = re.compile(f"&((?:{_UNIT})+)")
_UNITS = re.compile(_UNIT)
#: What may follow a chain that affects nothing but itself: an entity for a mark of ASCII, or no entity.
_HARMLESS = re.compile("(?:lt|gt|quot|LT|GT|QUOT);|(?!#?[0-9A-Za-z]{1,24};)")
#: What such chains become; nothing that looks at neighbouring characters may tell them apart.
MARKS = ';&<>"'
#: Levels that are left for ftfy's rounds, so that nothing that looks at neighbouring characters sees a difference.
_KEPT = 4


def rounds_to_skip(before: str, after: str) -> str:
    """Say which rounds will do nothing but undo one level of each chain of ampersands.

    Where every chain ends in ASCII, none affects another or the text around, whichever comes to its end first.

    Args:
        before: a line before a round.
        after: the same line after it.

    Returns:
        "" if the round did more than that and end chains in such marks, or no chain is long; "all" for all rounds of
        all chains; else a number.
    """
    if _ROUND.sub(lambda entity: _MARKS.get(entity[0].lower(), "&"), before) != after:
        return ""
    chains = list(_CHAIN.finditer(after))
    lengths = [len(_UNITS.findall(chain[1])) for chain in chains]
    if "\x1b" not in after and all(_HARMLESS.match(after, chain.end()) for chain in chains):
        return "all" if max(lengths, default=0) > _KEPT else ""
    levels = min(lengths, default=0) - _KEPT
    return str(levels) if levels > 0 else ""


def skipped(text: str, rounds: str) -> list[tuple[int, int]]:
    """Give the spans that the rounds delete, as `rounds_to_skip` names them."""
    spans = []
    for chain in _CHAIN.finditer(text):
        units = list(_UNITS.finditer(text, *chain.span(1)))
        levels = len(units) - _KEPT if rounds == "all" else min(int(rounds), len(units))
        if levels > 0:
            spans.append((units[0].start(), units[levels - 1].end()))
    return spans


def skip(text: str, rounds: str) -> str:
    """Do the rounds at once."""
    pieces, done = [], 0
    for start, end in skipped(text, rounds):
        pieces.append(text[done:start])
        done = end
    return "".join((*pieces, text[done:]))
