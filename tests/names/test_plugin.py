"""The plugin in the pipeline: policies, authority files, undo."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from normalizer import Document, Pipeline, PluginError, restore
from normalizer_names import Names, find_people, resolve_names
from normalizer_names.authority import load

TEXT = (
    "Minister Sergei Lavrov spoke.\n\n“We told Tony Blinken,” he said.\n\nTony Blinken and Joe Biden met. Biden left."
)


def clean(text: str, **options: object) -> Document:
    document = Pipeline(plugins=[Names(**options)]).clean(text)  # type: ignore[arg-type]
    assert document.failures == ()
    return document


def test_people_and_text() -> None:
    document = clean(TEXT)
    assert [person.name for person in document.people] == ["Sergey Lavrov", "Antony Blinken", "Joe Biden"]
    assert "“We told Antony Blinken,” he said." in document.text
    for person in document.people:
        for mention in person.mentions:
            assert mention.surface in TEXT
    assert restore(document) == TEXT


@pytest.mark.parametrize(("policy", "changed"), [("all", 3), ("outside-quotes", 2), ("never", 0)])
def test_policies(policy: str, changed: int) -> None:
    document = clean(TEXT, rewrite=policy)
    assert document.text.count("Sergey Lavrov") + document.text.count("Antony Blinken") == changed
    assert len(document.people) == 3


def test_cleaning_a_cleaned_document_changes_nothing() -> None:
    pipeline = Pipeline(plugins=[Names()])
    once = pipeline.clean(TEXT)
    again = pipeline.clean(once)
    assert again.text == once.text
    assert [p.name for p in again.people] == [p.name for p in once.people]
    assert pipeline.clean(once.text).text == once.text


def test_the_users_authority_file_wins(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"canonical": "Tony Blinken", "aliases": ["Antony Blinken"], "id": "P1", "note": "house style"}\n')
    document = clean("Antony Blinken met Sergei Lavrov. Blinken left.", authority=str(file))
    assert document.text == "Tony Blinken met Sergey Lavrov. Blinken left."
    assert document.people[0].id == "P1"


def test_an_authority_file_serves_the_functions_too(tmp_path: Path) -> None:
    file = tmp_path / "people.jsonl"
    file.write_text('{"canonical": "Mia Brandvold", "aliases": ["Maria Brandvold"]}\n')
    (mention,) = find_people("Maria Brandvold spoke.", load(file))
    assert mention.text == "Mia Brandvold"
    assert resolve_names(["Maria Brandvold"], load(file, use_bundled=False)) == ["Mia Brandvold"]


def test_without_the_bundled_people_a_document_speaks_for_itself() -> None:
    document = clean("Anthony Blinken spoke.\n\nTony Blinken left.\n\nTony Blinken slept.", bundled=False)
    assert document.text.count("Tony Blinken") == 3


def test_without_discovery_only_listed_people_are_rewritten() -> None:
    text = "Johnny Brandvold met Tony Blinken.\n\nJohn Brandvold left.\n\nJohn Brandvold slept."
    document = clean(text, discover=False)
    assert document.text == text.replace("Tony", "Antony")


def test_an_ambiguous_surname_is_recorded() -> None:
    document = clean("Joe Biden met Hunter Biden. Biden left.")
    (ambiguous,) = document.ambiguous
    assert ambiguous.candidates == ("Hunter Biden", "Joe Biden")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("not json\n", "line 1"),
        ('{"canonical": "A B"}\n{"aliases": ["C D"]}\n', "line 2"),
        ('{"canonical": "A B", "alias": []}\n', "line 1"),
        ('{"canonical": "A B"}\n\n{"canonical": "C D", "aliases": ["a b"]}\n', "line 3"),
        ('{"canonical": ""}\n', "line 1"),
    ],
)
def test_a_bad_authority_file_is_named_with_its_line(tmp_path: Path, lines: str, message: str) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(lines)
    with pytest.raises(ValueError, match=r"mine\.jsonl") as error:
        Names(authority=str(file))
    assert message in str(error.value)


def test_a_missing_authority_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="can't be read"):
        Names(authority=str(tmp_path / "none.jsonl"))
    with pytest.raises(PluginError, match=r"none\.jsonl"):
        Pipeline(settings=[f"names.authority={tmp_path / 'none.jsonl'}"])


def test_the_plugin_survives_pickling() -> None:
    plugin = pickle.loads(pickle.dumps(Names(rewrite="never")))
    assert Pipeline(plugins=[plugin]).clean(TEXT).text == TEXT
