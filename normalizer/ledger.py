"""Read the ledger: undo it, explain it, and map positions between the clean text and the text as received.

A step's entries all happened at once, so their positions count in the text as it was when the step began. Undoing
goes through the steps backwards; each is linear in the text and its entries.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from normalizer.document import Document, Dropped, Edited, Entry, Removed, Step
from normalizer.errors import LedgerError
from normalizer.splices import PositionMap, Splice, backward, splice


class Explanation(Struct, frozen=True):
    """One change at one place, in words that a person can use.

    ``received`` is the span in the text as received, ``clean`` where the change is in the clean text.
    """

    received: tuple[int, int]
    clean: tuple[int, int]
    before: str
    after: str
    plugin: str
    stage: str
    rule: str
    reason: str
    confidence: float
    #: The class of a removed block, otherwise "".
    class_: str = ""


def unescaped(entry: Edited) -> str:
    """Give ``entry.before`` as it was, lone surrogates and all."""
    if not entry.escaped:
        return entry.before
    return entry.before.encode("ascii").decode("unicode_escape")


def _pieces(entry: Entry, removed: Mapping[int, Removed]) -> list[tuple[int, str, str]]:
    """Give an entry's changes of text as (position, before, after)."""
    if isinstance(entry, Edited):
        before = unescaped(entry)
        return [(at, before, entry.after) for at in entry.at]
    if isinstance(entry, Dropped):
        if entry.block not in removed:
            raise LedgerError(f"the ledger drops block {entry.block}, but 'removed' does not hold it")
        return [(entry.at, entry.lead + removed[entry.block].text + entry.trail, "")]
    return []


def _splices(step: Step, removed: Mapping[int, Removed]) -> tuple[list[Splice], list[str]]:
    """Give a step's splices in the order of the text, and what each replaced."""
    pieces = sorted(
        (piece for entry in step.entries for piece in _pieces(entry, removed)),
        key=lambda piece: (piece[0], len(piece[1])),
    )
    return [(at, at + len(b), a) for at, b, a in pieces], [b for _, b, _ in pieces]


def _undo(text: str, step: Step, removed: Mapping[int, Removed]) -> str:
    splices, befores = _splices(step, removed)
    undo = backward(splices, befores)
    for (_, _, after), (start, end, _) in zip(splices, undo, strict=True):
        if text[start:end] != after:
            raise LedgerError(
                f"the text does not fit its ledger: {step.plugin} left {after[:40]!r} at position {start}, "
                f"but {text[start:end][:40]!r} is there now"
            )
    return splice(text, undo)


def _steps(document: Document, of: str) -> list[Step]:
    return [step for step in document.ledger if step.of == of]


def restore(document: Document, *, source: bool = False) -> str:
    """Give the text as received, exactly.

    For plain text that is the whole input. For HTML it is the text of every block of the page before any cleaning;
    with ``source=True`` it is the HTML itself, if the document was made with ``keep_source``.

    Raises:
        LedgerError: the document was altered, so that text and ledger disagree; or the source was not kept.

    """
    text, of = document.text, "text"
    if source and document.source.content is not None:
        text, of = document.source.content, "source"
    elif source and document.source.media_type != "text/plain":
        raise LedgerError(
            "the source was not kept with this document; clean it again with keep_source = true "
            "(--set keep_source=true)"
        )
    removed = {block.id: block for block in document.removed}
    for step in reversed(_steps(document, of)):
        text = _undo(text, step, removed)
    return text


class Positions:
    """Positions of a document's clean text in the text as received, and back."""

    def __init__(self, document: Document) -> None:
        removed = {block.id: block for block in document.removed}
        self._steps = _steps(document, "text")
        self._forward = []
        self._backward = []
        for step in self._steps:
            splices, befores = _splices(step, removed)
            self._forward.append(PositionMap(splices))
            self._backward.append(PositionMap(backward(splices, befores)))

    def received(self, start: int, end: int, *, step: int | None = None) -> tuple[int, int]:
        """Map a span of the clean text (or of the text before step ``step``) to the text as received."""
        for positions in reversed(self._backward[:step]):
            start, end = positions.start(start), positions.end(end)
        return start, max(start, end)

    def clean(self, start: int, end: int, *, step: int = 0) -> tuple[int, int]:
        """Map a span of the text as received (or of the text before step ``step``) to the clean text."""
        for positions in self._forward[step:]:
            start, end = positions.start(start), positions.end(end)
        return start, max(start, end)


def explain(document: Document) -> list[Explanation]:
    """Give every change of the text, one at a time, in the order of the text as received."""
    removed = {block.id: block for block in document.removed}
    positions = Positions(document)
    found = []
    for number, step in enumerate(_steps(document, "text")):
        for entry in step.entries:
            for at, before, after in _pieces(entry, removed):
                end = at + len(before)
                block = removed[entry.block] if isinstance(entry, Dropped) else None
                reason = block.reason if block else getattr(entry, "reason", "")
                confidence = block.confidence if block else getattr(entry, "confidence", 1.0)
                found.append(
                    Explanation(
                        received=positions.received(at, end, step=number),
                        clean=positions.clean(at, end, step=number),
                        before=before,
                        after=after,
                        plugin=step.plugin,
                        stage=step.stage,
                        rule=entry.rule,
                        reason=reason,
                        confidence=confidence,
                        class_=block.class_ if block else "",
                    )
                )
    return sorted(found, key=lambda e: (e.received, e.plugin, e.rule))
