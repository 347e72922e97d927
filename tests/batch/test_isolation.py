"""A plugin that crashes, hangs or eats memory costs one record at most, and the run goes on."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from .helpers import article, call, contents, documents, puppet, quarantine, wait_until, write_lines

#: Far more than any act needs that does not run away, however slow the machine; "loop" takes all of it.
SECONDS = 2


def run_acts(
    folder: Path, acts: list[str], *, workers: int = 2, seconds: float = SECONDS, wall: float = 240
) -> tuple[Path, bytes]:
    """Clean a good record, and then each act with two good records after it."""
    records = [{"id": "good", "text": article()}]
    for act in acts:
        records.append({"id": act, "text": article(act)})
        records += [{"id": f"after-{act}-{n}", "text": article()} for n in range(2)]
    file = write_lines(folder / "in.jsonl", *records)
    out = folder / f"out{workers}"
    limits = ("--plugin-seconds", seconds, "--document-seconds", 5 * seconds, "--wall-seconds", wall, "--memory", 400)
    result = call(file, "-o", out, "--plugin", puppet(folder), *limits, "--workers", workers)
    assert result.returncode in (0, 1), result.stderr
    summary = json.loads((out / "summary.json").read_bytes())
    assert summary["records"] == len(records) == len(documents(out)) + len(quarantine(out))
    return out, result.stdout + result.stderr


def test_soft_faults_cost_the_plugin_its_changes(tmp_path: Path) -> None:
    out, _ = run_acts(tmp_path, ["raise", "interrupt", "sys-exit", "loop"])
    failures = {one["id"]: [f["error"] for f in one["failures"]] for one in documents(out) if one["failures"]}
    assert failures == {
        "raise": ["ZeroDivisionError"],
        "interrupt": ["RuntimeError"],
        "sys-exit": ["SystemExit"],
        "loop": ["TimeLimitError"],
    }
    assert quarantine(out) == []
    cleaned = [one for one in documents(out) if not one["failures"]]
    assert all(len(one["removed"]) == 1 for one in cleaned)


def test_a_plugin_that_eats_memory_loses_its_changes(tmp_path: Path) -> None:
    out, _ = run_acts(tmp_path, ["eat", "eat"], seconds=60)  # memory ends it, and not time
    assert [f["error"] for one in documents(out) for f in one["failures"]] == ["MemoryError"] * 2
    assert quarantine(out) == []


def test_hard_faults_cost_one_record_that_is_kept(tmp_path: Path) -> None:
    acts = ["os-exit", "segfault", "kill", "sleep", "deaf"]
    out, _ = run_acts(tmp_path, acts, wall=8)
    held = {row["id"]: row for row in quarantine(out)}
    assert list(held) == acts
    assert [held[act]["reason"] for act in acts] == ["crash", "crash", "crash", "hang", "hang"]
    for act in acts:
        assert held[act]["plugin"] == "puppet"
        assert json.loads(held[act]["text"]) == {"id": act, "text": article(act)}
    assert not any(one["failures"] for one in documents(out))


def test_what_a_plugin_leaves_behind_harms_nobody(tmp_path: Path) -> None:
    acts = ["print", "close", "low-recursion", "alarm", "thread", "child", "fork", *["leak"] * 9]
    out, said = run_acts(tmp_path, acts)
    assert quarantine(out) == []
    assert not any(one["failures"] for one in documents(out))
    assert b"NOISE" not in said


def test_faults_are_the_same_for_any_number_of_workers(tmp_path: Path) -> None:
    acts = ["raise", "os-exit", "loop", "kill", "sys-exit"]
    one, _ = run_acts(tmp_path, acts, workers=1)
    three, _ = run_acts(tmp_path, acts, workers=3)
    assert contents(one) == contents(three)


def test_no_process_is_left_behind(tmp_path: Path) -> None:
    run_acts(tmp_path, ["child", "thread", "kill"])
    marker = os.fsencode(tmp_path)
    wait_until(lambda: not any(marker in command for command in commands()))
    assert not [command for command in commands() if marker in command]


def commands() -> Iterator[bytes]:
    """Give the command line of each process there is."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            yield (process / "cmdline").read_bytes()
