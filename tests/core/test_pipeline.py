"""One document through the stages: what goes in, what comes out, in which order, and how long it took."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import msgspec
import pytest

import normalizer
from normalizer import (
    Cut,
    Decoded,
    Document,
    Extraction,
    Found,
    InputError,
    Item,
    Pipeline,
    Set,
    hookimpl,
    json_schema,
    plugin,
    restore,
)
from normalizer.errors import PluginWarning
from normalizer.intake import media_type_of
from normalizer.testing import assert_sound

from .plugins_for_tests import Cutter, DropShort, Fuzzer, Renamer, Straighten


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("<!DOCTYPE html><p>x", "text/html"),
        ("\ufeff <html>", "text/html"),
        ("<?xml version='1.0'?>\n<!-- a --><html>", "text/html"),
        ("<p>One paragraph", "text/html"),
        ("Some <b>bold</b> and <i>italic</i> and<br>a <a href=x>link</a>", "text/html"),
        ("if a < b and b > c: <p> is a tag", "text/plain"),
        ("1 < 2", "text/plain"),
        ("", "text/plain"),
        ("<3 from all of us", "text/plain"),
        ("<pre-release> notes", "text/plain"),
    ],
)
def test_html_is_told_from_text(text: str, media_type: str) -> None:
    assert media_type_of(text) == media_type


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4 text",
        b"\x89PNG\r\n\x1a\n",
        b"PK\x03\x04 and so on",
        b"\x1f\x8b\x08",
        bytes(range(256)) * 20,
        b"\x00\x01\x02\x00\x05\x07" * 50,
    ],
)
def test_binary_data_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(InputError, match="not text or HTML") as error:
        Pipeline(plugins=[]).clean(data)
    assert error.value.reason == "binary"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32-be", "gb18030", "koi8-r"])
def test_text_in_other_encodings_is_not_taken_for_binary(encoding: str) -> None:
    text = {"gb18030": "\u4e2d\u6587\u65b0\u95fb" * 20, "koi8-r": "\u041c\u043e\u0441\u043a\u0432\u0430 " * 20}
    normalizer.encoding.check_not_binary(text.get(encoding, "A plain line of news.\n" * 20).encode(encoding))
    normalizer.encoding.check_not_binary(("\u4e2d\u6587\u65b0\u95fb\uff0c" * 30).encode("utf-16-le"))


def test_without_plugins_bytes_are_decoded_plainly() -> None:
    pipeline = Pipeline(plugins=[])
    assert pipeline.clean(b"\xef\xbb\xbfcaf\xc3\xa9").text == "caf\u00e9"
    declared = pipeline.clean(b"caf\xe9", charset="latin-1")
    assert (declared.text, declared.source.encoding) == ("caf\u00e9", "iso8859-1")
    broken = pipeline.clean(b"caf\xe9 au lait", charset="no such charset")
    assert (broken.text, broken.source.replaced) == ("caf\ufffd au lait", 1)


def test_the_first_decoder_that_answers_wins_and_is_checked() -> None:
    @plugin(name="a")
    class Shy:
        """Answer nothing."""

        @hookimpl
        def decode(self, data: bytes):
            return None

    @plugin(name="b")
    class Wrong:
        """Answer nonsense."""

        @hookimpl
        def decode(self, data: bytes):
            return Decoded(text="x", encoding=3)

    @plugin(name="c")
    class Right:
        """Read as ROT13."""

        @hookimpl
        def decode(self, data: bytes, charset: str | None):
            import codecs

            return Decoded(codecs.decode(data.decode(), "rot13"), "rot13", 0.5)

    document = Pipeline(plugins=[Shy(), Wrong(), Right()]).clean(b"Uryyb")
    assert document.text == "Hello"
    assert document.source.encoding_confidence == 0.5
    assert [f.plugin for f in document.failures] == ["b"]


def test_what_is_known_of_an_item_is_in_the_document() -> None:
    item = Item(content=b"Text.", id="a/b", url="https://x.example/", date="3 May 2024", file="f.jsonl", record=7)
    document = Pipeline(plugins=[]).clean(item)
    assert (document.id, document.url, document.published) == ("a/b", "https://x.example/", "2024-05-03")
    assert (document.source.file, document.source.record, document.source.size) == ("f.jsonl", 7, 5)


def test_a_date_that_cant_be_read_costs_only_itself() -> None:
    document = Pipeline(plugins=[]).clean("Text.", date="the day after")
    assert document.published is None
    assert "the day after" in document.failures[0].message


def test_the_default_id_is_the_same_for_the_same_content() -> None:
    first, second = (Pipeline(plugins=[]).clean(c) for c in ("Text.", b"Text."))
    assert first.id == second.id == first.source.sha256[:16]


def test_clean_many_streams() -> None:
    taken = []

    def items():
        for text in ("one", "two", "three"):
            taken.append(text)
            yield text

    documents = Pipeline(plugins=[]).clean_many(items())
    assert next(documents).text == "one"
    assert taken == ["one"]


def test_run_tells_time_and_changes_of_each_call() -> None:
    document, calls = Pipeline(plugins=[Straighten(), DropShort()]).run("It\u2019s a long enough line.\n\nAd")
    assert [(c.plugin, c.stage, c.changes) for c in calls] == [
        ("straighten", "clean_text", 1),
        ("drop-short", "clean_blocks", 1),
    ]
    assert all(call.seconds >= 0 for call in calls)
    assert "seconds" not in document.to_json()


def test_the_guard_surrounds_every_plugin_call() -> None:
    entered = []

    @contextmanager
    def guard(plugin: str, stage: str):
        entered.append((plugin, stage))
        yield

    Pipeline(plugins=[Straighten(), Renamer()], guard=guard).clean("Nobody")
    assert entered == [("straighten", "clean_text"), ("renamer", "find_people")]


class Html:
    """Make a block of each line that is text; cut what lies within a cut element's line."""

    @hookimpl
    def extract(self, source, media_type, cuts):
        if media_type != "text/html":
            return None
        found, at = [], 0
        for line in source.split("\n"):
            text = line.replace("<p>", "").replace("</p>", "").replace('<p class="banner">', "").strip()
            span = (at, at + len(line))
            cut = next((i for i, c in enumerate(cuts) if span[0] <= c.start < span[1]), -1)
            drop = "navigation" if text == "Home" else ""
            if text:
                found.append(Found(text, span, drop_rule=drop, drop_class=drop, cut=cut))
            at += len(line) + 1
        return Extraction(found, fields=[Set("title", "T", rule="title", evidence="<title>")])


