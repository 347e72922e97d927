"""Characters exchanged one for one: nothing moves, so that most of what applying changes takes is not needed.

Straight quotes for curly ones are by far the commonest changes of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from msgspec.structs import replace

from normalizer.changes import Change, Replace
from normalizer.document import Block, Document, Edited, Step
from normalizer.fields import check_story
from normalizer.splices import is_storable


def exchanged(document: Document, plugin: str, stage: str, changes: Sequence[Change]) -> Document | None:
    """Apply an answer that does nothing but put a character in the place of another wherever that one stands.

    Returns:
        The changed document; None if the answer holds any other change, or one that is not in order.

    Raises:
        InvalidChangeError: a change's rule, reason or confidence can't be kept.
    """
    if document.people or document.ambiguous:
        return None
    exchanges = [change for change in changes if type(change) is Replace and _is_exchange(change)]
    replaced = {change.before for change in exchanges}
    if len(replaced) < len(changes) or not replaced.isdisjoint({change.after for change in exchanges}):
        return None
    text, entries = document.text, []
    for change in exchanges:
        before, after, at = change.before, change.after, tuple(change.at)
        if not _is_everywhere(document.text, before, at):
            return None
        check_story(change)
        text = text.replace(before, after)
        entries.append(Edited(change.rule, before, after, at, change.reason, float(change.confidence)))
    return replace(
        document,
        text=text,
        blocks=tuple([_with_text(block, text) for block in document.blocks]),
        ledger=(*document.ledger, Step(stage, plugin, tuple(entries))),
    )


def _is_exchange(change: Replace) -> bool:
    before, after = change.before, change.after
    if not (isinstance(before, str) and is_storable(after) and len(before) == len(after) == 1):
        return False
    return not before.isspace() and isinstance(change.at, tuple | list)


def _is_everywhere(text: str, character: str, at: tuple[int, ...]) -> bool:
    """Whether these are, in their order, all places of a character."""
    if len(at) != text.count(character) or set(map(type, at)) != {int}:
        return False
    if len(at) == 1:
        return text.find(character) == at[0]
    if not 0 <= at[0] <= at[-1] < len(text) or len(set(at)) != len(at) or list(at) != sorted(at):
        return False
    return set(itemgetter(*at)(text)) == {character}


def _with_text(block: Block, text: str) -> Block:
    """Give a block as the changed text has it."""
    now = text[block.start : block.start + len(block.text)]
    return block if now == block.text else Block(block.id, block.kind, now, block.start, block.span, block.level)
