"""Under which parts of the full name a person goes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from normalizer_names.lexicon import Kind, look_up, strong_given
from normalizer_names.parts import SURNAME_WORDS_BEFORE, family_first, given_of, surname_of
from normalizer_names.spelling import fold, sound_keys, word_set

#: The sounds of a shorter surname are too many people's.
_LONG_ENOUGH = 5


_VIETNAMESE = word_set(
    """
    nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh truong
    """
)


class Parts(NamedTuple):
    """What stands for a full name."""

    #: Folded: "van der bellen", "bellen"; with two surnames (Spanish) both, and either.
    surnames: tuple[str, ...]
    #: The keys of `sound_keys` of the surname's last word, if it is long enough.
    sounds: tuple[str, ...]
    #: The folded first given name.
    given: str


@lru_cache(maxsize=16384)
def name_parts(name: str) -> Parts:
    """Give what stands for a full name."""
    surname = surname_of(name).split()[-1]
    sounds = sound_keys(surname) if len(surname) >= _LONG_ENOUGH else ()
    return Parts((*_surnames(name), *_second_surnames(name)), sounds, fold(given_of(name)))


def _surnames(name: str) -> Iterator[str]:
    """Give the folded surname, in full and without what may be left out: "van der bellen", "bellen"."""
    surname = fold(surname_of(name))
    yield surname
    words = surname.split()
    if len(words) > 1 and (words[0] in SURNAME_WORDS_BEFORE or "-" not in surname_of(name)):
        yield words[-1]


def _second_surnames(name: str) -> Iterator[str]:
    """Give what else may stand for a name of three words or more: both surnames, or the first of two (Spanish)."""
    words = name.split()
    if len(words) < 3:
        return
    if family_first(name):
        if fold(words[0]) in _VIETNAMESE:
            yield fold(words[-1])  # Nguyen Xuan Phuc is called Phuc.
        return
    k = look_up(words[-2])[1]
    if k & Kind.SURNAME and not k & (Kind.INITIAL | Kind.PARTICLE) and not strong_given(k):
        yield fold(" ".join(words[-2:]))
        yield fold(words[-2])
