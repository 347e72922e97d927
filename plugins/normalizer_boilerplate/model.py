"""The trained model: weights of words, and trees over the features of `normalizer_boilerplate.features`.

About lines of which the trees are not clear, further trees decide, which see what the first say of the lines around.
All are data in ``model.json``, made by ``tools/train_boilerplate.py``, and scored here in plain Python.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain
from math import exp, sqrt
from pathlib import Path
from typing import Any

from normalizer.trees import Column, Exit, Trees
from normalizer_boilerplate.around import AROUND, MOST, REACH, around, clipped
from normalizer_boilerplate.features import NAMES, Context
from normalizer_boilerplate.lines import Line, gram_pairs, gram_words

__all__ = ["Model", "Scores", "load_model", "read_model", "scored"]

#: After each so many trees, a line that is clearly content or boilerplate (in log odds) is not scored further.
STAGE, CLEAR = 20, 2.2
#: So many lines are scored before the trees are compiled: that takes as long as it saves over some 2,000 lines.
MANY = 1000
#: The log odds of lines about which the trees are not asked.
CONTENT = -MOST
#: Prose may have so large a share of words of cues by chance.
FEW_CUES = 0.12
#: A line without more cues is content, too, if its words, and those of the lines around it on average, weigh less than
#: this: first for prose, then for other lines. The trees keep nearly all of these, and take longer.
PLAIN_PROSE, PLAIN = (-1.0, -1.25), (-2.0, -2.0)


class Lexicon:
    """Weights of words and pairs of words: above 0 for boilerplate, below for content."""

    def __init__(self, weights: dict[str, int], scale: float, bias: float) -> None:
        """Take the weights in units of 1/``scale``, and the score of a line without any known word."""
        self._weights = {_gram(gram): weight for gram, weight in weights.items() if gram[0] != "^"}
        self._first = {gram[1:]: weight for gram, weight in weights.items() if gram[0] == "^"}
        self._scale = scale
        self._bias = bias

    def score(self, line: Line) -> float:
        """Give the log odds that a line of these words is boilerplate."""
        tokens = line.tokens
        if not tokens:
            return self._bias
        weights = self._weights
        found = weights.keys() & chain(gram_words(tokens), gram_pairs(tokens))
        total, number = sum(map(weights.__getitem__, found)), len(found)
        if tokens[0] in self._first:
            total += self._first[tokens[0]]
            number += 1
        return self._bias + total / (self._scale * sqrt(number)) if number else self._bias


def _gram(gram: str) -> str | tuple[str, ...]:
    """Give a gram as it is looked up: a word, or two in a tuple, which need not be joined first."""
    words = tuple(gram.split(" "))
    return words if len(words) > 1 else gram


class Model:
    """Gives each line of a document the probability that it is boilerplate."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Take the decoded ``model.json``."""
        if tuple(data["features"]) != NAMES:
            raise ValueError("model.json was trained on other features; run tools/train_boilerplate.py")
        words = data["lexicon"]
        self.lexicon = Lexicon(words["weights"], words["scale"], words["bias"])
        count = len(data["trees"])
        columns = [Column("x", 0, place, 0) for place in range(len(NAMES))]
        exits = {stage: [Exit(-CLEAR, CLEAR)] for stage in range(1, 1 + count // STAGE)}
        self._trees = Trees(data["trees"], columns, {"x": len(NAMES)}, exits, STAGE, MANY)
        columns += [Column("y", 1, place, 0) for place in range(len(AROUND))]
        self._further = Trees(data["further"], columns, {"x": len(NAMES), "y": len(AROUND)}, {}, STAGE, MANY)

    def first(self, row: Sequence[float]) -> float:
        """Give the log odds that a line of these features is boilerplate."""
        (odds,) = self._trees.scores(((row,),))
        return odds

    def further(self, row: Sequence[float], near: Sequence[float]) -> float:
        """Give the log odds of a line of these features, with what the first trees say here (see `around`)."""
        (odds,) = self._further.scores(((row, near),))
        return odds


class Scores:
    """The probability of each line of a document that it is boilerplate, made when it is first asked for."""

    def __init__(self, model: Model, lines: Sequence[Line]) -> None:
        """Take the lines of a document, read for this model."""
        self._model = model
        self._lines = lines
        #: The places of the lines that the trees look at; the others are content.
        self.scored = scored(lines)
        self._odds: list[float | None] = [CONTENT] * len(lines)
        for at in self.scored:
            self._odds[at] = None
        #: The features of the lines of which the first trees are not clear.
        self._doubted: dict[int, list[float]] = {}
        self._known: dict[int, float] = {}

    @cached_property
    def context(self) -> Context:
        """What the lines are like together, once their words are weighed."""
        for line in self._lines:
            if not line.weighed:
                line.score, line.weighed = self._model.lexicon.score(line), True
        return Context(self._lines)

    def __getitem__(self, at: int) -> float:
        """Give the probability of the line at this place."""
        known = self._known.get(at)
        if known is None:
            odds = self._first(at)
            if at in self._doubted:
                start = max(0, at - REACH)
                near = [*map(self._first, range(start, min(len(self._lines), at + REACH + 1)))]
                odds = self._model.further(self._doubted[at], around(near, at - start))
            known = self._known[at] = 1 / (1 + exp(-odds))
        return known

    def _first(self, at: int) -> float:
        """Give the clipped log odds that the first trees give the line at this place."""
        odds = self._odds[at]
        if odds is None:
            if self._plain(at):
                odds = CONTENT
            else:
                row = self.context.row(at)
                odds = clipped(self._model.first(row))
                if -CLEAR < odds < CLEAR:
                    self._doubted[at] = row
            self._odds[at] = odds
        return odds

    def _plain(self, at: int) -> bool:
        """Say whether the words here are so much those of articles that the trees need not be asked."""
        context, line = self.context, self._lines[at]
        most, most_near = PLAIN_PROSE if line.prose else PLAIN
        return line.score < most and line.hits.total <= FEW_CUES and context.score_near(at) < most_near


def scored(lines: Sequence[Line]) -> list[int]:
    """Give the places of the lines that the trees look at; the others are content."""
    prose = [line.prose for line in lines]
    # Prose between prose, without cues, is content, and need not be scored.
    deep = [all(three) for three in zip(prose, prose[1:], prose[2:], strict=False)]
    return [
        at
        for at, (line, is_deep) in enumerate(zip(lines, [False, *deep, False], strict=False))
        if not is_deep or line.hits.total > FEW_CUES
    ]


def read_model(path: Traversable | Path) -> Model:
    """Read a model from a file that ``tools/train_boilerplate.py`` wrote."""
    return Model(json.loads(path.read_text("utf-8")))


@cache
def load_model() -> Model:
    """Give the model of the package; it is read once."""
    return read_model(files("normalizer_boilerplate") / "model.json")
