from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Document, Pipeline, restore
from normalizer_article import Article, read_text

from .pages import PARAGRAPHS, TEXT


def clean(text: str) -> Document:
    return Pipeline(plugins=[Article()]).clean(text, media_type="text/plain")


def kinds(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read_text(text).blocks]


def test_blank_lines_part_paragraphs() -> None:
    assert [text for _, _, text in kinds(TEXT)] == TEXT.split("\n\n")
    assert kinds(TEXT)[0][:2] == ("heading", 1)


@pytest.mark.parametrize("width", [50, 72, 100])
def test_a_hard_wrapped_paragraph_is_one_block(width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in PARAGRAPHS)
    assert [text for _, _, text in kinds(wrapped)] == wrapped.split("\n\n")


def test_lines_of_their_own_are_blocks() -> None:
    assert [text for _, _, text in kinds("\n".join(PARAGRAPHS))] == PARAGRAPHS
    lines = ["Roses are red,", "Violets are blue,", "Sugar is sweet", "And so are you."]
    assert [text for _, _, text in kinds("\n".join(lines))] == lines


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\v", "\f", "\u2028", "\u2029"])
def test_line_breaks_of_all_kinds(newline: str) -> None:
    assert [text for _, _, text in kinds(f"One line.{newline}{newline}Another line.{newline}")] == [
        "One line.",
        "Another line.",
    ]


def test_list_items_keep_their_bullets() -> None:
    text = "Before\n\n • one thing\n • another thing\n   that goes on\n    - below it\n\n1. first\n2. second\n"
    assert kinds(text)[1:] == [
        ("list_item", 1, "• one thing"),
        ("list_item", 1, "• another thing\n   that goes on"),
        ("list_item", 2, "- below it"),
        ("list_item", 1, "1. first"),
        ("list_item", 1, "2. second"),
    ]


def test_a_year_or_a_number_alone_begins_no_list() -> None:
    assert kinds("In all he had\n30. years to wait.")[1][0] != "list_item"


def test_headings_within_the_text() -> None:
    text = f"A title of some words\n\n{PARAGRAPHS[0]}\n\nAn old lock\n\n{PARAGRAPHS[1]}\n\n### Third\n\n{PARAGRAPHS[2]}"
    assert [(level, words) for kind, level, words in kinds(text) if kind == "heading"] == [
        (1, "A title of some words"),
        (2, "An old lock"),
        (3, "### Third"),
    ]


def test_quotes() -> None:
    assert kinds("> one\n> two\n\nthree")[0][0] == "quote"


def test_prose_has_no_title() -> None:
    assert clean("\n\n".join(PARAGRAPHS)).title is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Harbour closed\n\n31 Jan, 2023 14:39 / Updated 2 years ago\nDivers had found a crack in the oldest lock"
            f"\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}",
            {"title": "Harbour closed", "published": "2023-01-31T14:39", "modified": None,
             "subtitle": "Divers had found a crack in the oldest lock"},
        ),
        (f"Harbour closed\n\nJan. 21, 2022 (XYZNS)—{PARAGRAPHS[0]}", {"published": "2022-01-21", "agency": "XYZNS"}),
        (f"Harbour closed\n\nLINDHOLM, Norway (AFP) - {PARAGRAPHS[0]}", {"published": None, "agency": "AFP"}),
        (f"Harbour closed\n\nLINDHOLM, March 3 (Reuters) — {PARAGRAPHS[0]}", {"published": None, "agency": "Reuters"}),
        (f"Harbour closed\n\nThe port (which is old) - {PARAGRAPHS[0]}", {"agency": None}),
        (f"Harbour closed\n\n{PARAGRAPHS[0]}", {"subtitle": None, "language": "en", "published": None}),
        ("Hafen gesperrt\n\nDer Hafen wurde am Montag geschlossen, nachdem Taucher einen Riss gefunden hatten.",
         {"language": "de", "title": "Hafen gesperrt"}),
        ("Short", {"language": None, "title": None}),
    ],
)  # fmt: skip
def test_what_the_text_states(text: str, expected: dict[str, str | None]) -> None:
    document = clean(text)
    assert not document.failures
    assert {name: getattr(document, name) for name in expected} == expected


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", " ", "A line of ordinary words that is long enough", "and it goes on in the next line, as", "• item",
             "- item", "1. one", "2. two", "> quoted", "# Heading", "Title", "5 May 2023", "中文的一行字",
             "\tindented words here",
             "*", "—"]
        ),
        st.text(max_size=80),
    ),
    max_size=25,
)  # fmt: skip


@settings(deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\x85", "\u2028"]))
def test_blocks_are_verbatim_and_cover_the_text(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    found = read_text(text)
    assert found.verbatim
    end = 0
    for block in found.blocks:
        assert block.span is not None
        start = block.span[0]
        assert text[start : block.span[1]] == block.text
        assert not text[end:start].strip()
        assert block.text == block.text.strip() != ""
        end = block.span[1]
    assert not text[end:].strip()


@settings(deadline=None, max_examples=60)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_clean_text_read_again_is_the_same(lines: list[str], newline: str) -> None:
    document = clean(newline.join(lines))
    assert not document.failures
    assert clean(document.text).text == document.text
    assert Pipeline(plugins=[Article()]).clean(document).text == document.text


@settings(deadline=None, max_examples=30)
@given(LINES)
def test_restored(lines: list[str]) -> None:
    text = "\n".join(lines).replace("\0", "")
    assert restore(clean(text)) == text
