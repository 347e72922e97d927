"""Plugins bring commands through an entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """Give an environment with a distribution that brings commands."""
    about = tmp_path / "tides-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tides\nVersion: 1.0\n", "utf-8")
    entries = "[article_normalizer.commands]\ntides = tides:tides\nbroken = nowhere:at_all\nrun = tides:tides\n"
    (about / "entry_points.txt").write_text(entries, "utf-8")
    code = "import click\n@click.command()\ndef tides():\n    'Tell the tides.'\n    print('high water')\n"
    (tmp_path / "tides.py").write_text(code, "utf-8")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])}


def call(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "normalizer", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environment)


def test_a_plugin_brings_a_command(installed: dict[str, str]) -> None:
    assert call(installed, "tides").stdout == "high water\n"
    listed = call(installed, "--help")
    assert "Commands of plugins" in listed.stdout
    assert "tides" in listed.stdout
    assert "'tides'" in call(installed, "tide").stderr


def test_one_that_does_not_load_harms_nobody_else(installed: dict[str, str]) -> None:
    broken = call(installed, "broken")
    assert broken.returncode == 1
    assert "'broken' of nowhere:at_all did not load" in broken.stderr
    assert "Clean many articles." in call(installed, "run", "--help").stdout
