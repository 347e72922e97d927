"""What `find_people` finds in small articles, and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_names import find_people

ARTICLE = """Harbour Talks End Without Deal

Foreign Minister Sergei Lavrov met Secretary of State Anthony Blinken on Tuesday. Lavrov said the meeting was short.

“I told Tony Blinken so,” Lavrov said. Blinken’s spokesman declined to comment. Sergei Ryabkov and Tony Blair did not
attend.
"""


def people(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for mention in find_people(text):
        found.setdefault(mention.person, []).append(mention.surface)
    return found


def rewritten(text: str) -> str:
    for mention in reversed(find_people(text)):
        if mention.text is not None:
            text = text[: mention.start] + mention.text + text[mention.end :]
    return text


def test_spellings_and_nicknames_become_one_name() -> None:
    found = people(ARTICLE)
    assert found["Antony Blinken"] == ["Anthony Blinken", "Tony Blinken", "Blinken"]
    assert found["Sergey Lavrov"] == ["Sergei Lavrov", "Lavrov", "Lavrov"]


def test_who_shares_a_name_stays_themselves() -> None:
    found = people("Sergei Ryabkov, Tony Blair and Sergei Lavrov spoke. Anthony Blair spoke, too.")
    assert set(found) == {"Sergei Ryabkov", "Tony Blair", "Sergey Lavrov", "Anthony Blair"}


def test_only_full_names_are_rewritten() -> None:
    clean = rewritten(ARTICLE)
    assert "Sergey Lavrov met Secretary of State Antony Blinken on Tuesday. Lavrov said" in clean
    assert "“I told Antony Blinken so,” Lavrov said. Blinken’s spokesman" in clean


def test_positions_fit_the_text() -> None:
    for mention in find_people(ARTICLE):
        assert ARTICLE[mention.start : mention.end] == mention.surface


@pytest.mark.parametrize("mark", ["'s", "’s"])
def test_a_possessive_is_no_part_of_the_name(mark: str) -> None:
    (mention,) = find_people(f"Reporters read Serguei Lavrov{mark} letter.")
    assert mention.surface == "Serguei Lavrov"
    assert mention.text == "Sergey Lavrov"


def test_a_surname_that_fits_two_people_is_left_alone() -> None:
    mentions = find_people("Joe Biden met Hunter Biden on Friday. Biden did not speak.")
    assert mentions[-1].person == ""
    assert mentions[-1].candidates == ("Hunter Biden", "Joe Biden")
    assert mentions[-1].text is None


def test_a_surname_before_the_second_person_is_introduced_means_the_first() -> None:
    found = people("Maria Keller opened the school. Keller smiled.\n\nLater Peter Keller came.")
    assert found["Maria Keller"] == ["Maria Keller", "Keller"]


def test_relatives_keep_their_full_names() -> None:
    found = people("Maria Keller opened the school with her son Peter Keller.\n\nKeller then left for Bonn.")
    assert found["Maria Keller"] == ["Maria Keller", "Keller"]


@pytest.mark.parametrize(
    "text",
    [
        "The George Washington University and Victoria Park are closed.",
        "Goldman Sachs and Morgan Stanley fell in New York.",
        "Prices rose in May and June, said the World Bank.",
        "Lake Victoria is large. Mount Everest is high. San Diego is far.",
        "The White House and the Supreme Court disagreed with Wall Street.",
        "Ministers Agree On New Rules For Public Transport",
    ],
)
def test_places_companies_months_and_headlines_are_no_people(text: str) -> None:
    assert people(text) == {}


def test_a_place_that_is_a_surname_is_not_linked() -> None:
    found = people("George Washington crossed the river. He never lived in Washington.")
    assert found == {"George Washington": ["George Washington"]}


@pytest.mark.parametrize(
    ("text", "person", "surfaces"),
    [
        ("Alexander Van der Bellen spoke. Van der Bellen left.", "Alexander Van der Bellen", 2),
        ("Charles de Villiers spoke. De Villiers left.", "Charles de Villiers", 2),
        ("Bashar Assad spoke. Al-Assad left. Assad slept.", "Bashar al-Assad", 3),
        ("Mohammad bin Salman spoke.", "Mohammed bin Salman", 1),
        ("Juan Martínez García spoke. Martínez left. García slept.", "Juan Martínez García", 3),
        ("Robert F. Ellison Jr. spoke. Ellison left.", "Robert F. Ellison Jr.", 2),
        ("Anna-Maria Schmidt-Berger spoke. Schmidt-Berger left.", "Anna-Maria Schmidt-Berger", 2),
        ("Xi Jinping spoke. Xi left.", "Xi Jinping", 2),
        ("Orbán Viktor spoke.", "Viktor Orbán", 1),
        ("PRIME MINISTER Viktor Orban spoke.", "Viktor Orbán", 1),
        ("Kim Jong-un spoke.", "Kim Jong Un", 1),
        ("Nguyễn Phú Trọng spoke.", "Nguyen Phu Trong", 1),
        ("Patrick O’Neill spoke. O’Neill left.", "Patrick O’Neill", 2),
    ],
)
def test_particles_orders_and_scripts(text: str, person: str, surfaces: int) -> None:
    assert len(people(text)[person]) == surfaces


def test_capitals_stay_capitals() -> None:
    assert (
        rewritten("TONY BLINKEN ARRIVES\n\nTony Blinken arrived.")
        == "ANTONY BLINKEN ARRIVES\n\nAntony Blinken arrived."
    )


def test_cyrillic_is_linked_and_never_transliterated() -> None:
    text = "Сергей Лавров прибыл. Лавров молчал."
    assert people(text) == {"Sergey Lavrov": ["Сергей Лавров", "Лавров"]}
    assert rewritten(text) == text


def test_inflected_cyrillic_is_linked_and_left_as_it_is() -> None:
    text = "Встреча с Сергеем Лавровым началась. По словам Лаврова, да. Владимира Путина не было."
    assert people(text) == {"Sergey Lavrov": ["Сергеем Лавровым", "Лаврова"], "Vladimir Putin": ["Владимира Путина"]}
    assert rewritten(text) == text


def test_a_compound_names_both() -> None:
    found = people("Sergey Lavrov met Antony Blinken. The Lavrov-Blinken meeting was short.")
    assert found["Sergey Lavrov"][-1] == "Lavrov"
    assert found["Antony Blinken"][-1] == "Blinken"


def test_discovery_takes_the_most_frequent_form() -> None:
    text = "Johnny Brandvold won. Later John Brandvold spoke.\n\nJohn Brandvold thanked all. Brandvold left."
    assert rewritten(text).count("John Brandvold") == 3
    assert set(people(text)) == {"John Brandvold"}


def test_russian_and_ukrainian_forms_are_kept_apart() -> None:
    assert set(people("Serhiy Kovalenko won.\n\nSergey Kovalenko lost.")) == {"Serhiy Kovalenko", "Sergey Kovalenko"}


def test_a_middle_initial_that_differs_keeps_people_apart() -> None:
    found = people("John A. Brandvold won.\n\nJohn B. Brandvold lost.")
    assert set(found) == {"John A. Brandvold", "John B. Brandvold"}


def test_middle_names_are_no_reason_to_edit() -> None:
    text = "Mary Ann Brandvold won.\n\nMary Brandvold thanked all."
    assert len(people(text)) == 1
    assert rewritten(text) == text


def test_a_text_about_the_name_itself_is_left_alone() -> None:
    text = "Antony Blinken, also known as Tony Blinken, spoke."
    assert set(people(text)) == {"Antony Blinken"}
    assert rewritten(text) == text


def test_a_surname_alone_is_known_only_with_company_or_title() -> None:
    assert people("Foreign Minister Lavrov came.") == {"Sergey Lavrov": ["Lavrov"]}
    assert people("Lavrov and Blinken met.") == {"Sergey Lavrov": ["Lavrov"], "Antony Blinken": ["Blinken"]}
    assert people("Johnson was late.") == {}


def test_a_title_of_the_other_gender_means_someone_else() -> None:
    found = people("John Brandvold came. Mr. Brandvold left. Mrs. Brandvold stayed.")
    assert found == {"John Brandvold": ["John Brandvold", "Brandvold"]}


def test_spanish_and_joins_two_people() -> None:
    assert set(people("El presidente Nicolas Maduro y Sergei Lavrov hablaron.")) == {"Nicolás Maduro", "Sergey Lavrov"}


def test_given_names_are_linked_if_one_fits() -> None:
    found = people(
        "Oluwaseun Adeyemi runs the shop. Customers like Oluwaseun.\n\nJessica Brandvold helps. So Jessica said."
    )
    assert found["Jessica Brandvold"][-1] == "Jessica"


NAMES = (
    "Tony Blinken|Sergei Lavrov|Lavrov’s|Anthony Hall|Tony Hall|HALL|Hall|Dr. Maria van der Berg|Xi Jinping|Kim Jong-un"
    "|Сергей Лавров|Orbán Viktor|Washington|J. K. Rowling|President Lavrov|John Hall Jr.|al-Assad|Bashar Assad|McDonald"
    "|O'Neill|TONY BLINKEN|Antony|Hall Street|Mary Hall|Mary Jane Hall|Blinken-Lavrov"
)
names = st.sampled_from(NAMES.split("|"))
links = st.sampled_from(
    [" met ", ", ", ". ", " and ", "\n\n", "” said ", " – ", " in the ", "; “", ", son of ", " and his wife "]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(names, links), max_size=15).map(lambda pairs: "".join(a + b for a, b in pairs)))
def test_rewriting_is_idempotent(text: str) -> None:
    once = rewritten(text)
    assert rewritten(once) == once
    assert [m.person for m in find_people(once)] == [m.person for m in find_people(text)]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_safe(text: str) -> None:
    mentions = find_people(text)
    assert mentions == find_people(text)
    ends = [0]
    for mention in mentions:
        assert ends[-1] <= mention.start < mention.end
        assert text[mention.start : mention.end] == mention.surface
        ends.append(mention.end)
