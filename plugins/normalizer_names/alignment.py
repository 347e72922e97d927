"""Which word of one name goes with which of another: surname with surname, given name with given name, in any order."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from normalizer_names.given import SIBLING, relation
from normalizer_names.sounds import difference
from normalizer_names.words import Name, Word, word

_spelling = Levenshtein.normalized_similarity


class Likeness(NamedTuple):
    """How like two words are."""

    #: 0 to 1, all in all.
    value: float
    #: What it costs to turn the sounds of one into the other's, and the same for each sound.
    cost: float
    share: float
    #: 0 to 1, by letters.
    spelling: float


EXACT, FAR, INITIAL = Likeness(1.0, 0.0, 0.0, 1.0), Likeness(0.0, 12.0, 2.0, 0.0), Likeness(0.7, 1.0, 0.5, 0.3)
#: The value of two spellings of one sound; what each sound that differs takes from it.
_SAME_SOUND = 0.97
#: Words with fewer of their sounds in common are not looked at closely, unless they are short.
_SOUNDS_SHARED, _SHORT = 0.45, 3
#: From which value on two words may be one, and a word two that were joined.
_PARTNERS, _JOINED = 0.4, 0.6
#: From which value on both surnames and given names need not be tried the other way round.
_SURELY = 0.6


@lru_cache(maxsize=65536)
def alike(u: Word, v: Word) -> Likeness:
    """Compare two words."""
    if u.plain == v.plain:
        return EXACT
    if u.length == 1 or v.length == 1:
        return INITIAL if u.plain[0] == v.plain[0] else FAR
    a, b = u.phones, v.phones
    if a == b:
        return Likeness(_SAME_SOUND, 0.0, 0.0, _spelling(u.plain, v.plain))
    longer = max(len(a), len(b))
    if _spelling(a, b) < _SOUNDS_SHARED and longer > _SHORT:
        return FAR
    cost = difference(a, b)
    share = cost / longer
    return Likeness(max(0.0, _SAME_SOUND - share), cost, share, _spelling(u.plain, v.plain))


@lru_cache(maxsize=65536)
def kindred(u: Word, v: Word) -> float:
    """Say how surely two given names can be one person's (see `normalizer_names.given.related`)."""
    if u.plain == v.plain:
        return 1.0
    if u.length == 1 or v.length == 1:
        return 0.75 if u.plain[0] == v.plain[0] else 0.0
    if u.phones == v.phones:
        return 0.95
    mine = u.groups
    if mine:
        others = v.groups
        if others:
            return relation(mine, others)
    return 0.0


class Alignment(NamedTuple):
    """How the words of two names go together."""

    #: The words that are most likely the surnames, and how like they are.
    surnames: tuple[Word, Word]
    surname: Likeness
    #: The given names, if both have one.
    givens: tuple[Word, Word] | None
    #: How many of the surnames stand where surnames don't.
    moved: int
    #: Whether a given name is not the first.
    middle: bool
    #: The least likeness of the other words that found a partner.
    rest: float
    #: How many words of either name found none.
    left_x: int
    left_y: int
    #: Whether words of one name are one word of the other.
    joined: bool
    #: How many words are the same.
    same: int
    #: Whether both have words without a partner, and an initial is among them: John B. Smith, John C. Smith.
    initials: bool = False
    #: If both have words without a partner: the greatest likeness of two of them, else 1; whether they are surnames.
    left: float = 1.0
    apart: bool = False


def align(x: Name, y: Name) -> Alignment | None:
    """Align two names, the shorter one first; None if they have nothing in common."""
    if len(x.words) == 2:
        found = _usual(x, y)
        if found is not None:
            return found
    pairs = _matched(x, y)
    return _alignment(x, y, pairs) if pairs else None


def _usual(x: Name, y: Name) -> Alignment | None:
    """Align a given name and a surname with a name that has them in their usual places, if it does."""
    u, v = x.words[x.surname], y.words[y.surname]
    g = x.words[1 - x.surname]
    if len(y.words) == 2:
        h = y.words[1 - y.surname]
        if u.plain == v.plain:
            left = int(_value(g, h) < _PARTNERS)
            value = alike(g, h).value if left else 1.0
            initials = left > 0 and (g.length == 1 or h.length == 1)
            return Alignment((u, v), EXACT, (g, h), 0, False, 1.0, left, left, False, 1, initials, value)
        if g.plain == h.plain:
            surname = alike(u, v)
            left = int(surname.value < _PARTNERS)
            value = surname.value if left else 1.0
            return Alignment((u, v), surname, (g, h), 0, False, 1.0, left, left, False, 1, False, value, left > 0)
        surname = alike(u, v)
        if surname.value >= _SURELY and _value(g, h) >= _SURELY:
            return Alignment((u, v), surname, (g, h), 0, False, 1.0, 0, 0, False, 0)
    elif u.plain == v.plain:
        h = y.words[0] if y.surname else y.words[1]
        if g.plain == h.plain:
            return Alignment((u, v), EXACT, (g, h), 0, False, 1.0, 0, len(y.words) - 2, False, 2)
    return None


def _value(u: Word, v: Word) -> float:
    """Say how likely two words of any kind are one."""
    tie = kindred(u, v)
    return tie if tie >= SIBLING else max(tie, alike(u, v).value)


class _Pair(NamedTuple):
    """Two words that go together; ``u`` and ``v`` are words of the names, or some that were joined."""

    i: int
    j: int
    value: float
    u: Word
    v: Word
    #: How many words ``v`` was.
    size: int = 1


