"""The model that tells the article's blocks from the rest of a page: two stages of boosted trees, in plain Python.

``model.json`` holds the trees and the weights of words, made by ``tools/train_article.py``. Each tree becomes one
conditional expression of Python, which evaluates several times as fast as walking nested lists.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from normalizer_article import context, features
from normalizer_article.boxes import Page, TextBlock, is_frame

#: How many trees go into one expression; more would nest too deep for Python's compiler.
_TREES_AT_ONCE = 10
#: Log odds below which the sum of the first trees settles a block.
_SETTLED = -4.0

#: A page of more blocks than this is no article; it is not worth the model's time.
_MOST = 50_000

Score = Callable[[list[float]], float]


class Model:
    """Weights of words, and the two stages as functions from a block's features to log odds."""

    def __init__(self, data: dict[str, Any]) -> None:
        names = [*features.NAMES, *context.NAMES]
        place = {name: i for i, name in enumerate(names)}
        places = [place[name] for name in data["features"]]
        self.weights = features.Weights(names=data["names"], texts=data["texts"])
        self._first = _compiled(data["first"], places)
        self._second = _compiled(data["second"], places)

    def chances(self, page: Page, hints: features.Hints) -> list[float]:
        """Give, for each block of ``page``, the probability that it is the article's."""
        if len(page.blocks) > _MOST:
            return [_guess(block) for block in page.blocks]
        wanted, rows = features.page_features(page, hints, self.weights)
        first = [0.0] * len(page.blocks)
        for i, row in zip(wanted, rows, strict=True):
            first[i] = _probability(self._first(row))
        around = context.Context(page, first)
        chances = first[:]
        for i, row in zip(wanted, rows, strict=True):
            if not around.is_hopeless(i):
                chances[i] = _probability(self._second(row + around.row(i)))
        return chances


@cache
def load() -> Model:
    """Give the model of this package; it is read and compiled once."""
    return Model(json.loads(files(__package__).joinpath("model.json").read_text(encoding="utf-8")))


def _guess(block: TextBlock) -> float:
    """Judge a block by its links alone."""
    return 0.1 if is_frame(block.flags) or 2 * block.link_chars > len(block.text) else 0.6


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -30 else 0.0


def _compiled(trees: list[Any], places: list[int]) -> Score:
    parts = [
        "+".join(_expression(tree, places) for tree in trees[i : i + _TREES_AT_ONCE])
        for i in range(0, len(trees), _TREES_AT_ONCE)
    ]
    lines = ["def score(f):", " t = 0.0"]
    for done, part in enumerate(parts, 1):
        lines.append(f" t += {part}")
        if done in (2, 4):
            # Most blocks of a page are plainly not the article: the other trees would not change that.
            lines.append(f" if t < {_SETTLED!r}: return t")
    lines.append(" return t")
    scope: dict[str, Any] = {}
    exec(compile("\n".join(lines), "<normalizer_article model>", "exec"), scope)
    score: Score = scope["score"]
    return score


def _expression(node: Any, places: list[int]) -> str:
    """Write a tree, ``[feature, threshold, left, right]`` or a leaf's number, as an expression over ``f``."""
    if not isinstance(node, list):
        return f"({float(node)!r})"
    feature, threshold, left, right = node
    yes, no = _expression(left, places), _expression(right, places)
    return f"({yes} if f[{places[int(feature)]}]<={float(threshold)!r} else {no})"
