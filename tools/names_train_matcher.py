"""Train the model of ``normalizer_names.same_person`` and write it to data/matcher.json.

    python tools/names_train_matcher.py DATA_FOLDER [--check] [--seeds N]

DATA_FOLDER holds ``names/pairs.dev.jsonl`` (pairs of names, ``same`` or not, with the people they belong to) and
``names/aliases.dev.jsonl`` (people with their variants); names_training_pairs.py adds others. Run
names_learn_sounds.py first if the sounds were changed. It needs scikit-learn.

``--check`` writes nothing and reports cross-validation instead: people are put into five folds, and a pair is scored by
a model that has seen no one of either name's fold. Pairs at 0.5, and the recall at a precision of .98; the list of all
variants, with the names of the pairs of different people as distractors, by the pairs of names that are put together.
"""

from __future__ import annotations

import argparse
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
from names_training_pairs import Pairs, People, labelled, own, read_rows
from sklearn.ensemble import HistGradientBoostingClassifier

from normalizer_names.authority import default
from normalizer_names.matcher import FEATURES, features
from normalizer_names.resolve import clusters, near_pairs

TARGET = Path(__file__).parent.parent / "plugins" / "normalizer_names" / "data" / "matcher.json"
FOLDS = 5


def model() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=30, max_leaf_nodes=6, learning_rate=0.2, min_samples_leaf=10, l2_regularization=1.0,
        monotonic_cst=list(FEATURES.values()), random_state=0,
    )  # fmt: skip


class Measured:
    """The features of pairs, and the score of those that need none."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        found = [features(a, b) for a, b in pairs]
        nothing = (0.0,) * len(FEATURES)
        self.sure = np.array([value if isinstance(value, float) else np.nan for value in found])
        self.x = np.array([nothing if isinstance(value, float) else value for value in found], dtype=float)


def fit(x: np.ndarray, pairs: Pairs, used: np.ndarray) -> HistGradientBoostingClassifier:
    weights = np.array(pairs.weights)[used]
    return model().fit(x[used], np.array(pairs.same)[used], sample_weight=weights)


class Folds:
    """Models for pairs of people that they have not seen."""

    def __init__(self, seed: int, people: People, pairs: Pairs, measured: Measured) -> None:
        owners = sorted({people.of(name) for name in people.names})
        places = np.random.RandomState(seed).permutation(len(owners)) % FOLDS
        place = dict(zip(owners, places, strict=True))
        self.fold = {name: int(place[people.of(name)]) for name in people.names}
        folds = self.folds(pairs.names)
        self.models = {
            unseen: fit(measured.x, pairs, ~np.isin(folds, unseen).any(axis=1) & np.isnan(measured.sure))
            for unseen in itertools.combinations_with_replacement(range(FOLDS), 2)
        }

    def folds(self, pairs: list[tuple[str, str]]) -> np.ndarray:
        return np.array([sorted((self.fold.get(a, -1), self.fold.get(b, -1))) for a, b in pairs])

    def scores(self, pairs: list[tuple[str, str]], measured: Measured) -> np.ndarray:
        folds, scores = self.folds(pairs), measured.sure.copy()
        for unseen, fitted in self.models.items():
            used = (folds == unseen).all(axis=1) & np.isnan(measured.sure)
            if used.any():
                scores[used] = fitted.predict_proba(measured.x[used])[:, 1]
        return scores


def prf(right: int, found: int, wanted: int) -> tuple[float, float, float]:
    precision, recall = right / found, right / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def check_pairs(scores: np.ndarray, truth: np.ndarray) -> list[float]:
    same = scores >= 0.5
    ranked = np.cumsum(truth[np.argsort(-scores, kind="stable")])
    strict = max(n / truth.sum() for i, n in enumerate(ranked, 1) if n / i >= 0.98)
    return [*prf(int((same & truth).sum()), int(same.sum()), int(truth.sum())), strict]


def check_lists(folder: Path, folds: Folds, cache: dict[str, Any]) -> list[float]:
    """Score what `resolve_names` makes of the list with the models of the folds."""
    if not cache:
        gold: dict[str, str] = {}
        for row in read_rows(folder / "aliases.dev.jsonl"):
            for name in (row["canonical"], *row["variants"]):
                gold.setdefault(name, row["id"])
        for row in read_rows(folder / "pairs.dev.jsonl"):
            for name in () if row["same"] else (row["a"], row["b"]):
                gold.setdefault(name, f"other: {name}")
        names = sorted(gold)
        pairs = [(names[a], names[b]) for a, b in near_pairs(names)]
        cache.update(gold=gold, names=names, pairs=pairs, measured=Measured(pairs))
    scores = dict(zip(cache["pairs"], folds.scores(cache["pairs"], cache["measured"]).tolist(), strict=True))

    def score(a: str, b: str) -> float:
        if (a, b) not in scores:
            scores[a, b] = float(folds.scores([(a, b)], Measured([(a, b)]))[0])
        return scores[a, b]

    groups: dict[str, list[str]] = {}
    for name in cache["names"]:
        groups.setdefault(cache["gold"][name], []).append(name)
    found, wanted = joined(clusters(cache["names"], default(), score)), joined(list(groups.values()))
    return list(prf(len(found & wanted), len(found), len(wanted)))


def joined(groups: list[list[str]]) -> set[tuple[str, str]]:
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--check", action="store_true", help="cross-validate, write nothing")
    parser.add_argument("--seeds", type=int, default=3, help="ways to put people into folds")
    arguments = parser.parse_args()
    folder = arguments.data / "names"
    pairs, judged, people = labelled(folder)
    more = own()
    for names, same, weight in zip(more.names, more.same, more.weights, strict=True):
        pairs.add([names], same, weight)
    measured = Measured(pairs.names)
    if not arguments.check:
        fitted = fit(measured.x, pairs, np.isnan(measured.sure))
        TARGET.write_text(json.dumps(trees(fitted)).replace("], ", "],\n") + "\n")
        return
    first, rows = Measured(pairs.names[:judged]), []
    cache: dict[str, Any] = {}
    print("      pairs: P     R     F1    R at P>=.98   lists: P     R     F1")
    for seed in range(arguments.seeds):
        folds = Folds(seed, people, pairs, measured)
        found = check_pairs(folds.scores(pairs.names[:judged], first), np.array(pairs.same[:judged]))
        rows.append(found + check_lists(folder, folds, cache))
        print(f"seed {seed}     ", "  ".join(f"{value:.3f}" for value in rows[-1]), flush=True)
    print("mean       ", "  ".join(f"{value:.3f}" for value in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main()
