"""The invariants, with the bundled plugins in their default configuration, over generated articles."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Document, Pipeline, restore
from normalizer.testing import assert_sound

PROSE = [
    "The council met on Tuesday evening and agreed to rebuild the bridge before the winter, the mayor said.",
    "\u201cWe\u2019ll start in May,\u201d said Anna Lindqvist, who leads the works. \u201cNot a day later.\u201d",
    "Ms Lindqvist said that the old stones would be kept, and that the river would stay open to boats.",
    "U.S. Secretary of State Tony Blinken met Sergei Lavrov in Geneva; Mr Blinken then flew to Berlin.",
    "Der B\u00fcrgermeister sagte am Montag, die Br\u00fccke werde im Fr\u00fchjahr wieder ge\u00f6ffnet.",
    "Министр Сергей Лавров встретился с коллегой в Женеве.",
    "市长说，桥将在春天重新开放，每个人都很高兴。",
    "Itâ€™s been a long year, the engineers said, and the cafÃ© by the bridge had to close in August.",
]
SHORT = [
    "Bridge to be rebuilt before winter",
    "What comes next",
    "\u2022 Stones are kept",
    "2. Boats may pass",
    "Go to home page",
    "Share this article",
    "Leave a Reply",
    "Photo credit: Reuters",
    "About Anna Berg",
    "Check Also",
    "Storm closes harbour as ferries wait for calmer seas",
    "14 March 2023 10:22",
    "By Jonas Falk",
    "*",
    "\u00a9 2023 All rights reserved",
    "Read more: Ferry returns",
]
LINE = st.one_of(st.sampled_from(PROSE), st.sampled_from(SHORT), st.text(max_size=60))
ARTICLE = st.builds(
    lambda lines, gaps: "".join(line + gap for line, gap in zip(lines, gaps, strict=False)),
    st.lists(LINE, max_size=14),
    st.lists(st.sampled_from(["\n\n", "\n", "\r\n\r\n", "\n\n\n \n", " "]), min_size=14, max_size=14),
)


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


@given(ARTICLE)
@settings(max_examples=150, deadline=None)
def test_text_is_restorable_explained_and_clean_at_once(pipeline: Pipeline, text: str) -> None:
    document = pipeline.clean(text, media_type="text/plain")
    assert document.failures == ()
    assert_sound(document, text)
    assert pipeline.clean(document) == document
    assert pipeline.clean(document.text, media_type="text/plain").text == document.text


TAGS = st.sampled_from(["p", "div", "h2", "li", "blockquote", "span", "pre", "td", "aside", "article", "footer"])


@st.composite
def pages(draw: st.DrawFn) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 10))):
        tag, line = draw(TAGS), draw(LINE)
        attributes = draw(st.sampled_from(["", ' class="share"', ' class="comment"', " hidden", ' id="x']))
        close = draw(st.sampled_from([f"</{tag}>", "", "\r\n", "</x>"]))
        parts.append(f"<{tag}{attributes}>{line}{close}")
    return f"<html><head><title>{draw(LINE)}</title></head><body>{''.join(parts)}"


@given(pages())
@settings(max_examples=150, deadline=None)
def test_html_is_explained_and_clean_at_once(pipeline: Pipeline, html: str) -> None:
    document = pipeline.clean(html, media_type="text/html")
    assert document.failures == ()
    assert_sound(document)
    assert pipeline.clean(document) == document
    for block in (*document.blocks, *document.removed):
        if block.span:
            assert 0 <= block.span[0] <= block.span[1] <= len(html)


@given(pages())
@settings(max_examples=50, deadline=None)
def test_the_html_itself_is_restored_if_it_was_kept(html: str) -> None:
    document = KEEPING.clean(html, media_type="text/html")
    assert restore(document, source=True) == html


KEEPING = Pipeline({"keep_source": True})


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_that_are_not_binary_become_a_sound_document(pipeline: Pipeline, data: bytes) -> None:
    from normalizer import InputError

    try:
        document = pipeline.clean(data)
    except InputError:
        return
    assert document.failures == ()
    assert_sound(document)


def test_a_pipeline_and_its_documents_can_be_pickled(pipeline: Pipeline) -> None:
    document = pipeline.clean("\n\n".join(PROSE))
    assert pickle.loads(pickle.dumps(document)) == document
    for loaded in pipeline.plugins:
        copy = pickle.loads(pickle.dumps(loaded.plugin))
        assert type(copy) is type(loaded.plugin)


def test_each_bundled_plugin_works_alone() -> None:
    from normalizer_article import Article
    from normalizer_boilerplate import Boilerplate
    from normalizer_names import Names
    from normalizer_repair import Repair

    text = "\n\n".join([*PROSE, "Leave a Reply"])
    for made in (Article(), Boilerplate(), Names(), Repair()):
        document = Pipeline(plugins=[made]).clean(text)
        assert isinstance(document, Document)
        assert document.failures == ()
        assert_sound(document, text)


def test_a_misread_letter_parts_no_lines() -> None:
    """In Latin-1, the second byte of a Cyrillic letter is what else is taken for a line break."""
    text = "Хор ушёл хорошо и рухнул.\n\nВторой абзац, хороший, как всегда."
    document = Pipeline().clean(text.encode().decode("latin-1"), media_type="text/plain")
    assert document.text == text
    assert [len(block.text) for block in document.blocks] == [len(part) for part in text.split("\n\n")]
