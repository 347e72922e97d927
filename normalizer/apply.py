"""Check what a plugin proposed, apply it, and write it to the ledger. All of an answer, or nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import pairwise, repeat
from operator import le
from typing import Any, get_args

from msgspec.structs import replace

from normalizer.changes import Change, Drop, Edit, Flag, Kind, Link, Merge, Replace, Retag, Set, Split
from normalizer.document import (
    Assigned,
    Block,
    Document,
    Dropped,
    Edited,
    Entry,
    Flagged,
    Removed,
    Retagged,
    Step,
)
from normalizer.errors import InvalidChangeError
from normalizer.fields import FIELDS, check_story, field_value, refuse, require
from normalizer.mentions import Linked, mentions_after
from normalizer.replacing import replaced
from normalizer.splices import PositionMap, Splice, is_storable, overlap, splice

_KINDS = frozenset(get_args(Kind))


#: A splice with where it is, (start, end, after, owner): the owner is 2i within block i, and 2i+1 in the gap after it.
_Piece = tuple[int, int, str, int]


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
        if text and not text[0].isspace() and not text[-1].isspace():
            continue
        inner = text.strip()
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
        self.pieces: list[_Piece] = []
        self.edits: dict[tuple[str, str, str, str, float], list[int]] = {}
        self.entries: list[Entry] = []
        self.drops: dict[int, Drop] = {}
        self.splits: dict[int, list[int]] = {}
        self.merges: set[int] = set()
        self.tags: dict[int, Retag] = {}
        self.links: list[Linked] = []
        self.sets: dict[str, str | tuple[str, ...]] = {}
        self.flags: list[Flagged] = []

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
        self._lay_drops()
        return self._rebuild()

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

    def _note_edit(
        self, change: Edit | Replace | Split | Merge | Link, at: int, before: str, after: str, owner: int
    ) -> None:
        self.pieces.append((at, at + len(before), after, owner))
        key = (change.rule, before, after, change.reason, float(change.confidence))
        self.edits.setdefault(key, []).append(at)

    def edit(self, change: Edit) -> None:
        i = self._block(change)
        block = self.blocks[i]
        self._span(change, block.text)
        require(is_storable(change.text), change, "'text' must be a string without NUL and lone surrogates")
        before = block.text[change.start : change.end]
        if before != change.text:
            self._note_edit(change, block.start + change.start, before, change.text, 2 * i)

    def replace(self, change: Replace) -> None:
        before, after, text = change.before, change.after, self.document.text
        require(isinstance(before, str) and before != "", change, "'before' must be a string that is not empty")
        require(is_storable(after), change, "'after' must be a string without NUL and lone surrogates")
        require(isinstance(change.at, Sequence), change, "'at' must be a sequence of positions")
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
        self.pieces.extend(zip(at, ends, repeat(after), map(owners.__getitem__, begun), strict=False))
        key = (change.rule, before, after, change.reason, float(change.confidence))
        self.edits.setdefault(key, []).extend(at)

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where the blocks start, and for each number of blocks that start before a place, where the last one ends."""
        return [block.start for block in self.blocks], [-1, *(block.end for block in self.blocks)]

    def drop(self, change: Drop) -> None:
        i = self._block(change)
        if i in self.drops:
            refuse(change, f"block {change.block.id} is dropped twice")
        if not is_storable(change.class_):
            refuse(change, "'class_' must be storable text")
        self.drops[i] = change

    def split(self, change: Split) -> None:
        i = self._block(change)
        text = self.blocks[i].text
        require(_position(change.at) and 0 < change.at < len(text), change, f"can't split at {change.at!r}")
        head, tail = text[: change.at].rstrip(), text[change.at :].lstrip()
        require(bool(head) and bool(tail), change, "both parts must hold text")
        start, end = len(head), len(text) - len(tail)
        self._note_edit(change, self.blocks[i].start + start, text[start:end], "\n\n", 2 * i)
        self.splits.setdefault(i, []).append(self.blocks[i].start + start)

    def merge(self, change: Merge) -> None:
        i = self._block(change)
        require(i + 1 < len(self.blocks), change, f"no block follows block {change.block.id}")
        require(is_storable(change.joiner), change, "'joiner' must be storable text")
        require(i not in self.merges, change, f"block {change.block.id} is merged twice")
        first, second = self.blocks[i], self.blocks[i + 1]
        gap = self.document.text[first.end : second.start]
        self._note_edit(change, first.end, gap, change.joiner, 2 * i + 1)
        self.merges.add(i)

    def retag(self, change: Retag) -> None:
        i = self._block(change)
        block = self.blocks[i]
        require(change.kind in _KINDS, change, f"'kind' must be one of {', '.join(sorted(_KINDS))}")
        require(_position(change.level) and 0 <= change.level <= 100, change, "'level' must be a small number")
        require(i not in self.tags, change, f"block {block.id} is retagged twice")
        if (block.kind, block.level) == (change.kind, change.level):
            return
        self.tags[i] = change
        self.entries.append(
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
        require(
            change.field in FIELDS,
            change,
            f"no field {change.field!r}; fields: {', '.join(sorted(FIELDS))}",
        )
        value = field_value(change)
        previous = self.sets.get(change.field, getattr(self.document, change.field))
        require(is_storable(change.evidence), change, "'evidence' must be storable text")
        if value == previous:
            return
        require(
            change.block is None or isinstance(change.block, Block | Removed),
            change,
            "'block' must be a block",
        )
        self.sets[change.field] = value
        self.entries.append(
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
                self._note_edit(change, start, before, change.text, 2 * i)
        self.links.append(Linked(start, end, change))

    def flag(self, change: Flag) -> None:
        fits = change.block is None or (isinstance(change.block, Block) and change.block.id in self.index)
        require(fits, change, "'block' must be a block of this document, or None")
        require(is_storable(change.class_), change, "'class_' must be storable text")
        self.flags.append(
            Flagged(
                self.plugin,
                change.rule,
                change.class_,
                change.reason,
                float(change.confidence),
                change.block.id if change.block else None,
            )
        )

    # -- all together ------------------------------------------------------------------------------------------

    def _lay_drops(self) -> None:
        """Turn drops into splices. A run of dropped blocks leaves the larger of the gaps around it."""
        text, blocks, last = self.document.text, self.blocks, len(self.blocks) - 1
        edited = {owner for *_, owner in self.pieces}
        run: list[int] = []
        for i in [*sorted(self.drops), -1]:
            if run and i != run[-1] + 1:
                first, final = run[0], run[-1]
                lead = text[blocks[first - 1].end : blocks[first].start] if first else ""
                trail = text[blocks[final].end : blocks[final + 1].start] if final < last else ""
                with_lead = bool(first) and (final == last or len(lead) <= len(trail))
                for j in run:
                    self._lay_drop(j, with_lead=with_lead, with_trail=not with_lead and j < last)
                run = []
            if 2 * i in edited:
                refuse(self.drops[i], f"block {i} is dropped, and another change in it would overlap with that")
            run.append(i)

    def _lay_drop(self, i: int, *, with_lead: bool, with_trail: bool) -> None:
        text, blocks, change = self.document.text, self.blocks, self.drops[i]
        if i in self.merges or i - 1 in self.merges:
            refuse(change, "a merged block can't be dropped")
        block = blocks[i]
        at, end = block.start, block.start + len(block.text)
        lead = trail = ""
        if with_lead:
            lead = text[blocks[i - 1].end : at]
            at -= len(lead)
        if with_trail:
            trail = text[end : blocks[i + 1].start]
            end += len(trail)
        self.pieces.append((at, end, "", 2 * i))
        self.entries.append(Dropped(change.rule, block.id, at, lead, trail))

    def _rebuild(self) -> Document:
        document = self.document
        updates: dict[str, object] = {}
        if self.pieces:
            self.pieces.sort()
            splices = [piece[:3] for piece in self.pieces]
            clash = overlap(splices) or self._inserted_at_split(splices)
            if clash is not None:
                (start, end, _), (other, last, _) = clash
                raise InvalidChangeError(f"two changes overlap: {start}:{end} and {other}:{last}")
            text = splice(document.text, splices)
            positions = PositionMap(splices)
            updates["text"] = text
            updates["blocks"] = self._moved_blocks(text, positions)
            self._update_people(updates, positions)
        else:
            if self.tags:
                updates["blocks"] = tuple(self._tagged(i, block) for i, block in enumerate(self.blocks))
            self._update_people(updates, PositionMap(()))
        if self.drops:
            updates["removed"] = document.removed + tuple(
                _removed(self.blocks[i], change, self.plugin) for i, change in sorted(self.drops.items())
            )
        updates.update(self.sets)
        # A flag that is there already stays as it is, so that cleaning again changes nothing.
        there = {(f.plugin, f.rule, f.class_, f.block) for f in document.flags}
        new_flags = [f for f in self.flags if (f.plugin, f.rule, f.class_, f.block) not in there]
        if new_flags:
            updates["flags"] = document.flags + tuple(new_flags)
        edits = [Edited(*key[:3], tuple(sorted(at)), *key[3:]) for key, at in self.edits.items() if at]
        entries = (*edits, *self.entries)
        if entries:
            updates["ledger"] = (*document.ledger, Step(self.stage, self.plugin, entries))
        return replace(document, **updates) if updates else document

    def _inserted_at_split(self, splices: Sequence[Splice]) -> tuple[Splice, Splice] | None:
        """Give an insertion right where a block is split, and the split: to which part would it belong?"""
        splits = {at for ats in self.splits.values() for at in ats}
        for left, right in pairwise(splices) if splits else ():
            if left[0] == left[1] == right[0] in splits:
                return left, right
        return None

    def _tagged(self, i: int, block: Block) -> Block:
        tag = self.tags.get(i)
        return replace(block, kind=tag.kind, level=tag.level) if tag else block

    def _moved_blocks(self, text: str, positions: PositionMap) -> tuple[Block, ...]:
        """Give the blocks with their new places and texts."""
        deltas = [0] * (2 * len(self.blocks) + 1)
        touched = set()
        for start, end, after, owner in self.pieces:
            deltas[owner] += len(after) - (end - start)
            touched.add(owner)
        moved: list[Block] = []
        next_id = self._next_id() if self.splits else 0
        shift = 0
        for i, old in enumerate(self.blocks):
            first = 2 * i
            start = old.start + shift
            if first in touched:
                shift += deltas[first]
            if first + 1 in touched:
                shift += deltas[first + 1]
            if i in self.drops:
                continue
            block = self._tagged(i, old) if self.tags else old
            end = start + len(block.text) + deltas[first]
            if i - 1 in self.merges:
                moved[-1] = _merged(moved[-1], block, text, end)
            elif i in self.splits:
                cuts = [positions.end(at) for at in sorted(self.splits[i])]
                parts = _parts(block, text, (start, *cuts, end), next_id)
                next_id += len(parts) - 1
                moved += parts
            elif first in touched:
                moved.append(Block(block.id, block.kind, text[start:end], start, block.span, block.level))
            elif start != block.start:
                moved.append(Block(block.id, block.kind, block.text, start, block.span, block.level))
            else:
                moved.append(block)
        return tuple(moved)

    def _next_id(self) -> int:
        """Give the first identifier that no block of the document has or had."""
        return max([b.id for b in self.blocks] + [r.id for r in self.document.removed], default=-1) + 1

    # -- people ------------------------------------------------------------------------------------------------

    def _update_people(self, updates: dict[str, object], positions: PositionMap) -> None:
        document = self.document
        if self.links or (self.pieces and (document.people or document.ambiguous)):
            updates["people"], updates["ambiguous"] = mentions_after(document, self.links, positions)


def _parts(block: Block, text: str, edges: Sequence[int], next_id: int) -> list[Block]:
    """Give the blocks that a block was split into; behind each inner edge stands the gap, two newlines."""
    parts = []
    for n, (edge, stop) in enumerate(pairwise(edges)):
        begin = edge + 2 if n else edge
        number = next_id + n - 1 if n else block.id
        parts.append(Block(number, block.kind, text[begin:stop], begin, block.span, block.level))
    return parts


def _merged(first: Block, second: Block, text: str, end: int) -> Block:
    span = first.span
    if first.span and second.span:
        span = (first.span[0], second.span[1])
    return Block(first.id, first.kind, text[first.start : end], first.start, span, first.level)


def _removed(block: Block, change: Drop, plugin: str) -> Removed:
    return Removed(
        block.id,
        block.kind,
        block.text,
        plugin,
        change.rule,
        change.class_ or change.rule,
        change.reason,
        float(change.confidence),
        block.span,
        block.level,
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