def _matched(x: Name, y: Name) -> list[_Pair]:
    """Put words together: those that are the same, then the most alike, then words that are two of the other name."""
    pairs: list[_Pair] = []
    mine, others = list(range(len(x.words))), list(range(len(y.words)))
    if x.words[x.surname].plain == y.words[y.surname].plain:
        pairs.append(_Pair(x.surname, y.surname, 1.0, x.words[x.surname], y.words[y.surname]))
        mine.remove(x.surname)
        others.remove(y.surname)
    for i in mine[:]:
        u = x.words[i]
        for j in others:
            if u.plain == y.words[j].plain:
                pairs.append(_Pair(i, j, 1.0, u, y.words[j]))
                mine.remove(i)
                others.remove(j)
                break
    if mine and others:
        _match_the_rest(x, y, mine, others, pairs)
    if others and len(x.words) != len(y.words):
        _join(x.words, y.words, others, pairs)
    return pairs


def _match_the_rest(x: Name, y: Name, mine: list[int], others: list[int], pairs: list[_Pair]) -> None:
    """Put words together that are not the same, the most alike first, those in like places before others."""
    found: list[tuple[float, int, int, _Pair]] = []
    for i in mine:
        u = x.words[i]
        for j in others:
            v = y.words[j]
            if (u.length == 1 and j == y.surname) or (v.length == 1 and i == x.surname):
                continue  # An initial beside a surname is no surname: David B. Dunger is not David Beckham.
            value = _value(u, v)
            if value >= _PARTNERS:
                ends = (i == x.surname) + (j == y.surname)
                place = (0.03 if ends == 2 else -0.03 if ends else 0.0) + (0.02 if (i == 0) == (j == 0) else 0.0)
                found.append((-value - place, i, j, _Pair(i, j, value, u, v)))
    found.sort()
    for _, i, j, pair in found:
        if i in mine and j in others:
            pairs.append(pair)
            mine.remove(i)
            others.remove(j)


def _join(few: list[Word], many: list[Word], free: list[int], pairs: list[_Pair]) -> None:
    """Try words of the longer name as one: Abdul Rahman, Abdulrahman."""
    for i, u in enumerate(few):
        old = next((pair for pair in pairs if pair.i == i), None)
        if u.length < 5 or (old is not None and old.value >= _SAME_SOUND):
            continue
        able = set(free) if old is None else {*free, old.j}
        for size in (2, 3):
            for j in range(len(many) - size + 1):
                if not able.issuperset(range(j, j + size)) or (old is not None and not j <= old.j < j + size):
                    continue
                parts = many[j : j + size]
                if any(part.length == 1 for part in parts):
                    continue
                whole = word("".join([part.raw for part in parts]))
                value = alike(u, whole).value
                if value >= _JOINED and (old is None or value > old.value):
                    if old is not None:
                        pairs.remove(old)
                    pairs.append(_Pair(i, j + size - 1, value, u, whole, size))
                    free[:] = [k for k in free if not j <= k < j + size]
                    return


def _alignment(x: Name, y: Name, pairs: list[_Pair]) -> Alignment:
    surname = _surname(x, y, pairs)
    mine, others = set(range(len(x.words))), set(range(len(y.words)))
    for pair in pairs:
        mine.discard(pair.i)
        others.difference_update(range(pair.j - pair.size + 1, pair.j + 1))
    if surname is None:
        i, j, u, v = x.surname, y.surname, x.words[x.surname], y.words[y.surname]
        mine.discard(i)
        others.discard(j)
        rest = pairs
    else:
        i, j, _, u, v, _ = surname
        rest = [pair for pair in pairs if pair is not surname]
    left = max([alike(x.words[m], y.words[n]).value for m in mine for n in others], default=1.0)
    given = _given(rest, int(i == 0), int(j == 0))
    givens: tuple[Word, Word] | None = None
    if given is not None:
        givens = given.u, given.v
    elif mine and others:
        givens = x.words[min(mine)], y.words[min(others)]
    return Alignment(
        (u, v),
        alike(u, v),
        givens,
        int(i != x.surname) + int(j != y.surname),
        given is not None and (given.i != int(i == 0) or given.j != int(j == 0)),
        min([pair.value for pair in rest if pair is not given], default=1.0),
        len(mine),
        len(others),
        any(pair.size > 1 for pair in pairs),
        sum([pair.value == 1.0 for pair in pairs]),
        bool(mine and others)
        and (any(x.words[k].length == 1 for k in mine) or any(y.words[k].length == 1 for k in others)),
        left,
        x.surname in mine and y.surname in others,
    )


def _surname(x: Name, y: Name, pairs: list[_Pair]) -> _Pair | None:
    """Choose the pair that is most likely the surnames; None if there are surnames, and they are not alike."""
    best, reached = pairs[0], -9.0
    for pair in pairs:
        value = alike(pair.u, pair.v).value + 0.3 * ((pair.i == x.surname) + (pair.j == y.surname))
        if pair.u.length == 1 or pair.v.length == 1:
            value -= 0.4
        if value > reached:
            best, reached = pair, value
    only_given = len(pairs) == 1 and best.i != x.surname and best.j != y.surname and best.size == 1
    return None if only_given and len(x.words) > 1 else best


def _given(pairs: list[_Pair], i: int, j: int) -> _Pair | None:
    """Choose the given names among the other pairs, given where they stand in most names."""
    if len(pairs) < 2:
        return pairs[0] if pairs else None
    return max(pairs, key=lambda pair: pair.value + 0.15 * (pair.i == i) + 0.15 * (pair.j == j))
