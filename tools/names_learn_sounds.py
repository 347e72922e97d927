"""Learn what differences between the sounds of two words cost, and write it to data/sounds.json.

    python tools/names_learn_sounds.py

A difference costs the more, the rarer it is between spellings of one name than between names that look alike and are
two. Spellings are the aliases of the bundled people, the groups of given names and names spelled by
names_transliterate.py; names that look alike come from the lists of names.
"""

from __future__ import annotations

import itertools
import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from names_transliterate import original_and_spellings
from rapidfuzz.distance import Levenshtein

from normalizer_names.authority import bundled
from normalizer_names.given import read_lines
from normalizer_names.sounds import phones, read_costs

TARGET = Path(__file__).parent.parent / "plugins" / "normalizer_names" / "data" / "sounds.json"
ROUNDS, LOOK_ALIKES, SMOOTHING, MOST, LEAST = 4, 15_000, 6.0, 4.0, 0.05
#: What one person's spellings may count in all, in pairs of words.
PER_PERSON = 6

Pair = tuple[str, str, float]
spelling = Levenshtein.normalized_similarity


def spellings(people: Iterable[list[str]], weight: float) -> list[Pair]:
    """Give pairs of words that are spellings of each other, as sounds, and how much each counts."""
    found: list[Pair] = []
    for names in people:
        pairs: dict[tuple[str, str], None] = {}
        for a, b in itertools.combinations(names, 2):
            mine, others = a.replace("-", " ").split(), b.replace("-", " ").split()
            if len(mine) != len(others):
                mine, others = [mine[0], mine[-1]], [others[0], others[-1]]
            for one, other in zip(mine, others, strict=True):
                p, q = sorted((phones(one), phones(other)))
                if p != q and min(len(p), len(q)) > 2 and spelling(p, q) >= 0.4:
                    pairs[p, q] = None
        found += [(p, q, min(1.0, weight * PER_PERSON / len(pairs))) for p, q in pairs]
    return found


def look_alikes(words: Iterable[str]) -> list[Pair]:
    """Give pairs of words that are two names, as sounds, though they look alike."""
    choose = random.Random(0)
    sounds = sorted({heard for word in words if len(heard := phones(word)) > 2})
    blocks: dict[str, list[str]] = {}
    for heard in sounds:
        for key in _keys(heard):
            blocks.setdefault(key, []).append(heard)
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < LOOK_ALIKES:
        one = choose.choice(sounds)
        block = blocks[choose.choice(_keys(one))]
        near = [w for w in choose.sample(block, min(60, len(block))) if w != one and spelling(w, one) >= 0.5]
        if near:
            p, q = sorted((one, choose.choice(near)))
            pairs[p, q] = None
    return [(p, q, 1.0) for p, q in pairs]


def _keys(heard: str) -> tuple[str, str, str]:
    return heard[0], "$" + heard[-2:], "-" + heard[1:3]


def differences(a: str, b: str, costs: Mapping[str, float]) -> list[str]:
    """Give the cheapest differences between two words, named as in the file of costs."""

    def lacking(word: str, i: int) -> str:
        return ("^" if i == 0 else "$" if i == len(word) - 1 else "-") + word[i]

    def price(name: str) -> float:
        return costs.get(name, 0.5 if set(name) <= set("aeiou") else 1.0)

    table: list[list[tuple[float, list[str]]]] = [[(0.0, [])]]
    for j in range(len(b)):
        cost, names = table[0][j]
        table[0].append((cost + price(lacking(b, j)), [*names, lacking(b, j)]))
    for i, sound in enumerate(a):
        gone = lacking(a, i)
        cost, names = table[i][0]
        row = [(cost + price(gone), [*names, gone])]
        for j, other in enumerate(b):
            cost, names = table[i][j]
            changed = "".join(sorted(sound + other))
            ways = [(cost, names)] if sound == other else [(cost + price(changed), [*names, changed])]
            cost, names = table[i][j + 1]
            ways.append((cost + price(gone), [*names, gone]))
            cost, names = row[j]
            ways.append((cost + price(lacking(b, j)), [*names, lacking(b, j)]))
            row.append(min(ways, key=lambda way: way[0]))
        table.append(row)
    return table[-1][-1][1]


def kind(difference: str) -> str:
    """Give the kind of a difference: what is rare is judged by others of its kind."""

    def sort(sound: str) -> str:
        return "V" if sound in "aeiou" else "Y" if sound in "ji" else "S" if sound in "sSzZcCTD5x" else sound

    if difference[0] in "^-$":
        return difference[0] + sort(difference[1])
    return "".join(sorted(map(sort, difference)))


def learn(same: list[Pair], other: list[Pair]) -> dict[str, float]:
    """Learn costs by turns: align words with the costs so far, then count the differences."""
    costs: dict[str, float] = {}
    letters = [sum(w * (len(a) + len(b)) for a, b, w in pairs) for pairs in (same, other)]
    for _ in range(ROUNDS):
        counts = []
        for pairs in (same, other):
            count: Counter[str] = Counter()
            both = read_costs(json.dumps(costs))
            for a, b, weight in pairs:
                for name in differences(a, b, both):
                    count[name] += weight  # type: ignore[assignment]
            counts.append(count)
        costs = _costs(counts[0], counts[1], letters)
    return costs


def _costs(same: Counter[str], other: Counter[str], letters: list[float]) -> dict[str, float]:
    overall = (same.total() / letters[0]) / (other.total() / letters[1])
    kinds: list[Counter[str]] = [Counter(), Counter()]
    for total, count in zip(kinds, (same, other), strict=True):
        for name, number in count.items():
            total[kind(name)] += number
    costs: dict[str, float] = {}
    for name in sorted(same | other):
        near = kind(name)
        usual = (kinds[0][near] + 5 * overall) / letters[0] / ((kinds[1][near] + 5) / letters[1])
        expected = SMOOTHING * usual * letters[0] / letters[1]
        ratio = (same[name] + expected) / letters[0] / ((other[name] + SMOOTHING) / letters[1])
        costs[name] = round(max(LEAST, min(MOST, 1.0 - math.log(ratio))), 2)
    return costs


def main() -> None:
    spelled, listed = original_and_spellings(), [[e.canonical, *e.aliases] for e in bundled()]
    groups = [line.split(">")[0].split() for line in read_lines("given_groups.txt")]
    same = spellings(spelled, 1.0) + spellings(listed, 1.0) + spellings(groups, 0.5)
    words = read_lines("surnames.txt")[::4] + read_lines("given.txt")[::15]
    words += [names[0].split()[-1] for names in spelled + listed]
    TARGET.write_text(json.dumps(learn(same, look_alikes(words))).replace(", ", ",\n") + "\n")


if __name__ == "__main__":
    main()
