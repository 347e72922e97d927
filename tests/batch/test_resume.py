"""Killed at any moment, the same command goes on, and the output is that of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .helpers import PATIENCE, article, call, command, contents, environment, puppet, wait_until, write_lines


@pytest.fixture
def work(tmp_path: Path) -> Path:
    records = [{"id": str(n), "text": article("slow") + f" {n}"} for n in range(300)]
    write_lines(tmp_path / "a.jsonl", *records[:70], b"bad", records[0])
    write_lines(tmp_path / "b.jsonl", *records[70:])
    puppet(tmp_path)
    return tmp_path


def arguments(work: Path, name: str) -> list[object]:
    inputs = [work / "a.jsonl", work / "b.jsonl"]
    return [*inputs, "-o", work / name, "--plugin", work / "puppet.py", "--workers", 2, "--quiet"]


def started(work: Path, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command(*arguments(work, name)), stderr=subprocess.PIPE, env=environment())


def committed(work: Path, name: str, size: int = 1) -> Callable[[], bool]:
    """Tell whether a run has written so many bytes of documents."""
    part = work / name / ".run" / "parts" / "documents.jsonl"
    return lambda: part.exists() and part.stat().st_size >= size


def workers_of(process: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(one) for one in children.read_text().split()]


def runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_run_that_is_killed_again_and_again_ends_as_if_nothing_had_been(work: Path) -> None:
    assert call(*arguments(work, "whole")).returncode == 1
    rng = random.Random(3)
    for attempt in range(4):
        process = started(work, "killed")
        wait_until(committed(work, "killed", rng.randrange(1, 60_000)), process)
        workers = workers_of(process) if process.poll() is None else []
        if attempt % 2:
            for worker in workers:
                os.kill(worker, signal.SIGKILL)
        process.kill()
        process.communicate()
        wait_until(lambda: not any(map(runs, workers)))  # noqa: B023 - called in this round
        assert not any(map(runs, workers))
        assert not (work / "killed" / "documents.jsonl").exists() or process.returncode == 1
        if process.returncode == 1:
            break
    if process.returncode != 1:
        assert call(*arguments(work, "killed")).returncode == 1
    assert contents(work / "killed") == contents(work / "whole")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_run_soon_and_the_same_command_goes_on(work: Path, number: signal.Signals) -> None:
    process = started(work, "stopped")
    wait_until(committed(work, "stopped"), process)
    workers = workers_of(process)
    process.send_signal(number)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"goes on" in said
    assert not any(map(runs, workers))
    assert not (work / "stopped" / "documents.jsonl").exists()
    assert call(*arguments(work, "whole")).returncode == 1
    assert call(*arguments(work, "stopped")).returncode == 1
    assert contents(work / "stopped") == contents(work / "whole")


def test_an_unfinished_run_goes_on_only_as_the_same_run(work: Path) -> None:
    process = started(work, "out")
    wait_until(committed(work, "out"), process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    other = call(*arguments(work, "out"), "--keep-source")
    assert other.returncode == 2
    assert b"an unfinished run is there, with other configuration" in other.stderr
    plugin = work / "puppet.py"
    before = plugin.read_text("utf-8")
    plugin.write_text(before + "# changed", "utf-8")
    assert b"with other plugin files" in call(*arguments(work, "out")).stderr
    plugin.write_text(before, "utf-8")
    write_lines(work / "b.jsonl", {"text": "something else"})
    changed = call(*arguments(work, "out"))
    assert changed.returncode == 2
    assert b"other inputs" in changed.stderr
    assert call(*arguments(work, "out"), "--overwrite").returncode == 1


def test_a_second_run_on_the_same_output_is_refused(work: Path) -> None:
    process = started(work, "out")
    wait_until(committed(work, "out", 0), process)
    second = call(*arguments(work, "out"))
    process.kill()
    process.communicate()
    assert second.returncode == 2
    assert b"another run is writing there now" in second.stderr


def test_a_signal_while_it_waits_for_standard_input(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("-", "-o", tmp_path / "out"), stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        wait_until((tmp_path / "out" / ".run" / "parts" / "documents.jsonl").exists, process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE) == 130
    assert not (tmp_path / "out").exists()
