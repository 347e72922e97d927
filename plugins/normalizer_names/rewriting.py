"""What a mention becomes in the clean text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalizer_names.found import OTHER_NAME, Mention
from normalizer_names.spelling import fold

# Where a text speaks of the name itself, changing it would make the sentence absurd ("Antony, also spelled Antony").
_OF_THE_NAME = re.compile(
    r"\b(?:known as|(?:also|so|often|sometimes|is|was|been)[- ]called|nicknamed|dubbed|born|n[ée]e?|alias|a\.?k\.?a\.?"
    r"|spel(?:led|t)(?: as)?|written as|renamed|pseudonym|pen name|stage name|birth name|real name(?: is| was)?"
    r"|bekannt als|genannt|\w+namen|namens|connue? sous le nom de|dite?|surnommée?|conocid[oa] como|llamad[oa]"
    r"|apodad[oa]|conhecid[oa] como|not[oa] come|dett[oa]|zwan[ya]|znan[ya] jako)"
    r"[,:]?[ \u00a0][\"“‘'(]?$",
    re.IGNORECASE,
)
#: The rules by which people are found who are in no authority file.
DISCOVERED = ("full-name", "corpus")
_NO_LETTERS = re.compile(r"[^\w]+")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def _more_or_less(surface: Sequence[str], name: Sequence[str]) -> bool:
    """Say whether names differ in middle names, or a name would lose some: that is no other spelling of it."""
    if surface == name:
        return False
    same_ends = (surface[0], surface[-1]) == (name[0], name[-1])
    return same_ends or len(name) < len(surface) or set(surface) < set(name)


def replacement(found: Mention, text: str) -> str | None:
    """Give the text that takes the mention's place, or None if it stays.

    Only full names change, to the person's canonical name; capitals stay capitals, and the text stays in its script.

    Args:
        found: the mention.
        text: the text of its block.

    """
    if found.form != "full" or not found.person or found.rule == OTHER_NAME:
        return None
    if found.surface == found.person:
        return None
    surface = " ".join(found.surface.split())
    if surface == found.person or not _LATIN.search(surface):
        return None
    if found.rule in DISCOVERED and _NO_LETTERS.sub("", surface) == _NO_LETTERS.sub("", found.person):
        return None  # J.K., J. K. and J K: nothing is spelt in another way.
    if found.rule in DISCOVERED and _more_or_less(fold(surface).split(), fold(found.person).split()):
        return None
    if surface.isupper():
        return None if fold(surface) == fold(found.person) else found.person.upper()
    if _OF_THE_NAME.search(text, max(0, found.start - 24), found.start):
        return None
    return found.person
