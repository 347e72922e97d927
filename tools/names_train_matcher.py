"""Train the model of ``normalizer_names.same_person`` and write it to data/matcher.json.

    python tools/names_train_matcher.py DATA_FOLDER [--check]

DATA_FOLDER holds ``names/pairs.dev.jsonl`` (pairs of names, ``same`` or not, with the people they belong to) and
``names/aliases.dev.jsonl`` (people with their variants). Pairs of names of different people that begin alike are added
as negatives. It needs scikit-learn. ``--check`` writes nothing and reports five-fold cross-validation, the folds split
by person.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from normalizer_names.matcher import features
from normalizer_names.resolve import block_keys

TARGET = Path(__file__).parent.parent / "plugins" / "normalizer_names" / "data" / "matcher.json"
#: Which way each feature may move the score (see ``normalizer_names.matcher.features``); 0 is either way.
DIRECTIONS = [1, 1, 1, 1, 1, 1, 0, 0, -1, 0, -1, 1, 1, 1, 0, 0, 0, 0, 0, 1, -1, 0, -1, -1]

ALIAS_WEIGHT, NEGATIVE_WEIGHT, NEGATIVES_PER_BLOCK = 4.0, 0.2, 200


def model() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=45, max_leaf_nodes=8, learning_rate=0.1, min_samples_leaf=10, l2_regularization=1.0,
        monotonic_cst=DIRECTIONS, random_state=0,
    )  # fmt: skip


class Data:
    """Pairs of names with the people they name, and how much each counts."""

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.same: list[bool] = []
        self.weights: list[float] = []
        self.people: dict[str, set[str]] = {}
        self.parent: dict[str, str] = {}

    def add(self, a: str, b: str, same: bool, weight: float) -> None:
        self.pairs.append((a, b))
        self.same.append(same)
        self.weights.append(weight)

    def root(self, x: str) -> str:
        self.parent.setdefault(x, x)
        while self.parent[x] != x:
            x = self.parent[x]
        return x

    def know(self, name: str, person: str) -> None:
        """Note that a name is a person's; people who share a name are one as far as the folds go."""
        self.people.setdefault(name, set()).add(person)
        self.parent[self.root(person)] = self.root("name:" + name)

    def groups(self) -> np.ndarray:
        roots = [self.root("name:" + a) for a, _ in self.pairs]
        numbers = {name: i for i, name in enumerate(sorted(set(roots)))}
        return np.array([numbers[name] for name in roots])


def read_data(folder: Path) -> tuple[Data, int]:
    """Read the pairs, then add pairs of aliases and pairs of names that sound alike; give how many are the first."""
    data = Data()
    for line in (folder / "pairs.dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        people = row["person"].split("|")
        data.know(row["a"], people[0])
        data.know(row["b"], people[-1])
        data.add(row["a"], row["b"], bool(row["same"]), 1.0)
    judged = len(data.pairs)
    for line in (folder / "aliases.dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        names = [row["canonical"], *row["variants"]]
        for name in names:
            data.know(name, row["id"])
        variants = list(itertools.combinations(names, 2))
        for a, b in variants:
            data.add(a, b, True, min(1.0, ALIAS_WEIGHT / len(variants)))
    names = sorted(data.people)
    shuffle = random.Random(0)
    blocks: dict[str, list[str]] = {}
    for name in names:
        for key in sorted(set(block_keys(name))):
            blocks.setdefault(key, []).append(name)
    for key in sorted(blocks):
        pairs = itertools.combinations(blocks[key], 2)
        near = [(a, b) for a, b in pairs if data.root("name:" + a) != data.root("name:" + b)]
        for a, b in shuffle.sample(near, min(len(near), NEGATIVES_PER_BLOCK)):
            data.add(a, b, False, NEGATIVE_WEIGHT)
    return data, judged


def check(x: np.ndarray, y: np.ndarray, w: np.ndarray, group: np.ndarray, judged: int) -> None:
    for seed in range(3):
        fold = np.random.RandomState(seed).permutation(group.max() + 1)[group] % 5
        p = np.zeros(len(y))
        for k in range(5):
            train = fold != k
            p[~train] = model().fit(x[train], y[train], sample_weight=w[train]).predict_proba(x[~train])[:, 1]
        q, truth = p[:judged], y[:judged]
        same = q >= 0.5
        right = int((same & truth).sum())
        precision, recall = right / same.sum(), right / truth.sum()
        ranked = np.cumsum(truth[np.argsort(-q)])
        strict = max(n / truth.sum() for i, n in enumerate(ranked, 1) if n / i >= 0.98)
        f1 = 2 * precision * recall / (precision + recall)
        print(f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  R at P>=.98 {strict:.3f}")


def trees(fitted: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Write the trees as nested lists: a number is a leaf; [feature, threshold, at most, above] a branch."""

    def node(nodes: np.ndarray, i: int) -> Any:
        one = nodes[i]
        if one["is_leaf"]:
            return round(float(one["value"]), 4)
        threshold = round(float(one["num_threshold"]), 4)
        return [int(one["feature_idx"]), threshold, node(nodes, one["left"]), node(nodes, one["right"])]

    base = float(np.ravel(fitted._baseline_prediction)[0])
    return {"base": round(base, 4), "trees": [node(p[0].nodes, 0) for p in fitted._predictors]}


def main() -> None:
    data, judged = read_data(Path(sys.argv[1]) / "names")
    x = np.array([features(a, b) for a, b in data.pairs])
    y, w = np.array(data.same), np.array(data.weights)
    check(x, y, w, data.groups(), judged)
    if "--check" not in sys.argv:
        fitted = model().fit(x, y, sample_weight=w)
        TARGET.write_text(json.dumps(trees(fitted)).replace("], ", "],\n") + "\n")


if __name__ == "__main__":
    main()
