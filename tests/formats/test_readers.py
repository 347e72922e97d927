"""What readers make of records, and formats that a plugin brings along."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import Config, Document, Item, PluginError, hookimpl
from normalizer.batch import run
from normalizer.formats import BadRecord, Fields, Reader, ReadOptions, Writer
from normalizer.formats.builtin import formats
from normalizer.formats.json_records import Json, JsonLines, decode
from normalizer.plugins import declared

from ..batch.helpers import BUNDLED

OPTIONS = ReadOptions()


def read(reader: Reader, data: bytes, options: ReadOptions = OPTIONS) -> list[Item | BadRecord]:
    return list(reader.read(io.BytesIO(data), options))


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(_json)
def test_json_decodes_as_it_should(value: object) -> None:
    assert decode(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    try:
        decode(data)
    except ValueError:
        return
    json.loads(data)


def test_half_a_surrogate_pair_is_no_reason_to_refuse_a_record() -> None:
    (item,) = read(JsonLines(), b'{"text": "a \\ud800 b"}\n')
    assert isinstance(item, Item)
    assert item.content == "a \ud800 b"


@pytest.mark.parametrize(
    "text", [b"NaN", b"Infinity", b"1e999", b"9" * 6000, b"{'a': 1}", b'{"a": "\\ud800", "b": NaN}']
)
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="JSON"):
        decode(text)


def test_a_mark_at_the_start_and_windows_lines() -> None:
    items = read(JsonLines(), b'\xef\xbb\xbf{"text": "a"}\r\n\r\n{"text": "b"}\r\n')
    assert [(item.content, item.record) for item in items if isinstance(item, Item)] == [("a", 1), ("b", 3)]


def test_utf_16_is_one_bad_record() -> None:
    (bad,) = read(JsonLines(), '{"text": "a"}\n'.encode("utf-16"))
    assert isinstance(bad, BadRecord)
    assert bad.reason == "not-utf8"


def test_a_json_file_holds_a_record_or_a_list() -> None:
    assert [item.content for item in read(Json(), b'[{"text": "a"}, {"text": "b"}]') if isinstance(item, Item)] == [
        "a",
        "b",
    ]
    assert [item.content for item in read(Json(), b'{\n "text": "a"\n}') if isinstance(item, Item)] == ["a"]
    (bad,) = read(Json(), b"[1")
    assert isinstance(bad, BadRecord)


def test_which_field_counts() -> None:
    def content(**record: object) -> tuple[object, object]:
        (item,) = read(JsonLines(), json.dumps(record).encode())
        assert isinstance(item, Item), item
        return item.content, item.media_type

    assert content(text="a", html="<p>b") == ("a", None)
    assert content(text="", html="<p>b") == ("<p>b", "text/html")
    assert content(text=None, body="c") == ("c", None)
    (bad,) = read(JsonLines(), b'{"text": "a"}', ReadOptions(fields=Fields(text=("story",), html=())))
    assert isinstance(bad, BadRecord)
    assert "story" in bad.message
    assert "--text-field" in bad.message


class Recipes:
    """A third party's formats."""

    class Cards:
        name = "cards"
        suffixes = (".cards",)

        def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord]:
            for number, card in enumerate(stream.read().split(b"---"), 1):
                if card.strip() == b"stop":
                    raise RuntimeError("jammed")
                yield Item(content=card, record=number)

    class Titles:
        name = "words"
        suffix = ".words.txt"

        def encode(self, document: Document) -> bytes:
            return f"{len(document.text.split())}\n".encode()

    @hookimpl
    def readers(self) -> Iterable[Reader]:
        return [self.Cards()]

    @hookimpl
    def writers(self) -> Iterable[Writer]:
        return [self.Titles()]


def test_a_plugin_brings_formats_along(tmp_path: Path) -> None:
    (tmp_path / "plugin.py").write_text(
        "from tests.formats.test_readers import Recipes as Base\n"
        "from normalizer import hookimpl, plugin\n"
        "@plugin\nclass Recipes(Base):\n    'Cards in, numbers of words out.'\n",
        "utf-8",
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.cards").write_bytes(b"one two---three---stop---four")
    (tmp_path / "in" / "b.txt").write_bytes(b"five six seven")
    config = Config(disable=BUNDLED, plugin_files=(str(tmp_path / "plugin.py"),))
    summary = run([tmp_path / "in"], tmp_path / "out", config=config, writer="words", workers=1)
    assert (tmp_path / "out" / "documents.words.txt").read_text() == "2\n1\n3\n"
    assert summary.reasons == {"reader-failed": 1}
    row = json.loads((tmp_path / "out" / "quarantine.jsonl").read_bytes())
    assert (row["plugin"], row["file"]) == ("cards", "a.cards")
    assert "RuntimeError: jammed" in row["message"]


def test_a_reader_that_is_none_is_named() -> None:
    class Wrong:
        @hookimpl
        def readers(self) -> Iterable[object]:
            return ["jsonl"]

    with pytest.raises(PluginError, match="plugin 'wrong': readers must give objects with name, suffixes and read"):
        formats([declared(Wrong())])


def test_the_longest_ending_wins() -> None:
    known = formats([])
    assert [
        getattr(known.reader_of(name), "name", None) for name in ("a.jsonl.gz", "A.HTM", "b.json", "c.pdf", "d")
    ] == [
        "jsonl",
        "html",
        "json",
        None,
        None,
    ]
