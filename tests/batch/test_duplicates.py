"""Documents that repeat earlier ones are found, whatever the number of workers and the division of the input."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer import Config
from normalizer.batch import merge, run
from normalizer.batch.shards import Target

pytest.importorskip("rensa")

from normalizer.batch.duplicates import Originals, print_of, similarity

from .helpers import BUNDLED, contents, documents, rows, write_lines

PLAIN = Config(disable=BUNDLED)
WORDS = ["harbour", "bridge", "council", "rain", "minister", "school", "river", "market", "winter", "night", "old"]


def text_of(seed: int, words: int = 120) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) + str(rng.randrange(50)) for _ in range(words)) + "."


def changed(text: str, seed: int, words: int = 2) -> str:
    """Change a few words of a text."""
    rng, parts = random.Random(seed), text.split()
    for _ in range(words):
        parts[rng.randrange(len(parts))] = "changed"
    return " ".join(parts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    texts = [text_of(n) for n in range(8)]
    write_lines(folder / "a.jsonl", *({"id": f"a{n}", "text": text} for n, text in enumerate(texts)))
    write_lines(folder / "b.jsonl", *({"id": f"b{n}", "text": changed(text, n)} for n, text in enumerate(texts[:4])))
    write_lines(
        folder / "c.jsonl", {"id": "c", "text": texts[5]}, {"id": "c", "text": texts[6]}, {"id": "d", "text": "?"}
    )
    write_lines(folder / "e.jsonl", {"id": "e", "text": "?"}, {"id": "f", "text": text_of(99)}, {"text": text_of(99)})
    return folder


EXPECTED = {"b0": "a0", "b1": "a1", "b2": "a2", "b3": "a3", "c": "a5", "c~c.jsonl:2": "a6", "e.jsonl:3": "f"}


def test_later_documents_say_which_they_repeat(tmp_path: Path, folder: Path) -> None:
    summary = run([folder], tmp_path / "out", config=PLAIN, workers=2, duplicates="flag")
    found = {one["id"]: one["duplicate_of"] for one in documents(tmp_path / "out") if one["duplicate_of"]}
    assert found == EXPECTED
    assert (summary.documents, summary.duplicates, summary.dropped) == (18, 7, 0)


def test_dropped_documents_are_counted_and_recorded(tmp_path: Path, folder: Path) -> None:
    summary = run([folder], tmp_path / "out", config=PLAIN, workers=2, duplicates="drop")
    assert (summary.records, summary.documents, summary.dropped) == (18, 11, 7)
    assert summary.reasons == {"duplicate": 7}
    dropped = rows(tmp_path / "out" / "dropped.jsonl")
    assert {row["id"]: row["duplicate_of"] for row in dropped} == EXPECTED
    assert {(row["file"], row["record"]) for row in dropped[:2]} == {("b.jsonl", 1), ("b.jsonl", 2)}
    assert not {one["id"] for one in documents(tmp_path / "out")} & set(EXPECTED)


def test_nothing_is_looked_for_unless_asked(tmp_path: Path, folder: Path) -> None:
    summary = run([folder], tmp_path / "out", config=PLAIN, workers=1)
    assert (summary.documents, summary.duplicates) == (18, 0)
    assert not any(one["duplicate_of"] for one in documents(tmp_path / "out"))


@pytest.mark.parametrize("what", ["flag", "drop"])
def test_the_same_for_any_number_of_workers_and_any_division(tmp_path: Path, folder: Path, what: str) -> None:
    run([folder], tmp_path / "one", config=PLAIN, workers=1, duplicates=what)
    run([folder], tmp_path / "three", config=PLAIN, workers=3, duplicates=what)
    assert contents(tmp_path / "one") == contents(tmp_path / "three")
    for of in (2, 4):
        parts = [tmp_path / f"{of}-{number}" for number in range(1, of + 1)]
        for number, part in enumerate(parts, 1):
            run([folder], part, config=PLAIN, workers=1, duplicates=what, shard=(number, of))
        merge(parts, tmp_path / f"joined{of}")
        assert contents(tmp_path / f"joined{of}") == contents(tmp_path / "one")


def test_formats_without_a_field_for_it_say_it_too(tmp_path: Path, folder: Path) -> None:
    run([folder], tmp_path / "out", config=PLAIN, workers=1, duplicates="flag", writer="markdown")
    marked = (tmp_path / "out" / "documents" / "00001" / "b0.md").read_text("utf-8")
    assert '\nduplicate_of: "a0"\n' in marked


def test_merge_can_be_told_otherwise(tmp_path: Path, folder: Path) -> None:
    run([folder], tmp_path / "part", config=PLAIN, workers=1, shard=(1, 1))
    summary = merge([tmp_path / "part"], tmp_path / "out", target=Target(duplicates="drop"))
    assert summary.dropped == 7


def test_similarity_is_about_the_share_of_common_shingles() -> None:
    text = text_of(1, 2000)
    words = text.split()
    for share in (0.95, 0.8, 0.5, 0.0):
        other = " ".join(words[: int(len(words) * share)] + text_of(2, 2000).split()[: int(len(words) * (1 - share))])
        one, two = print_of(text), print_of(other)
        assert one and two
        jaccard = share / (2 - share)
        assert similarity(one.sketch, two.sketch) == pytest.approx(jaccard, abs=0.15)


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    text = "".join(chr(0x4E00 + random.Random(3).randrange(900) + n % 97) for n in range(400))
    one, two, other = print_of(text), print_of(text[:200] + "\u7684" + text[200:]), print_of(text[::-1])
    assert one and two and other
    assert similarity(one.sketch, two.sketch) > 0.9
    assert similarity(one.sketch, other.sketch) < 0.2


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_equal_texts_are_found_and_an_original_is_never_a_duplicate(texts: list[str]) -> None:
    originals = Originals(sqlite3.connect(":memory:"))
    found: dict[int, str | None] = {}
    for number, text in enumerate(texts):
        own = print_of(text)
        found[number] = None if own is None else originals.original_of(str(number), own)
    for number, text in enumerate(texts):
        original = found[number]
        assert original is None or found[int(original)] is None
        if text in texts[:number] and print_of(text):
            assert original is not None
