"""The plugin: ftfy for documents, with ftfy's options under ftfy's names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from ftfy import TextFixerConfig

from normalizer import Block, Decoded, Document, Replace, hookimpl, plugin
from normalizer_repair._decode import decode
from normalizer_repair._edges import tails
from normalizer_repair._engine import Engine, Segment, engine
from normalizer_repair._repair import ALL, repair_blocks, straightenings, stretches
from normalizer_repair._segment import Straight

#: What no document can hold; with some of the fixers off, a repair could bring it back.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@plugin
class Repair:
    """Repair broken text: wrong encodings, entities, control characters, curly quotes (ftfy)."""

    unescape_html: bool | Literal["auto"] = "auto"
    remove_terminal_escapes: bool = True
    fix_encoding: bool = True
    restore_byte_a0: bool = True
    replace_lossy_sequences: bool = True
    decode_inconsistent_utf8: bool = True
    fix_c1_controls: bool = True
    fix_latin_ligatures: bool = True
    #: "auto": as ftfy, but the full-width punctuation of a line with Chinese or Japanese characters stays.
    fix_character_width: bool | Literal["auto"] = "auto"
    uncurl_quotes: bool = True
    fix_line_breaks: bool = True
    fix_surrogates: bool = True
    remove_control_chars: bool = True
    normalization: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = "NFC"
    max_decode_length: int = 1_000_000

    @hookimpl
    def decode(self, data: bytes, charset: str | None, media_type: str) -> Decoded:
        """Decode bytes."""
        return decode(data, charset, media_type)

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Replace]:
        """Repair the text of every block."""
        fast, text = _engine_of(*_options(self)), document.text
        segments, straight = fast.examine(text)
        parted = tails(document)
        if not segments and not parted:
            yield from _straightenings(document, straight)
            return
        touched = _touched(document.blocks, segments, parted)
        between = stretches(len(text), [(start, end) for start, end, _ in touched])
        yield from _straightenings(document, straight, between)
        for story, at in repair_blocks(fast, text, touched, straight, parted).all():
            if not _UNSTORABLE.search(story.after):
                yield story.at(at)


def _straightenings(
    document: Document, straight: Straight, within: Sequence[tuple[int, int]] = ALL
) -> Iterator[Replace]:
    """Give the replacements that need no context; what lies between the blocks is white space and stays."""
    for change in straightenings(straight, document.text, within):
        if not change.before.isspace():
            yield change
        elif at := _within_blocks(document.blocks, change):
            yield Replace(change.before, change.after, at, change.rule, change.reason)


#: The options that ftfy has, too, in its order.
_NAMES = tuple(name for name in TextFixerConfig._fields if name != "explain")
_options = attrgetter(*_NAMES)


@lru_cache(maxsize=32)
def _engine_of(*values: Any) -> Engine:
    """Give the engine for a plugin's options; the plugin itself stays a plain value that can be pickled."""
    options = dict(zip(_NAMES, values, strict=True))
    keep_cjk = options["fix_character_width"] == "auto"
    return engine(
        TextFixerConfig(**options | {"fix_character_width": bool(options["fix_character_width"])}), keep_cjk, True
    )


def _touched(
    blocks: Sequence[Block], segments: Sequence[Segment], parted: Collection[int]
) -> list[tuple[int, int, list[Segment]]]:
    """Give where the blocks are of which some segment is a part, in their order, each with its parts of segments.

    Those that begin where ``parted`` says are there in any case.

    What lies between the blocks is white space, which belongs to no block and stays as it is.
    """
    touched: list[tuple[int, int, list[Segment]]] = []
    index = 0
    for block in blocks:
        start, stop = block.start, block.end
        while index < len(segments) and segments[index].end <= start:
            index += 1
        if index == len(segments) and not parted:
            break
        within, at = [], index
        while at < len(segments) and segments[at].start < stop:
            first, last, entities = segments[at]
            within.append(Segment(max(first, start) - start, min(last, stop) - start, entities))
            at += 1
        if within or start in parted:
            touched.append((start, stop, within))
    return touched


def _within_blocks(blocks: Sequence[Block], change: Replace) -> tuple[int, ...]:
    """Give the positions of a change that lie within a block."""
    starts = [block.start for block in blocks]
    inside = []
    for at in change.at:
        index = bisect_right(starts, at) - 1
        if index >= 0 and at + len(change.before) <= blocks[index].end:
            inside.append(at)
    return tuple(inside)
