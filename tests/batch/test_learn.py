"""Two passes over a corpus: what is learned, and that it is used."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from normalizer import ConfigError, Pipeline, PluginError, batch
from normalizer.learned import Learned, merged, read

from .helpers import command, contents, documents, environment, rows, write_lines

REPEATS = '''
"""Drop paragraphs that stand in several documents of a corpus."""
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import field

from normalizer import Document, Drop, hookimpl, plugin


@plugin
class Repeats:
    """Drop paragraphs that stand in several documents."""

    at_least: int = 2
    known: frozenset[str] = field(default=frozenset(), init=False)

    @hookimpl
    def survey(self, document: Document) -> Mapping[str, int]:
        if "CRASH" in document.text:
            raise ZeroDivisionError
        return {block.text: 1 for block in (*document.blocks, *document.removed)}

    @hookimpl
    def keep(self, counts):
        return (pair for pair in counts if pair[1] > 1)

    @hookimpl
    def learn(self, counts: Mapping[str, int]):
        other = copy(self)
        other.known = frozenset(key for key, count in counts.items() if count >= self.at_least)
        return other

    @hookimpl
    def clean_blocks(self, document: Document) -> Iterator[Drop]:
        for block in document.blocks:
            if block.text in self.known:
                yield Drop(block, rule="repeated")
'''


@pytest.fixture
def work(tmp_path: Path) -> Path:
    (tmp_path / "repeats.py").write_text(REPEATS, "utf-8")
    stories = [f"Story number {n} is told here.\n\nBuy our boats today" for n in range(40)]
    write_lines(tmp_path / "a.jsonl", *({"id": f"a{n}", "text": text} for n, text in enumerate(stories[:25])))
    write_lines(tmp_path / "b.jsonl", *({"id": f"b{n}", "text": text} for n, text in enumerate(stories[25:])), b"bad")
    return tmp_path


def config(work: Path, **more: object) -> dict[str, object]:
    disable = ["article", "boilerplate", "names", "repair"]
    return {"plugin_files": [str(work / "repeats.py")], "disable": disable, **more}


def test_two_passes_use_what_the_whole_corpus_tells(work: Path) -> None:
    inputs = [work / "a.jsonl", work / "b.jsonl"]
    summary = batch.run(inputs, work / "out", config=config(work), two_pass=True, workers=2)
    assert (summary.documents, summary.quarantined) == (40, 1)
    for document in documents(work / "out"):
        assert [one["text"] for one in document["removed"]] == ["Buy our boats today"]
    assert rows(work / "out" / "learned.jsonl")[1:] == [["repeats", "Buy our boats today", 40]]
    manifest = json.loads((work / "out" / "manifest.json").read_bytes())
    assert "learned.jsonl" in [one["name"] for one in manifest["outputs"]]
    batch.run(inputs, work / "one", config=config(work), two_pass=True, workers=1)
    assert contents(work / "one") == contents(work / "out")


def test_what_is_learned_of_parts_adds_up_to_what_is_learned_of_the_whole(work: Path) -> None:
    settings = config(work)
    batch.learn([work / "a.jsonl"], work / "a.learned", config=settings)
    batch.learn([work / "b.jsonl"], work / "ab.learned", config=settings, add=[work / "a.learned"])
    batch.learn([work / "a.jsonl", work / "b.jsonl"], work / "whole.learned", config=settings)
    assert (work / "ab.learned").read_bytes() == (work / "whole.learned").read_bytes()
    batch.learn([work / "b.jsonl"], work / "b.learned", config=settings)
    parts = [read(work / name) for name in ("a.learned", "b.learned")]
    assert merged(parts) == merged(reversed(parts)) == read(work / "whole.learned")


def test_a_program_uses_what_was_learned(work: Path) -> None:
    batch.learn([work / "a.jsonl"], work / "learned", config=config(work))
    text = "Something new.\n\nBuy our boats today"
    assert Pipeline(config(work)).clean(text).text == text
    assert Pipeline(config(work, learned=str(work / "learned"))).clean(text).text == "Something new."
    given = Learned(counts={"repeats": {"Something new.": 2}})
    assert Pipeline(config(work), learned=given).clean(text).text == "Buy our boats today"


def test_a_survey_that_fails_costs_only_its_counts(work: Path) -> None:
    write_lines(work / "c.jsonl", {"text": "CRASH\n\nBuy our boats today"}, {"text": "Calm\n\nBuy our boats today"})
    summary = batch.learn([work / "a.jsonl", work / "c.jsonl"], work / "learned", config=config(work))
    assert summary.failures == {"repeats": 1}
    assert read(work / "learned").counts == {"repeats": {"Buy our boats today": 26}}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a file that 'article-normalizer learn' wrote"),
        (b'{"format": "article-normalizer learned", "version": 99}\n', "version 99"),
        (b'{"format": "article-normalizer learned"}\n["repeats", "x", "y"]\n', "line 2"),
    ],
)
def test_a_wrong_file_is_named(work: Path, content: bytes, told: str) -> None:
    (work / "wrong").write_bytes(content)
    with pytest.raises(ConfigError, match=told) as caught:
        Pipeline(config(work, learned=str(work / "wrong")))
    assert str(work / "wrong") in str(caught.value)


def test_what_cannot_be_learned_is_refused(work: Path) -> None:
    with pytest.raises(PluginError, match="none of the plugins"):
        batch.learn([work / "a.jsonl"], work / "l", config={"disable": config(work)["disable"]})
    with pytest.raises(ConfigError, match="standard input"):
        batch.run(["-"], work / "out", config=config(work), two_pass=True)
    with pytest.raises(ConfigError, match="learn' the whole input"):
        batch.run([work / "a.jsonl"], work / "out", config=config(work), two_pass=True, shard=(1, 2))
    assert not (work / "out").exists()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return self", "must answer a new Learner"),
        ("return None", "must answer a new Learner, not NoneType"),
        ("raise RuntimeError('no')", "learn failed on what was learned: RuntimeError: no"),
    ],
)
def test_a_plugin_that_learns_wrongly_is_named(tmp_path: Path, body: str, told: str) -> None:
    code = "from normalizer import hookimpl, plugin\n@plugin\nclass Learner:\n    'Learn.'\n"
    (tmp_path / "l.py").write_text(code + f"    @hookimpl\n    def learn(self, counts):\n        {body}\n", "utf-8")
    with pytest.raises(PluginError, match="plugin 'learner'") as caught:
        Pipeline(
            {**config(tmp_path), "plugin_files": [str(tmp_path / "l.py")]},
            learned=Learned(counts={"learner": {"a": 1}}),
        )
    assert told in str(caught.value)


def test_the_commands(work: Path) -> None:
    base = [sys.executable, "-W", "error", "-m", "normalizer"]
    inputs = [str(work / "a.jsonl"), str(work / "b.jsonl"), "--plugin", str(work / "repeats.py")]
    learned = str(work / "learned.jsonl")
    told = subprocess.run(
        [*base, "learn", *inputs, "-o", learned], check=False, capture_output=True, text=True, env=environment()
    )
    assert told.returncode == 1, told.stderr
    assert "40 documents surveyed" in told.stderr
    assert "1 records were left out (not-json 1)" in told.stderr
    used = command(*inputs, "-o", work / "out", "--learned", learned, "--quiet")
    assert subprocess.run(used, check=False, env=environment()).returncode == 1
    assert all(len(document["removed"]) == 1 for document in documents(work / "out"))
