"""Entry points are found without `importlib.metadata`, and the same ones."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib import metadata
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from pathlib import Path

import pytest

from normalizer.entry_points import entry_points

GROUP = "tides.tables"
OF_PYTHON = (BuiltinImporter, FrozenImporter, PathFinder)
METADATA = "Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nVersion: 7\n\nVersion: 9\n"


def install(folder: Path, name: str, entries: str, kind: str = "dist-info") -> None:
    about = folder / f"{name}-1.0.{kind}"
    about.mkdir()
    (about / ("METADATA" if kind == "dist-info" else "PKG-INFO")).write_text(METADATA.format(name=name), "utf-8")
    (about / "entry_points.txt").write_text(entries, "utf-8")


def told(group: str = GROUP) -> list[tuple[str, str, tuple[str, str]]]:
    return sorted((entry.name, entry.value, entry.distribution) for entry in entry_points(group))


def expected(group: str = GROUP) -> list[tuple[str, str, tuple[str, str]]]:
    found = metadata.entry_points(group=group)
    return sorted((e.name, e.value, (e.dist.name, e.dist.version) if e.dist else ("", "")) for e in found)


@pytest.mark.parametrize("group", ["normalizer", "article_normalizer.commands", "console_scripts", "pytest11"])
def test_what_is_installed_here_is_found(group: str) -> None:
    assert told(group) == expected(group) != []


def test_sections_comments_and_spaces_are_read_as_the_format_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    assert told() == []
    install(
        tmp_path,
        "tides",
        "[other]\nno = a:b\n\n[tides.tables]\n# not = this:one\n  high = json:decoder.JSONDecoder [extra]\nlow=json\n"
        "[last]\nno = c:d\n",
    )
    assert [name for name, _, _ in told()] == ["high", "low"]  # a plugin that was installed a moment ago
    assert told() == expected()
    import json

    loaded = {entry.name: entry.load() for entry in entry_points(GROUP)}
    assert loaded == {"high": json.decoder.JSONDecoder, "low": json}


def test_the_first_of_two_distributions_of_one_name_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, name, entry in (("first", "high_tides", "high = a:b"), ("second", "High.Tides", "low = c:d")):
        (tmp_path / folder).mkdir()
        install(tmp_path / folder, name, f"[{GROUP}]\n{entry}\n")
    monkeypatch.syspath_prepend(tmp_path / "second")
    monkeypatch.syspath_prepend(tmp_path / "first")
    assert told() == expected() == [("high", "a:b", ("high_tides", "1.0"))]


def test_folders_of_other_installers_are_read_and_broken_ones_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another test may have imported a library that brings a finder of its own.
    monkeypatch.setattr(sys, "meta_path", [finder for finder in sys.meta_path if finder in OF_PYTHON])
    monkeypatch.syspath_prepend(tmp_path / "not there")
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "tides", f"[{GROUP}]\nhigh = a:b\n", "egg-info")
    install(tmp_path, "broken", "")
    (tmp_path / "broken-1.0.dist-info" / "entry_points.txt").write_bytes(b"\xff\xfe[")
    (tmp_path / "empty-1.0.dist-info").mkdir()
    assert told() == [("high", "a:b", ("tides", "1.0"))]


def test_a_zip_file_on_the_path_is_searched_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "tides.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("tides-1.0.dist-info/METADATA", METADATA.format(name="tides"))
        file.writestr("tides-1.0.dist-info/entry_points.txt", f"[{GROUP}]\nhigh = a:b\n")
    monkeypatch.syspath_prepend(archive)
    assert told() == expected() == [("high", "a:b", ("tides", "1.0"))]


def test_help_does_without_the_costly_module() -> None:
    code = "import sys; from normalizer.cli import _of_plugins; assert _of_plugins(); print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "importlib.metadata" not in answer.split()
