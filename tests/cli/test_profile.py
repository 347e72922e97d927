"""``profile`` and ``explain --trace`` show where time and changes come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .test_cli import call

PLUGIN = '''
from normalizer import Edit, hookimpl, plugin

@plugin
class Shout:
    """Put the first letter of each block in capitals; fail on some."""

    @hookimpl
    def clean_text(self, document):
        for block in document.blocks:
            if block.text == "fail":
                raise ValueError("no \\x1b[31m")
            yield Edit(block, 0, 1, block.text[0].upper(), rule="shout")

    @hookimpl
    def finish(self, document):
        return ()
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shout.py").write_text(PLUGIN, "utf-8")
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text("one\n\ntwo", "utf-8")
    (articles / "b.txt").write_text("three", "utf-8")
    (articles / "c.txt").write_text("fail", "utf-8")
    return tmp_path


def test_the_profile_adds_up_calls_changes_and_failures(folder: Path) -> None:
    done = call(folder, "profile", "articles", "--plugin", "shout.py", "--json")
    assert done.returncode == 0, done.stderr
    profile = json.loads(done.stdout)
    assert (profile["documents"], profile["unread"]) == (3, 0)
    lines = [(line["stage"], line["plugin"], line["calls"], line["changes"]) for line in profile["lines"]]
    assert lines == [("clean_text", "shout", 3, 3), ("finish", "shout", 3, 0)]
    assert [line["failures"] for line in profile["lines"]] == [1, 0]
    assert {slow["id"] for slow in profile["slowest"]} == {"a.txt", "b.txt", "c.txt"}


def test_the_profile_is_a_table_for_people(folder: Path) -> None:
    done = call(folder, "profile", "articles", "--plugin", "shout.py", "--limit", "2")
    text = done.stdout.decode()
    assert "clean_text  shout" in text and "2 documents" in text and "The slowest documents:" in text


def test_a_record_that_can_not_be_read_is_counted(folder: Path) -> None:
    (folder / "articles" / "d.txt").write_bytes(b"%PDF-1.7 \x00\x01")
    done = call(folder, "profile", "articles")
    assert done.returncode == 1
    assert b"3 documents, 1 records could not be read" in done.stdout


def test_a_missing_input_is_an_error(folder: Path) -> None:
    done = call(folder, "profile", "nothing")
    assert done.returncode == 2
    assert b"no such file or folder" in done.stderr


def test_the_trace_shows_each_call_in_order(folder: Path) -> None:
    done = call(folder, "explain", "articles/a.txt", "--plugin", "shout.py", "--trace", "--json")
    calls = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(c["stage"], c["plugin"], c["changes"], c["failure"]) for c in calls] == [
        ("clean_text", "shout", 2, ""),
        ("finish", "shout", 0, ""),
    ]
    assert all(c["seconds"] >= 0 for c in calls)


def test_the_trace_shows_failures_harmlessly(folder: Path) -> None:
    done = call(folder, "explain", "articles/c.txt", "--plugin", "shout.py", "--trace")
    assert "ValueError: no \\x1b[31m" in done.stdout.decode()
    assert b"\x1b" not in done.stdout


def test_a_stored_document_has_no_calls(folder: Path) -> None:
    (folder / "a.json").write_bytes(call(folder, "clean", "articles/a.txt", "--format", "json").stdout)
    done = call(folder, "explain", "a.json", "--trace")
    assert done.returncode == 2
    assert b"does not hold the calls" in done.stderr
