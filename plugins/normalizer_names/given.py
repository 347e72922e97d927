"""Given names: which are known, and which belong together (spellings, languages, nicknames)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from normalizer_names.sounds import phones
from normalizer_names.spelling import fold, sound_keys

EQUAL, SPELLING, NICKNAME, SIBLING, NEIGHBOUR = 1.0, 0.95, 0.9, 0.8, 0.6


def read_lines(name: str) -> list[str]:
    """Give the lines of one of the package's data files, without comments."""
    text = (files("normalizer_names") / "data" / name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def listed(words: Iterable[str]) -> Mapping[str, None]:
    """Give words for look-up: in a dict, since the garbage collector would go through a set of them time and again."""
    return dict.fromkeys(words)


@cache
def given_names() -> Mapping[str, None]:
    """Give the known given names, folded."""
    grouped = (word for line in read_lines("given_groups.txt") for word in line.replace(">", "").split())
    return listed((*read_lines("given.txt"), *map(fold, grouped), *map(fold, read_lines("given_greek.txt"))))


class _Groups(msgspec.Struct, gc=False):
    """Keys of given names to the groups that these are in, and to their places in them.

    Place 0 is a full form (or one of several forms of equal rank), 1 a short form, 2 a form of the neighbouring
    language. Written by tools/names_build_groups.py.
    """

    #: By the keys of `sound_keys`.
    sounds: dict[str, dict[int, int]]
    #: By `as_heard`.
    phones: dict[str, dict[int, int]]


@cache
def _groups() -> _Groups:
    data = files("normalizer_names") / "data" / "given_groups.json"
    return msgspec.json.decode(data.read_bytes(), type=_Groups)


@lru_cache(maxsize=65536)
def given_keys(word: str) -> tuple[str, ...]:
    """Give keys of a given name: two names that `related` knows to belong together share one."""
    sounds = sound_keys(word)
    groups = {group for sound in sounds for group in _groups().sounds.get(sound, ())}
    return (*sounds, *(f"{group}" for group in sorted(groups)))


def preload() -> None:
    """Read the groups now, so that no document pays for it later."""
    _groups()


_AS_HEARD = str.maketrans("cqwj", "kkvi")


def as_heard(word: str) -> str:
    """Give the sounds of a given name, letters that are often read alike being one."""
    return phones(word).translate(_AS_HEARD)


def given_groups(heard: str) -> dict[int, int]:
    """Give the groups of a given name, by its `phones`, and its place in them: see `relation`."""
    if "c" in heard or "j" in heard or "w" in heard or "q" in heard:
        heard = heard.translate(_AS_HEARD)
    return _groups().phones.get(heard, _NO_GROUPS)


_NO_GROUPS: dict[int, int] = {}


@lru_cache(maxsize=65536)
def related(a: str, b: str) -> float:
    """Say how surely two given names can be one person's: 0 (not) to 1 (equal).

    0.95: two spellings (Sergei, Sergey); 0.9: a name and its short form or its form in another language (Anthony and
    Tony, closed over spelling: Antony and Tony); 0.8: two short forms of one name (Bill, Willy); 0.6: a Russian and a
    Ukrainian form (Sergey, Serhiy).
    """
    if fold(a) == fold(b):
        return EQUAL
    mine, others = sound_keys(a), sound_keys(b)
    if mine[0] in others or mine[-1] in others:
        return SPELLING
    groups = _groups().sounds
    best = 0.0
    for one in mine:
        places = groups.get(one)
        for other in others:
            other_places = groups.get(other)
            if places is None or other_places is None:
                continue
            for group in places.keys() & other_places.keys():
                best = max(best, _RELATIONS[places[group]][other_places[group]])
    return best


# By the places in a group.
_RELATIONS = ((NICKNAME, NICKNAME, NEIGHBOUR), (NICKNAME, SIBLING, NEIGHBOUR), (NEIGHBOUR, NEIGHBOUR, NEIGHBOUR))


def relation(mine: Mapping[int, int], others: Mapping[int, int]) -> float:
    """Say how surely names of these groups can be one person's, as `related` does; 0 if they share no group."""
    best = 0.0
    for group in mine.keys() & others.keys():
        found = _RELATIONS[mine[group]][others[group]]
        if found > best:  # noqa: PLR1730 (twice as fast)
            best = found
    return best
