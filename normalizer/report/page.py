"""What the page of a document shows, made ready for the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from normalizer.batch.summary import Summary, summary_of
from normalizer.document import Assigned, Document
from normalizer.items import Call
from normalizer.ledger import Explanation
from normalizer.report.ledger_table import LedgerTable, Line, words
from normalizer.report.marks import Marks, short, sign
from normalizer.report.rows import Part, Piece, Row, rows_of
from normalizer.report.suspicions import Suspicion, suspicions

#: From so many removed blocks in a row on, they are folded.
_FOLD = 4
#: So many surface forms of a name are listed.
_FORMS = 12


class Limits(Struct, frozen=True):
    """How much of a document a page shows."""

    #: Characters of text; characters of a fold; pieces that the text is cut into.
    text: int = 5_000_000
    fold: int = 1_000_000
    pieces: int = 200_000
    #: Rows of the ledger; those for changes of one rule that differ.
    lines: int = 10_000
    distinct: int = 200
    #: People, ambiguous mentions, flags, failures: of each.
    names: int = 2_000


class Cell(NamedTuple):
    """A piece of a row as it is drawn; ``line`` is the row of the ledger that tells of it, None if it is the same."""

    before: str
    after: tuple[Part, ...]
    line: Line | None = None
    #: Numbers of further rows of the ledger; and the confidence, if the row tells of several.
    also: str = ""
    sure: str = ""
    plugin: int = 0
    #: Signs for what could not be seen otherwise.
    before_sign: str = ""
    after_sign: str = ""


class Drawn(NamedTuple):
    """A row as it is drawn: two sides; or a fold of removed blocks, with what they were."""

    cells: tuple[Cell, ...] = ()
    gap: str = ""
    kind: str = ""
    state: str = "same"
    fold: tuple[Drawn, ...] = ()
    blocks: int = 0
    characters: int = 0
    classes: str = ""
    #: Characters of a fold that are not shown.
    hidden: int = 0


class Field(Struct, frozen=True):
    """A field with its evidence."""

    name: str
    value: str
    evidence: str
    plugin: str
    rule: str
    reason: str
    confidence: float


class Who(Struct, frozen=True):
    """A person of the document, with the surface forms and their numbers."""

    name: str
    id: str
    mentions: int
    variants: tuple[tuple[str, int], ...]


class Plugin(Struct, frozen=True):
    """A plugin on the page: its number and letter, and what it did here."""

    name: str
    number: int
    letter: str
    changes: int
    milliseconds: float | None = None


class Page(Struct, frozen=True, kw_only=True):
    """Everything that the template needs of a document."""

    anchor: str
    document: Document
    counts: Summary
    suspicions: Sequence[Suspicion]
    rows: Sequence[Drawn]
    #: Blocks and characters that the page has no room for.
    hidden_rows: int
    hidden_characters: int
    limits: Limits
    lines: Sequence[Line]
    fields: Sequence[Field]
    people: Sequence[Who]
    plugins: Sequence[Plugin]

    @property
    def title(self) -> str:
        """What the document is called."""
        return short(self.document.title or self.document.id or "without a name", 160)

    @property
    def share_removed(self) -> float:
        """The share of the characters received that was removed, in percent."""
        gone = self.counts.characters_received - self.counts.characters_clean
        return max(0.0, 100 * gone / (self.counts.characters_received or 1))


def page_of(
    document: Document, anchor: str, marks: Marks, limits: Limits | None = None, calls: Sequence[Call] = ()
) -> Page:
    """Make a document's page ready.

    Args:
        document: the document.
        anchor: the identifier of the page within the file.
        marks: numbers and letters of the plugins, for the whole file.
        limits: how much of the text is shown; default: practically all.
        calls: the calls that made the document, if they are known, for the time by plugin.

    Raises:
        LedgerError: the document was altered, so that text and ledger disagree.

    """
    rows = rows_of(document)
    limits = limits or Limits()
    table = LedgerTable(document, _changes(rows), limits.distinct)
    counts = summary_of(document, [])
    drawer = _Drawer(table, marks, limits)
    drawn = drawer.draw(rows)
    names = dict.fromkeys([*document.made_by.plugins, *(line.plugin for line in table.lines)])
    times = Counter[str]()
    for line in table.lines:
        times[line.plugin] += line.times
    return Page(
        anchor=anchor,
        document=document,
        counts=counts,
        suspicions=suspicions(document, counts),
        rows=drawn,
        hidden_rows=drawer.hidden_rows,
        hidden_characters=drawer.hidden_characters,
        limits=limits,
        lines=table.lines,
        fields=_fields(document),
        people=[_who(document, number) for number in range(min(len(document.people), limits.names))],
        plugins=[
            Plugin(name, marks.number(name), marks.letter(name), times[name], _milliseconds(name, calls))
            for name in names
        ],
    )


def _changes(rows: Iterable[Row]) -> Iterator[Explanation]:
    for row in rows:
        for piece in row.pieces:
            if piece.region:
                yield from piece.region.changes


def _milliseconds(plugin: str, calls: Sequence[Call]) -> float | None:
    return 1000 * sum(call.seconds for call in calls if call.plugin == plugin) if calls else None


def _who(document: Document, number: int) -> Who:
    person = document.people[number]
    forms = Counter(mention.surface for mention in person.mentions)
    return Who(person.name, person.id or "", len(person.mentions), tuple(forms.most_common(_FORMS)))


def _fields(document: Document) -> list[Field]:
    """Give the fields that have a value, with the entry of the ledger that set it last."""
    found: dict[str, Field] = {}
    for step in document.ledger:
        for entry in step.entries:
            if isinstance(entry, Assigned):
                value, evidence = short(words(entry.value), 400), short(entry.evidence, 300)
                story = step.plugin, entry.rule, entry.reason, entry.confidence
                found[entry.field] = Field(entry.field, value, evidence, *story)
    return list(found.values())


class _Drawer:
    """Draws rows, as long as there is room."""

    def __init__(self, table: LedgerTable, marks: Marks, limits: Limits) -> None:
        self._table = table
        self._marks = marks
        self._limits = limits
        self._room = limits.text
        self._pieces = limits.pieces
        self.hidden_rows = self.hidden_characters = 0

    def draw(self, rows: list[Row]) -> list[Drawn]:
        drawn: list[Drawn] = []
        place = 0
        while place < len(rows):
            end = place
            while end < len(rows) and rows[end].gone:
                end += 1
            if end - place >= _FOLD:
                drawn.append(self._folded(rows[place:end]))
                place = end
            else:
                drawn += self._row(rows[place])
                place += 1
        return drawn

    def _folded(self, rows: list[Row]) -> Drawn:
        hidden = self.hidden_rows, self.hidden_characters
        room = min(self._room, self._limits.fold)
        rest, self._room = self._room - room, room
        inner = [drawn for row in rows for drawn in self._row(row)]
        self._room = rest + max(0, self._room)
        unseen = self.hidden_characters - hidden[1]
        self.hidden_rows, self.hidden_characters = hidden
        seen = [row for row in rows if row.received.strip()]
        classes = Counter(_class(row) for row in seen)
        return Drawn(
            state="fold",
            gap="".join(row.gap for row in rows),
            fold=tuple(inner),
            blocks=len(seen),
            characters=sum(len(row.received.strip()) for row in rows),
            classes=", ".join(f"{name} {times}" if times > 1 else name for name, times in classes.most_common(6)),
            hidden=unseen,
        )

    def _row(self, row: Row) -> list[Drawn]:
        size = max(len(row.received), len(row.clean))
        if self._room <= 0 or self._pieces <= 0:
            self.hidden_rows += 1
            self.hidden_characters += size
            return []
        cells: list[Cell] = []
        for piece in row.pieces:
            if self._room <= 0 or self._pieces <= 0:
                self.hidden_characters += max(len(piece.before), sum(len(part.text) for part in piece.after))
                continue
            cells.append(self._cell(self._cut(piece)))
            self._pieces -= len(piece.after) or 1
        state = "gone" if row.gone else "changed" if row.changed else "same"
        kind = f"{row.kind}{row.level}" if row.kind == "heading" else row.kind
        return [Drawn(tuple(cells), row.gap, kind, state)]

    def _cut(self, piece: Piece) -> Piece:
        """Give a piece with no more characters than there is room for."""
        after = sum(len(part.text) for part in piece.after)
        size = max(len(piece.before), after)
        room, self._room = self._room, self._room - size
        if size <= room:
            return piece
        self.hidden_characters += size - room
        parts, left = [], room
        for part in piece.after:
            parts.append(Part(part.text[:left], part.who))
            left = max(0, left - len(part.text))
        return Piece(piece.before[:room] + "…", tuple(part for part in parts if part.text), piece.region)

    def _cell(self, piece: Piece) -> Cell:
        if piece.region is None:
            return Cell(piece.before, piece.after)
        main = piece.region.main
        line = self._table.line_of(main)
        others = {self._table.line_of(change).number for change in piece.region.changes} - {line.number}
        after = "".join(part.text for part in piece.after)
        return Cell(
            piece.before.strip("\r\n") or piece.before,
            piece.after,
            line,
            " ".join(map(str, sorted(others))),
            f"{main.confidence:.2f}" if line.various else "",
            self._marks.number(main.plugin),
            sign(piece.before),
            sign(after),
        )


def _class(row: Row) -> str:
    main = next(piece.region.main for piece in row.pieces if piece.region and piece.before.strip())
    return main.class_ or main.rule
