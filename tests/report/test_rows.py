"""The texts side by side: nothing is lost, and what differs is marked, whatever plugins did."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from normalizer import Pipeline, explain, restore
from normalizer.report.compare import difference
from normalizer.report.ledger_table import LedgerTable
from normalizer.report.marks import Marks
from normalizer.report.page import Limits, page_of
from normalizer.report.regions import aligned
from normalizer.report.rows import rows_of
from normalizer.report.segments import lines_of
from tests.core.plugins_for_tests import Fuzzer, Renamer, Straighten

from .articles import documents

LINES = st.sampled_from(
    ["Bob said \u201chello\u201d.", "Leave a Reply", "\u2022 item", "It\u2019s raining.", " ", "a\tb", "x"]
)
TEXTS = st.lists(LINES | st.text(max_size=12), max_size=9).map("\n\n".join) | st.text(max_size=60)


def cleaned(text: str, seed: int):
    return Pipeline(plugins=[Fuzzer(seed), Straighten(), Renamer()]).clean(text, media_type="text/plain")


@given(TEXTS, st.integers(0, 10_000))
@settings(max_examples=100)
def test_rows_hold_both_texts_and_mark_every_difference(text: str, seed: int) -> None:
    document = cleaned(text, seed)
    rows = rows_of(document)
    assert "".join(row.clean + row.gap for row in rows) == document.text
    pieces = [piece for row in rows for piece in row.pieces]
    # White space between blocks belongs to no piece where it is the same on both sides.
    received = "".join(piece.before for piece in pieces)
    assert "".join(received.split()) == "".join(restore(document).split())
    for piece in pieces:
        assert piece.region or piece.before == "".join(part.text for part in piece.after)
    told = [change for piece in pieces if piece.region for change in piece.region.changes]
    assert sorted(map(repr, told)) == sorted(map(repr, explain(document)))


@given(TEXTS, st.integers(0, 10_000))
def test_what_lies_between_regions_is_the_same_in_both_texts(text: str, seed: int) -> None:
    document = cleaned(text, seed)
    received, clean = restore(document), document.text
    done = done_clean = 0
    for region in aligned(received, clean, explain(document)):
        assert received[done : region.start] == clean[done_clean : region.clean[0]]
        done, done_clean = region.end, region.clean[1]
    assert received[done:] == clean[done_clean:]


#: Both rename Bob and part what stands there then, each in another place.
PARTED_APART = "Leave a Reply\n\na\tb\n\n000\n\nBob said \u201chello\u201d.\n\n00000\n\n00\n\n"


@given(TEXTS, st.integers(0, 10_000), st.integers(0, 10_000))
@example(PARTED_APART + "Bob said \u201chello\u201d.\n\nLeave a Reply\n\na\tb", 75, 556)
@settings(max_examples=100)
def test_two_cleanings_side_by_side_hold_both_texts_and_explain_each_difference(text: str, one: int, two: int) -> None:
    first, second = cleaned(text, one), cleaned(text, two)
    differs = difference(first, second)
    if differs is None:
        assert (first.text, first.ledger, first.people) == (second.text, second.ledger, second.people)
        return
    segments = [segment for line in lines_of(first, second, differs) for segment in line]
    assert "".join("".join(segment.one for segment in segments).split()) == "".join(first.text.split())
    assert "".join("".join(segment.two for segment in segments).split()) == "".join(second.text.split())
    for segment in segments:
        assert segment.same or segment.changes


@given(TEXTS, st.integers(0, 10_000))
def test_every_change_has_its_row_in_the_ledger_table(text: str, seed: int) -> None:
    document = cleaned(text, seed)
    changes = explain(document)
    for distinct in (0, 100):
        table = LedgerTable(document, changes, distinct)
        for change in changes:
            line = table.line_of(change)
            assert (line.plugin, line.rule, line.reason) == (change.plugin, change.rule, change.reason)
            assert line.confidence <= change.confidence
        numbers = {table.line_of(change).number for change in changes}
        assert sum(line.times for line in table.lines if line.number in numbers) == len(changes)


@given(st.lists(st.text("abc", min_size=1, max_size=20).map("p{}".format), min_size=1, max_size=12), st.integers(0, 90))
def test_what_a_page_has_no_room_for_is_counted(paragraphs: list[str], room: int) -> None:
    document = Pipeline(plugins=[]).clean("\n\n".join(paragraphs), media_type="text/plain")
    page = page_of(document, "d0", Marks(), Limits(text=room))
    shown = sum(len(part.text) for row in page.rows for cell in row.cells for part in cell.after)
    gaps = sum(len(row.gap) for row in rows_of(document))
    assert shown == min(room, len(document.text) - gaps)
    assert shown + page.hidden_characters + gaps == len(document.text)


def test_people_are_marked_wherever_they_are_mentioned() -> None:
    ferry = documents()[0]
    parts = [part for row in rows_of(ferry) for piece in row.pieces for part in piece.after]
    assert [part.text for part in parts if part.who == "p0"] == ["Anna Lindt", "Anna Lindt"]
    assert [part.text for part in parts if part.who == "a0"] == ["Captain"]


def test_like_changes_are_one_row_of_the_ledger_with_their_number() -> None:
    text = "It\u2019s one. It\u2019s two. It\u2019s three."
    document = Pipeline(plugins=[Straighten()]).clean(text)
    lines = LedgerTable(document, explain(document), 10).lines
    assert [(line.before, line.after, line.times) for line in lines if line.what == "changed"] == [("\u2019", "'", 3)]


def test_plugins_have_letters_of_their_own() -> None:
    marks = Marks()
    letters = [marks.letter(name) for name in ("article", "aaa", "arc", "b<script>", "\u4e2d", "names")]
    assert len(set(letters)) == len(letters) and all(letter.isalnum() and letter.isascii() for letter in letters)
    assert "script" not in marks.css()
