"""Answers of nothing but replacements: checked and applied all at once, a list at a time.

Straight quotes for curly ones are by far the commonest changes of all, and a misread text has thousands of others.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, islice, repeat
from operator import add, floordiv, gt, itemgetter, mod
from typing import NamedTuple

from msgspec.structs import replace

from normalizer.changes import Change, Replace
from normalizer.document import Block, Document, Edited, Step
from normalizer.fields import check_story, replacement_fault


def replaced(document: Document, plugin: str, stage: str, changes: Sequence[Change]) -> Document | None:
    """Apply an answer that holds nothing but replacements.

    Returns:
        The changed document; None if the answer holds any other change or one that is not in order, or if there are
        mentions to move.

    Raises:
        InvalidChangeError: a change's rule, reason or confidence can't be kept.
    """
    if document.people or document.ambiguous:
        return None
    replaces = [change for change in changes if type(change) is Replace and _is_in_order(change)]
    if len(replaces) < len(changes):
        return None
    places = [tuple(change.at) for change in replaces]
    made = _exchanged(document, replaces, places) or _spliced(document, replaces, places)
    if made is None:
        return None
    entries = []
    for change, at in zip(replaces, places, strict=True):
        check_story(change)
        story = change.rule, change.before, change.after
        entries.append(Edited(*story, tuple(sorted(at)), change.reason, float(change.confidence)))
    if len({(e.rule, e.before, e.after, e.reason, e.confidence) for e in entries}) < len(entries):
        return None
    text, blocks = made
    ledger = (*document.ledger, Step(stage, plugin, tuple(entries)))
    return replace(document, text=text, blocks=tuple(blocks), ledger=ledger)


def _is_in_order(change: Replace) -> bool:
    """Whether a change says what is to be done; not whether it can be."""
    if replacement_fault(change) or change.before == change.after:
        return False
    return isinstance(change.at, tuple | list) and set(map(type, change.at)) == {int}


class _Made(NamedTuple):
    text: str
    blocks: Iterable[Block]


def _exchanged(document: Document, replaces: Sequence[Replace], places: Sequence[tuple[int, ...]]) -> _Made | None:
    """Put characters in the place of other characters wherever these stand: nothing moves."""
    was = text = document.text
    befores = {change.before for change in replaces}
    if len(befores) < len(replaces) or not befores.isdisjoint({change.after for change in replaces}):
        return None
    for change, at in zip(replaces, places, strict=True):
        before, after = change.before, change.after
        if len(before) != 1 or len(after) != 1 or before.isspace() or not _is_everywhere(was, before, at):
            return None
        text = text.replace(before, after)
    return _Made(text, (_with_text(block, text) for block in document.blocks))


def _is_everywhere(text: str, character: str, at: tuple[int, ...]) -> bool:
    """Whether these are, in their order, all places of a character."""
    if len(at) != text.count(character):
        return False
    if len(at) == 1:
        return text.find(character) == at[0]
    if not 0 <= at[0] <= at[-1] < len(text) or len(set(at)) < len(at) or list(at) != sorted(at):
        return False
    return set(itemgetter(*at)(text)) == {character}


def _with_text(block: Block, text: str) -> Block:
    """Give a block as a text of the same length has it."""
    now = text[block.start : block.start + len(block.text)]
    return block if now == block.text else Block(block.id, block.kind, now, block.start, block.span, block.level)


def _spliced(document: Document, replaces: Sequence[Replace], places: Sequence[tuple[int, ...]]) -> _Made | None:
    """Replace at any places; each must hold what is to be replaced, and lie within one block."""
    text, count = document.text, len(replaces)
    befores, afters = [change.before for change in replaces], [change.after for change in replaces]
    # A place and the number of its change in one integer: such a list is sorted fast.
    keys: list[int] = []
    for number, at in enumerate(places):
        keys.extend(map(add, map(count.__mul__, at), repeat(number)))
    keys.sort()
    starts = list(map(floordiv, keys, repeat(count)))
    numbers = list(map(mod, keys, repeat(count)))
    ends = list(map(add, starts, map([len(before) for before in befores].__getitem__, numbers)))
    if starts[0] < 0 or ends[-1] > len(text) or any(map(gt, ends, islice(starts, 1, None))):
        return None
    kept = list(map(text.__getitem__, map(slice, [0, *ends], [*starts, len(text)])))
    if _woven(kept, map(befores.__getitem__, numbers)) != text:
        return None
    growth = [len(after) - len(before) for before, after in zip(befores, afters, strict=True)]
    shifts = [0, *accumulate(map(growth.__getitem__, numbers))]
    now = _woven(kept, map(afters.__getitem__, numbers))
    blocks = _moved(document.blocks, starts, ends, shifts, now)
    return None if blocks is None else _Made(now, blocks)


def _woven(kept: Iterable[str], between: Iterable[str]) -> str:
    return "".join(chain.from_iterable(zip(kept, chain(between, [""]), strict=True)))


def _moved(
    blocks: Iterable[Block], starts: list[int], ends: list[int], shifts: list[int], text: str
) -> list[Block] | None:
    """Give the blocks as they are in the changed text; None if a change does not lie within one of them."""
    moved: list[Block] = []
    done = 0
    for block in blocks:
        start, end = block.start, block.start + len(block.text)
        first = bisect_left(starts, start, done)
        last = bisect_left(starts, end, first)
        if first != done or (last > first and ends[last - 1] > end):
            return None
        done = last
        if first == last and not shifts[first]:
            moved.append(block)
            continue
        start += shifts[first]
        now = block.text if first == last else text[start : end + shifts[last]]
        moved.append(Block(block.id, block.kind, now, start, block.span, block.level))
    return moved if done == len(starts) else None
