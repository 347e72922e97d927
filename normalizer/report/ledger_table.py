"""A document's ledger as a table: like changes in one row, so that a hundred straightened quotes are one."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from normalizer.document import Assigned, Document, Edited, Retagged
from normalizer.ledger import Explanation, unescaped
from normalizer.report.marks import short


class Line(Struct):
    """A row of the table."""

    number: int
    what: str
    stage: str
    plugin: str
    rule: str
    class_: str
    reason: str
    confidence: float
    before: str
    after: str
    times: int = 1
    #: Whether ``before`` and ``after`` are only the first of several, and ``confidence`` is the lowest.
    various: bool = False


_Rule = tuple[str, str, str, str, str]


class LedgerTable:
    """The rows, and which of them tells of a change.

    Args:
        document: whose ledger it is.
        changes: its changes of text, in the order of the text.
        distinct: if the changes of one rule differ in more ways than this, they are one row.

    """

    def __init__(self, document: Document, changes: Iterable[Explanation], distinct: int) -> None:
        changes = list(changes)
        self.lines: list[Line] = []
        self._places: dict[tuple[object, ...], Line] = {}
        ways: dict[_Rule, set[tuple[str, str]]] = {}
        for change in changes:
            found = ways.setdefault(_rule(change), set())
            if len(found) <= distinct:
                found.add((change.before, change.after))
        self._various = {rule for rule, found in ways.items() if len(found) > distinct}
        for change in changes:
            line = self._places.get(self._key(change))
            if line is not None:
                line.times += 1
                line.confidence = min(line.confidence, change.confidence)
                continue
            line = self._add(
                "removed" if not change.after else "changed" if change.before else "added",
                _rule(change),
                change.confidence,
                change.before,
                change.after,
            )
            line.various = _rule(change) in self._various
            self._places[self._key(change)] = line
        self._others(document)

    def line_of(self, change: Explanation) -> Line:
        """Give the row that tells of a change of the document's text."""
        return self._places[self._key(change)]

    def _key(self, change: Explanation) -> tuple[object, ...]:
        rule = _rule(change)
        return rule if rule in self._various else (*rule, change.confidence, change.before, change.after)

    def _add(self, what: str, rule: _Rule, confidence: float, before: str, after: str) -> Line:
        line = Line(len(self.lines), what, *rule, confidence, short(before), short(after))
        self.lines.append(line)
        return line

    def _others(self, document: Document) -> None:
        """Add what changed no text: fields, kinds of blocks, repairs of the source before it was read."""
        for step in document.ledger:
            for entry in step.entries:
                if isinstance(entry, Assigned | Retagged) or (isinstance(entry, Edited) and step.of == "source"):
                    rule = (step.stage, step.plugin, entry.rule, "", entry.reason)
                    sure = entry.confidence
                    if isinstance(entry, Assigned):
                        previous = "" if entry.previous is None else words(entry.previous)
                        self._add(f"field {entry.field}", rule, sure, previous, words(entry.value))
                    elif isinstance(entry, Retagged):
                        self._add("kind of block", rule, sure, entry.before, entry.after)
                    else:
                        line = self._add("source", rule, sure, unescaped(entry), entry.after)
                        line.times = len(entry.at)


def _rule(change: Explanation) -> _Rule:
    return change.stage, change.plugin, change.rule, change.class_, change.reason


def words(value: str | tuple[str, ...]) -> str:
    """Give a field's value as text."""
    return value if isinstance(value, str) else ", ".join(value)
