"""Check what a plugin proposed, apply it, and write it to the ledger. All of an answer, or nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import repeat
from operator import le
from typing import Any, get_args

from normalizer.changes import Change, Drop, Edit, Flag, Kind, Link, Merge, Replace, Retag, Set, Split
from normalizer.document import (
    Assigned,
    Block,
    Document,
    Flagged,
    Removed,
    Retagged,
)
from normalizer.errors import InvalidChangeError
from normalizer.fields import FIELDS, check_story, field_value, refuse, replacement_fault, require
from normalizer.mentions import Linked
from normalizer.rebuilding import Accepted, rebuilt
from normalizer.replacing import replaced
from normalizer.splices import is_storable

_KINDS = frozenset(get_args(Kind))


def apply(document: Document, plugin: str, stage: str, changes: Sequence[Change]) -> Document:
    """Apply one plugin's answer of one call.

    Returns:
        The changed document, with a new step in its ledger; the same object if nothing changed.

    Raises:
        InvalidChangeError: a change can't be applied; the message says which and why. Nothing was applied.

    """
    if not changes:
        return document
    return replaced(document, plugin, stage, changes) or _Application(document, plugin, stage).run(changes)


def tidy(document: Document, stage: str) -> Document:
    """Trim the blocks after an edit, and drop those of which nothing is left; in the ledger as the host's."""
    changes: list[Change] = []
    for block in document.blocks:
        text = block.text
        inner = text.strip()
        if inner and inner == text:
            continue
        if not inner:
            changes.append(Drop(block, "empty-block", "nothing was left of the block", class_="empty"))
            continue
        lead = len(text) - len(text.lstrip())
        trail = len(text.rstrip())
        if lead:
            changes.append(Edit(block, 0, lead, "", "trim", "white space at the edge of a block"))
        if trail < len(text):
            changes.append(Edit(block, trail, len(text), "", "trim", "white space at the edge of a block"))
    return apply(document, "host", stage, changes)


