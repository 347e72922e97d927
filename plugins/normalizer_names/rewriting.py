"""What a mention becomes in the clean text."""

from __future__ import annotations

import re

from normalizer_names.found import Mention
from normalizer_names.spelling import fold

# Where a text speaks of the name itself, changing it would make the sentence absurd ("Antony, also spelled Antony").
_OF_THE_NAME = re.compile(
    r"(?:known as|(?:also|so|often|sometimes|is|was|been)[- ]called|nicknamed|dubbed|born|n[ée]e?|alias|a\.?k\.?a\.?"
    r"|spel(?:led|t)(?: as)?|written as|renamed|pseudonym|pen name|stage name|birth name|real name(?: is| was)?)"
    r"[,:]?[ \u00a0][\"“‘'(]?$",
    re.IGNORECASE,
)
#: The rules by which people are found who are in no authority file.
DISCOVERED = ("full-name", "corpus")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def _ends(name: str) -> tuple[str, str]:
    words = fold(name).split()
    return words[0], words[-1]


def replacement(found: Mention, text: str) -> str | None:
    """Give the text that takes the mention's place, or None if it stays.

    Only full names change, to the person's canonical name; capitals stay capitals, and the text stays in its script.

    Args:
        found: the mention.
        text: the text of its block.

    """
    if found.form != "full" or not found.person:
        return None
    surface = " ".join(found.surface.split())
    if surface == found.person or not _LATIN.search(surface):
        return None
    middle_only = _ends(surface) == _ends(found.person) and fold(surface) != fold(found.person)
    if found.rule in DISCOVERED and middle_only:
        return None  # A middle name more or less is no other spelling.
    if surface.isupper():
        return None if fold(surface) == fold(found.person) else found.person.upper()
    if _OF_THE_NAME.search(text, max(0, found.start - 24), found.start):
        return None
    return found.person
