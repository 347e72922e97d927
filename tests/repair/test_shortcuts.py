"""What the shortcuts take for granted holds for the installed ftfy and Unicode tables."""

from __future__ import annotations

import unicodedata

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_repair import _encoding, _engine, _normal, _scan, repair, undo
from tests.repair.pieces import broken_texts


def test_the_installed_ftfy_is_known() -> None:
    _scan.check_ftfy()
    assert type(_engine.engine(ftfy.TextFixerConfig())) is _engine.Engine


@settings(max_examples=400, deadline=None)
@given(broken_texts)
def test_badness_is_found_just_where_ftfy_finds_it(text: str) -> None:
    assert _encoding.is_bad(text) == ftfy.badness.is_bad(text)


def test_characters_that_are_passed_over_never_change_in_nfc() -> None:
    """Each is its own NFC, of combining class 0, and never the second part of a composed character."""
    seconds = {*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)}
    for code in range(0x30000):
        parts = unicodedata.decomposition(chr(code))
        if parts and not parts.startswith("<"):
            seconds.update(int(part, 16) for part in parts.split()[1:])
    for first, last in _scan._INERT_IN_NFC:
        for code in range(first, last + 1):
            character = chr(code)
            assert code not in seconds, hex(code)
            assert not unicodedata.combining(character), hex(code)
            assert unicodedata.normalize("NFC", character) == character, hex(code)


def test_no_combining_mark_is_a_word_character() -> None:
    """So that long runs of marks are found by a search for what is no word character."""
    for code in range(0x110000):
        first = unicodedata.normalize("NFD", chr(code))[0]
        if unicodedata.combining(first):
            assert not chr(code).isalnum(), hex(code)


@given(
    st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
    st.lists(st.sampled_from("a\u0301\u0323\u0344\u0f73\u0f71\u093c\u0958\u1161\uff9e\ufb1d\u0345 é"), max_size=90),
    st.integers(0, 60),
)
def test_normalization_of_long_runs_is_exact(form: _normal.Form, marks: list[str], times: int) -> None:
    text = "".join(marks) * max(times, 1)
    assert _normal.normalize(form, text) == unicodedata.normalize(form, text)


@settings(max_examples=100, deadline=None)
@given(broken_texts)
def test_an_unknown_ftfy_is_used_as_it_is(text: str) -> None:
    plain = _engine.PlainEngine(ftfy.TextFixerConfig())
    assert plain.fix(text) == ftfy.fix_text(text, ftfy.TextFixerConfig())


def test_another_ftfy_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    config = ftfy.TextFixerConfig(remove_terminal_escapes=False)
    monkeypatch.setattr(ftfy, "FIXERS", {**ftfy.FIXERS, "fix_everything": str.upper})
    _engine.engine.cache_clear()
    try:
        assert type(_engine.engine(config)) is _engine.PlainEngine
        fixed, changes = repair("“caf\xc3\xa9” &amp; more", config)
        assert fixed == '"café" & more'
        assert undo(fixed, changes) == "“caf\xc3\xa9” &amp; more"
    finally:
        _engine.engine.cache_clear()
