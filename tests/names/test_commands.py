"""The commands ``article-normalizer names``: what a user gives and gets."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from normalizer_names import Names
from normalizer_names.authority import read
from normalizer_names.commands import names


def call(*arguments: object) -> Result:
    return CliRunner().invoke(names, [str(argument) for argument in arguments], standalone_mode=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    texts = [
        "Maria Brandvold opened the new ferry line. Brandvold thanked the crew.",
        "The line is late, said Marija Brandvold. Tony Blinken was on board.",
        "Maria Brandvold was on board again. Tony Blinken was not.",
        "Oleg Tarn sold the tickets.",
    ]
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts)]
    (folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def test_a_corpus_is_learned_with_counts_for_review(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "people.jsonl"
    result = call("learn", corpus, "-o", output)
    assert result.exit_code == 0, result.output
    (person,) = read(output)
    assert (person.canonical, person.aliases) == ("Maria Brandvold", ("Marija Brandvold",))
    assert "Maria Brandvold 2, Marija Brandvold 1" in person.note
    assert "1 people, 1 person under several names" in result.stderr


def test_what_was_learned_can_be_used_at_once(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "people.jsonl"
    call("learn", corpus, "-o", output)
    assert call("check", output).exit_code == 0
    assert Names(authority=str(output)).input_files == (str(output),)


def test_who_is_in_the_bundled_file_is_left_out_unless_asked_for(corpus: Path) -> None:
    assert "Blinken" not in call("learn", corpus).stdout
    assert '"Antony Blinken"' in call("learn", corpus, "--known").stdout


def test_the_least_number_of_documents(corpus: Path) -> None:
    assert "Oleg Tarn" in call("learn", corpus, "--min-documents", 1).stdout


def test_records_that_cannot_be_read_are_told(corpus: Path) -> None:
    (corpus / "more.jsonl").write_text("no json\n", "utf-8")
    result = call("learn", corpus)
    assert result.exit_code == 1
    assert "1 records could not be read" in result.stderr
    assert "Maria Brandvold" in result.stdout


def test_an_output_that_exists_is_not_overwritten(corpus: Path, tmp_path: Path) -> None:
    output = tmp_path / "people.jsonl"
    output.write_text("mine", "utf-8")
    result = call("learn", corpus, "-o", output)
    assert (result.exit_code, output.read_text("utf-8")) == (2, "mine")
    assert "exists" in result.stderr


def test_the_plugin_must_be_on(corpus: Path) -> None:
    result = call("learn", corpus, "--disable", "names")
    assert result.exit_code == 2
    assert "leave out --disable names" in result.stderr


def test_check_names_each_line_that_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    rows = ['{"canonical": "Ann Lee"}', "no json", '{"canonical": "Bo Lee", "aliases": ["ann lee"]}', '{"aliases": []}']
    file.write_text("\n".join(rows), "utf-8")
    result = call("check", file)
    assert result.exit_code == 1
    assert f"{file}, line 2" in result.stdout
    assert f"{file}, line 4" in result.stdout
    assert "'ann lee' names both 'Ann Lee' and 'Bo Lee'" in result.stdout
    assert "2 people, 3 problems" in result.stderr


def test_check_tells_clashes_with_the_bundled_people(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text('{"canonical": "Antony Blinken"}\n{"canonical": "Bo Lee", "aliases": ["Tony Blinken"]}\n', "utf-8")
    result = call("check", file)
    assert "'Tony Blinken' names 'Bo Lee' here and 'Antony Blinken' in the bundled file" in result.stdout


@pytest.mark.parametrize("command", ["check", "import"])
def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path, command: str) -> None:
    missing = call(command, tmp_path / "none.jsonl")
    assert missing.exit_code == 2
    assert "none.jsonl: can't be read" in missing.stderr
    (tmp_path / "latin.csv").write_bytes(b"canonical,alias\nJos\xe9,Jose\n")
    other = call(command, tmp_path / "latin.csv")
    assert other.exit_code == 2
    assert "latin.csv, line 2: not UTF-8" in other.stderr


def test_a_table_is_imported(tmp_path: Path) -> None:
    file, output = tmp_path / "people.csv", tmp_path / "people.jsonl"
    file.write_text("canonical,aliases,id\nAnn Lee,Annie Lee; A. Lee,7\n", "utf-8")
    assert call("import", file, "-o", output).exit_code == 0
    (person,) = read(output)
    assert (person.canonical, person.aliases, person.id) == ("Ann Lee", ("Annie Lee", "A. Lee"), "7")


def test_a_wrong_line_of_a_table_is_named(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("canonical,alias\nAnn Lee,Annie Lee\n,A. Lee\n", "utf-8")
    result = call("import", file)
    assert result.exit_code == 2
    assert "people.csv, line 3: no value for 'canonical'" in result.stderr


def test_a_clash_in_a_table_is_told_and_the_rest_written(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("canonical,alias\nAnn Lee,A. Lee\nAda Lee,A. Lee\n", "utf-8")
    result = call("import", file)
    assert result.exit_code == 1
    assert "'A. Lee' names both" in result.stderr
    assert len(result.stdout.splitlines()) == 2
