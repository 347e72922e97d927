"""The choice among candidates for a field: small boosted trees for title, authors and date of publication.

``fields.json`` holds the trees, made by ``tools/train_fields.py``. Their scores become probabilities that add up to one
with that of no candidate being the field's value, whose score is 0. That of the choice is its confidence.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from normalizer.trees import Column, Trees

_TREES_AT_ONCE = 20
#: So many candidates of a field take as long to walk through the trees for as to compile these.
_MANY = 200


@cache
def _fields() -> dict[str, list[Any]]:
    data = json.loads(files(__package__).joinpath("fields.json").read_text(encoding="utf-8"))
    fields: dict[str, list[Any]] = data["fields"]
    return fields


@cache
def _trees(name: str, width: int) -> Trees:
    """Give the trees over so many features of a candidate for a field."""
    columns = [Column("f", 0, place, 0) for place in range(width)]
    return Trees(_fields()[name], columns, {"f": width}, {}, _TREES_AT_ONCE, _MANY)


def chances(name: str, rows: Sequence[Sequence[float]]) -> list[float]:
    """Give the probability of each candidate of a field.

    Args:
        name: "title", "authors" or "published".
        rows: the features of each candidate.

    """
    if not rows:
        return []
    scores = _trees(name, len(rows[0])).scores([(row,) for row in rows])
    most = max(0.0, *scores)
    odds = [math.exp(one - most) for one in scores]
    total = math.fsum(odds) + math.exp(-most)
    return [one / total for one in odds]


def best(name: str, rows: Sequence[Sequence[float]]) -> tuple[int, float]:
    """Give the place of the likeliest candidate of a field, of equals the first, and its probability.

    Args: as for `chances`; at least one row.

    """
    found = chances(name, rows)
    top = max(range(len(found)), key=lambda i: (found[i], -i))
    return top, found[top]
