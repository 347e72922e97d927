"""The plugin: ftfy for documents, with ftfy's options under ftfy's names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Literal

from ftfy import TextFixerConfig

from normalizer import Decoded, Document, Replace, hookimpl, plugin
from normalizer_repair._decode import decode
from normalizer_repair._engine import Engine, Segment, engine
from normalizer_repair._repair import Groups, repair_until_stable, straightenings, stretches
from normalizer_repair._trace import Group

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

    @property
    def _engine(self) -> Engine:
        options = {name: getattr(self, name) for name in TextFixerConfig._fields if name != "explain"}
        keep_cjk = options["fix_character_width"] == "auto"
        return engine(TextFixerConfig(**options | {"fix_character_width": bool(self.fix_character_width)}), keep_cjk)

    @hookimpl
    def decode(self, data: bytes, charset: str | None, media_type: str) -> Decoded:
        """Decode bytes."""
        return decode(data, charset, media_type)

    @hookimpl
    def clean_text(self, document: Document) -> Iterable[Replace]:
        """Repair the text of every block, a line at a time."""
        fast, text = self._engine, document.text
        segments, straight = fast.examine(text)
        between = stretches(len(text), [(start, end) for start, end, _ in segments])
        blocks = _Blocks(document)
        for change in straightenings(straight, text, between):
            if not change.before.isspace():
                yield change
            elif at := [p for p in change.at if blocks.hold(p, p + len(change.before))]:
                yield Replace(change.before, change.after, tuple(at), change.rule, change.reason)
        groups = Groups()
        for segment in segments:
            _repair_in_blocks(fast, text, segment, blocks, groups)
        yield from groups.changes()


class _Blocks:
    """Where the blocks of a document are."""

    def __init__(self, document: Document) -> None:
        self._starts = [block.start for block in document.blocks]
        self._ends = [block.end for block in document.blocks]

    def hold(self, start: int, end: int) -> bool:
        """Say whether a span lies within one block."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]

    def cross(self, start: int, end: int) -> bool:
        """Say whether a span is partly in a block and partly not, or in several."""
        return not self.hold(start, end) and any(True for _ in self.parts(start, end))

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Give the parts of a span that lie in blocks."""
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self._starts)):
            if self._starts[index] >= end:
                return
            low, high = max(start, self._starts[index]), min(end, self._ends[index])
            if low < high:
                yield low, high


def _repair_in_blocks(fast: Engine, text: str, segment: Segment, blocks: _Blocks, groups: Groups) -> None:
    """Repair a segment within the blocks it touches.

    What would change in the white space between blocks stays as it is. If a change reaches from a block into that,
    each block's part of the segment is repaired by itself.
    """
    start, end, entities = segment
    found = repair_until_stable(fast, text[start:end], entities)
    if any(blocks.cross(start + at, start + at + len(group.before)) for group in found for at in group.at):
        for low, high in blocks.parts(start, end):
            groups.add(_storable(repair_until_stable(fast, text[low:high], entities)), low)
        return
    for group in _storable(found):
        inside = [at for at in group.at if blocks.hold(start + at, start + at + len(group.before))]
        groups.add([group._replace(at=inside)] if inside else [], start)


def _storable(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if not _UNSTORABLE.search(group.after)]
