"""What is found on a short way is what the long way finds."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_boilerplate.answers import Settings
from normalizer_boilerplate.api import MOST_REMEMBERED, judge
from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.features import NAMES
from normalizer_boilerplate.folding import fold, fold_lines, fold_words, words
from normalizer_boilerplate.model import MANY, load_model, read_model

from .articles import BODY

pieces = st.sampled_from(
    ["Ärger", "e\u0301té", "Стро́йка", "ΤΈΛΟΣ", "straße", "«так»", "it’s", "“No,”", "12.5", "x2", "٣٤", "½", "*", "©",
     "_a", "…", "\xa0", "港口12点", "ｗｉｄｅ", "İstanbul", "ıssız", "ﬁn", "العربية", "\u0640", "가나",
     "\u1112\u1161", "–", "A/B", "\x1f", "\u0378"]
)  # fmt: skip
text = st.one_of(st.text(max_size=40), st.lists(pieces, max_size=12).map(" ".join), st.lists(pieces).map("".join))


@given(text)
@settings(max_examples=300, deadline=None)
def test_a_text_is_folded_as_its_definition_says(line: str) -> None:
    plain = unicodedata.normalize("NFKD", line.casefold())
    plain = re.sub("[\u0300-\u036f\u0640\u064b-\u065f\u0670]", "", plain)
    assert fold(line) == unicodedata.normalize("NFC", plain).replace("ı", "i")


@given(text)
@settings(max_examples=300, deadline=None)
def test_words_are_the_same_in_one_step_and_in_two(line: str) -> None:
    folded, found, _ = fold_words(line)
    assert (folded, found) == (fold(line), words(fold(line)))


@given(st.lists(text, max_size=6))
@settings(max_examples=300, deadline=None)
def test_lines_are_folded_together_as_each_alone(lines: list[str]) -> None:
    assert fold_lines(lines) == [*map(fold_words, lines)]


@given(st.lists(st.floats(-6, 12), min_size=len(NAMES), max_size=len(NAMES)))
@settings(max_examples=20, deadline=None)
def test_compiled_trees_say_what_those_say_that_are_walked_through(row: list[float]) -> None:
    fresh = read_model(files("normalizer_boilerplate") / "model.json")
    walked = fresh.first(row)
    for _ in range(MANY):
        compiled = fresh.first(row)
    assert compiled == walked


def test_a_line_that_is_remembered_is_judged_by_its_new_neighbours() -> None:
    line = "Leave the harbour to the gulls"
    model, cues = load_model(), load_cues()
    alone = judge([line] * 12, "", Settings(), cues, model).decisions
    inside = judge([*BODY, line, *BODY], "", Settings(), cues, model).decisions
    assert inside[len(BODY)] is None
    assert judge([line] * 12, "", Settings(), cues, model).decisions == alone


def test_documents_are_judged_the_same_when_more_lines_were_seen_than_are_remembered() -> None:
    model, cues = load_model(), load_cues()
    lines = [*BODY, "Leave a Reply", "Share this", *BODY]
    before = judge(lines, "", Settings(), cues, model).decisions
    for start in range(0, 2 * MOST_REMEMBERED, 500):
        judge([f"Buoy {number} is red" for number in range(start, start + 500)], "", Settings(), cues, model)
    assert judge(lines, "", Settings(), cues, model).decisions == before
