"""The invariants of the host, over generated text and plugins that propose random changes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import normalizer
from normalizer import Document, Pipeline, Retag, hookimpl, plugin
from normalizer.testing import assert_sound

from .plugins_for_tests import DropShort, Fuzzer, Renamer, Straighten

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "Bob said \u201chello\u201d.",
                "Leave a Reply",
                "\u2022 item",
                "It\u2019s raining in the hills today.",
                " ",
            ]
        ),
        st.text(max_size=40),
    ),
    max_size=12,
)
SEPARATORS = st.sampled_from(["\n\n", "\n", "\r\n", "\n \n\n", "\u2028", "\x85", " "])
TEXTS = st.builds(lambda lines, sep: sep.join(lines), LINES, SEPARATORS) | st.text(
    st.characters(codec=None, exclude_categories=()), max_size=80
)


@given(TEXTS, st.integers(0, 10_000))
@settings(max_examples=300)
def test_whatever_a_plugin_proposes_the_text_is_restored_and_explained(text: str, seed: int) -> None:
    pipeline = Pipeline(plugins=[Fuzzer(seed), Straighten(), Renamer()])
    document = pipeline.clean(text, media_type="text/plain")
    assert_sound(document, text)


@given(TEXTS, st.integers(0, 10_000))
@settings(max_examples=100)
def test_further_cleaning_of_a_document_keeps_the_received_text(text: str, seed: int) -> None:
    first = Pipeline(plugins=[Fuzzer(seed)]).clean(text, media_type="text/plain")
    second = Pipeline(plugins=[Fuzzer(seed + 1)]).clean(first)
    assert_sound(second, text)


@given(TEXTS)
def test_cleaning_a_cleaned_document_changes_nothing(text: str) -> None:
    pipeline = Pipeline(plugins=[Straighten(), DropShort(), Renamer()])
    once = pipeline.clean(text, media_type="text/plain")
    assert pipeline.clean(once) == once
    assert pipeline.clean(once.text, media_type="text/plain").text == once.text


@given(TEXTS)
def test_the_same_input_gives_the_same_bytes(text: str) -> None:
    first, second = (Pipeline(plugins=[Straighten(), DropShort(), Renamer()]) for _ in range(2))
    assert first.clean(text).to_json() == second.clean(text).to_json()


@given(st.binary(max_size=300))
def test_any_bytes_give_a_sound_document_or_a_typed_error(data: bytes) -> None:
    try:
        document = Pipeline(plugins=[Straighten()]).clean(data)
    except normalizer.InputError as error:
        assert error.reason == "binary"
    else:
        assert_sound(document)


def test_surrogates_and_nul_are_restored_but_never_written() -> None:
    text = "one \ud83d\ude00 two \udfff three\0."
    document = Pipeline(plugins=[]).clean(text)
    assert document.text == "one \U0001f600 two \ufffd three."
    assert document.to_json().encode("utf-8")
    assert "\\u0000" not in document.to_json()
    assert_sound(document, text)


@pytest.mark.parametrize("error", [SystemExit(3), ValueError("no"), RecursionError(), MemoryError(), GeneratorExit()])
def test_a_plugin_that_raises_costs_its_own_changes_only(error: BaseException) -> None:
    @plugin
    class Raising:
        """Raise."""

        @hookimpl
        def clean_blocks(self, document: Document):
            yield Retag(document.blocks[0], "heading", rule="r", level=1)
            raise error

    document = Pipeline(plugins=[Raising(), Straighten()]).clean("It\u2019s a fine day.")
    assert document.text == "It's a fine day."
    assert document.blocks[0].kind == "paragraph"
    assert [(f.plugin, f.stage, f.error) for f in document.failures] == [
        ("raising", "clean_blocks", type(error).__name__)
    ]


def test_ctrl_c_is_not_taken_for_a_plugin_failure() -> None:
    @plugin
    class Interrupted:
        """Raise what Ctrl-C raises."""

        @hookimpl
        def clean_text(self, document: Document):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Pipeline(plugins=[Interrupted()]).clean("text")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("text", "not str"),
        (42, "not int"),
        ([1], "not int"),
        ({"a": 1}, "not dict"),
        ([None], "not NoneType"),
    ],
)
def test_nonsense_answers_are_failures_that_say_what_to_answer(answer: object, message: str) -> None:
    @plugin
    class Nonsense:
        """Answer nonsense."""

        @hookimpl
        def clean_text(self, document: Document):
            return answer

    document = Pipeline(plugins=[Nonsense()]).clean("text")
    assert document.text == "text"
    assert message in document.failures[0].message


def test_a_failure_message_is_the_same_in_every_run() -> None:
    @plugin
    class Addressed:
        """Raise with an address in the message."""

        @hookimpl
        def clean_text(self, document: Document):
            raise ValueError(f"{object()} \ud800 \0")

    failures = [Pipeline(plugins=[Addressed()]).clean("text").failures for _ in range(2)]
    assert failures[0] == failures[1]
    assert "0x..." in failures[0][0].message