HTML = '<p>Home</p>\n<p class="banner">We use cookies</p>\n<p>The article.</p>\n'


def test_html_blocks_outside_the_article_and_cuts_are_removed_on_record() -> None:
    document = Pipeline(plugins=[Html(), Cutter()]).clean(HTML)
    assert document.text == "The article."
    assert [(r.text, r.plugin, r.class_) for r in sorted(document.removed, key=lambda r: r.id)] == [
        ("Home", "html", "navigation"),
        ("We use cookies", "cutter", "advert"),
    ]
    assert restore(document) == "Home\n\nWe use cookies\n\nThe article."
    assert document.title == "T"
    assert_sound(document)


def test_the_source_is_kept_on_request_and_restored() -> None:
    source = HTML + "\ud800"
    document = Pipeline({"keep_source": True}, plugins=[Html()]).clean(source)
    assert restore(document, source=True) == source
    with pytest.raises(normalizer.LedgerError, match="was not kept"):
        restore(Pipeline(plugins=[Html()]).clean(HTML), source=True)


@pytest.mark.parametrize("wrong", ["text", "stale"])
def test_a_wrong_cut_is_a_failure_and_the_page_is_whole(wrong: str) -> None:
    from bs4 import BeautifulSoup

    @plugin(name="wrong")
    class Wrong:
        """Cut what is not of this page."""

        @hookimpl
        def clean_html(self, soup):
            return ["p"] if wrong == "text" else [Cut(BeautifulSoup("<p>", "html.parser").new_tag("p"), "r")]

    document = Pipeline(plugins=[Html(), Wrong()]).clean(HTML)
    assert [f.plugin for f in document.failures] == ["wrong"]
    assert "We use cookies" in document.text


def test_what_one_plugin_does_to_its_soup_does_not_reach_the_next() -> None:
    @plugin(name="a")
    class Vandal:
        """Empty the soup."""

        @hookimpl
        def clean_html(self, soup):
            soup.clear()
            return []

    document = Pipeline(plugins=[Html(), Vandal(), Cutter()]).clean(HTML)
    assert any(gone.plugin == "cutter" for gone in document.removed)


@pytest.mark.parametrize(
    "blocks",
    [
        [Found("not there", (0, 9))],
        [Found("one", (0, 3))],
        [Found("two", (5, 8)), Found("one", (0, 3))],
        [Found("one\n\n", (0, 5)), Found("two", (5, 8))],
        ["one", "two"],
        None,
    ],
)
def test_an_extraction_that_contradicts_the_source_is_refused(blocks: object) -> None:
    @plugin(name="wrong")
    class Wrong:
        """Extract wrongly."""

        @hookimpl
        def extract(self, source):
            return Extraction(blocks, verbatim=True)

    document = Pipeline(plugins=[Wrong()]).clean("one\n\ntwo")
    assert [f.stage for f in document.failures] == ["extract"]
    assert [b.text for b in document.blocks] == ["one", "two"]


