"""A file that crashes, hangs or starves its reader costs what is left of it, and the run goes on."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from .helpers import article, call, contents, documents, quarantine, write_lines

#: Reads lines as records; a line may tell it to do something else.
READER = '''
import ctypes, os, sys, time
from normalizer import Document, hookimpl, plugin
from normalizer.formats import Item

def eat():
    kept = []
    while True:
        kept.append(bytearray(1 << 24))

def loop():
    while True:
        pass

ACTS = {
    b"segfault": lambda: ctypes.string_at(0),
    b"exit": lambda: os._exit(0),
    b"sys-exit": lambda: sys.exit(3),
    b"interrupt": lambda: (_ for _ in ()).throw(KeyboardInterrupt),
    b"sleep": lambda: time.sleep(1000),
    b"loop": loop,
    b"eat": eat,
    b"raise": lambda: 1 / 0,
}

class Puppet:
    name = "puppet"
    suffixes = (".puppet",)

    def read(self, stream, options):
        for number, line in enumerate(stream, 1):
            ACTS.get(line.strip(), lambda: None)()
            yield Item(content=line, record=number)

@plugin
class Puppets:
    """Read files whose lines say what the reader does."""

    @hookimpl
    def readers(self):
        return [Puppet()]
'''
#: Far more than any act needs that does not run away, however slow the machine; "loop" takes all of it.
LIMITS = ("--document-seconds", 2, "--memory", 400)


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    file = tmp_path / "reader.py"
    file.write_text(READER, "utf-8")
    return file


def crawl(folder: Path, acts: list[str], good: int = 40) -> Path:
    """Make a folder with a file for each act: good lines, the act, and lines that can't be reached."""
    for number, act in enumerate(acts):
        lines = [f"The river rose {n} feet." for n in range(good)]
        (folder / f"{number}-{act}.puppet").write_text("\n".join([*lines, act, "Not reached."]), "utf-8")
    (folder / "z-last.txt").write_text(article(), "utf-8")
    return folder


def test_hard_faults_of_a_reader_cost_the_rest_of_its_file(tmp_path: Path, reader: Path) -> None:
    acts = ["segfault", "exit", "interrupt", "loop", "sys-exit", "raise"]
    folder = tmp_path / "crawl"
    folder.mkdir()
    result = call(crawl(folder, acts), "-o", tmp_path / "out", "--plugin", reader, *LIMITS)
    assert result.returncode == 1, result.stderr
    held = quarantine(tmp_path / "out")
    assert [row["file"] for row in held] == [f"{number}-{act}.puppet" for number, act in enumerate(acts)]
    reasons = ["crash", "crash", "crash", "time-limit", "reader-failed", "reader-failed"]
    assert [row["reason"] for row in held] == reasons
    assert {row["plugin"] for row in held} == {"puppet"}
    assert len(documents(tmp_path / "out")) == 40 * len(acts) + 1


def test_a_reader_that_waits_forever_costs_the_rest_of_its_file(tmp_path: Path, reader: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    assert (
        call(crawl(folder, ["sleep"]), "-o", tmp_path / "out", "--plugin", reader, "--wall-seconds", 8).returncode == 1
    )
    assert [row["reason"] for row in quarantine(tmp_path / "out")] == ["hang"]
    assert len(documents(tmp_path / "out")) == 41


def test_a_reader_that_eats_memory_costs_the_rest_of_its_file(tmp_path: Path, reader: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    limits = ("--memory", 300, "--document-seconds", 240)  # memory ends it, and not time
    assert call(crawl(folder, ["eat"]), "-o", tmp_path / "out", "--plugin", reader, *limits).returncode == 1
    assert [row["reason"] for row in quarantine(tmp_path / "out")] == ["memory"]
    assert len(documents(tmp_path / "out")) == 41


def test_a_reader_that_crashes_gives_the_same_for_any_limit_and_number_of_workers(tmp_path: Path, reader: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    crawl(folder, ["segfault", "exit"], good=100)
    shared = (folder, "--plugin", reader, *LIMITS)
    call(*shared, "-o", tmp_path / "one", "--workers", 1)
    call(*shared, "-o", tmp_path / "two", "--workers", 2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    # The record that stands for what is left of a file counts, too.
    call(*shared, "-o", tmp_path / "few", "--limit", 101)
    assert [row["file"] for row in quarantine(tmp_path / "few")] == ["0-segfault.puppet"]
    assert len(documents(tmp_path / "few")) == 100


def test_input_files_are_in_the_manifest_with_their_checksums(tmp_path: Path) -> None:
    folder = tmp_path / "crawl"
    folder.mkdir()
    records = [{"id": str(number), "text": article()} for number in range(50)]
    write_lines(folder / "a.jsonl", *records)
    write_lines(folder / "b.jsonl", *records[:30], b"not json")
    (folder / "c.txt").write_text(article(), "utf-8")
    (folder / "d.txt").write_bytes(b"")
    (folder / "e.jsonl.gz").write_bytes(b"\x1f\x8b\x08\0cut off")
    call(folder, "-o", tmp_path / "out")
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_bytes())["inputs"]
    for one in inputs:
        data = (folder / one["name"]).read_bytes()
        assert (one["size"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert [one["name"] for one in inputs] == ["a.jsonl", "b.jsonl", "c.txt", "d.txt", "e.jsonl.gz"]
    call(folder, "-o", tmp_path / "few", "--limit", 60)
    inputs = json.loads((tmp_path / "few" / "manifest.json").read_bytes())["inputs"]
    assert [bool(one["sha256"]) for one in inputs] == [True, False, False, False, False]
