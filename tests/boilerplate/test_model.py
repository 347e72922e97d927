"""The trees give the same sums walked through and compiled."""

from __future__ import annotations

import json
import random
from importlib.resources import files

from normalizer_boilerplate import model
from normalizer_boilerplate.features import NAMES


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
