"""Write the report of what differs between two runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from normalizer.document import Document
from normalizer.ledger import Explanation
from normalizer.report.compare import Comparison, Difference, difference, pair_of
from normalizer.report.html import render, whole_page
from normalizer.report.listing import PAGES, Choices, Entry
from normalizer.report.marks import Marks, short
from normalizer.report.overview import site_of
from normalizer.report.segments import Segment, lines_of

#: So many characters of text, and so many changes of each side, a page shows.
_TEXT, _CHANGES, _NAMES = 20_000, 100, 40
#: So many further changes are named where several made one difference.
_ALSO = 12
#: So many lines that are the same are shown around one that differs.
_AROUND = 1


class Part(Struct, frozen=True):
    """A segment as it is drawn; ``line`` is the row of the table of changes that tells of it, -1 for none."""

    one: str
    two: str
    same: bool
    line: int = -1
    #: Numbers of further rows that do.
    also: str = ""
    plugin: int = 0


class Drawn(Struct, frozen=True):
    """A line of both texts; or ``skipped`` lines that are the same."""

    parts: Sequence[Part] = ()
    skipped: int = 0
    same: bool = True


class Line(Struct, frozen=True):
    """A change that only one of the runs made."""

    number: int
    side: str
    plugin: str
    rule: str
    class_: str
    reason: str
    confidence: float
    before: str
    after: str


class DiffPage(Struct, frozen=True, kw_only=True):
    """Everything that the template needs of two documents."""

    anchor: str
    title: str
    document: Document
    differs: Difference
    rows: Sequence[Drawn]
    lines: Sequence[Line]
    #: Changes, and characters of text, that the page has no room for.
    more_lines: int
    hidden: int
    names: int = _NAMES


def diff_report(all_: Comparison, sample: Sequence[bytes], names: tuple[str, str]) -> str:
    """Give the report as a file of HTML under 5 MB.

    Args:
        all_: what was counted.
        sample: the pairs of documents to show, from `normalizer.report.compare.comparison`.
        names: what the two runs are called.

    """
    marks = Marks()
    for sums in all_.plugins:
        marks.number(sums.key)
    choices = Choices((("kind", "What differs"), ("plugin", "Plugin"), ("field", "Field"), ("site", "Site")))
    entries: list[Entry] = []
    room = PAGES
    for data in sample:
        one, two = pair_of(data)
        differs = difference(one, two)
        if differs is None:
            continue
        entry = _entry(one, two, differs, f"d{len(entries)}", marks, choices, names)
        room -= entry.size
        if room < 0:
            break
        entries.append(entry)
    title = f"What differs: {names[0]} and {names[1]}"
    values = {"title": title, "all": all_, "pages": entries, "filters": choices.filters(), "names": names}
    return whole_page(title, render("diff.html", marks=marks, **values), marks)


def _entry(
    one: Document,
    two: Document,
    differs: Difference,
    anchor: str,
    marks: Marks,
    choices: Choices,
    names: tuple[str, str],
) -> Entry:
    page = _page(one, two, differs, anchor, marks, names)
    changes = (*differs.gone, *differs.come)
    site = site_of(two)[:100]
    plugins = dict.fromkeys([*(change.plugin for change in changes), *(f.plugin for f in differs.fields if f.plugin)])
    has = choices.of(
        {
            "kind": list(differs.kinds),
            "plugin": list(plugins),
            "field": [field.field for field in differs.fields],
            "site": [site],
        }
    )
    return Entry(
        anchor=anchor,
        id=two.id[:200],
        title=page.title,
        site=site,
        notes=differs.kinds,
        has=has,
        figure=f"{len(changes):,}",
        html=render("diff_document.html", page=page, marks=marks, names=names),
    )


def _page(
    one: Document, two: Document, differs: Difference, anchor: str, marks: Marks, names: tuple[str, str]
) -> DiffPage:
    sides = [(change, names[side]) for side, only in enumerate((differs.gone, differs.come)) for change in only]
    sides.sort(key=lambda item: item[0].received)
    drawer = _Drawer(_Numbers(sides), marks)
    rows = drawer.draw(lines_of(one, two, differs))
    return DiffPage(
        anchor=anchor,
        title=short(two.title or two.id, 160),
        document=two,
        differs=differs,
        rows=rows,
        lines=[_line(number, *side) for number, side in enumerate(sides[:_CHANGES])],
        more_lines=max(0, len(sides) - _CHANGES),
        hidden=drawer.hidden,
    )


def _line(number: int, change: Explanation, side: str) -> Line:
    story = change.plugin, change.rule, change.class_, change.reason, change.confidence
    return Line(number, side, *story, short(change.before), short(change.after))


class _Numbers:
    """Which row of the table tells of a change."""

    def __init__(self, sides: Sequence[tuple[Explanation, str]]) -> None:
        self._numbers: dict[Explanation, int] = {}
        for number, (change, _) in enumerate(sides[:_CHANGES]):
            self._numbers.setdefault(change, number)

    def of(self, change: Explanation) -> int:
        return self._numbers.get(change, -1)


class _Drawer:
    """Draws lines that differ with those around them, as long as there is room."""

    def __init__(self, numbers: _Numbers, marks: Marks) -> None:
        self._numbers = numbers
        self._marks = marks
        self._room = _TEXT
        self.hidden = 0

    def draw(self, lines: list[list[Segment]]) -> list[Drawn]:
        near = set()
        for place, line in enumerate(lines):
            if not all(segment.same for segment in line):
                near |= set(range(place - _AROUND, place + _AROUND + 1))
        drawn: list[Drawn] = []
        skipped = 0
        for place, line in enumerate(lines):
            size = sum(max(len(segment.one), len(segment.two)) for segment in line)
            if place not in near:
                skipped += 1
                continue
            if self._room <= 0:
                self.hidden += size
                continue
            if skipped:
                drawn.append(Drawn(skipped=skipped))
                skipped = 0
            drawn.append(Drawn([self._part(segment) for segment in line], 0, all(segment.same for segment in line)))
            self._room -= size
        return [*drawn, Drawn(skipped=skipped)] if skipped else drawn

    def _part(self, segment: Segment) -> Part:
        one, two = segment.one[:_TEXT], segment.two[:_TEXT]
        if segment.same:
            return Part(one, two, True)
        if not segment.changes:
            return Part(one, two, False)
        counted = Counter({change: change.received[1] - change.received[0] for change in segment.changes})
        main = counted.most_common(1)[0][0]
        number = self._numbers.of(main)
        others = {self._numbers.of(change) for change in segment.changes} - {number, -1}
        also = " ".join(map(str, sorted(others)[:_ALSO]))
        return Part(one, two, False, number, also, self._marks.number(main.plugin))
