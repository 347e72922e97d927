"""``new`` writes a plugin package that works as it is."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from normalizer.cli.new import command, contents


def new(folder: Path, name: str, *more: str):
    return CliRunner().invoke(command, [name, "--path", str(folder), *more])


def test_a_new_plugin_passes_its_own_tests_and_the_contract(tmp_path: Path) -> None:
    done = new(tmp_path, "sponsored-line")
    assert done.exit_code == 0, done.output
    folder = tmp_path / "normalizer-sponsored-line"
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["name"] == "normalizer-sponsored-line"
    assert project["project"]["entry-points"]["normalizer"] == {
        "sponsored-line": "normalizer_sponsored_line:SponsoredLine"
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "16 passed" in ran.stdout


def test_it_has_all_that_a_package_needs() -> None:
    files = dict(contents("x-ray"))
    assert set(files) == {
        ".github/workflows/test.yml",
        ".gitignore",
        "README.md",
        "pyproject.toml",
        "src/normalizer_x_ray/__init__.py",
        "src/normalizer_x_ray/py.typed",
        "tests/test_plugin.py",
    }
    assert "${{ matrix.python }}" in files[".github/workflows/test.yml"]
    for path, text in files.items():
        assert "$name" not in text and "$package" not in text, path
    compile(files["src/normalizer_x_ray/__init__.py"], "plugin", "exec")


def test_the_prefix_may_be_given_or_left_out(tmp_path: Path) -> None:
    assert new(tmp_path, "normalizer-one").exit_code == 0
    assert (tmp_path / "normalizer-one" / "src" / "normalizer_one").is_dir()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "normalizer-one").mkdir()
    done = new(tmp_path, "one")
    assert done.exit_code == 2
    assert "exists; choose another name" in done.output
    assert not list((tmp_path / "normalizer-one").iterdir())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Photo Credit", "such as 'photo-credit'"),
        ("../evil", "such as 'evil'"),
        ("1st", "such as 'st'"),
        ("", "can't be a plugin's name"),
        ("a" * 51, "at most 50 characters"),
        ("\u00e9t\u00e9", "can't be a plugin's name"),
        ("a--b", "such as 'a-b'"),
        ("none", "would hide Python's or the library's None"),
        ("drop", "the library's Drop; add a word"),
        ("boilerplate", "installed already"),
    ],
)
def test_a_name_that_can_not_be_is_refused_with_another(tmp_path: Path, name: str, message: str) -> None:
    done = new(tmp_path, name)
    assert done.exit_code == 2
    assert message in done.output
    assert not list(tmp_path.iterdir())
