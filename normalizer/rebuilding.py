"""Make the changed document of an answer's changes, each of which was checked by itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from normalizer.changes import Drop, Edit, Link, Merge, Replace, Retag, Split
from normalizer.document import Block, Document, Dropped, Edited, Entry, Flagged, Removed, Step
from normalizer.errors import InvalidChangeError
from normalizer.fields import refuse
from normalizer.mentions import Linked, mentions_after
from normalizer.splices import PositionMap, Splice, overlap, splice

#: A splice with where it is, (start, end, after, owner): the owner is 2i within block i, and 2i+1 in the gap after it.
Piece = tuple[int, int, str, int]


class Accepted:
    """What the changes of one answer do to a document; blocks are told by their place in it."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        #: Edits that tell the same story, with their places.
        self.edits: dict[tuple[str, str, str, str, float], list[int]] = {}
        self.entries: list[Entry] = []
        self.drops: dict[int, Drop] = {}
        self.splits: dict[int, list[int]] = {}
        self.merges: set[int] = set()
        self.tags: dict[int, Retag] = {}
        self.links: list[Linked] = []
        self.sets: dict[str, str | tuple[str, ...]] = {}
        self.flags: list[Flagged] = []

    def note_edit(
        self, change: Edit | Replace | Split | Merge | Link, at: int, before: str, after: str, owner: int
    ) -> None:
        """Note that ``before`` at a place becomes ``after``."""
        self.pieces.append((at, at + len(before), after, owner))
        self.places_of(change, before, after).append(at)

    def places_of(self, change: Edit | Replace | Split | Merge | Link, before: str, after: str) -> list[int]:
        """Give the list of places of an edit's story."""
        return self.edits.setdefault((change.rule, before, after, change.reason, float(change.confidence)), [])


def rebuilt(document: Document, plugin: str, stage: str, accepted: Accepted) -> Document:
    """Give the document after the changes; the same object if they change nothing.

    Raises:
        InvalidChangeError: two of the changes contradict each other.

    """
    removed = _lay_drops(document, plugin, accepted)
    updates: dict[str, object] = {}
    splices: list[Splice] = []
    if accepted.pieces:
        accepted.pieces.sort()
        splices = [piece[:3] for piece in accepted.pieces]
        if clash := overlap(splices) or _inserted_at_split(splices, accepted):
            (start, end, _), (other, last, _) = clash
            raise InvalidChangeError(f"two changes overlap: {start}:{end} and {other}:{last}")
        text = splice(document.text, splices)
        updates["text"] = text
        updates["blocks"] = _moved_blocks(document, accepted, text, splices)
    elif accepted.tags:
        updates["blocks"] = tuple(_tagged(block, accepted.tags.get(i)) for i, block in enumerate(document.blocks))
    if accepted.links or (splices and (document.people or document.ambiguous)):
        moved = mentions_after(document, accepted.links, PositionMap(splices))
        updates["people"], updates["ambiguous"] = moved
    if removed:
        updates["removed"] = (*document.removed, *removed)
    updates.update(accepted.sets)
    # A flag that is there already stays as it is, so that cleaning again changes nothing.
    there = {(f.plugin, f.rule, f.class_, f.block) for f in document.flags} if accepted.flags else set()
    new_flags = [f for f in accepted.flags if (f.plugin, f.rule, f.class_, f.block) not in there]
    if new_flags:
        updates["flags"] = document.flags + tuple(new_flags)
    edits = [Edited(*story[:3], tuple(sorted(at)), *story[3:]) for story, at in accepted.edits.items() if at]
    if edits or accepted.entries:
        updates["ledger"] = (*document.ledger, Step(stage, plugin, (*edits, *accepted.entries)))
    return replace(document, **updates) if updates else document


def _lay_drops(document: Document, plugin: str, accepted: Accepted) -> list[Removed]:
    """Turn drops into pieces. A run of dropped blocks leaves the larger of the gaps around it."""
    if not accepted.drops:
        return []
    text, blocks, last = document.text, document.blocks, len(document.blocks) - 1
    pieces, entries, merges = accepted.pieces, accepted.entries, accepted.merges
    edited = {owner for *_, owner in pieces}
    removed: list[Removed] = []
    for run in _runs(sorted(accepted.drops)):
        first, final = run[0], run[-1]
        lead = text[blocks[first - 1].end : blocks[first].start] if first else ""
        trail = text[blocks[final].end : blocks[final + 1].start] if final < last else ""
        with_lead = bool(first) and (final == last or len(lead) <= len(trail))
        for i in run:
            block, change = blocks[i], accepted.drops[i]
            if 2 * i in edited:
                refuse(change, f"block {i} is dropped, and another change in it would overlap with that")
            if merges and (i in merges or i - 1 in merges):
                refuse(change, "a merged block can't be dropped")
            at = start = block.start
            until = end = start + len(block.text)
            if with_lead:
                at = blocks[i - 1].end
            elif i < last:
                until = blocks[i + 1].start
            pieces.append((at, until, "", 2 * i))
            entries.append(Dropped(change.rule, block.id, at, text[at:start], text[end:until]))
            story = plugin, change.rule, change.class_ or change.rule, change.reason, float(change.confidence)
            removed.append(Removed(block.id, block.kind, block.text, *story, block.span, block.level))
    return removed


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Give the runs of consecutive numbers."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _inserted_at_split(splices: Sequence[Splice], accepted: Accepted) -> tuple[Splice, Splice] | None:
    """Give an insertion right where a block is split, and the split: to which part would it belong?"""
    splits = {at for ats in accepted.splits.values() for at in ats}
    for left, right in pairwise(splices) if splits else ():
        if left[0] == left[1] == right[0] in splits:
            return left, right
    return None


def _tagged(block: Block, tag: Retag | None) -> Block:
    return replace(block, kind=tag.kind, level=tag.level) if tag else block


def _moved_blocks(document: Document, accepted: Accepted, text: str, splices: Sequence[Splice]) -> tuple[Block, ...]:
    """Give the blocks with their new places and texts."""
    growth: dict[int, int] = {}
    for start, end, after, owner in accepted.pieces:
        growth[owner] = growth.get(owner, 0) + len(after) - (end - start)
    drops, splits, merges, tags = accepted.drops, accepted.splits, accepted.merges, accepted.tags
    positions = PositionMap(splices if splits else ())
    next_id = _next_id(document) if splits else 0
    moved: list[Block] = []
    shift = 0
    for i, old in enumerate(document.blocks):
        if i in drops:
            shift += growth[2 * i]
            continue
        grown = growth.get(2 * i)
        start = old.start + shift
        shift += grown or 0
        if i in merges:
            shift += growth[2 * i + 1]
        block = _tagged(old, tags.get(i)) if tags else old
        end = start + len(block.text) + (grown or 0)
        if merges and i - 1 in merges:
            moved[-1] = _merged(moved[-1], block, text, end)
        elif i in splits:
            parts = _parts(block, text, (start, *map(positions.end, sorted(splits[i])), end), next_id)
            next_id += len(parts) - 1
            moved += parts
        elif grown is not None:
            moved.append(Block(block.id, block.kind, text[start:end], start, block.span, block.level))
        elif start != block.start:
            moved.append(Block(block.id, block.kind, block.text, start, block.span, block.level))
        else:
            moved.append(block)
    return tuple(moved)


def _next_id(document: Document) -> int:
    """Give the first identifier that no block of the document has or had."""
    return max([b.id for b in document.blocks] + [r.id for r in document.removed], default=-1) + 1


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
