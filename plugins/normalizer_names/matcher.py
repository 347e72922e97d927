"""Score a pair of names: how likely both are one person's."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import JaroWinkler, Levenshtein

from normalizer_names.alignment import Alignment, align, alike, kindred
from normalizer_names.given import SIBLING, given_groups
from normalizer_names.sounds import difference
from normalizer_names.words import COMMON, GIVEN, KNOWN, Name, parse_name

#: Scores from here on mean the same person; `STRICT` is for those who rather miss one than join two people.
THRESHOLD, STRICT = 0.5, 0.9
#: The score of names that have something in common and are two people's by rule.
_TWO_PEOPLE = 0.01
#: That of names with unlike initials. A list may have written one of them in another way (C. and K.), so that it is not
#: as low that no other name can bring theirs together.
_OTHER_INITIAL = 0.2
#: A surname that is less like the other is another one.
_ANOTHER = 0.1

_spelling, _whole = Levenshtein.normalized_similarity, JaroWinkler.similarity


def same_person(a: str, b: str) -> float:
    """Say how likely two names are one person's: 0 to 1, the same whichever comes first.

    From 0.5 on, assume one person. Namesakes can't be told apart by their names, and score high. The score is that of
    boosted trees over `features`, trained by tools/names_train_matcher.py.
    """
    if a == b:
        return 1.0
    score = _model()
    found = features(a, b)
    if isinstance(found, float):
        return found
    return 1.0 / (1.0 + math.exp(-score(*found)))


def features(a: str, b: str) -> tuple[float, ...] | float:
    """Give the numbers that the model weighs (`FEATURES` names them), or the score if none is needed; symmetric."""
    x, y = parse_name(a), parse_name(b)
    if x.folded == y.folded and x.generation == y.generation:
        return 1.0
    if len(y.words) < len(x.words) or (len(y.words) == len(x.words) and y.folded < x.folded):
        x, y = y, x
    if not x.words:
        return 0.0
    found = align(x, y)
    if found is None:
        return 0.0
    if _two_people(x, y, found):
        return _TWO_PEOPLE
    if found.initials:
        return _OTHER_INITIAL
    return _measure(x, y, found)


def _two_people(x: Name, y: Name, found: Alignment) -> bool:
    """Say whether a rule tells two people apart; no spelling makes up for it."""
    if x.generation and y.generation and x.generation != y.generation:
        return True
    if found.moved:
        # A given name alone is anyone's; an initial does not show that the order is another one.
        givens = found.givens
        return len(x.words) == 1 or (givens is not None and min(givens[0].length, givens[1].length) == 1)
    return bool(found.left_x and found.surname.value < _ANOTHER and len(x.words) == 2 == len(y.words))


#: What `features` gives, and which way each may move the score (0: either).
FEATURES = {
    "surname": 1, "surname cost": -1, "surname cost a sound": -1, "surname spelling": 1, "surname letters": 0,
    "common surnames": 0, "known surnames": 0, "two known surnames": -1, "kindred given names": 1, "given cost": -1,
    "given cost a sound": -1, "given": 1, "two known given names": -1, "given letters": 0, "moved": 0, "middle": 0,
    "rest": 1, "left of shorter": 0, "left of longer": 0, "conflict": -1, "generation": -1, "spelling": 1, "whole": 1,
    "joined": 1, "words of shorter": 0, "words of longer": 0, "same initial": 0, "joined words": 0, "same words": 0,
    "known given names": 0, "left alike": 1, "surnames apart": -1,
}  # fmt: skip


def _measure(x: Name, y: Name, found: Alignment) -> tuple[float, ...]:
    (u, v), surname, givens, moved, middle, rest, left_x, left_y, joined, same, _, left, apart = found
    tie, cost, share, value, known, letters, initial = 0.5, 3.0, 0.6, 0.5, -1, 0, False
    if givens is not None:
        g, h = givens
        tie = kindred(g, h)
        if tie >= SIBLING:
            cost, share, value = 0.0, 0.0, tie
        else:
            value, cost, share, _ = alike(g, h)
        known, letters = (g.kind & GIVEN) + (h.kind & GIVEN), min(g.length, h.length)
        initial = g.plain[0] == h.plain[0]
    a, b = x.folded, y.folded
    return (
        *surname,
        min(u.length, v.length),
        (u.kind & COMMON > 0) + (v.kind & COMMON > 0),
        (u.kind & KNOWN > 0) + (v.kind & KNOWN > 0),
        surname.cost > 0.0 and u.kind & v.kind & KNOWN > 0,
        tie,
        cost,
        share,
        value,
        known == 2 and tie < SIBLING,
        letters,
        moved,
        middle,
        rest,
        left_x,
        left_y,
        left_x > 0 and left_y > 0,
        0.0 if x.generation == y.generation else 0.5 if not (x.generation and y.generation) else 1.0,
        _spelling(a, b),
        _whole(a, b),
        _spelling(a.replace(" ", ""), b.replace(" ", "")),
        len(x.words),
        len(y.words),
        initial,
        joined,
        same,
        known,
        left,
        apart,
    )


def _expression(tree: list[Any] | float) -> str:
    if isinstance(tree, float | int):
        return repr(float(tree))
    feature, threshold, below, above = tree
    return f"({_expression(below)} if f{int(feature)} <= {float(threshold)!r} else {_expression(above)})"


@cache
def _model() -> Callable[..., float]:
    """Give the model as a function of the features: its trees, as one Python expression, are compiled once.

    All that is read once is read here, so that no pair pays for it.
    """
    given_groups("a")
    difference("a", "b")
    parse_name("a")
    model = json.loads((files("normalizer_names") / "data" / "matcher.json").read_text("utf-8"))
    total = "+".join([repr(float(model["base"])), *map(_expression, model["trees"])])
    arguments = ",".join(f"f{i}" for i in range(len(FEATURES)))
    score: Callable[..., float] = eval(compile(f"lambda {arguments}: {total}", "matcher.json", "eval"), {})
    return score
