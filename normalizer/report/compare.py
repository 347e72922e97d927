"""What differs between two documents made of the same record, and between two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from msgspec import Struct
from msgspec.structs import replace

from normalizer.changes import Field
from normalizer.document import Assigned, Document
from normalizer.ledger import Explanation, explain, restore
from normalizer.report.ledger_table import words
from normalizer.report.pairs import Pair
from normalizer.report.sample import Sample, rank
from normalizer.report.tally import Sums, Tally

#: JSON of the pairs that may be shown, in bytes; more than fit on the page.
_KEPT = 24 << 20
#: So many fields, plugins and people are listed.
_LISTED = 60


class Changed(Struct, frozen=True):
    """A field with its value in each of two documents, and the plugin that set it."""

    field: str
    before: str
    after: str
    plugin: str


class Difference(Struct, frozen=True, kw_only=True):
    """What differs between two documents. ``gone`` are changes that only the first had, ``come`` only the second."""

    #: "text", "spans", "fields", "people", "flags", "failures"; "details" if it is nothing but reasons or confidences.
    kinds: tuple[str, ...]
    #: Whether both were received as the same text.
    same_source: bool
    gone: tuple[Explanation, ...] = ()
    come: tuple[Explanation, ...] = ()
    fields: tuple[Changed, ...] = ()
    people_gone: tuple[str, ...] = ()
    people_come: tuple[str, ...] = ()


class Comparison(Struct, frozen=True, kw_only=True):
    """What differs between two runs, over all documents."""

    same: int
    changed: int
    gone: int
    come: int
    #: (kind of difference, documents).
    kinds: tuple[tuple[str, int], ...]
    #: Plugin; changes that only the first run has, only the second has, and documents.
    plugins: tuple[Sums, ...]
    #: The same by plugin and rule.
    rules: tuple[Sums, ...]
    #: Field and plugin, with the number of documents.
    fields: tuple[Sums, ...]
    #: Person; documents that lost the person, and that gained it.
    people: tuple[Sums, ...]
    #: The first identifiers of the documents that one run does not have.
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not (self.changed or self.gone or self.come)


def difference(one: Document, two: Document) -> Difference | None:
    """Give what differs between two documents, or None if nothing does but what they were made with.

    Raises:
        LedgerError: one of them was altered, so that text and ledger disagree.

    """
    if replace(one, made_by=two.made_by) == two:
        return None
    same_source = restore(one) == restore(two)
    gone, come = _only(explain(one), explain(two), same_source), _only(explain(two), explain(one), same_source)
    fields = tuple(_fields(one, two))
    names = [Counter({person.name: len(person.mentions) for person in document.people}) for document in (one, two)]
    people = tuple(names[0] - names[1]), tuple(names[1] - names[0])
    kinds = {
        "text": one.text != two.text,
        "spans": bool(gone or come),
        "fields": bool(fields),
        "people": bool(people[0] or people[1]) or one.ambiguous != two.ambiguous,
        "flags": one.flags != two.flags,
        "failures": one.failures != two.failures,
    }
    return Difference(
        kinds=tuple(kind for kind, there in kinds.items() if there) or ("details",),
        same_source=same_source,
        gone=gone,
        come=come,
        fields=fields,
        people_gone=people[0],
        people_come=people[1],
    )


def _only(mine: list[Explanation], others: list[Explanation], same_source: bool) -> tuple[Explanation, ...]:
    """Give the changes that the others do not have; where the sources differ, positions do not count."""

    def key(change: Explanation) -> tuple[object, ...]:
        place = change.received if same_source else ()
        return place, change.before, change.after, change.plugin, change.rule, change.class_

    there = Counter(map(key, others))
    found = []
    for change in mine:
        if there[key(change)]:
            there[key(change)] -= 1
        else:
            found.append(change)
    return tuple(found)


def _fields(one: Document, two: Document) -> Iterable[Changed]:
    setters = {**_setters(one), **_setters(two)}
    for name in get_args(Field):
        before, after = getattr(one, name), getattr(two, name)
        if before != after:
            yield Changed(name, words(before or ""), words(after or ""), setters.get(name, ""))


def _setters(document: Document) -> dict[str, str]:
    """Give the plugin that set each field last."""
    return {
        entry.field: step.plugin for step in document.ledger for entry in step.entries if isinstance(entry, Assigned)
    }


def comparison(found: Iterable[Pair]) -> tuple[Comparison, list[bytes]]:
    """Compare two runs.

    Args:
        found: their documents, from `normalizer.report.pairs.pairs`.

    Returns:
        What was counted, and pairs of documents to show (for `pair_of`): those that differ most come first.

    Raises:
        InputError: a file is broken.
        LedgerError: a document was altered.

    """
    tally, sample = Tally(), Sample(_KEPT)
    counts = Counter[str]()
    only: dict[str, list[str]] = {"gone": [], "come": []}
    try:
        for one, two in found:
            if one is None or two is None:
                kind, document = ("come", two) if one is None else ("gone", one)
                counts[kind] += 1
                if document is not None and len(only[kind]) < _LISTED:
                    only[kind].append(document.id)
                continue
            differs = difference(one, two)
            counts["changed" if differs else "same"] += 1
            if differs is None:
                continue
            _count(tally, differs)
            place = rank(len(differs.gone) + len(differs.come) + 10 * len(differs.fields), one.id)
            if sample.wants(place):
                sample.add(place, (one.to_json() + "\n" + two.to_json()).encode())
        return _compared(tally, counts, only), sample.best()
    finally:
        tally.close()


def pair_of(data: bytes) -> tuple[Document, Document]:
    """Give the two documents that `comparison` kept."""
    one, two = data.split(b"\n")
    return Document.from_json(one), Document.from_json(two)


def _count(tally: Tally, differs: Difference) -> None:
    for kind in differs.kinds:
        tally.add("kind", kind)
    plugins = set()
    for number, changes in enumerate((differs.gone, differs.come)):
        for change in changes:
            plugins.add(change.plugin)
            tally.add("plugin", change.plugin, "", 1 - number, number, 0)
            tally.add("rule", change.plugin, change.rule, 1 - number, number, 0)
    for plugin in plugins:
        tally.add("plugin", plugin, "", 0, 0, 1)
    for field in differs.fields:
        tally.add("field", field.field, field.plugin)
    for name in differs.people_gone:
        tally.add("person", name, "", 1, 0)
    for name in differs.people_come:
        tally.add("person", name, "", 0, 1)


def _compared(tally: Tally, counts: Counter[str], only: dict[str, list[str]]) -> Comparison:
    return Comparison(
        **{name: counts[name] for name in ("same", "changed", "gone", "come")},
        kinds=tuple((sums.key, sums.one) for sums in tally.most("kind", _LISTED, "one")),
        plugins=tuple(tally.most("plugin", _LISTED, "one + two")),
        rules=tuple(tally.most("rule", _LISTED, "one + two")),
        fields=tuple(tally.most("field", _LISTED, "one")),
        people=tuple(tally.most("person", _LISTED, "one + two")),
        only_first=tuple(only["gone"]),
        only_second=tuple(only["come"]),
    )
