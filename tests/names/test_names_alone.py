"""Pairs and lists of names, authority files, quotations, learning: each part on its own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_names import Survey, learn, resolve_names, same_person, survey
from normalizer_names.authority import AuthorityError, bundled, check, import_people, parse, write
from normalizer_names.quotes import quoted_spans

SAME = [
    ("Tony Blinken", "Antony Blinken"),
    ("Anthony Blinken", "Antony Blinken"),
    ("Sergei Lavrov", "Serguei Lavrov"),
    ("Yury Ushakov", "Iouri Ushakov"),
    ("Viktor Yanukovych", "Wiktor Janukowytsch"),
    ("Orbán Viktor", "Viktor Orban"),
    ("BRANDVOLD Maria", "Maria Brandvold"),
    ("Joe Brandvold", "Joseph Brandvold"),
    ("Maria Brandvold", "Maria Elena Brandvold"),
    ("M. Brandvold", "Maria Brandvold"),
    ("José Martínez García", "Jose Martinez"),
    ("Muammar Gaddafi", "Moammar Qaddafi"),
    ("Oleg Brandovich", "Olegs Brandovičs"),
    ("Brandvold N.", "Nina Brandvold"),
    ("Abdul Rahman Brandi", "Abdulrahman Brandi"),
]
OTHERS = [
    ("John B. Brandvold", "John C. Brandvold"),
    ("David Brandvold", "David B. Larkin"),
    ("Paul Larkin Jr.", "Paul Larkin Sr."),
    ("Deepak", "Deepak Larkin"),
    ("Dipak Das", "Deepak Larkin"),
    ("Anthony Blair", "Anthony Blinken"),
    ("Sergei Lavrov", "Sergei Ryabkov"),
    ("Joe Biden", "Hunter Biden"),
    ("Tony Blinken", "Tony Blair"),
    ("Maria Brandvold", "Peter Brandvold"),
    ("John Smith", "Jane Doe"),
    ("Marek Nowak", "Marek Wilk"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_spellings_of_one_person_score_high(a: str, b: str) -> None:
    assert same_person(a, b) >= 0.5


@pytest.mark.parametrize(("a", "b"), OTHERS)
def test_other_people_score_low(a: str, b: str) -> None:
    assert same_person(a, b) < 0.5


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_scores_are_symmetric_and_in_range(a: str, b: str) -> None:
    score = same_person(a, b)
    assert 0.0 <= score <= 1.0
    assert score == same_person(b, a)
    assert same_person(a, a) == 1.0


def test_names_are_resolved_to_the_listed_or_most_frequent_one() -> None:
    names = ["Tony Blinken", "Anthony Blinken", "Jon Brandvold", "John Brandvold", "John Brandvold", "Tony Blair"]
    assert resolve_names(names) == ["Antony Blinken"] * 2 + ["John Brandvold"] * 3 + ["Tony Blair"]


@settings(max_examples=60, deadline=None)
@given(st.permutations([name for pair in SAME for name in pair]))
def test_the_order_of_a_list_of_names_does_not_matter(names: list[str]) -> None:
    usual = [name for pair in SAME for name in pair]
    assert dict(zip(names, resolve_names(names), strict=True)) == dict(zip(usual, resolve_names(usual), strict=True))


def test_the_bundled_people_have_no_clashes() -> None:
    assert check(bundled()) == []
    assert len(bundled()) >= 500


def test_check_names_every_problem() -> None:
    entries = parse(['{"canonical": "Ann Lee", "aliases": ["ann lee"]}'], "x")
    assert check(entries) == ["'Ann Lee': the alias 'ann lee' says nothing new"]
    one, other = (
        parse(['{"canonical": "Ann Lee"}'], "x"),
        parse(['{"canonical": "A. Lee", "aliases": ["Ann Lee"]}'], "x"),
    )
    assert check([*one, *other]) == ["'Ann Lee' names both 'Ann Lee' and 'A. Lee'"]


def test_csv_and_json_lines_are_imported() -> None:
    expected = parse(['{"canonical": "Ann Lee", "aliases": ["Annie Lee", "A. Lee"], "id": "7"}'], "x")
    assert import_people("canonical,alias,id\nAnn Lee,Annie Lee,7\nAnn Lee,A. Lee,\n") == expected
    assert import_people('{"canonical": "Ann Lee", "aliases": ["Annie Lee", "A. Lee"], "id": "7"}\n') == expected
    assert parse(write(expected).splitlines(), "x") == expected


@pytest.mark.parametrize("text", ["name,alias\nA,B\n", "canonical,alias\n,B\n", '{"canonical": 1\n', ""])
def test_a_bad_import_is_a_clear_error(text: str) -> None:
    with pytest.raises(AuthorityError, match="mine, line"):
        import_people(text, "mine")


def quoted(*blocks: str) -> list[list[str]]:
    spans = quoted_spans(blocks)
    return [[block[start:end] for start, end in found] for block, found in zip(blocks, spans, strict=True)]


@pytest.mark.parametrize("pair", ["“”", "„“", "«»", "»«", '""', "‘’", "「」"])
def test_quote_styles(pair: str) -> None:
    speech = f"{pair[0]}We agree, don't we?{pair[1]}"
    assert quoted(f"She said {speech} and left.") == [[speech]]


def test_a_quotation_goes_on_over_paragraphs() -> None:
    assert quoted("He said: “It is late.", "“We must go.” Then he left.") == [["“It is late."], ["“We must go.”"]]


def test_dashes_open_and_close_speech() -> None:
    assert quoted("– We agreed – she said. – It is done.") == [["– We agreed ", "– It is done."]]


def test_an_apostrophe_is_no_quotation() -> None:
    assert quoted("It is Lavrov’s and Blinken's plan, isn't it?") == [[]]


def test_learning_from_a_corpus() -> None:
    texts = [
        "Maria Brandvold spoke. Brandvold left.",
        "Marija Brandvold came.",
        "Maria Brandvold won.",
        "Oleg Tarn spoke.",
    ]
    (entry,) = learn(texts)
    assert (entry.canonical, entry.aliases) == ("Maria Brandvold", ("Marija Brandvold",))
    assert "Maria Brandvold 2" in entry.note


def test_what_is_learned_passes_the_check() -> None:
    counted = survey(["Benjamin Brandvold spoke.", "Benjamín Brandvold spoke.", "Benjamin Brandwold spoke."])
    (person,) = learn(counted, min_documents=1)
    assert person.aliases == ("Benjamin Brandwold",)
    assert check([person]) == []


def test_surveys_add_up_whatever_the_order() -> None:
    texts = ["Maria Brandvold spoke.", "Peter Holm left.", "Maria Brandvold and Peter Holm met."]
    parts = [survey([text]) for text in texts]
    forward, backward = sum(parts, Survey()), sum(reversed(parts), Survey())
    assert forward == backward == survey(texts)
    assert learn(forward) == learn(texts)


@pytest.mark.parametrize(
    ("a", "b"), [("Joe Brandvold", "M. Brandvold"), ("M. Brandvold", "Brandvold N."), ("Joe Brandvold", "Brandvold N.")]
)
def test_another_initial_is_another_person(a: str, b: str) -> None:
    assert same_person(a, b) < 0.3


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Syed Hamid Brandvold", "Syed Jaafar Brandvold"),
        ("Jean Christophe Brandvold", "Jean Jacques Brandvold"),
        ("María Elena Brandvold", "María Elena Keller"),
    ],
)
def test_words_without_a_partner_that_are_unlike_count_against_one_person(a: str, b: str) -> None:
    alike = same_person("Ibrahima Sory Toure", "Ibrahima Sory Traore")
    assert same_person(a, b) < alike
