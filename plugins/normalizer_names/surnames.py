"""Under which parts of the full name a person goes, and where in a text a word can be a surname."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from normalizer_names.context import ANIMALS, ROLES_BEFORE, in_quotes, sentence_start, spoken_of, word_before
from normalizer_names.lexicon import Kind, look_up, name_like, strong_given
from normalizer_names.parts import SURNAME_WORDS_BEFORE, parts_of
from normalizer_names.runs import Run
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


# So many characters beside a word tell whether it stands among others in capitals.
_NEAR = 40


def titled(run: Run, at: int) -> bool:
    """Say whether a title or a role stands before a word."""
    if at:
        return bool(run.kinds[at - 1] & (Kind.TITLE | Kind.HONORIFIC))
    return word_before(run.text, run.starts[at]) in ROLES_BEFORE


def can_be_surname(run: Run, at: int, end: int = 0) -> bool:
    """Say whether the words from ``at`` to ``end`` (default: one word) can be someone's surname where they stand."""
    end = end or at + 1
    kinds, text, alone = run.kinds, run.text, end - at == 1
    k = kinds[end - 1]
    if alone and run.words[at].islower():
        return False
    word = word_before(text, run.starts[at])
    if at:
        before = kinds[at - 1]
        with_title = bool(before & (Kind.TITLE | Kind.HONORIFIC))
        if not with_title and (name_like(before) or before & _IN_NAMES):
            return False
    else:
        with_title = word in ROLES_BEFORE
    after = kinds[end] if end < len(kinds) else Kind.OTHER
    # In a headline a capitalised word says nothing, but one that can be a name does.
    if name_like(after) if run.heading else not after & Kind.OTHER:
        return False
    if run.of_a_thing(at, end):
        return False
    if alone and (word in ANIMALS or in_quotes(text, run.starts[at], run.end(at))):
        return False
    if with_title:
        return True
    if k & (Kind.PLACE | Kind.OTHER | Kind.PREFIX) or (k & Kind.CAPS and not _among_capitals(run, at)):
        return False
    if k & (Kind.WORD | Kind.ORG | Kind.TITLE):
        if spoken_of(text, run.end(end - 1)):
            return True
        known = not k & Kind.WORD or bool(k & Kind.SURNAME)
        return known and not run.heading and not sentence_start(text, run.starts[at])
    return True


_IN_NAMES = Kind.INITIAL | Kind.PREFIX | Kind.PARTICLE


def _among_capitals(run: Run, at: int) -> bool:
    """Say whether a word in capitals is one among others, or stands before what its bearer says ("KELLER: Yes")."""
    text, start, end = run.text, run.starts[at], run.end(at)
    if run.heading or len(run.words) > 1 or text[end : end + 1] == ":":
        return True
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    around = "".join([*before.split()[-1:], *after.split()[:1]])
    return around.isupper() or not any(map(str.isalpha, before + after))
