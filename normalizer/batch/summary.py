"""What a run counted. Summaries merge with ``+``; the order does not matter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct

from normalizer.document import Document, Dropped, Edited
from normalizer.items import Call
from normalizer.ledger import unescaped

_T = TypeVar("_T", int, float, "Changes")


class Changes(Struct, frozen=True):
    """What one rule did: how often, and how many characters left and came."""

    times: int = 0
    removed: int = 0
    added: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(self.times + other.times, self.removed + other.removed, self.added + other.added)


class Summary(Struct, frozen=True, kw_only=True):
    """Counts of a run, or of a part of it: ``records`` is always the sum of the four counts that follow it."""

    #: Records that came in; a file that could not be read counts as one.
    records: int = 0
    documents: int = 0
    quarantined: int = 0
    #: Records that are no articles, such as the images of a web archive.
    skipped: int = 0
    #: Documents that were cleaned and left out, as they repeat earlier ones.
    dropped: int = 0
    #: Documents that repeat earlier ones, and say so.
    duplicates: int = 0
    #: Documents whose text was changed.
    changed: int = 0
    #: Documents in which a plugin failed.
    with_failures: int = 0
    characters_received: int = 0
    characters_clean: int = 0
    #: People, counted once for each document that mentions them; and their mentions.
    people: int = 0
    mentions: int = 0
    #: Reason to number, of the quarantined, the skipped and the dropped.
    reasons: dict[str, int] = {}
    #: Plugin to number of documents in which it failed.
    failures: dict[str, int] = {}
    #: Plugin to rule to what it did.
    changes: dict[str, dict[str, Changes]] = {}
    #: Processor time by plugin, in seconds. It differs from run to run, so `steady` leaves it out.
    seconds: dict[str, float] = {}

    def __add__(self, other: Summary) -> Summary:
        changes = dict(self.changes)
        for plugin, rules in other.changes.items():
            changes[plugin] = _added(changes.get(plugin, {}), rules)
        return Summary(
            **{name: getattr(self, name) + getattr(other, name) for name in _COUNTS},
            reasons=_added(self.reasons, other.reasons),
            failures=_added(self.failures, other.failures),
            seconds=_added(self.seconds, other.seconds),
            changes=changes,
        )

    def steady(self) -> dict[str, object]:
        """Give what is the same for every run over the same input with the same configuration and versions."""
        counts: dict[str, object] = {name: getattr(self, name) for name in _COUNTS}
        changes = {plugin: dict(sorted(rules.items())) for plugin, rules in sorted(self.changes.items())}
        return {
            **counts,
            "reasons": dict(sorted(self.reasons.items())),
            "failures": dict(sorted(self.failures.items())),
            "changes": changes,
        }


_COUNTS = [name for name in Summary.__struct_fields__ if name not in ("reasons", "failures", "changes", "seconds")]


def _added(one: dict[str, _T], other: dict[str, _T]) -> dict[str, _T]:
    if not other:
        return one
    total = dict(one)
    for name, value in other.items():
        total[name] = total[name] + value if name in total else value
    return total


def summary_of(document: Document, calls: Sequence[Call]) -> Summary:
    """Count one cleaned document."""
    changes: dict[str, dict[str, Changes]] = {}
    sizes = {block.id: len(block.text) for block in document.removed}
    removed = added = 0
    for step in document.ledger:
        for entry in step.entries:
            if isinstance(entry, Dropped):
                change = Changes(1, len(entry.lead) + sizes[entry.block] + len(entry.trail))
            elif isinstance(entry, Edited):
                times = len(entry.at)
                change = Changes(times, times * len(unescaped(entry)), times * len(entry.after))
            else:
                continue
            if step.of == "text":
                removed += change.removed
                added += change.added
            rules = changes.setdefault(step.plugin, {})
            rules[entry.rule] = rules.get(entry.rule, Changes()) + change
    seconds: dict[str, float] = {}
    for call in calls:
        seconds[call.plugin] = seconds.get(call.plugin, 0.0) + call.seconds
    return Summary(
        records=1,
        documents=1,
        changed=int(bool(changes)),
        with_failures=int(bool(document.failures)),
        characters_received=len(document.text) + removed - added,
        characters_clean=len(document.text),
        people=len(document.people),
        mentions=sum(len(person.mentions) for person in document.people),
        failures=dict.fromkeys(sorted({failure.plugin for failure in document.failures}), 1),
        changes=changes,
        seconds=seconds,
    )


def summary_of_bad(reason: str) -> Summary:
    """Count one record that went to the quarantine."""
    return Summary(records=1, quarantined=1, reasons={reason: 1})


def summary_of_skipped(reason: str) -> Summary:
    """Count one record that is no article."""
    return Summary(records=1, skipped=1, reasons={reason: 1})


def summary_of_dropped(reason: str) -> Summary:
    """Count one document that was left out."""
    return Summary(records=1, dropped=1, reasons={reason: 1})
