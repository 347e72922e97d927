"""The trees give the same sums walked through and compiled, and are asked only about lines in doubt."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from importlib.resources import files

from normalizer_boilerplate import model
from normalizer_boilerplate.around import AROUND, around
from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.features import NAMES
from normalizer_boilerplate.lines import read_line


def test_lines_get_the_same_probability_before_and_after_the_trees_are_compiled() -> None:
    text = (files("normalizer_boilerplate") / "model.json").read_text("utf-8")
    draw = random.Random(1)

    def drawn(names: Sequence[str]) -> list[float]:
        return [draw.choice((0.0, 1.0, draw.uniform(-3, 3), draw.uniform(0, 200))) for _ in names]

    rows = [(drawn(NAMES), drawn(AROUND)) for _ in range(100)]
    made = model.Model(json.loads(text))
    walked = [(made.first(row), made.further(row, near)) for row, near in rows]
    for _ in range(model.MANY):
        made.first(rows[0][0])
        made.further(*rows[0])
    assert [(made.first(row), made.further(row, near)) for row, near in rows] == walked
    assert len(set(walked)) > 20


def test_trees_are_not_asked_about_lines_whose_words_are_clearly_content() -> None:
    words = {"scale": 1, "bias": 0.0, "weights": {"boat": -4, "shop": 4}}
    made = model.Model({"features": NAMES, "lexicon": words, "trees": [9.0], "further": [-9.0]})
    texts = [*["boat"] * 6, *["shop"] * 6, "boat"]
    scores = model.Scores(made, [read_line(text, load_cues()) for text in texts])
    assert {scores[at] for at in range(3)} == {1 / (1 + math.exp(-model.CONTENT))}
    assert min(scores[at] for at in range(6, 13)) > 0.9


def test_lines_in_doubt_are_decided_by_further_trees_which_see_what_the_first_say_around() -> None:
    words = {"scale": 1, "bias": 0.0, "weights": {"boat": -1, "shop": 1}}
    score = NAMES.index("score")
    first = [score, 0.5, [score, -0.5, -9.0, 0.0], 9.0]
    mean_here = len(NAMES) + AROUND.index("odds_here")
    made = model.Model(
        {"features": NAMES, "lexicon": words, "trees": [first], "further": [[mean_here, 0.0, -2.0, 2.0]]}
    )
    texts = ["boat", "mast", "boat", "shop", "mast", "shop"]
    scores = model.Scores(made, [read_line(text, load_cues()) for text in texts])
    assert [scores[at] > 0.5 for at in range(6)] == [False, False, False, True, True, True]
    assert 0.1 < scores[1] < 0.2


def test_what_is_said_around_a_line_does_not_depend_on_far_lines() -> None:
    odds = [0.1 * at for at in range(20)]
    assert around(odds, 10) == around(odds[4:17], 6)
    assert around([1.0], 0)[0] == 1.0
