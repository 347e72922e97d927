"""The ways in which texts name people: particles, orders, titles, capitals, cases, one name only, quotations."""

from __future__ import annotations

import pytest

from normalizer import Pipeline
from normalizer_names import Names, find_people


def linked(text: str) -> list[tuple[str, str]]:
    """Give surface and person of each mention; an ambiguous one has no person."""
    return [(mention.surface, mention.person) for mention in find_people(text)]


def rewritten(text: str) -> str:
    for mention in reversed(find_people(text)):
        if mention.text is not None:
            text = text[: mention.start] + mention.text + text[mention.end :]
    return text


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Ursula von der Brandvold", "Von der Brandvold"),
        ("Jan Peter van den Brandvold", "Van den Brandvold"),
        ("Maria Keller de Brandvold", "Brandvold"),
        ("Abdullah bin Brandvold", "Bin Brandvold"),
        ("Ayman al-Brandvold", "Al-Brandvold"),
        ("Ayman al-Brandvold", "Brandvold"),
        ("Anne-Marie Brandvold-Keller", "Brandvold-Keller"),
        ("Gabriel García Brandvold", "García"),
        ("Gabriel García Brandvold", "García Brandvold"),
        ("Nguyen Xuan Phuc", "Phuc"),
        ("Moon Jae-in", "Moon"),
        ("Mao Zedong", "Mao"),
        ("J. B. Brandvold", "Brandvold"),
        ("Lee Baker", "Baker"),
    ],
)
def test_the_short_name_of_a_full_one(full: str, short: str) -> None:
    assert linked(f"Yesterday {full} spoke. Then {short} said no.") == [(full, full), (short, full)]


def test_generations_are_two_people() -> None:
    found = find_people("John Brandvold Sr. met John Brandvold Jr. at noon. Then Brandvold left.")
    assert [m.person for m in found] == ["John Brandvold Sr.", "John Brandvold Jr.", ""]
    assert found[-1].candidates == ("John Brandvold Jr.", "John Brandvold Sr.")


@pytest.mark.parametrize("title", ["Prime Minister", "prime minister", "PRIME MINISTER"])
def test_titles_in_any_case_are_no_part_of_a_name(title: str) -> None:
    assert linked(f"Then {title} Keir Starmer left.") == [("Keir Starmer", "Keir Starmer")]


def test_a_listed_alias_with_a_title_is_taken_without_it() -> None:
    assert rewritten("Then Ayatollah Ali Khamenei spoke.") == "Then Ayatollah Ali Khamenei spoke."


def test_a_headline_in_capitals() -> None:
    text = "LAVROV SEES TONY BLINKEN\n\nSergei Lavrov met Tony Blinken."
    assert linked(text)[:2] == [("LAVROV", "Sergey Lavrov"), ("TONY BLINKEN", "Antony Blinken")]
    assert rewritten(text) == "LAVROV SEES ANTONY BLINKEN\n\nSergey Lavrov met Antony Blinken."


def test_an_abbreviation_is_nobody_s_surname() -> None:
    assert linked("Robert Fico spoke. The score of FICO rose.") == [("Robert Fico", "Robert Fico")]


def test_the_user_s_examples() -> None:
    text = (
        "Sergei Lavrov met Anthony Blinken. Antony Blinken left. Sergey Lavrov slept. Tony Blinken ate. "
        "Sergei Ryabkov and Tony Blair came."
    )
    assert rewritten(text) == (
        "Sergey Lavrov met Antony Blinken. Antony Blinken left. Sergey Lavrov slept. Antony Blinken ate. "
        "Sergei Ryabkov and Tony Blair came."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Spotkanie z Siergiejem Ławrowem. Władimira Putina nie było. Donalda Tuska zapytano. Dudy nie było.",
        "Miloš Zeman mluvil. Zemana nebylo. S Milošem Zemanem a s Markem Zemanem.",
        "Sastanak s Aleksandrom Vučićem. Aleksandar Vučić je govorio. Vučića nije bilo.",
        "Встреча с Сергеем Лавровым. Сергей Лавров молчал. Лаврова не было.",
        "王毅 met Сергей Лавров.",
    ],
)
def test_inflected_names_and_other_scripts_stay(text: str) -> None:
    assert rewritten(text) == text
    assert len({person for _, person in linked(text)}) <= 1


def test_hungarian_order_is_one_person() -> None:
    assert {person for _, person in linked("Orbán Viktor beszélt. Orbán elment. Viktor Orbán ült.")} == {"Viktor Orbán"}


@pytest.mark.parametrize(
    ("text", "surface", "person"),
    [
        ("The bill is by Senator Hickenlooper. Later Hickenlooper left.", "Hickenlooper", "Hickenlooper"),
        ("Her husband, Anthony, is a farmer. They say that Anthony sings.", "Anthony", "Anthony"),
        ("He served King Louis XV of France. Then Louis XV died.", "Louis XV", "Louis XV"),
        ("He was a friend of Tsar Peter the Great. They say that Peter was tall.", "Peter", "Peter the Great"),
    ],
)
def test_people_of_one_name(text: str, surface: str, person: str) -> None:
    assert linked(text) == [(surface, person)] * 2
    assert rewritten(text) == text


