"""Score a pair of names: how likely both are one person's."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler, Levenshtein

from normalizer_names.given import SIBLING, given_names, related
from normalizer_names.lexicon import common_surnames, surnames
from normalizer_names.parts import FAMILY_FIRST, GENERATIONS, PARTICLES, family_first
from normalizer_names.spelling import fold, sound_keys, word_set

_TITLES = word_set(
    """
    mr mrs ms miss dr prof sir dame lord lady senator sen rep congressman president minister general governor mag
    ing dipl mba msc bsc phd honorable hon rev reverend director secretary judge professor captain colonel haci
    hafiz efendi pasha pasa bey sheikh king prince princess datuk dato tan haji tun
    """
)
_VOWELS = str.maketrans("", "", "aeiou")
_CLASSES = str.maketrans("cjz5gqpfvdn", "sssskkbbbtm", "aeiouhy")
_SEPARATORS = str.maketrans(dict.fromkeys(",-‐_/.", " "))
#: Scores from here on mean the same person; `STRICT` is for those who rather miss one than join two people.
THRESHOLD, STRICT = 0.5, 0.9


class Parsed(NamedTuple):
    """A name ready to be compared."""

    #: Folded words in the order of the name, particles, titles and generations left out, hyphenated words in parts.
    words: tuple[str, ...]
    #: The words as written, for the sounds of letters with marks.
    raw: tuple[str, ...]
    generation: str
    #: Index of the word that is most likely the surname.
    surname: int
    folded: str
    #: The same without spaces.
    joined: str


@lru_cache(maxsize=16384)
def parse_name(name: str) -> Parsed:
    """Take a name apart."""
    words: list[str] = []
    raw: list[str] = []
    capitals: list[int] = []
    generation = ""
    for piece in name.translate(_SEPARATORS).split():
        key = fold(piece)
        if " " in key:
            key = key.replace(" ", "")
        if not key:
            continue
        if key in GENERATIONS and words:
            generation = GENERATIONS[key]
        elif key not in PARTICLES or len(key) == 1 or not words:
            if len(piece) > 2 and piece.isupper():
                capitals.append(len(words))
            words.append(key)
            raw.append(piece)
    while len(words) > 2 and words[0] in _TITLES:
        del words[0], raw[0]
        capitals = [i - 1 for i in capitals if i]
    surname = len(words) - 1
    if surname > 1 and words[0] in FAMILY_FIRST and family_first(" ".join(words)):
        # Kim Jong-un, Kim Jongun: the syllables of the given name are one word.
        words, raw, surname = [words[0], "".join(words[1:])], [raw[0], "".join(raw[1:])], 0
        capitals = []
    if len(capitals) == 1 and len(words) > 1 and not name.isupper():
        surname = capitals[0]
    return Parsed(tuple(words), tuple(raw), generation, surname, " ".join(words), "".join(words))


class Likeness(NamedTuple):
    """How like two words are, in four ways, each 0 to 1."""

    best: float
    spelling: float
    sound: float
    skeleton: float
    #: Of the classes of their consonants: all sibilants are one, and so on, whatever alphabet they came through.
    coarse: float


# How like a surname is to its feminine or to its form with a Baltic ending.
_INFLECTED = 0.92
_ENDINGS = frozenset(("ova", "s", "is", "as", "us", "e", "a", "ska", "aia"))


def _inflected(shorter: str, longer: str) -> bool:
    """Say whether a sound key is what another language makes of the other: Merkelova, Jacksons."""
    if len(shorter) > len(longer):
        shorter, longer = longer, shorter
    if longer.startswith(shorter):
        return longer[len(shorter) :] in _ENDINGS
    return longer.endswith("ova") and shorter[-1:] in ("a", "e") and longer[:-3] == shorter[:-1]


_SAME = Likeness(1.0, 1.0, 1.0, 1.0, 1.0)


@lru_cache(maxsize=65536)
def word_likeness(a: str, b: str, raw_a: str, raw_b: str) -> Likeness:
    """Compare two words of names."""
    if a == b:
        return _SAME
    if len(a) == 1 or len(b) == 1:
        return Likeness(0.7, 0.5, 0.5, 0.5, 0.5) if a[0] == b[0] else Likeness(0.0, 0.0, 0.0, 0.0, 0.0)
    spelling = Levenshtein.normalized_similarity(a, b)
    sound = skeleton = coarse = 0.0
    for one in sound_keys(raw_a):
        for other in sound_keys(raw_b):
            value = Levenshtein.normalized_similarity(one, other)
            if value > sound or sound == 0.0:
                sound = max(sound, value)
                bones = one.translate(_VOWELS), other.translate(_VOWELS)
                skeleton = max(skeleton, Levenshtein.normalized_similarity(*bones))
                classes = one.translate(_CLASSES), other.translate(_CLASSES)
                coarse = max(coarse, Levenshtein.normalized_similarity(*classes))
                if sound < _INFLECTED and _inflected(one, other):
                    sound = _INFLECTED
    best = max(spelling, sound, 0.5 * skeleton + 0.5 * sound)
    return Likeness(best, spelling, sound, skeleton, coarse)


class GivenLikeness(NamedTuple):
    """How like two given names are."""

    #: 0 to 1: nicknames, spellings, initials.
    value: float
    #: 1.0 if both are known and nobody is known to bear both: Klaas and Klaus are two names, however alike.
    apart: float
    #: Letters of the shorter one.
    length: float


@lru_cache(maxsize=32768)
def given_likeness(a: str, b: str, raw_a: str, raw_b: str) -> GivenLikeness:
    """Compare two given names."""
    length = float(min(len(a), len(b)))
    if a == b:
        return GivenLikeness(1.0, 0.0, length)
    if length == 1.0:
        return GivenLikeness(0.75 if a[0] == b[0] else 0.0, 0.0, length)
    known = related(raw_a, raw_b)
    names = given_names()
    apart = float(known < SIBLING and a in names and b in names)
    return GivenLikeness(known or min(0.85, word_likeness(a, b, raw_a, raw_b).best), apart, length)


def _expression(tree: list[Any] | float) -> str:
    if isinstance(tree, float | int):
        return repr(float(tree))
    feature, threshold, below, above = tree
    return f"({_expression(below)} if f{int(feature)} <= {float(threshold)!r} else {_expression(above)})"


@cache
def _model() -> Callable[..., float]:
    """Give the model as a function of the features: its trees, as one Python expression, are compiled once."""
    model = json.loads((files("normalizer_names") / "data" / "matcher.json").read_text("utf-8"))
    total = "+".join([repr(float(model["base"])), *map(_expression, model["trees"])])
    arguments = ",".join(f"f{i}" for i in range(FEATURES))
    score: Callable[..., float] = eval(compile(f"lambda {arguments}: {total}", "matcher.json", "eval"), {})
    return score


def same_person(a: str, b: str) -> float:
    """Say how likely two names are one person's: 0 to 1, the same whichever comes first.

    From 0.5 on, assume one person. Namesakes can't be told apart by their names, and score high. The score is that of
    boosted trees over `features`, trained by tools/names_train_matcher.py.
    """
    if a == b:
        return 1.0
    values = features(a, b)
    if values[IDENTICAL] == 1.0 and values[GENERATION] == 0.0:
        return 1.0
    return 1.0 / (1.0 + math.exp(-_model()(*values)))


def features(a: str, b: str) -> tuple[float, ...]:
    """Give the numbers that the model weighs; symmetric in the two names."""
    x, y = parse_name(a), parse_name(b)
    if (len(y.words), y.folded) < (len(x.words), x.folded):
        x, y = y, x
    if not x.words:
        return (0.0,) * FEATURES
    plain = _aligned(x, y, x.surname, y.surname)
    best = plain
    if len(x.words) > 1 and plain.surname.best < 0.8:
        best = _other_order(x, y, plain)
    surname = best.surname
    given = best.given.value
    one, other = x.words[best.i], y.words[best.j]
    usual = x.words[x.surname]
    generation = 0.0 if x.generation == y.generation else 0.5 if not (x.generation and y.generation) else 1.0
    sounds = (one, other) if one == other else (sound_keys(x.raw[best.i])[0], sound_keys(y.raw[best.j])[0])
    known = surnames()
    return (
        surname.best,
        surname.spelling,
        surname.sound,
        surname.skeleton,
        given,
        best.rest,
        best.left_x,
        best.left_y,
        best.conflict,
        float(best.i != x.surname or best.j != y.surname),
        generation,
        Levenshtein.normalized_similarity(x.folded, y.folded),
        JaroWinkler.similarity(x.folded, y.folded),
        Levenshtein.normalized_similarity(x.joined, y.joined),
        float(min(len(usual), len(y.words[y.surname]))),
        float(usual in common_surnames()),
        float(len(x.words)),
        float(len(y.words)),
        float(given < 1.0 and x.words[0][0] == y.words[0][0]),
        surname.coarse,
        best.given.apart,
        best.given.length,
        # Two surnames that are both known are two surnames.
        float(sounds[0] != sounds[1] and one in known and other in known),
        float(DamerauLevenshtein.distance(*sounds)),
    )


class Alignment(NamedTuple):
    """How the words of two names go together, given which are the surnames."""

    surname: Likeness
    given: GivenLikeness
    #: The worst of the other words that found a partner.
    rest: float = 1.0
    #: The numbers of words without a partner in either name.
    left_x: float = 0.0
    left_y: float = 0.0
    #: Whether both have such words.
    conflict: float = 0.0
    #: Which words are the surnames.
    i: int = 0
    j: int = 0

    @property
    def total(self) -> float:
        """Likeness of surname and given name."""
        return self.surname.best + self.given.value


def _other_order(x: Parsed, y: Parsed, plain: Alignment) -> Alignment:
    """Try other orders (Hungarian, lists of members) and second surnames; give the best, or ``plain``."""
    best, score = plain, plain.total
    n, m = len(x.words), len(y.words)
    usual = (x.surname, y.surname)
    for i, j in (
        (x.surname, 0),
        (0, y.surname),
        (x.surname, m - 2),
        (x.surname, 1),
        (n - 2, y.surname),
        (n - 2, m - 2),
    ):
        if (i, j) == usual or j >= m or (n == m == 2 and (i, j) == (0, 0)):
            continue
        # Cheap first: two words that share little can't be the surname.
        if x.words[i] != y.words[j] and Levenshtein.normalized_similarity(x.words[i], y.words[j]) < 0.5:
            continue
        other = _aligned(x, y, i, j)
        if other.surname.best > 0.7 and other.total - 0.1 > score:
            best, score = other, other.total
    return best


#: How many numbers `features` gives, and the places of two of them.
FEATURES = 24
GENERATION, IDENTICAL = 10, 11

_UNKNOWN = GivenLikeness(0.5, 0.0, 0.0)


def _aligned(x: Parsed, y: Parsed, i: int, j: int) -> Alignment:
    """Align the words of two names, given which are the surnames."""
    surname = word_likeness(x.words[i], y.words[j], x.raw[i], y.raw[j])
    if len(x.words) == 2 == len(y.words):
        k, m = 1 - i, 1 - j
        return Alignment(surname, given_likeness(x.words[k], y.words[m], x.raw[k], y.raw[m]), i=i, j=j)
    mine = [k for k in range(len(x.words)) if k != i]
    others = [k for k in range(len(y.words)) if k != j]
    if not mine or not others:
        return Alignment(surname, _UNKNOWN, left_x=float(len(mine)), left_y=float(len(others)), i=i, j=j)
    given, value, at, to = _UNKNOWN, -1.0, mine[0], others[0]
    for k in mine[:2]:
        for m in others[:2]:
            like = given_likeness(x.words[k], y.words[m], x.raw[k], y.raw[m])
            reached = like.value - 0.04 * (k != mine[0]) - 0.04 * (m != others[0])
            if reached > value:
                given, value, at, to = like, reached, k, m
    mine.remove(at)
    others.remove(to)
    given = given._replace(value=max(value, 0.0))
    rest = 1.0
    for k in list(mine):
        best, partner = 0.0, -1
        for m in others:
            found = given_likeness(x.words[k], y.words[m], x.raw[k], y.raw[m]).value
            if found > best:
                best, partner = found, m
        if best >= 0.7:
            rest = min(rest, best)
            mine.remove(k)
            others.remove(partner)
    conflict = float(bool(mine and others))
    return Alignment(surname, given, rest, float(len(mine)), float(len(others)), conflict, i, j)
