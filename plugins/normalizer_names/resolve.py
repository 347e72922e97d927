"""Cluster a list of names: one canonical name for all that are one person's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from normalizer_names.authority import Authority, default
from normalizer_names.matcher import same_person
from normalizer_names.spelling import fold, sound_keys
from normalizer_names.words import parse_name

#: Two names this much alike may bring their clusters together ...
NEAR = 0.7
#: ... if the mean over all pairs of their names reaches this,
JOIN = 0.35
#: and no more than a third of these pairs is below this.
APART = 0.05
_MOST_APART = 1 / 3
_CLASSES = str.maketrans("cjz5gqpfvdn", "sssskkbbbtm", "aeiouhy")
_BLOCK_SIZE, _PART_SIZE = 100, 300


def resolve_names(names: Sequence[str], authority: Authority | None = None) -> list[str]:
    """Give each name its canonical name; two names with the same one are one person's.

    Clusters grow by joining the pair that is most alike, and only if the names of the one are like the names of the
    other on the whole, most pairs of them included. The canonical name is the authority's, else the most frequent of
    the list, ties by length (longest) and text.

    Args:
        names: the names, also more than once each; how often one occurs counts.
        authority: who is known under which names; default: the bundled people.

    """
    known = default() if authority is None else authority
    counts = Counter(names)
    unique = sorted(counts)  # The order of the list says nothing.
    canonical: dict[str, str] = {}
    for members in clusters(unique, known, same_person):
        listed: Counter[str] = Counter()
        for name in members:
            entry = known.find(name)
            if entry is not None:
                listed[entry.canonical] += counts[name]
        if listed:
            chosen = min(listed, key=lambda n: (-listed[n], n))
        else:
            chosen = min(members, key=lambda n: (-counts[n], -len(n), n))
        canonical.update(dict.fromkeys(members, chosen))
    return [canonical[name] for name in names]


def clusters(names: Sequence[str], known: Authority, score: Callable[[str, str], float]) -> list[list[str]]:
    """Put distinct names together that are one person's.

    Args:
        names: the names.
        known: who is known under which names; names of two of these people stay apart.
        score: says how likely two names are one person's, from 0 to 1.

    """
    growing = _Clusters(names, known, score)
    for a, b in growing.edges():
        growing.join(a, b)
    return growing.members()


def near_pairs(names: Sequence[str]) -> list[tuple[int, int]]:
    """Give the pairs that may be one person's: words begin to sound alike; in full blocks another word must, too."""
    blocks: dict[str, list[int]] = {}
    keys = [sorted(set(block_keys(name))) for name in names]
    for i, found in enumerate(keys):
        for key in found:
            blocks.setdefault(key, []).append(i)
    pairs: dict[tuple[int, int], None] = {}
    for key in sorted(blocks):
        block = blocks[key]
        if len(block) <= _BLOCK_SIZE:
            pairs.update(((a, b), None) for n, a in enumerate(block) for b in block[n + 1 :])
            continue
        finer: dict[str, list[int]] = {}
        for i in block:
            for other in sorted({k[0] for k in keys[i]}):
                finer.setdefault(other, []).append(i)
        for part in finer.values():
            near = part[:_PART_SIZE]
            pairs.update(((a, b), None) for n, a in enumerate(near) for b in near[n + 1 :])
    return list(pairs)


class _Clusters:
    """Names that are being put together."""

    def __init__(self, names: Sequence[str], known: Authority, score: Callable[[str, str], float]) -> None:
        self.names = names
        self.compare = score
        self.of = list(range(len(names)))
        self.groups: dict[int, list[int]] = {i: [i] for i in range(len(names))}
        self.scores: dict[tuple[int, int], float] = {}
        first: dict[str, int] = {}
        self.listed = [e.canonical if (e := known.find(name)) is not None else "" for name in names]
        for i, canonical in enumerate(self.listed):
            if canonical and first.setdefault(canonical, i) != i:
                self._merge(first[canonical], i)

    def edges(self) -> list[tuple[int, int]]:
        """Give the pairs that may bring clusters together, most alike first."""
        pairs = [(a, b) for a, b in near_pairs(self.names) if self.score(a, b) >= NEAR]
        return sorted(pairs, key=lambda pair: (-self.score(*pair), pair))

    def score(self, a: int, b: int) -> float:
        """Score two names, once."""
        pair = (a, b) if a < b else (b, a)
        value = self.scores.get(pair)
        if value is None:
            value = self.scores[pair] = self.compare(self.names[pair[0]], self.names[pair[1]])
        return value

    def join(self, a: int, b: int) -> None:
        """Join the clusters of two names, if the names of the one agree with the names of the other."""
        one, other = self.of[a], self.of[b]
        if one == other:
            return
        mine, others = self.groups[one], self.groups[other]
        listed = {self.listed[i] for i in (*mine, *others)} - {""}
        if len(listed) > 1:
            return
        scores = [self.score(i, j) for i in mine for j in others]
        apart = sum(value < APART for value in scores)
        if sum(scores) >= JOIN * len(scores) and apart <= _MOST_APART * len(scores):
            self._merge(one, other)

    def _merge(self, a: int, b: int) -> None:
        one, other = self.of[a], self.of[b]
        if one == other:
            return
        for i in self.groups[other]:
            self.of[i] = one
        self.groups[one].extend(self.groups.pop(other))

    def members(self) -> list[list[str]]:
        """Give the clusters, each with its names in the order of the list."""
        return [[self.names[i] for i in sorted(group)] for _, group in sorted(self.groups.items())]


def block_keys(name: str) -> list[str]:
    """Give the keys under which names that may be one person's meet: how each word begins to sound."""
    keys = []
    for word in parse_name(name).words:
        if word.length > 2:
            for sound in sound_keys(word.raw):
                # A j is a sibilant for some who romanise, a y for others.
                for heard in (sound, sound[0] + sound[1:].replace("j", "i")) if "j" in sound[1:] else (sound,):
                    bones = heard.translate(_CLASSES)
                    keys.append(bones[:2] if len(bones) > 1 else sound[:3])
    return keys or [fold(name)[:2]]
