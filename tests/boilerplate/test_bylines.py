"""Bylines: what is one, what it says, and that it goes to the fields before it leaves the text."""

from __future__ import annotations

import pytest

from normalizer import Pipeline
from normalizer.testing import assert_sound
from normalizer_boilerplate import Boilerplate
from normalizer_boilerplate.bylines import read_byline

BODY = (
    "The lamp in the old lighthouse burns again, after eleven dark years in which boats had to find their own way.\n\n"
    "Volunteers had carried it up the two hundred steps in forty parts, and it took them the better part of a summer."
)


@pytest.mark.parametrize(
    ("line", "names", "published"),
    [
        ("By Ada Lund", ("Ada Lund",), ""),
        ("By ADA LUND, Staff Writer", ("Ada Lund",), ""),
        ("Written by Ada Lund and Per de la Cruz", ("Ada Lund", "Per de la Cruz"), ""),
        ("By Ada Lund | 7 March 2024", ("Ada Lund",), "2024-03-07"),
        ("By Ada Lund, March 7, 2024", ("Ada Lund",), "2024-03-07"),
        ("Von Ada Lund", ("Ada Lund",), ""),
        ("Por Ada Lund García - 3 de mayo de 2024", ("Ada Lund García",), "2024-05-03"),
        ("Автор: Иван Петров", ("Иван Петров",), ""),
        ("作者：王小明", ("王小明",), ""),
    ],
)
def test_a_byline_names_people_and_a_date(line: str, names: tuple[str, ...], published: str) -> None:
    byline = read_byline(line)
    assert byline is not None
    assert (byline.names, byline.published) == (names, published)


@pytest.mark.parametrize(
    "line",
    [
        "By the time he left, it rained",
        "By Tuesday Evening the Rain Had Stopped",
        "By Train Across Europe",
        "By sea",
        "Von der Leyen besucht Kiew",
        "By Ada Lund came a letter that changed everything.",
        "By",
        "",
    ],
)
def test_a_sentence_or_a_headline_is_no_byline(line: str) -> None:
    assert read_byline(line) is None


def test_a_byline_goes_to_the_fields_before_it_leaves() -> None:
    text = f"Lighthouse shines again\n\nBy Ada Lund | 7 March 2024\n\n{BODY}\n"
    document = Pipeline(plugins=[Boilerplate()]).clean(text)
    assert (document.authors, document.published) == (("Ada Lund",), "2024-03-07")
    (gone,) = document.removed
    assert (gone.class_, gone.text) == ("byline", "By Ada Lund | 7 March 2024")
    assert_sound(document, text)


def test_a_byline_within_the_body_stays() -> None:
    text = f"{BODY}\n\nBy Ada Lund\n\n{BODY}"
    assert "By Ada Lund" in Pipeline(plugins=[Boilerplate()]).clean(text).text


def test_a_short_list_without_prose_loses_only_what_has_cues() -> None:
    lines = [
        "Oat biscuits",
        "Makes 20",
        "What you need",
        "150 g of oats",
        "80 g of butter",
        "1 egg",
        "How to",
        "1. Mix it.",
    ]
    text = "\n\n".join([*lines, "Share this article"])
    assert Pipeline(plugins=[Boilerplate()]).clean(text).text.split() == " ".join(lines).split()
