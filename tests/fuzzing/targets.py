"""The properties that hold for whatever comes in."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from normalizer import Document, Edit, InputError, Pipeline, hookimpl, plugin, restore
from normalizer.batch.records import MAX_ID
from normalizer.changes import Drop, Merge, Split
from normalizer.formats import BadRecord, Item, ReadOptions, Skipped
from normalizer.formats.builtin import formats
from normalizer.formats.streams import opened
from normalizer.testing import assert_sound
from normalizer_repair import decode, fix_text, repair, undo

from .strategies import LABELS, encoded, files, pages, texts

#: Name to a strategy, and what must hold for all that it makes.
TARGETS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {}
_MEDIA_TYPES = ["text/plain", "text/html", None]


def target(strategy: st.SearchStrategy[Any]) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    """Register a property under its name."""

    def register(check: Callable[[Any], None]) -> Callable[[Any], None]:
        TARGETS[check.__name__] = (strategy, check)
        return check

    return register


@cache
def pipeline() -> Pipeline:
    return Pipeline()


@target(st.tuples(encoded(), st.sampled_from(LABELS), st.sampled_from(["text/plain", "text/html"])))
def bytes_decode(given: tuple[bytes, str | None, str]) -> None:
    """Any bytes give a text that can be stored, the same each time."""
    found = decode(*given)
    found.text.encode("utf-8")
    assert found == decode(*given)
    assert found.encoding


@target(texts)
def repair_can_be_undone(text: str) -> None:
    """What was repaired is what `fix_text` gives, and can be undone."""
    fixed, changes = repair(text)
    assert undo(fixed, changes) == text
    assert fix_text(text) == fixed


@target(st.tuples(texts, st.sampled_from(_MEDIA_TYPES)))
def text_is_cleaned(given: tuple[str, str | None]) -> None:
    """A text becomes a document that keeps all promises."""
    _check(*given)


@target(st.tuples(pages, st.sampled_from(["text/html", None])))
def page_is_cleaned(given: tuple[str, str | None]) -> None:
    """So does a page."""
    _check(*given)


@target(st.tuples(encoded(), st.sampled_from(_MEDIA_TYPES)))
def bytes_are_cleaned(given: tuple[bytes, str | None]) -> None:
    """So do any bytes that are not refused as binary."""
    with contextlib.suppress(InputError):
        _check(*given)


def _check(content: str | bytes, media_type: str | None) -> None:
    document = pipeline().clean(content, media_type=media_type)
    assert document.failures == ()
    assert_sound(document)
    assert pipeline().clean(document) == document
    line = document.to_json()
    assert json.loads(line, parse_constant=_not_json)["text"] == document.text
    assert Document.from_json(line) == document


def _not_json(name: str) -> None:
    raise AssertionError(f"{name} is not JSON")


@target(st.tuples(texts, st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1), st.floats(0, 1), texts), max_size=6)))
def changes_can_be_undone(given: tuple[str, list[tuple[int, float, float, str]]]) -> None:
    """Whatever a plugin proposes, the text as received comes back."""
    text, wishes = given

    @plugin
    class Wild:
        """Do what was drawn."""

        @hookimpl
        def clean_blocks(self, document: Document) -> Any:
            for kind, where, how_far, new in wishes:
                if not document.blocks:
                    return
                block = document.blocks[int(where * (len(document.blocks) - 1))]
                start = int(where * len(block.text))
                end = start + int(how_far * (len(block.text) - start))
                yield (
                    Edit(block, start, end, new, rule="wild"),
                    Drop(block, rule="wild"),
                    Split(block, start, rule="wild"),
                    Merge(block, rule="wild"),
                )[kind]

    document = Pipeline(plugins=[Wild()]).clean(text, media_type="text/plain")
    assert_sound(document)
    untouched = Pipeline(plugins=[]).clean(text, media_type="text/plain")
    assert restore(document) == restore(untouched)
    assert Document.from_json(document.to_json()) == document


@target(files())
def files_are_read(given: tuple[str, bytes]) -> None:
    """A broken file gives records, bad records, or a reason why it is refused."""
    name, data = given
    try:
        stream, _ = opened(io.BytesIO(data))
        for one in formats([]).readers[name].read(stream, ReadOptions(max_bytes=1 << 20)):
            assert isinstance(one, Item | BadRecord | Skipped)
            assert not isinstance(one, Skipped) or len(one.reason) < MAX_ID
    except InputError as error:
        assert error.reason
