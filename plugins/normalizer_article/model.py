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
from normalizer_article.boxes import Page, TextBlock
from normalizer_article.elements import is_frame
from normalizer_article.names import Names

#: How many trees go into one expression; more would nest too deep for Python's compiler.
_TREES_AT_ONCE = 10
#: Log odds below which the sum of the first trees settles a block.
_SETTLED = -4.0
#: After so many tens of trees of the second stage: log odds beyond which the others would not change a block's side,
#: and how many times as far from zero these log odds mostly end. It halves the work.
_EXITS = {2: (1.0, 2.0), 4: (1.2, 1.35)}

#: A page of more blocks than this is no article; it is not worth the model's time.
_MOST = 50_000

Score = Callable[..., float]


class Model:
    """Weights of words, and the two stages as functions from the parts of a block's row to log odds."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.weights = features.Weights(names=Names(data["names"]), texts=data["texts"])
        tests = [_tests()[name] for name in data["features"]]
        self._first = _compiled(data["first"], tests, list(features.PARTS), {})
        self._second = _compiled(data["second"], tests, [*features.PARTS, "context"], _EXITS)

    def chances(self, page: Page, hints: features.Hints) -> list[float]:
        """Give, for each block of ``page``, the probability that it is the article's."""
        if len(page.blocks) > _MOST:
            return [_guess(block) for block in page.blocks]
        seen = features.page_rows(page, hints, self.weights)
        first = [0.0] * len(page.blocks)
        score = self._first
        for i, row in zip(seen.wanted, seen.rows, strict=True):
            first[i] = _probability(score(*row))
        around = context.Context(page, first, seen.groups)
        chances = first[:]
        score = self._second
        for i, row in zip(seen.wanted, seen.rows, strict=True):
            if not around.is_settled(i):
                chances[i] = _probability(score(*row, around.part(i)))
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


def _tests() -> dict[str, str]:
    """Give for each column the expression that is true where a tree goes left, with ``{}`` for the threshold."""
    tests = {}
    for part, names in {**features.PARTS, "context": context.NAMES}.items():
        for place, name in enumerate(names):
            tests[name] = f"{part}[{place}]<={{}}"
    for part, bits in features.BITS.items():
        for name, bit in bits.items():
            tests[name] = f"not {part}&{bit}"
    return tests


def _compiled(trees: list[Any], tests: list[str], parts: list[str], exits: dict[int, tuple[float, float]]) -> Score:
    sums = [
        "+".join(_expression(tree, tests) for tree in trees[i : i + _TREES_AT_ONCE])
        for i in range(0, len(trees), _TREES_AT_ONCE)
    ]
    lines = [f"def score({','.join(parts)}):", " t = 0.0"]
    for done, part in enumerate(sums, 1):
        lines.append(f" t += {part}")
        if done in (2, 4):
            # Most blocks of a page are plainly not the article: the other trees would not change that.
            lines.append(f" if t < {_SETTLED!r}: return t")
        if done in exits:
            least, factor = exits[done]
            lines.append(f" if t < -{least!r} or t > {least!r}: return t * {factor!r}")
    lines.append(" return t")
    scope: dict[str, Any] = {}
    exec(compile("\n".join(lines), "<normalizer_article model>", "exec"), scope)
    score: Score = scope["score"]
    return score


def _expression(node: Any, tests: list[str]) -> str:
    """Write a tree, ``[feature, threshold, left, right]`` or a leaf's number, as an expression over a row's parts."""
    if not isinstance(node, list):
        return f"({float(node)!r})"
    feature, threshold, left, right = node
    yes, no = _expression(left, tests), _expression(right, tests)
    return f"({yes} if {tests[int(feature)].format(repr(float(threshold)))} else {no})"
