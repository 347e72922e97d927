"""The model that tells the article's blocks from the rest of a page: two stages of boosted trees, in plain Python.

``model.json`` holds the trees and the weights of words, made by ``tools/train_article.py``.
"""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from typing import Any

from normalizer.trees import Column, Exit, Trees
from normalizer_article import context, features
from normalizer_article.boxes import Page, TextBlock
from normalizer_article.elements import FRAME
from normalizer_article.names import Names

_TREES_AT_ONCE = 10
#: Most blocks of a page are plainly not the article: after 20 or 40 trees, the others would not change that.
_SETTLED = Exit(-4.0)
_FIRST = {2: [_SETTLED], 4: [_SETTLED]}
#: Beyond such log odds the other trees of the second stage would not change a block's side, and these log odds mostly
#: end so many times as far from zero.
_SECOND = {2: [Exit(-1.2, 1.2, 1.45)], 4: [Exit(-1.0, 1.0, 1.12)]}

#: The part that only the rows of the second stage have.
_SECOND_PARTS = {"context": context.NAMES}

#: A page of more blocks than this is no article; it is not worth the model's time.
_MOST = 50_000


class Model:
    """Weights of words, and the two stages as functions from the parts of a block's row to log odds."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.weights = features.Weights(names=Names(data["names"]), texts=data["texts"])
        columns = [_columns()[name] for name in data["features"]]
        parts = {part: len(names) for part, names in {**features.PARTS, **_SECOND_PARTS}.items()}
        self._first = Trees(data["first"], columns, {p: parts[p] for p in features.PARTS}, _FIRST, _TREES_AT_ONCE)
        self._second = Trees(data["second"], columns, parts, _SECOND, _TREES_AT_ONCE)

    def chances(self, page: Page, hints: features.Hints) -> list[float]:
        """Give, for each block of ``page``, the probability that it is the article's."""
        if len(page.blocks) > _MOST:
            return [_guess(block) for block in page.blocks]
        seen = features.page_rows(page, hints, self.weights)
        first = [0.0] * len(page.blocks)
        for i, log_odds in zip(seen.wanted, self._first.scores(seen.rows), strict=True):
            first[i] = _probability(log_odds)
        around = context.Context(page, first, seen.groups)
        places = around.doubtful(seen.wanted)
        doubtful = [seen.wanted[place] for place in places]
        rows = [(*seen.rows[place], around.part(i)) for place, i in zip(places, doubtful, strict=True)]
        chances = first[:]
        for i, log_odds in zip(doubtful, self._second.scores(rows), strict=True):
            chances[i] = _probability(log_odds)
        return chances


@cache
def load() -> Model:
    """Give the model of this package; it is read once."""
    return Model(json.loads(files(__package__).joinpath("model.json").read_text(encoding="utf-8")))


def _guess(block: TextBlock) -> float:
    """Judge a block by its links alone."""
    return 0.1 if block.flags & FRAME or 2 * block.link_chars > len(block.text) else 0.6


def _probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -30 else 0.0


def _columns() -> dict[str, Column]:
    """Give for each column where it stands in a row."""
    columns = {}
    for number, (part, names) in enumerate({**features.PARTS, **_SECOND_PARTS}.items()):
        for place, name in enumerate(names):
            columns[name] = Column(part, number, place, 0, name in features.WHOLE)
        columns.update({name: Column(part, number, 0, bit) for name, bit in features.BITS.get(part, {}).items()})
    return columns
