"""The trained model: weights of words, and trees over the features of `normalizer_boilerplate.features`.

Both are data in ``model.json``, made by ``tools/train_boilerplate.py``, and scored here in plain Python.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from math import exp, sqrt
from pathlib import Path
from typing import Any

from normalizer_boilerplate.features import NAMES, Line, document_features, grams

__all__ = ["Model", "load_model", "read_model"]

#: A split: feature, threshold, branch for values up to the threshold, branch for greater ones. Or a leaf's value.
Node = tuple[int, float, Any, Any] | float

#: After each so many trees, a line that is clearly content or boilerplate (in log odds) is not scored further.
STAGE, CLEAR = 20, 2.8


class Lexicon:
    """Weights of words and pairs of words: above 0 for boilerplate, below for content."""

    def __init__(self, weights: dict[str, float], bias: float) -> None:
        """Take the weights and the score of a line without any known word."""
        self._weights = weights
        self._bias = bias

    def score(self, tokens: Sequence[str]) -> float:
        """Give the log odds that a line of these words is boilerplate."""
        weights = self._weights
        found = [weights[gram] for gram in sorted(weights.keys() & grams(tokens))]
        return self._bias + sum(found) / sqrt(len(found)) if found else self._bias


class Model:
    """Gives each line of a document the probability that it is boilerplate."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Take the decoded ``model.json``."""
        if tuple(data["features"]) != NAMES:
            raise ValueError("model.json was trained on other features; run tools/train_boilerplate.py")
        scale = data["lexicon"]["scale"]
        weights = {gram: weight / scale for gram, weight in data["lexicon"]["weights"].items()}
        self.lexicon = Lexicon(weights, data["lexicon"]["bias"])
        trees = [_node(tree) for tree in data["trees"]]
        self._stages = [trees[at : at + STAGE] for at in range(0, len(trees), STAGE)]

    def probabilities(self, lines: Sequence[Line]) -> list[float]:
        """Give for each line of a document the probability that it is boilerplate."""
        return [self._probability(row) for row in document_features(lines)]

    def _probability(self, row: Sequence[float]) -> float:
        total = 0.0
        for stage in self._stages:
            for tree in stage:
                node = tree
                while node.__class__ is tuple:
                    feature, threshold, low, high = node
                    node = low if row[feature] <= threshold else high
                total += node  # type: ignore[operator]
            if not -CLEAR < total < CLEAR:
                break
        return 1 / (1 + exp(-total))


def _node(data: Any) -> Node:
    """Make tuples of the lists that JSON has."""
    if isinstance(data, list):
        feature, threshold, low, high = data
        return feature, threshold, _node(low), _node(high)
    return float(data)


def read_model(path: Traversable | Path) -> Model:
    """Read a model from a file that ``tools/train_boilerplate.py`` wrote."""
    return Model(json.loads(path.read_text("utf-8")))


@cache
def load_model() -> Model:
    """Give the model of the package; it is read once."""
    return read_model(files("normalizer_boilerplate") / "model.json")
