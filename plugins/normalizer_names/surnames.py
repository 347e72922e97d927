"""Under which parts of the full name a person goes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from normalizer_names.lexicon import Kind, look_up, strong_given
from normalizer_names.parts import SURNAME_WORDS_BEFORE, parts_of
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
    parts = parts_of(name)
    last = parts.surname.split()[-1]
    sounds = sound_keys(last) if len(last) >= _LONG_ENOUGH else ()
    surnames = _surnames(parts.surname)
    if name.count(" ") > 1:
        surnames += _second_surnames(name.split(), parts.turned)
    return Parts(surnames, sounds, fold(parts.given))


def _surnames(surname: str) -> tuple[str, ...]:
    """Give a surname folded, in full and without what may be left out: "van der bellen", "bellen"."""
    key = fold(surname)
    words = key.split()
    if len(words) > 1 and (words[0] in SURNAME_WORDS_BEFORE or "-" not in surname):
        return key, words[-1]
    return (key,)


def _second_surnames(words: Sequence[str], turned: bool) -> tuple[str, ...]:
    """Give what else may stand for a name of three words or more: both surnames, or the first of two (Spanish)."""
    if len(words) < 3:
        return ()
    if turned:
        # Nguyen Xuan Phuc is called Phuc.
        return (fold(words[-1]),) if fold(words[0]) in _VIETNAMESE else ()
    k = look_up(words[-2])[1]
    if k & Kind.SURNAME and not k & (Kind.INITIAL | Kind.PARTICLE) and not strong_given(k):
        return fold(" ".join(words[-2:])), fold(words[-2])
    return ()