@pytest.mark.parametrize("seed", range(5))
def test_documents_fit_the_published_schema(seed: int) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    document = Pipeline(plugins=[Fuzzer(seed), Straighten(), Renamer()]).clean("\u2019 Bob \0\n\nBob again\n\nthree\n")
    jsonschema.Draft202012Validator(schema).validate(json.loads(document.to_json()))
    extra = json.loads(document.to_json()) | {"published": "yesterday"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(extra)


def test_clean_uses_the_installed_plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "normalizer.toml").write_text('disable = ["repair"]', "utf-8")
    document = normalizer.clean("It\u2019s a fine day in the old town.")
    assert {"article", "boilerplate", "names", "repair"} <= set(document.made_by.plugins)
    assert document.text.startswith("It's")
    other = normalizer.clean("It\u2019s a fine day.", settings=["repair.uncurl_quotes=false"])
    assert other.text.startswith("It\u2019s")
    assert other.made_by.options == {"repair": {"uncurl_quotes": False}}


def test_no_document_shares_its_mappings_with_another() -> None:
    pipeline = Pipeline(settings=["repair.uncurl_quotes=false"])
    changed = pipeline.clean("Hello there.").made_by
    changed.plugins.clear()
    changed.options["repair"]["uncurl_quotes"] = "changed"
    other = pipeline.clean("Hello there.").made_by
    assert "repair" in other.plugins
    assert other.options == {"repair": {"uncurl_quotes": False}}


def test_documents_are_frozen() -> None:
    document = Pipeline(plugins=[]).clean("text")
    with pytest.raises(AttributeError):
        document.text = "other"  # type: ignore[misc]
    assert isinstance(document, Document)


@plugin
class FailsOnX:
    """Fail where the text begins with x."""

    @hookimpl
    def clean_text(self, document):
        if document.text.startswith("x"):
            raise ValueError("x")


def test_a_plugin_that_fails_again_and_again_is_left_out_on_request() -> None:
    texts = ["x1", "y", "x2", "x3", "y", "x4\u2019"]
    pipeline = Pipeline(plugins=[FailsOnX(), Straighten()])
    with pytest.warns(PluginWarning, match=r"'fails-on-x' failed on 2 documents in a row .*ValueError: x"):
        documents = list(pipeline.clean_many(texts, give_up_after=2))
    assert [len(document.failures) for document in documents] == [1, 0, 1, 1, 0, 0]
    assert ["fails-on-x" in document.made_by.plugins for document in documents] == [True] * 4 + [False] * 2
    assert documents[-1].text == "x4'"
    assert len(pipeline.clean("x").failures) == 1, "the pipeline itself keeps the plugin"


def test_without_the_request_a_failing_plugin_is_called_for_each_document() -> None:
    documents = list(Pipeline(plugins=[FailsOnX()]).clean_many(["x"] * 20))
    assert [len(document.failures) for document in documents] == [1] * 20


def test_failures_of_an_earlier_cleaning_do_not_count() -> None:
    failed = Pipeline(plugins=[FailsOnX()]).clean("x")
    fine = msgspec.structs.replace(failed, text="y", blocks=(msgspec.structs.replace(failed.blocks[0], text="y"),))
    documents = list(Pipeline(plugins=[FailsOnX()]).clean_many([fine, fine], give_up_after=1))
    assert all("fails-on-x" in document.made_by.plugins for document in documents)


def test_calls_count_what_was_applied_also_where_a_page_is_read() -> None:
    html = HTML.replace("The article", "It\u2019s late")
    _, calls = Pipeline(plugins=[Cutter(), Html(), Straighten()]).run(Item(content=html, media_type="text/html"))
    assert [(call.stage, call.plugin, call.changes) for call in calls] == [
        ("clean_html", "cutter", 1),
        ("extract", "html", 2),  # "Home" is dropped, and the title is set
        ("clean_text", "straighten", 1),
    ]


def test_a_call_that_fails_changed_nothing() -> None:
    _, calls = Pipeline(plugins=[FailsOnX()]).run("x")
    assert [(call.changes, call.failure) for call in calls] == [(0, "ValueError: x")]


def test_a_document_that_failed_before_can_fail_again() -> None:
    failed = Pipeline(plugins=[FailsOnX()]).clean("x")
    with pytest.warns(PluginWarning, match="2 documents in a row"):
        list(Pipeline(plugins=[FailsOnX()]).clean_many([failed, failed], give_up_after=2))
