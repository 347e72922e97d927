"""Which word of one name goes with which of another: surname with surname, given name with given name, in any order."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from normalizer_names.given import relation
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
#: Words with fewer letters of their sounds in common are not looked at closely.
_SOUNDS_SHARED = 0.3
#: From which value on two words may be one, and a word two that were joined.
_PARTNERS, _JOINED = 0.4, 0.6
_UNKNOWN = Likeness(0.5, 3.0, 0.6, 0.5)


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
    if _spelling(a, b) < _SOUNDS_SHARED and (len(a) > 3 or len(b) > 3):
        return FAR
    cost = difference(a, b)
    share = cost / max(len(a), len(b))
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
    mine, others = u.groups, v.groups
    return relation(mine, others) if mine and others else 0.0


class Alignment(NamedTuple):
    """How the words of two names go together."""

    #: The words that are most likely the surnames, and how like they are.
    surnames: tuple[Word, Word]
    surname: Likeness
    #: The given names, if both have one.
    givens: tuple[Word, Word] | None
    #: How many of the surnames stand where surnames don't.
    moved: int = 0
    #: Whether a given name is not the first.
    middle: bool = False
    #: The least likeness of the other words that found a partner.
    rest: float = 1.0
    #: How many words of either name found none.
    left_x: int = 0
    left_y: int = 0
    #: Whether words of one name are one word of the other.
    joined: bool = False
    #: How many words are the same.
    same: int = 0


def align(x: Name, y: Name) -> Alignment | None:
    """Align two names, the shorter one first; None if they have nothing in common."""
    if len(x.words) == 2 == len(y.words):
        u, v = x.words[x.surname], y.words[y.surname]
        g, h = x.words[1 - x.surname], y.words[1 - y.surname]
        if u.plain == v.plain:
            if g.plain == h.plain:
                return Alignment((u, v), EXACT, (g, h), same=2)
            left = int(max(alike(g, h).value, kindred(g, h)) < _PARTNERS)
            return Alignment((u, v), EXACT, (g, h), left_x=left, left_y=left, same=1)
        if g.plain == h.plain:
            surname = alike(u, v)
            left = int(surname.value < _PARTNERS)
            return Alignment((u, v), surname, (g, h), left_x=left, left_y=left, same=1)
    return _Search(x, y).result()


class _Pair(NamedTuple):
    """Two words that go together; ``u`` and ``v`` are words of the names, or some that were joined."""

    i: int
    j: int
    value: float
    u: Word
    v: Word


class _Search:
    """The alignment of two names of any length."""

    def __init__(self, x: Name, y: Name) -> None:
        self.x, self.y = x, y
        self.of_x: dict[int, _Pair] = {}
        self.of_y: dict[int, _Pair] = {}
        self.joined = False
        self._match()
        if len(x.words) != len(y.words):
            self._join(x.words, y.words)

    def _match(self) -> None:
        """Put words together, the most alike first, those in like places before others."""
        x, y = self.x.surname, self.y.surname
        found: list[tuple[float, int, int, _Pair]] = []
        for i, u in enumerate(self.x.words):
            for j, v in enumerate(self.y.words):
                value = alike(u, v).value
                if value < _SAME_SOUND:
                    value = max(value, kindred(u, v))
                if value >= _PARTNERS:
                    place = 0.03 if i == x and j == y else -0.03 if i == x or j == y else 0.0
                    if (i == 0) == (j == 0):
                        place += 0.02
                    found.append((-value - place, i, j, _Pair(i, j, value, u, v)))
        found.sort()
        for _, i, j, pair in found:
            if i not in self.of_x and j not in self.of_y:
                self.of_x[i] = self.of_y[j] = pair

    def _join(self, few: list[Word], many: list[Word]) -> None:
        """Try words of the longer name as one: Abdul Rahman, Abdulrahman."""
        for size in (2, 3):
            for j in range(len(many) - size + 1):
                places = range(j, j + size)
                partners = {self.of_y[k].i for k in places if k in self.of_y}
                if len(partners) == size or any(many[k].length == 1 for k in places):
                    continue
                for i in partners or [i for i in range(len(few)) if i not in self.of_x]:
                    u = few[i]
                    old = self.of_x.get(i)
                    if u.length < 5 or (old is not None and old.value >= _SAME_SOUND):
                        continue
                    whole = word("".join(many[k].raw for k in places))
                    value = alike(u, whole).value
                    if value >= _JOINED and (old is None or value > old.value):
                        if old is not None:
                            del self.of_y[old.j]
                        pair = _Pair(i, j + size - 1, value, u, whole)
                        self.of_x[i] = pair
                        self.of_y.update(dict.fromkeys(places, pair))
                        self.joined = True
                        break

    def result(self) -> Alignment | None:
        pairs = list(self.of_x.values())
        if not pairs:
            return None
        x, y = self.x, self.y
        surname = self._surname(pairs)
        i, j = (x.surname, y.surname) if surname is None else (surname.i, surname.j)
        surnames = (x.words[i], y.words[j]) if surname is None else (surname.u, surname.v)
        given = self._given([pair for pair in pairs if pair is not surname], int(i == 0), int(j == 0))
        if given is not None:
            givens: tuple[Word, Word] | None = given.u, given.v
        else:
            mine = [u for k, u in enumerate(x.words) if k != i and k not in self.of_x]
            others = [v for k, v in enumerate(y.words) if k != j and k not in self.of_y]
            givens = (mine[0], others[0]) if mine and others else None
        lost = surname is None
        return Alignment(
            surnames,
            alike(*surnames),
            givens,
            int(i != x.surname) + int(j != y.surname),
            given is not None and (given.i != int(i == 0) or given.j != int(j == 0)),
            min((pair.value for pair in pairs if pair is not surname and pair is not given), default=1.0),
            len(x.words) - len(self.of_x) - (lost and i not in self.of_x),
            len(y.words) - len(self.of_y) - (lost and j not in self.of_y),
            self.joined,
            sum(pair.value == 1.0 for pair in pairs),
        )

    def _surname(self, pairs: list[_Pair]) -> _Pair | None:
        """Choose the pair that is most likely the surnames; None if there are surnames, and they are not alike."""
        best, reached = pairs[0], -9.0
        for pair in pairs:
            value = alike(pair.u, pair.v).value + 0.3 * (pair.i == self.x.surname) + 0.3 * (pair.j == self.y.surname)
            if pair.u.length == 1 or pair.v.length == 1:
                value -= 0.4
            if value > reached:
                best, reached = pair, value
        x, y = self.x.surname, self.y.surname
        only_given = len(pairs) == 1 and best.i != x and best.j != y and len(self.x.words) > 1
        return None if only_given and x not in self.of_x and y not in self.of_y else best

    def _given(self, pairs: list[_Pair], i: int, j: int) -> _Pair | None:
        """Choose the given names among the other pairs, given where they stand in most names."""
        return max(pairs, key=lambda pair: pair.value + 0.15 * (pair.i == i) + 0.15 * (pair.j == j), default=None)
