"""The choice among candidates for a field: small boosted trees for title, authors and date of publication.

``fields.json`` holds the trees, made by ``tools/train_fields.py``. The score of a candidate is the probability
that it is the field's value, which becomes the confidence of the choice.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _trees(name: str) -> list[Any]:
    """Give the trees of a field; the file is read once a field."""
    data = json.loads(files(__package__).joinpath("fields.json").read_text(encoding="utf-8"))
    trees: list[Any] = data["fields"][name]
    return trees


def best(name: str, rows: Sequence[Sequence[float]]) -> tuple[int, float]:
    """Give the place of the likeliest candidate of a field, and its probability.

    Args:
        name: "title", "authors" or "published".
        rows: the features of each candidate; at least one. Of equals the first is taken.

    """
    scores = [sum(_value(tree, row) for tree in _trees(name)) for row in rows]
    top = max(range(len(scores)), key=lambda i: (scores[i], -i))
    return top, 1 / (1 + math.exp(-max(-30.0, scores[top])))


def _value(node: Any, row: Sequence[float]) -> float:
    """Walk one tree: ``[feature, threshold, left, right]`` or a leaf's number; left is ``<=``."""
    while isinstance(node, list):
        node = node[2] if row[node[0]] <= node[1] else node[3]
    return float(node)
