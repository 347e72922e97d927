"""A run can be told to end once a plugin fails again and again; it keeps what it did, and goes on when it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from .helpers import article, call, contents, puppet, write_lines

ACTS = ["raise", "nothing", "raise", "raise", "nothing", "raise", "os-exit", "raise", "nothing", "raise"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "in.jsonl", *({"id": f"{n}-{a}", "text": article(a)} for n, a in enumerate(ACTS)))


@pytest.mark.parametrize("workers", [1, 2])
def test_the_run_ends_at_the_same_record_and_goes_on_from_there(source: Path, tmp_path: Path, workers: int) -> None:
    common = ("--plugin", puppet(tmp_path), "--workers", workers, "--quiet")
    undisturbed, out = tmp_path / "undisturbed", tmp_path / "out"
    assert call(source, "-o", undisturbed, *common).returncode == 1

    ended = call(source, "-o", out, *common, "--give-up-after", 3)
    message = ended.stderr.decode()
    assert ended.returncode == 2
    assert "plugin 'puppet' failed on 3 documents in a row, the last time on 7-raise (ZeroDivisionError" in message
    assert "the same command goes on from there" in message and "--disable puppet" in message
    assert not (out / "documents.jsonl").exists()
    # Seven documents, and the one that ended its process, are kept.
    assert (out / ".run" / "parts" / "documents.jsonl").read_bytes().count(b"\n") == 7
    assert (out / ".run" / "quarantine.jsonl.part").read_bytes().count(b"\n") == 1

    assert call(source, "-o", out, *common).returncode == 1
    assert contents(out) == contents(undisturbed)


def test_fewer_in_a_row_are_no_reason_to_end(source: Path, tmp_path: Path) -> None:
    done = call(source, "-o", tmp_path / "out", "--plugin", puppet(tmp_path), "--give-up-after", 4)
    assert done.returncode == 1, done.stderr
