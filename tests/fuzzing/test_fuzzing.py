"""The fuzzer's targets hold for a few examples here; ``scripts/fuzz`` tries them for as long as one likes."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from .__main__ import attempt, main
from .targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_targets_hold(name: str) -> None:
    attempt(name, number=1, examples=10)


def test_what_fails_is_named_with_the_command_that_repeats_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def is_small(number: int) -> None:
        assert number < 1000

    monkeypatch.setitem(TARGETS, "is_small", (st.integers(0, 10_000), is_small))
    with pytest.raises(AssertionError):
        main(60, 7, ["is_small"])
    assert "is_small fails: python -m tests.fuzzing 1 7 is_small" in capsys.readouterr().err
