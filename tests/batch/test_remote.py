"""Input on other storage, through fsspec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from normalizer import ConfigError, batch

from .helpers import article, contents, documents, quarantine

CONFIG = {"disable": ["article", "boilerplate", "names", "repair"]}


@pytest.fixture
def storage() -> Iterator[str]:
    system = fsspec.filesystem("memory")
    for name in ("b/two.txt", "a/one.txt", "a/picture.png", "a/deep/three.txt"):
        system.pipe(f"/crawl/{name}", article(name).encode())
    yield "memory://crawl"
    system.rm("/crawl", recursive=True)


def test_a_folder_elsewhere_is_read_like_one_here(storage: str, tmp_path: Path) -> None:
    here = tmp_path / "crawl"
    for name in ("b/two.txt", "a/one.txt", "a/picture.png", "a/deep/three.txt"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(article(name), "utf-8")
    batch.run([storage], tmp_path / "remote", config=CONFIG)
    batch.run([here], tmp_path / "local", config=CONFIG)
    remote, local = contents(tmp_path / "remote"), contents(tmp_path / "local")
    assert remote["documents.jsonl"] == local["documents.jsonl"]
    assert [one["id"] for one in documents(tmp_path / "remote")] == ["a/deep/three.txt", "a/one.txt", "b/two.txt"]


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ("memory://crawl/a/one.txt", ["one.txt"]),
        ("memory://crawl/*/*.txt", ["a/one.txt", "b/two.txt"]),
        ("memory://crawl/a", ["deep/three.txt", "one.txt"]),
        ("memory://crawl/a/picture.png", ["picture.png"]),
    ],
)
def test_files_and_patterns(storage: str, tmp_path: Path, given: str, ids: list[str]) -> None:
    batch.run([given], tmp_path / "out", config=CONFIG)
    assert [one["id"] for one in documents(tmp_path / "out")] == ids


def test_what_can_not_be_read_is_told(storage: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        batch.run(["memory://crawl/nothing"], tmp_path / "out", config=CONFIG)
    with pytest.raises(ConfigError, match="nosuch://x"):
        batch.run(["nosuch://x"], tmp_path / "out", config=CONFIG)


def test_a_file_that_goes_away_is_quarantined(storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: str) -> None:
        raise OSError(5, "the storage is away", address)

    monkeypatch.setattr("normalizer.batch.remote.open_file", refuse)
    batch.run(["memory://crawl/a/one.txt"], tmp_path / "out", config=CONFIG)
    assert [row["reason"] for row in quarantine(tmp_path / "out")] == ["unreadable"]


def test_output_goes_elsewhere_when_it_is_whole(storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    there = "memory://crawl/cleaned"
    summary = batch.run(["memory://crawl/a"], there, config=CONFIG)
    batch.run(["memory://crawl/a"], tmp_path / "here", config=CONFIG)
    system = fsspec.filesystem("memory")
    found = {name.rpartition("/")[2]: system.cat(name) for name in system.find("/crawl/cleaned")}
    assert found == contents(tmp_path / "here")
    assert summary.documents == 2
    assert not list((tmp_path / "temporary").iterdir())
    with pytest.raises(ConfigError, match="output already"):
        batch.run(["memory://crawl/a"], there, config=CONFIG)
    batch.run(["memory://crawl/b"], there, config=CONFIG, overwrite=True)
    assert b"two.txt" in system.cat("/crawl/cleaned/documents.jsonl")


def test_a_copy_that_was_interrupted_goes_on(storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    memory = type(fsspec.filesystem("memory"))
    whole = memory.put_file

    def refuse(self: object, here: str, there: str, **more: object) -> None:
        if there.endswith("summary.json"):
            raise OSError(5, "the storage is away", there)
        whole(self, here, there, **more)

    with monkeypatch.context() as patched:
        patched.setattr(memory, "put_file", refuse)
        with pytest.raises(OSError, match="storage is away"):
            batch.run(["memory://crawl/a"], "memory://crawl/cleaned", config=CONFIG)
    system = fsspec.filesystem("memory")
    assert not system.exists("/crawl/cleaned/manifest.json")
    monkeypatch.setattr("normalizer.batch.job._clean", None)  # nothing is cleaned again
    assert batch.run(["memory://crawl/a"], "memory://crawl/cleaned", config=CONFIG).documents == 2
    assert system.exists("/crawl/cleaned/manifest.json")