def _position(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


class _Application:
    """One answer on its way into a document."""

    def __init__(self, document: Document, plugin: str, stage: str) -> None:
        self.document = document
        self.plugin = plugin
        self.stage = stage
        self.blocks = document.blocks
        self.index = {block.id: i for i, block in enumerate(document.blocks)}
        self.accepted = Accepted()

    def run(self, changes: Sequence[Change]) -> Document:
        rule = reason = confidence = None
        for change in changes:
            handle = _HANDLERS.get(type(change))
            if handle is None:
                raise InvalidChangeError(
                    f"{type(change).__name__} is not a change that the stage '{self.stage}' takes; "
                    f"answer {', '.join(sorted(c.__name__ for c in _HANDLERS))}"
                )
            # Many changes tell the very same story.
            if change.rule is not rule or change.reason is not reason or change.confidence is not confidence:
                check_story(change)
                rule, reason, confidence = change.rule, change.reason, change.confidence
            handle(self, change)
        return rebuilt(self.document, self.plugin, self.stage, self.accepted)

    # -- one method a kind of change: check it, and note what it does ------------------------------------------

    def _block(self, change: Edit | Drop | Split | Merge | Retag | Link) -> int:
        """Give the index of the change's block, which must be one of this document, as it is now."""
        block = change.block
        if not isinstance(block, Block):
            refuse(change, f"'block' must be a Block, not {type(block).__name__}")
        i = self.index.get(block.id, -1)
        if i < 0:
            refuse(change, f"block {block.id} is not in this document")
        mine = self.blocks[i]
        if not (mine is block or (mine.text == block.text and mine.start == block.start)):
            refuse(change, f"block {block.id} is from an earlier state of the document")
        return i

    def _span(self, change: Edit | Link, text: str) -> None:
        start, end = change.start, change.end
        if not (_position(start) and _position(end) and 0 <= start <= end <= len(text)):
            refuse(change, f"span {start!r}:{end!r} is not within the block's 0:{len(text)}")

    def edit(self, change: Edit) -> None:
        i = self._block(change)
        block = self.blocks[i]
        self._span(change, block.text)
        require(is_storable(change.text), change, "'text' must be a string without NUL and lone surrogates")
        before = block.text[change.start : change.end]
        if before != change.text:
            self.accepted.note_edit(change, block.start + change.start, before, change.text, 2 * i)

    def replace(self, change: Replace) -> None:
        before, after, text = change.before, change.after, self.document.text
        if fault := replacement_fault(change):
            refuse(change, fault)
        if before == after:
            return
        at, width = tuple(change.at), len(before)
        if set(map(type, at)) - {int} or not all(map(partial(text.startswith, before), at)) or min(at, default=0) < 0:
            wrong = next(p for p in at if type(p) is not int or p < 0 or not text.startswith(before, p))
            refuse(change, f"{before[:40]!r} is not at position {wrong!r} of the document's text")
        ends = list(map(width.__add__, at))
        starts, limits = self._edges
        begun = list(map(partial(bisect_right, starts), at))
        if not all(map(le, ends, map(limits.__getitem__, begun))):
            wrong = next(p for p, end, i in zip(at, ends, begun, strict=True) if end > limits[i])
            refuse(change, f"position {wrong} is not within one block")
        owners = range(-2, 2 * len(self.blocks), 2)
        self.accepted.pieces.extend(zip(at, ends, repeat(after), map(owners.__getitem__, begun), strict=False))
        self.accepted.places_of(change, before, after).extend(at)

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where the blocks start, and for each number of blocks that start before a place, where the last one ends."""
        return [block.start for block in self.blocks], [-1, *(block.end for block in self.blocks)]

    def drop(self, change: Drop) -> None:
        i = self._block(change)
        if i in self.accepted.drops:
            refuse(change, f"block {change.block.id} is dropped twice")
        if change.class_ != "" and not is_storable(change.class_):
            refuse(change, "'class_' must be storable text")
        self.accepted.drops[i] = change

    def split(self, change: Split) -> None:
        i = self._block(change)
        text = self.blocks[i].text
        require(_position(change.at) and 0 < change.at < len(text), change, f"can't split at {change.at!r}")
        head, tail = text[: change.at].rstrip(), text[change.at :].lstrip()
        require(bool(head) and bool(tail), change, "both parts must hold text")
        start, end = len(head), len(text) - len(tail)
        self.accepted.note_edit(change, self.blocks[i].start + start, text[start:end], "\n\n", 2 * i)
        self.accepted.splits.setdefault(i, []).append(self.blocks[i].start + start)

    def merge(self, change: Merge) -> None:
        i = self._block(change)
        require(i + 1 < len(self.blocks), change, f"no block follows block {change.block.id}")
        require(is_storable(change.joiner), change, "'joiner' must be storable text")
        require(i not in self.accepted.merges, change, f"block {change.block.id} is merged twice")
        first, second = self.blocks[i], self.blocks[i + 1]
        gap = self.document.text[first.end : second.start]
        self.accepted.note_edit(change, first.end, gap, change.joiner, 2 * i + 1)
        self.accepted.merges.add(i)

    def retag(self, change: Retag) -> None:
        i = self._block(change)
        block = self.blocks[i]
        if change.kind not in _KINDS:
            refuse(change, f"'kind' must be one of {', '.join(sorted(_KINDS))}")
        require(_position(change.level) and 0 <= change.level <= 100, change, "'level' must be a small number")
        require(i not in self.accepted.tags, change, f"block {block.id} is retagged twice")
        if (block.kind, block.level) == (change.kind, change.level):
            return
        self.accepted.tags[i] = change
        self.accepted.entries.append(
            Retagged(
                change.rule,
                block.id,
                f"{block.kind} {block.level}",
                f"{change.kind} {change.level}",
                change.reason,
                float(change.confidence),
            )
        )

    def set(self, change: Set) -> None:
        if change.field not in FIELDS:
            refuse(change, f"no field {change.field!r}; fields: {', '.join(sorted(FIELDS))}")
        value = field_value(change)
        previous = self.accepted.sets.get(change.field, getattr(self.document, change.field))
        require(is_storable(change.evidence), change, "'evidence' must be storable text")
        if value == previous:
            return
        require(
            change.block is None or isinstance(change.block, Block | Removed),
            change,
            "'block' must be a block",
        )
        self.accepted.sets[change.field] = value
        self.accepted.entries.append(
            Assigned(
                change.rule,
                change.field,
                value,
                previous or None,
                change.evidence,
                None if change.block is None else change.block.id,
                change.reason,
                float(change.confidence),
            )
        )

    def link(self, change: Link) -> None:
        i = self._block(change)
        block = self.blocks[i]
        self._span(change, block.text)
        require(change.start < change.end, change, "a mention can't be empty")
        texts = (change.person, change.key, change.form, *change.candidates)
        require(all(is_storable(t) for t in texts), change, "names must be storable text")
        require(bool(change.person) != bool(change.candidates), change, "give either 'person' or 'candidates'")
        start, end = block.start + change.start, block.start + change.end
        if change.text is not None:
            require(is_storable(change.text) and bool(change.text.strip()), change, "'text' must be storable text")
            require(bool(change.person), change, "an ambiguous mention can't be rewritten")
            before = block.text[change.start : change.end]
            if before != change.text:
                self.accepted.note_edit(change, start, before, change.text, 2 * i)
        self.accepted.links.append(Linked(start, end, change))

    def flag(self, change: Flag) -> None:
        fits = change.block is None or (isinstance(change.block, Block) and change.block.id in self.index)
        require(fits, change, "'block' must be a block of this document, or None")
        require(is_storable(change.class_), change, "'class_' must be storable text")
        self.accepted.flags.append(
            Flagged(
                self.plugin,
                change.rule,
                change.class_,
                change.reason,
                float(change.confidence),
                change.block.id if change.block else None,
            )
        )


_HANDLERS: dict[type, Callable[[_Application, Any], None]] = {
    Edit: _Application.edit,
    Replace: _Application.replace,
    Drop: _Application.drop,
    Split: _Application.split,
    Merge: _Application.merge,
    Retag: _Application.retag,
    Set: _Application.set,
    Link: _Application.link,
    Flag: _Application.flag,
}
