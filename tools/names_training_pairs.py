"""Pairs of names to train the matcher with: judged ones, and some made from lists of names, one person's or two's."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from names_transliterate import original_and_spellings
from rapidfuzz.distance import Levenshtein

from normalizer_names.authority import bundled
from normalizer_names.given import SIBLING, given_names, read_lines, related
from normalizer_names.resolve import block_keys
from normalizer_names.sounds import phones

#: What a pair counts: a judged one; all pairs of one person's aliases together, at most; two names of the data that
#: begin alike; aliases of a bundled person, and two of these people; one name spelled by many languages, and two names;
#: two names that were made to look alike.
JUDGED, ALIASES, OTHERS, BUNDLED, TWO_BUNDLED, SPELLED, TWO_SPELLED, MADE = 1.0, 4.0, 0.4, 0.5, 0.1, 2.0, 0.05, 0.1
_PER_BLOCK, _FEWER_PER_BLOCK, _SPELLINGS, _LOOK_ALIKES = 200, 60, 20, 4000

spelling = Levenshtein.normalized_similarity


@dataclass
class Pairs:
    """Pairs of names, whether both are one person's, and how much each counts."""

    names: list[tuple[str, str]] = field(default_factory=list)
    same: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, pairs: Iterable[tuple[str, str]], same: bool, weight: float) -> None:
        for pair in pairs:
            self.names.append(pair)
            self.same.append(same)
            self.weights.append(weight)


class People:
    """Whose each name is. People who share a name are one as far as the folds go."""

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self._parent: dict[str, str] = {}

    def know(self, name: str, person: str) -> None:
        self.names[name] = None
        self._parent[self._root(person)] = self._root("name:" + name)

    def of(self, name: str) -> str:
        return self._root("name:" + name)

    def _root(self, x: str) -> str:
        self._parent.setdefault(x, x)
        while self._parent[x] != x:
            x = self._parent[x]
        return x


def read_rows(path: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def labelled(folder: Path) -> tuple[Pairs, int, People]:
    """Give the pairs of the data, how many of them (the first) are judged ones, and whose the names are."""
    pairs, people = Pairs(), People()
    for row in read_rows(folder / "pairs.dev.jsonl"):
        persons = row["person"].split("|")
        people.know(row["a"], persons[0])
        people.know(row["b"], persons[-1])
        pairs.add([(row["a"], row["b"])], bool(row["same"]), JUDGED)
    judged = len(pairs.names)
    for row in read_rows(folder / "aliases.dev.jsonl"):
        names = [row["canonical"], *row["variants"]]
        for name in names:
            people.know(name, row["id"])
        found = list(itertools.combinations(names, 2))
        pairs.add(found, True, min(1.0, ALIASES / len(found)))
    owners = [(name, people.of(name)) for name in sorted(people.names)]
    pairs.add(_two_people(owners, _PER_BLOCK, lambda a, b: True), False, OTHERS)
    return pairs, judged, people


def own() -> Pairs:
    """Give pairs from the project's own lists: the bundled people, spelled names, names made to look alike."""
    pairs, choose = Pairs(), random.Random(1)
    owners = []
    for entry in bundled():
        names = [entry.canonical, *entry.aliases]
        found = list(itertools.combinations(names, 2))
        pairs.add(found, True, BUNDLED * min(0.5, 1 / max(1, len(found))))
        owners += [(name, entry.canonical) for name in names[:3]]
    pairs.add(_two_people(owners, _FEWER_PER_BLOCK, lambda a, b: spelling(a, b) > 0.4), False, TWO_BUNDLED)
    owners = []
    for number, names in enumerate(original_and_spellings()):
        found = list(itertools.combinations(names, 2))
        found = choose.sample(found, min(len(found), _SPELLINGS))
        pairs.add(found, True, SPELLED / max(1, len(found)))
        owners += [(name, str(number)) for name in choose.sample(names, min(4, len(names)))]
    pairs.add(_two_people(owners, _FEWER_PER_BLOCK, lambda a, b: spelling(a, b) > 0.35), False, TWO_SPELLED)
    pairs.add(_like_surnames(choose), False, MADE)
    pairs.add(_like_given_names(choose), False, MADE)
    pairs.add(_initials(choose), False, MADE)
    return pairs


def _two_people(
    owners: Sequence[tuple[str, str]], most: int, near: Callable[[str, str], bool]
) -> list[tuple[str, str]]:
    """Give pairs of names of two people that begin alike, at most so many of each beginning."""
    choose = random.Random(0)
    blocks: dict[str, list[tuple[str, str]]] = {}
    for name, owner in owners:
        for key in sorted(set(block_keys(name))):
            blocks.setdefault(key, []).append((name, owner))
    found: dict[tuple[str, str], None] = {}
    for key in sorted(blocks):
        pairs = [(a, b) for (a, p), (b, q) in itertools.combinations(blocks[key], 2) if p != q and near(a, b)]
        found.update(dict.fromkeys(choose.sample(pairs, min(len(pairs), most))))
    return list(found)


def _like_surnames(choose: random.Random) -> list[tuple[str, str]]:
    """Make pairs of names with surnames that look alike; the given names are the same, or forms of one name."""
    surnames = [w for w in read_lines("surnames.txt") if len(w) > 3]
    given = [w for w in read_lines("given.txt") if len(w) > 2]
    groups = [line.split(">")[0].split() for line in read_lines("given_groups.txt")]
    blocks: dict[str, list[str]] = {}
    for surname in surnames:
        for key in (phones(surname)[:2], "$" + phones(surname)[-3:]):
            blocks.setdefault(key, []).append(surname)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < _LOOK_ALIKES:
        one = choose.choice(surnames)
        heard = phones(one)
        block = blocks[choose.choice((heard[:2], "$" + heard[-3:]))]
        near = [w for w in block if phones(w) != heard and spelling(w, one) >= 0.55]
        if near:
            group = choose.choice(groups)
            first, second = (choose.choice(given),) * 2 if choose.random() < 0.8 else choose.choices(group, k=2)
            pairs.append((f"{first} {one}".title(), f"{second} {choose.choice(near)}".title()))
    return pairs


def _like_given_names(choose: random.Random) -> list[tuple[str, str]]:
    """Make pairs of names with one surname and given names that look alike and are two."""
    surnames, given = read_lines("surnames.txt"), [w for w in sorted(given_names()) if len(w) > 2 and w.isascii()]
    blocks: dict[str, list[str]] = {}
    for name in given:
        blocks.setdefault(name[:2], []).append(name)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < _LOOK_ALIKES // 2:
        one, surname = choose.choice(given), choose.choice(surnames)
        near = [w for w in blocks[one[:2]] if w != one and spelling(w, one) >= 0.4 and related(one, w) < SIBLING]
        if near:
            pairs.append((f"{one} {surname}".title(), f"{choose.choice(near)} {surname}".title()))
    return pairs


def _initials(choose: random.Random) -> list[tuple[str, str]]:
    """Make pairs of names with one given name, of which one has the initial of the other's surname as a middle name."""
    surnames, given = read_lines("surnames.txt"), read_lines("given.txt")
    pairs: list[tuple[str, str]] = []
    for _ in range(_LOOK_ALIKES // 2):
        first, (one, other) = choose.choice(given), choose.sample(surnames, 2)
        pairs.append((f"{first} {one}".title(), f"{first} {one[0]}. {other}".title()))
    return pairs
