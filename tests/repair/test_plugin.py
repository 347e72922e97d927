"""The plugin in the pipeline."""

from __future__ import annotations

import pickle

import ftfy
import pytest
from hypothesis import given, settings

import normalizer
from normalizer import Document, Pipeline
from normalizer_repair import Repair
from tests.repair.pieces import broken_texts

PIPELINE = Pipeline(plugins=[Repair()])
AS_FTFY = Pipeline(plugins=[Repair(fix_character_width=True)])


def clean(text: str, **options: object) -> Document:
    return Pipeline(plugins=[Repair(**options)]).clean(text)


@settings(max_examples=150, deadline=None)
@given(broken_texts)
def test_restorable_idempotent_and_without_failures(text: str) -> None:
    document = PIPELINE.clean(text)
    assert not document.failures
    assert normalizer.restore(document) == text
    assert PIPELINE.clean(document).text == document.text
    assert PIPELINE.clean(document.text).text == document.text


def test_same_as_ftfy() -> None:
    text = "“One”, itâ€™s &amp; more\n\n“ﬁne” Ｔｗｏ\nthree\n\nlast e\u0301"
    assert AS_FTFY.clean(text).text == ftfy.fix_text(text)


def test_a_tag_keeps_the_entities_of_its_line_only() -> None:
    """So that no line depends on another, which a later plugin may take out."""
    text = "a &amp; b\n\nwrite <b> for &amp;\nbold &amp; “d”\n\nc &amp; “d”"
    cleaned = PIPELINE.clean(text).text
    assert cleaned == 'a & b\n\nwrite <b> for &amp;\nbold & "d"\n\nc & "d"'
    for line in cleaned.split("\n"):
        assert PIPELINE.clean(line).text == line


def test_every_change_is_in_the_ledger() -> None:
    document = PIPELINE.clean("“caf\xc3\xa9”\n\nno change here\n\nit’s ﬁne")
    changes = {(e.before, e.after, e.rule) for e in normalizer.explain(document)}
    assert changes == {
        ("“", '"', "uncurl_quotes"),
        ("”", '"', "uncurl_quotes"),
        ("’", "'", "uncurl_quotes"),
        ("Ã©", "é", "fix_encoding"),
        ("ﬁ", "fi", "fix_latin_ligatures"),
    }


def test_white_space_between_blocks_stays() -> None:
    text = "one\u2028\r\n\r\n“two”\r\n\r\n\x0c\r\nthree"
    document = PIPELINE.clean(text)
    assert not document.failures
    assert normalizer.restore(document) == text
    assert [block.text for block in document.blocks if "two" in block.text] == ['"two"']


@pytest.mark.parametrize(
    "text", ["one \n\ufeff\n two", "one\n\x07 \ntwo", "\x07 one\n\ntwo \ufeff\n\nthree\u2028 four"]
)
def test_what_a_repair_leaves_empty_is_trimmed(text: str) -> None:
    document = PIPELINE.clean(text)
    assert not document.failures
    assert normalizer.restore(document) == text
    assert PIPELINE.clean(document.text).text == document.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("他说：“港口关闭了（两天），真的！”", '他说："港口关闭了（两天），真的！"'),
        ("２０２４年、東京　ﾆｭｰｽ。", "2024年、東京　ニュース。"),
        ("Ｔｈｅ　ｅｎｄ！", "The end!"),
        ("Both （on one line）", "Both (on one line)"),
    ],
)
def test_full_width_punctuation_stays_in_chinese_and_japanese(text: str, expected: str) -> None:
    assert PIPELINE.clean(text).text == expected
    assert AS_FTFY.clean(text).text == ftfy.fix_text(text)


@pytest.mark.parametrize("encoding", ["latin-1", "sloppy-windows-1252"])
@pytest.mark.parametrize(
    "text", ["Il est déjà là", "МИР", "НА СЕВЕР", "他们在街头", "Un café, voilà\n\nСЕВЕР\n\n«à»\n\nest-ce là à"]
)
def test_a_letter_at_the_end_of_a_block_whose_last_byte_reads_as_white_space(text: str, encoding: str) -> None:
    """The no-break space was parted from the block when the gaps were made regular."""
    broken = text.encode().decode(encoding)
    document = AS_FTFY.clean(broken)
    assert document.text == ftfy.fix_text(text)
    assert not document.failures
    assert normalizer.restore(document) == broken
    assert AS_FTFY.clean(document).text == document.text
    assert AS_FTFY.clean(document.text).text == document.text


@pytest.mark.parametrize(
    "text", ["«oui»\xa0\n\nnon", "café\xa0", "caf\xc3\xa9\x85\n\n“two”\xa0", "Ã\xa0\n\nÃ\x85 &amp;"]
)
def test_white_space_at_the_end_of_a_block_stays_parted(text: str) -> None:
    document = AS_FTFY.clean(text)
    assert normalizer.restore(document) == text
    assert AS_FTFY.clean(document).text == document.text == AS_FTFY.clean(document.text).text
    assert not any(block.text[-1].isspace() for block in document.blocks)


def test_options_go_by_ftfys_names() -> None:
    text = "“caf\xc3\xa9” &amp; ﬁn"
    assert clean(text, uncurl_quotes=False).text == "“café” & fin"
    assert clean(text, fix_encoding=False).text == '"caf\xc3\xa9" & fin'
    assert clean(text, unescape_html=False, fix_latin_ligatures=False).text == '"café" &amp; ﬁn'
    assert clean("é", normalization="NFD").text == "e\u0301"
    assert clean("“caf\xc3\xa9” Привет", decode_inconsistent_utf8=False).text == '"caf\xc3\xa9" Привет'


def test_every_option_of_ftfy_is_there_with_its_default() -> None:
    plugin = Repair()
    for name, default in ftfy.TextFixerConfig()._asdict().items():
        if name not in {"explain", "fix_character_width"}:
            assert getattr(plugin, name) == default


def test_positions_map_through_misread_text() -> None:
    received = "Cafe â€œÐšÐ¸ÐµÐ²â€\x9d &amp; Odessa"
    document = PIPELINE.clean(received)
    start = document.text.index("Odessa")
    assert normalizer.Positions(document).received(start, start + 6) == (received.index("Odessa"), len(received))
    start = document.text.index("иев")
    expected = received.index("Ð¸")
    assert normalizer.Positions(document).received(start, start + 3) == (expected, expected + 6)


def test_it_can_be_pickled() -> None:
    plugin = Repair(uncurl_quotes=False)
    Pipeline(plugins=[plugin]).clean("Ã©")
    again = pickle.loads(pickle.dumps(plugin))
    assert again.uncurl_quotes is False


def test_bytes_are_decoded() -> None:
    document = PIPELINE.clean("Гавань закрыта на два дня из-за сильного ветра.".encode("koi8-r"))
    assert document.text == "Гавань закрыта на два дня из-за сильного ветра."
    assert document.source.encoding in {"koi8-r", "koi8-u"}
    assert document.source.replaced == 0
