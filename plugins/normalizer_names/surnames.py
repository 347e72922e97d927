"""Under which surnames a person goes."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer_names.lexicon import Kind, look_up
from normalizer_names.mentions import strong_given
from normalizer_names.parts import SURNAME_WORDS_BEFORE, family_first, surname_of
from normalizer_names.spelling import fold


def surname_keys(name: str) -> Iterator[str]:
    """Give the folded surname, in full and without what may be left out: "van der bellen", "bellen"."""
    surname = fold(surname_of(name))
    yield surname
    words = surname.split()
    if len(words) > 1 and (words[0] in SURNAME_WORDS_BEFORE or "-" not in surname_of(name)):
        yield words[-1]


def second_surnames(name: str) -> Iterator[str]:
    """Give what else may stand for a name of three words or more: both surnames, or the first of two (Spanish)."""
    words = name.split()
    if len(words) < 3 or family_first(name):
        return
    k = look_up(words[-2])[1]
    if k & Kind.SURNAME and not k & (Kind.INITIAL | Kind.PARTICLE) and not strong_given(k):
        yield fold(" ".join(words[-2:]))
        yield fold(words[-2])
