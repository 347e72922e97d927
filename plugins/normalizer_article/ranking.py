"""The choice among candidates for a field: small boosted trees for title, authors and date of publication.

``fields.json`` holds the trees, made by ``tools/train_fields.py``. The score of a candidate is the probability
that it is the field's value, which becomes the confidence of the choice. Each field's trees become one function of
conditional expressions, which Python evaluates several times as fast as it walks nested lists.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

#: How many trees go into one expression; more would nest too deep for Python's compiler.
_TREES_AT_ONCE = 20


@cache
def _fields() -> dict[str, list[Any]]:
    data = json.loads(files(__package__).joinpath("fields.json").read_text(encoding="utf-8"))
    fields: dict[str, list[Any]] = data["fields"]
    return fields


@cache
def _score(name: str) -> Callable[[Sequence[float]], float]:
    """Give the function from the features of a candidate for a field to log odds; it is compiled once."""
    trees = _fields()[name]
    lines = ["def score(f):", " t = 0.0"]
    for i in range(0, len(trees), _TREES_AT_ONCE):
        lines.append(f" t += {'+'.join(map(_expression, trees[i : i + _TREES_AT_ONCE]))}")
    lines.append(" return t")
    scope: dict[str, Any] = {}
    exec(compile("\n".join(lines), f"<normalizer_article {name}>", "exec"), scope)
    score: Callable[[Sequence[float]], float] = scope["score"]
    return score


def _expression(node: Any) -> str:
    """Write a tree, ``[feature, threshold, left, right]`` or a leaf's number, as an expression; left is ``<=``."""
    if not isinstance(node, list):
        return f"({float(node)!r})"
    feature, threshold, left, right = node
    return f"({_expression(left)} if f[{int(feature)}]<={float(threshold)!r} else {_expression(right)})"


def chances(name: str, rows: Sequence[Sequence[float]]) -> list[float]:
    """Give the probability of each candidate of a field.

    Args:
        name: "title", "authors" or "published".
        rows: the features of each candidate.

    """
    score = _score(name)
    return [1 / (1 + math.exp(-max(-30.0, min(30.0, score(row))))) for row in rows]


def best(name: str, rows: Sequence[Sequence[float]]) -> tuple[int, float]:
    """Give the place of the likeliest candidate of a field, of equals the first, and its probability.

    Args: as for `chances`; at least one row.

    """
    found = chances(name, rows)
    top = max(range(len(found)), key=lambda i: (found[i], -i))
    return top, found[top]
