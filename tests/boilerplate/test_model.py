"""The trees give the same sums walked through and compiled, and are asked only about lines in doubt."""

from __future__ import annotations

import json
import random
from importlib.resources import files

from normalizer_boilerplate import model
from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.features import NAMES
from normalizer_boilerplate.lines import read_line


def test_lines_get_the_same_probability_before_and_after_the_trees_are_compiled() -> None:
    text = (files("normalizer_boilerplate") / "model.json").read_text("utf-8")
    draw = random.Random(1)
    rows = [[draw.choice((0.0, 1.0, draw.uniform(-3, 3), draw.uniform(0, 200))) for _ in NAMES] for _ in range(100)]
    made = model.Model(json.loads(text))
    walked = [made.probability(row) for row in rows]
    for _ in range(model.MANY):
        made.probability(rows[0])
    assert [made.probability(row) for row in rows] == walked
    assert len(set(walked)) > 20


def test_trees_are_not_asked_about_lines_whose_words_are_clearly_content() -> None:
    words = {"scale": 1, "bias": 0.0, "weights": {"boat": -4, "shop": 4}}
    made = model.Model({"features": NAMES, "lexicon": words, "trees": [9.0]})
    texts = [*["boat"] * 6, *["shop"] * 6, "boat"]
    scores = model.Scores(made, [read_line(text, load_cues()) for text in texts])
    assert [scores[at] for at in range(3)] == [0.0] * 3
    assert min(scores[at] for at in range(6, 13)) > 0.9
