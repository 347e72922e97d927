"""The data files are those that the tools make."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from normalizer_names.given import NICKNAME, SIBLING, related

TOOLS = Path(__file__).parents[2] / "tools"


def test_the_groups_of_given_names_are_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location("names_build_groups", TOOLS / "names_build_groups.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.TARGET.read_text("utf-8") == tool.build(), "run tools/names_build_groups.py"


def test_groups_hold_the_names_of_the_package_and_our_own() -> None:
    assert related("Tony", "Antony") == NICKNAME
    assert related("Bill", "Willy") in (NICKNAME, SIBLING)
    assert related("Tony", "Peter") == 0.0
