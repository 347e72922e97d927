"""Every change is on record, can be undone, and names the steps that made it."""

from __future__ import annotations

import pickle

import ftfy
import pytest
from hypothesis import given, settings

from normalizer_repair import fix_text, repair, undo
from tests.repair.pieces import broken_texts


def by_place(text: str) -> list[tuple[int, str, str, str]]:
    changes = repair(text).changes
    return sorted((at, change.before, change.after, change.rule) for change in changes for at in change.at)


@settings(max_examples=500, deadline=None)
@given(broken_texts)
def test_changes_lead_there_and_back(text: str) -> None:
    fixed, changes = repair(text)
    assert fixed == ftfy.fix_text(text, ftfy.TextFixerConfig())
    assert undo(fixed, changes) == text
    end = 0
    for at, before, after in sorted((at, c.before, c.after) for c in changes for at in c.at):
        assert before != after
        assert before
        assert at >= end
        assert text.startswith(before, at)
        end = at + len(before)


def test_clean_text_has_no_changes() -> None:
    text, changes = repair('Nothing is "wrong" here, not even the café.')
    assert (text, changes) == ('Nothing is "wrong" here, not even the café.', ())


def test_changes_are_found_once_and_shown() -> None:
    repaired = repair("“caf\xc3\xa9”")
    assert repaired.changes is repaired.changes
    assert repr(repaired).startswith("Repaired(text='\"café\"', changes=(Replace(before='")


def test_a_repaired_text_can_be_pickled() -> None:
    for text in ("“two”", "“caf\xc3\xa9”\n\x07"):
        fixed, changes = pickle.loads(pickle.dumps(repair(text)))
        assert undo(fixed, changes) == text


def test_quotes_are_recorded_by_position() -> None:
    text = "‘One’ and “two”, it’s"
    changes = {change.before: change.at for change in repair(text).changes}
    assert changes == {"‘": (0,), "’": (4, 19), "“": (10,), "”": (14,)}
    assert {change.rule for change in repair(text).changes} == {"uncurl_quotes"}


def test_each_misread_character_has_its_own_place() -> None:
    assert by_place("un cafÃ© Ã\xa0 NÃ®mes") == [
        (6, "Ã©", "é", "fix_encoding"),
        (9, "Ã\xa0", "à", "fix_encoding"),
        (13, "Ã®", "î", "fix_encoding"),
    ]


def test_good_and_bad_text_on_one_line() -> None:
    assert by_place("Łódź said itâ€™s fine — Привет") == [(12, "â€™", "'", "fix_encoding + uncurl_quotes")]


def test_lines_of_their_own_between_misread_lines() -> None:
    text = "caf\xc3\xa9 \x07\n\x1b[31mred &amp;\ncaf\xc3\xa9\n\x07\nplain\ncaf\xc3\xa9"
    assert by_place(text) == [
        (3, "Ã©", "é", "fix_encoding"),
        (6, "\x07", "", "remove_control_chars"),
        (8, "\x1b[31m", "", "remove_terminal_escapes"),
        (17, "&amp;", "&", "unescape_html"),
        (26, "Ã©", "é", "fix_encoding"),
        (29, "\x07", "", "remove_control_chars"),
        (40, "Ã©", "é", "fix_encoding"),
    ]


def test_the_reason_names_the_encodings() -> None:
    (change,) = repair("caf\xc3\xa9").changes
    assert "UTF-8 had been read as" in change.reason


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("a &amp; b", (2, "&amp;", "&", "unescape_html")),
        ("ﬁn", (0, "ﬁ", "fi", "fix_latin_ligatures")),
        ("Ａ", (0, "Ａ", "A", "fix_character_width")),
        ("a\x07b", (1, "\x07", "", "remove_control_chars")),
        ("a\x1b[0mb", (1, "\x1b[0m", "", "remove_terminal_escapes")),
        ("e\u0301", (0, "e\u0301", "é", "normalize NFC")),
        ("a\rb", (1, "\r", "\n", "fix_line_breaks")),
        ("\ud83d\ude00", (0, "\ud83d\ude00", "😀", "fix_surrogates")),
        ("Ã la", (0, "Ã", "à", "restore_byte_a0 + fix_encoding")),
    ],
)
def test_rules(text: str, change: tuple[int, str, str, str]) -> None:
    assert by_place(text) == [change]


def test_undo_refuses_another_text() -> None:
    changes = repair("“two”").changes
    with pytest.raises(ValueError, match="does not fit"):
        undo("nothing of the kind", changes)


def test_options() -> None:
    text = "“caf\xc3\xa9” &amp;"
    assert repair(text, uncurl_quotes=False).text == "“café” &"
    assert repair(text, fix_encoding=False, unescape_html=False).text == '"caf\xc3\xa9" &amp;'


def test_a_lost_byte_that_stays_one() -> None:
    text = "&#0;\u0432\u0402\xa6"
    for options in ({}, {"replace_lossy_sequences": False}):
        fixed, changes = repair(text, **options)
        assert fixed == ftfy.fix_text(text, ftfy.TextFixerConfig(**options))
        assert undo(fixed, changes) == text


def test_the_result_is_that_of_fix_text() -> None:
    text = "ItÃ¢â‚¬â„¢s &amp;amp; ﬁne\r\n" * 3
    assert repair(text).text == fix_text(text)
