from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_boilerplate import clean_lines, clean_text, keep_lines
from normalizer_boilerplate.cues import CLASSES, load_cues

from .articles import BODY, TITLE

CUES = [
    "Leave a Reply",
    "Check Also",
    "Comments (3)",
    "Related articles",
    "Share on Facebook",
    "clear",
    "*",
    "About Nora Lind",
    "Photo: AFP",
    "Editing: Nora Lind",
    "Read more: the harbour",
    "Advertisement",
    "12 May 2020",
    "Home",
    "Читайте также",
    "相关阅读",
    "Subscribe to our newsletter",
    "- A short bullet",
    "A Headline Of Some Other Story Far Away",
    "...",
    "|",
]
line = st.one_of(
    st.sampled_from(BODY), st.sampled_from(CUES), st.just(TITLE), st.text(max_size=60), st.text("ab .", max_size=200)
)
document = st.lists(line.map(lambda text: " ".join(text.split())).filter(bool), max_size=25)


@given(document)
@settings(max_examples=150, deadline=None)
def test_cleaning_again_changes_nothing(lines: list[str]) -> None:
    once = clean_text("\n\n".join(lines))
    assert clean_text(once) == once


@given(document)
@settings(max_examples=80, deadline=None)
def test_what_stays_is_lines_of_the_text_in_their_order(lines: list[str]) -> None:
    keep = keep_lines(lines)
    assert len(keep) == len(lines)
    kept = [text for text, stays in zip(lines, keep, strict=True) if stays]
    assert clean_text("\n\n".join(lines)) == "\n\n".join(kept)


@given(document)
@settings(max_examples=80, deadline=None)
def test_decisions_are_the_same_each_time_and_complete(lines: list[str]) -> None:
    decisions = clean_lines(lines)
    assert decisions == clean_lines(lines)
    for decision in filter(None, decisions):
        assert decision.class_ in {*CLASSES, "date_line", "duplicate_title", "other"}
        assert 0.5 <= decision.confidence <= 1


@given(st.text(max_size=300))
@settings(deadline=None)
def test_any_text_is_accepted(text: str) -> None:
    assert set(clean_text(text)) <= set(text)


def test_every_language_has_cues_for_the_main_classes() -> None:
    from importlib.resources import files

    folder = files("normalizer_boilerplate") / "cues"
    names = {path.name.removesuffix(".txt") for path in folder.iterdir()}
    assert {"en", "de", "fr", "es", "pt", "it", "pl", "ru", "el", "tr", "zh", "ja", "ar"} <= names
    for path in folder.iterdir():
        text = path.read_text("utf-8")
        for class_ in ("comment_form!", "related>", "subscribe!", "credit.photo", "navigation!", "comment>"):
            assert f"[{class_}]" in text, path.name


def test_cues_are_loaded_once() -> None:
    assert load_cues() is load_cues()