@pytest.mark.parametrize("text", ["Dr. Phil airs at St. Regis.", "Meanwhile Reuters said so.", "In August, 12 came."])
def test_what_is_no_name(text: str) -> None:
    assert all(surface not in ("Regis", "Reuters", "August") for surface, _ in linked(text))


def test_titles_tell_a_man_from_a_woman() -> None:
    text = "Maria Brandvold and Peter Brandvold came. Mr Brandvold sat. Mrs Brandvold stood. Brandvold left."
    assert [person for _, person in linked(text)][2:] == ["Peter Brandvold", "Maria Brandvold", ""]
    assert linked("Sir Keir Starmer came. Lady Starmer waved. Sir Keir left.") == [
        ("Keir Starmer", "Keir Starmer"),
        ("Keir", "Keir Starmer"),
    ]


def test_a_title_of_the_other_gender_is_nobody_of_the_authority() -> None:
    assert ("Griffiths", "Martin Griffiths") not in linked("A fan, Mrs Griffiths, spoke of Sergei Lavrov.")


def test_a_name_ends_before_what_is_none() -> None:
    text = "Das sagt Cornelius Brandvold von der Deutschen Gesellschaft. Die Tochter der Frau kam und ging."
    assert linked(text) == [("Cornelius Brandvold", "Cornelius Brandvold")]
    assert linked("Then Frenchman Corentin Brandvold won.") == [("Corentin Brandvold", "Corentin Brandvold")]


def test_two_names_of_one_person_in_a_sentence_stay() -> None:
    text = "Ahmed al-Sharaa fought as Abu Mohammed al-Golani until then."
    assert {person for _, person in linked(text)} == {"Ahmed al-Sharaa"}
    assert rewritten(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Daniel Y. Brandvold wrote.\n\nDan Brandvold sang.\n\nDan Brandvold danced.",
        "Michael Forrest Brandvold wrote.\n\nForrest Brandvold sang.\n\nForrest Brandvold danced.",
    ],
)
def test_no_edit_loses_a_part_of_a_name(text: str) -> None:
    assert rewritten(text) == text


def test_the_spelling_with_marks_is_preferred() -> None:
    text = "Simon Brandvåld wrote.\n\nSimon Brandvald sang.\n\nSimon Brandvald danced."
    assert rewritten(text) == text.replace("Brandvald", "Brandvåld")


QUOTATIONS = [
    "He said: “Tony Blinken is here.” Tony Blinken left.",
    'He said: "Tony Blinken is here." Tony Blinken left.',
    "He said: „Tony Blinken is here.“ Tony Blinken left.",
    "He said: «Tony Blinken is here.» Tony Blinken left.",
    "He said: »Tony Blinken is here.« Tony Blinken left.",
    "He said: ‘Tony Blinken isn’t here.’ Tony Blinken left.",
    "“We met Tony Blinken.\n\n“And then Sergey left.” Tony Blinken left.",
    "– Tony Blinken is here – he said that Tony Blinken left.",
]


@pytest.mark.parametrize("text", QUOTATIONS)
def test_quotations_stay_if_asked_for(text: str) -> None:
    clean = Pipeline(plugins=[Names(rewrite="outside-quotes")]).clean(text).text
    before, after = text.rsplit("Tony Blinken", 1)
    assert clean == f"{before}Antony Blinken{after}"


def test_a_common_surname_with_an_office_is_the_one_of_the_country_in_question() -> None:
    assert linked("President Joe Biden met Vice President Harris.")[1] == ("Harris", "Kamala Harris")
    assert linked("President Joe Biden met Mrs Harris.")[1:] == [("Harris", "Harris")]


def test_animals_have_names_like_people() -> None:
    text = "Jenna Brandvold sings. She has two dogs, Brandvold and Rex. They know Brandvold well."
    assert linked(text) == [("Jenna Brandvold", "Jenna Brandvold"), ("Brandvold", "Jenna Brandvold")]


def test_initials_without_full_stops() -> None:
    text = "The author JK Brandvold said no. Then Brandvold left, as did J.K. Brandvold."
    assert linked(text) == [
        ("JK Brandvold", "JK Brandvold"),
        ("Brandvold", "JK Brandvold"),
        ("J.K. Brandvold", "JK Brandvold"),
    ]
    assert rewritten(text) == text


@pytest.mark.parametrize("text", ["PM Brandvold said no.", "MP Brandvold said no.", "The EU Brandvold said no."])
def test_two_capitals_that_are_no_initials(text: str) -> None:
    assert not any(mention.form == "full" for mention in find_people(text))


def test_greek_names_in_their_script() -> None:
    text = "Ο Γιώργος Μπραντβόλος είπε όχι. Χθες ο Μπραντβόλος έφυγε."
    assert linked(text) == [(name, "Γιώργος Μπραντβόλος") for name in ("Γιώργος Μπραντβόλος", "Μπραντβόλος")]
    assert rewritten(text) == text


def test_a_german_noun_after_a_name_is_no_part_of_it() -> None:
    text = "Gestern hat Maria Brandvold Hoffnung gemacht, sagt man. Dann ging Brandvold."
    german = " Die Leute in der Stadt und auf dem Land waren froh und gingen in die Stadt." * 5
    assert linked(text + german) == [("Maria Brandvold", "Maria Brandvold"), ("Brandvold", "Maria Brandvold")]
