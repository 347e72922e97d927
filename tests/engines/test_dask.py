"""Runs on a real Dask cluster of several processes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from normalizer.batch.shards import merge

pytest.importorskip("distributed", reason="Dask is not installed")

from ..batch.helpers import PATIENCE, article, command, contents, environment, puppet, wait_until, write_lines
from ..batch.test_learn import REPEATS

#: A slow machine must not fail a test.
PATIENT = {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "240s", "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "240s"}
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    records = [{"id": str(n), "text": article("slow") + f" {n}"} for n in range(200)]
    write_lines(tmp_path / "a.jsonl", *records[:70], b"bad", {"id": "exits", "text": article("os-exit")})
    write_lines(tmp_path / "b.jsonl", *records[70:])
    puppet(tmp_path)
    (tmp_path / "repeats.py").write_text(REPEATS, "utf-8")
    return tmp_path


def arguments(work: Path, name: str, *more: object) -> list[object]:
    inputs = [work / "a.jsonl", work / "b.jsonl", "-o", work / name, "--plugin", work / "puppet.py"]
    return [*inputs, "--plugin", work / "repeats.py", "--workers", 2, "--quiet", *more]


def call(work: Path, name: str, *more: object) -> int:
    done = subprocess.run(
        command(*arguments(work, name, *more)),
        check=False,
        env=_environment(),
        timeout=2 * PATIENCE,
        capture_output=True,
    )
    assert b"Traceback" not in done.stderr
    return done.returncode


def begun(work: Path, *arguments: object) -> subprocess.Popen[bytes]:
    """Start a run, and wait until it has written some documents."""
    process = subprocess.Popen(command(*arguments), env=_environment(), stderr=subprocess.PIPE)
    parts = work / "dask"
    wait_until(lambda: any(one.stat().st_size for one in parts.rglob("documents*")), process)
    return process


def call_and_kill_a_worker(work: Path, *arguments: object) -> int:
    """Run on a cluster, one of whose workers is killed in the middle."""
    from distributed import Client, LocalCluster

    made: Any = LocalCluster
    with made(n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0") as cluster:
        process = begun(work, *arguments, "--scheduler", cluster.scheduler_address)
        client: Any = Client(cluster.scheduler_address)
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        process.communicate(timeout=2 * PATIENCE)
        client.close()
    return process.returncode


def _environment() -> dict[str, str]:
    # Dask's own warnings are not ours.
    return {**environment(), "PYTHONWARNINGS": "ignore", **PATIENT}


def test_the_output_is_that_of_a_run_on_one_machine(work: Path) -> None:
    assert call(work, "here", "--two-pass") == 1
    assert call(work, "dask", "--two-pass", "--engine", "dask") == 1
    assert contents(work / "dask") == contents(work / "here")


def test_a_killed_worker_costs_nothing_and_an_unreachable_one_is_told(work: Path) -> None:
    assert call(work, "here") == 1
    assert call_and_kill_a_worker(work, *arguments(work, "dask", "--engine", "dask")) == 1
    assert contents(work / "dask") == contents(work / "here")
    assert call(work, "nobody", "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9") == 2
    assert not (work / "nobody").exists()


def test_an_interrupted_run_goes_on_with_or_without_the_engine(work: Path) -> None:
    assert call(work, "here") == 1
    process = begun(work, *arguments(work, "dask", "--engine", "dask"))
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert b"goes on" in said
    assert call(work, "dask") == 1
    assert contents(work / "dask") == contents(work / "here")


def test_workers_read_and_write_shards_and_one_that_is_killed_costs_nothing(work: Path) -> None:
    for number in range(6):
        records = ({"id": f"{number}-{n}", "text": article("slow") + f" {number} {n}"} for n in range(60))
        write_lines(work / f"c{number}.jsonl", *records)
    files = sorted(work.glob("*.jsonl"))
    assert run(work, "here", files) == 1
    more = ["-o", work / "dask", "--plugin", work / "puppet.py", "--quiet", "--engine", "dask", "--shards", 5]
    assert call_and_kill_a_worker(work, *files, *more) == 1
    merge(sorted((work / "dask").iterdir()), work / "whole")
    assert contents(work / "whole") == contents(work / "here")
    # What is whole is not done again; what is missing is.
    shards = sorted((work / "dask").iterdir())
    shutil.rmtree(shards[2])
    before = [one.stat().st_mtime_ns for one in work.glob("dask/*/documents.jsonl")]
    assert run(work, "dask", files, "--engine", "dask", "--shards", 5) == 1
    after = [one.stat().st_mtime_ns for one in work.glob("dask/*/documents.jsonl")]
    assert set(before) < set(after)
    assert run(work, "dask", files, "--engine", "dask", "--shards", 5, "--keep-source") == 2


def run(work: Path, name: str, files: list[Path], *more: object) -> int:
    arguments = [*files, "-o", work / name, "--plugin", work / "puppet.py", "--workers", 2, "--quiet", *more]
    return subprocess.run(
        command(*arguments), check=False, env=_environment(), timeout=2 * PATIENCE, capture_output=True
    ).returncode
