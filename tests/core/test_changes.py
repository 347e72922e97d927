"""Each kind of change: what it does, and how a wrong one is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from normalizer import (
    Block,
    Document,
    Drop,
    Edit,
    Flag,
    InvalidChangeError,
    Link,
    Merge,
    Pipeline,
    Replace,
    Retag,
    Set,
    Split,
)
from normalizer.apply import apply
from normalizer.testing import assert_sound

TEXT = "A headline\n\nFirst paragraph, with Bob in it.\nSecond line here.\n\n\n\nThe end of it."


def made(text: str = TEXT) -> Document:
    from normalizer import Extraction, Found, hookimpl

    class Lines:
        """Make a block of each line."""

        @hookimpl
        def extract(self, source: str):
            found, at = [], 0
            for line in source.split("\n"):
                if line.strip():
                    found.append(Found(line, (at, at + len(line))))
                at += len(line) + 1
            return Extraction(found, verbatim=True)

    return Pipeline(plugins=[Lines()]).clean(text, media_type="text/plain")


def after(*changes: object, document: Document | None = None) -> Document:
    document = document or made()
    return apply(document, "test", "finish", changes)  # type: ignore[arg-type]


def test_gaps_become_regular_and_are_restored() -> None:
    document = made()
    assert document.text == TEXT.replace("\n\n\n\n", "\n\n")
    assert_sound(document, TEXT)


def test_edit_replaces_within_a_block() -> None:
    document = made()
    changed = after(Edit(document.blocks[1], 6, 15, "section", rule="r"), document=document)
    assert changed.blocks[1].text == "First section, with Bob in it."
    assert changed.blocks[2].start == document.blocks[2].start - 2
    assert_sound(changed, TEXT)


def test_replace_makes_many_edits_in_one_entry() -> None:
    document = made()
    at = [i for i, c in enumerate(document.text) if c == "i"]
    changed = after(Replace("i", "I", at, rule="r"), document=document)
    assert changed.text == document.text.replace("i", "I")
    assert len(changed.ledger[-1].entries) == 1
    assert_sound(changed, TEXT)


@pytest.mark.parametrize("everywhere", [True, False])
@pytest.mark.parametrize(
    "pairs",
    [
        ["eE"],
        ["eE", "iI"],
        ["eE", ".!"],
        ["e\u00e9", "i\u00e9"],
        [("paragraph", "p"), ("line", "lines"), ("e", "")],
        [("i", "\u0131\u0307"), ("First p", ""), ("The end", "End")],
    ],
)
def test_replacements_do_what_single_edits_do(pairs: list[tuple[str, str]], everywhere: bool) -> None:
    document = made()
    replaces, edits = [], []
    taken: set[int] = set()
    for old, new in pairs:
        at = [i for i in range(len(document.text)) if document.text.startswith(old, i)]
        at = [i for i in at if taken.isdisjoint(range(i, i + len(old)))][: None if everywhere else 2]
        taken.update(i + n for i in at for n in range(len(old)))
        replaces.append(Replace(old, new, at, "letters"))
        for block in document.blocks:
            within = [i - block.start for i in at if block.start <= i < block.end]
            edits += [Edit(block, i, i + len(old), new, "letters") for i in within]
    changed = after(*replaces)
    assert changed == after(*edits)
    assert_sound(changed, TEXT)


@pytest.mark.parametrize("at", [[True, 3], [-1, 3], [3, 3], [2, 99], ["2", 3], [0, 1]])
def test_places_of_a_replacement_are_checked(at: list[int]) -> None:
    document = made("xxee")
    assert after(Replace("e", "E", [3, 2], "letters"), document=document).text == "xxEE"
    with pytest.raises(InvalidChangeError):
        after(Replace("e", "E", at, "letters"), document=document)


@pytest.mark.parametrize("gone", [[0], [1], [2], [3], [0, 1], [1, 2], [2, 3], [0, 3], [0, 1, 2, 3]])
def test_dropped_blocks_leave_one_gap_and_stay_on_record(gone: list[int]) -> None:
    document = made()
    changed = after(*(Drop(document.blocks[i], rule="r", reason="why", class_="c") for i in gone), document=document)
    kept = [b.text for i, b in enumerate(document.blocks) if i not in gone]
    assert [b.text for b in changed.blocks] == kept
    assert changed.text.split() == " ".join(kept).split()
    assert [(b.id, b.text, b.class_, b.plugin) for b in changed.removed] == [
        (i, document.blocks[i].text, "c", "test") for i in gone
    ]
    assert_sound(changed, TEXT)


def test_the_larger_gap_stays_when_a_block_between_two_goes() -> None:
    document = made("a b\nc d\n\ne f")
    changed = after(Drop(document.blocks[1], rule="r"), document=document)
    assert changed.text == "a b\n\ne f"


def test_split_makes_two_blocks() -> None:
    document = made()
    changed = after(Split(document.blocks[1], 16, rule="r"), document=document)
    assert [b.text for b in changed.blocks[1:3]] == ["First paragraph,", "with Bob in it."]
    assert changed.blocks[2].id not in {b.id for b in document.blocks}
    assert_sound(changed, TEXT)


def test_nothing_is_inserted_where_a_block_is_split() -> None:
    document = made("one two")
    with pytest.raises(InvalidChangeError, match="overlap"):
        after(Split(document.blocks[0], 3, "r"), Edit(document.blocks[0], 3, 3, "x", "r"), document=document)


def test_merge_joins_a_block_to_the_next() -> None:
    document = made()
    changed = after(Merge(document.blocks[1], rule="r"), document=document)
    assert changed.blocks[1].text == "First paragraph, with Bob in it. Second line here."
    assert len(changed.blocks) == 3
    assert_sound(changed, TEXT)


def test_retag_changes_kind_and_says_so() -> None:
    document = made()
    changed = after(Retag(document.blocks[0], "heading", level=1, rule="r"), document=document)
    assert (changed.blocks[0].kind, changed.blocks[0].level) == ("heading", 1)
    assert changed.ledger[-1].entries[0].before == "paragraph 0"  # type: ignore[union-attr]


def test_set_keeps_evidence_and_what_was_there_before() -> None:
    document = after(Set("title", "Old", rule="r"))
    changed = after(Set("title", " New\n title ", rule="r", evidence="<h1>"), document=document)
    assert changed.title == "New title"
    entry = changed.ledger[-1].entries[0]
    assert (entry.previous, entry.evidence) == ("Old", "<h1>")  # type: ignore[union-attr]
    assert after(Set("title", "New title", rule="r"), document=changed) is changed
    assert after(Set("title", "\x1b[31mRed\x07 \x9balert", rule="r"), document=document).title == "[31mRed alert"


def test_link_rewrites_and_keeps_the_surface_form() -> None:
    document = made()
    block = document.blocks[1]
    at = block.text.index("Bob")
    changed = after(Link(block, at, at + 3, "Robert", rule="r", text="Robert"), document=document)
    person = changed.people[0]
    mention = person.mentions[0]
    assert changed.text[mention.start : mention.end] == "Robert"
    assert (person.name, mention.surface) == ("Robert", "Bob")
    assert_sound(changed, TEXT)


def test_mentions_move_with_later_edits_and_go_with_their_block() -> None:
    document = made()
    block = document.blocks[1]
    at = block.text.index("Bob")
    linked = after(Link(block, at, at + 3, "Bob", rule="r"), document=document)
    moved = after(Edit(linked.blocks[0], 0, 1, "The longest", rule="r"), document=linked)
    mention = moved.people[0].mentions[0]
    assert moved.text[mention.start : mention.end] == "Bob"
    assert after(Drop(moved.blocks[1], rule="r"), document=moved).people == ()


def test_an_ambiguous_mention_is_recorded_and_left_alone() -> None:
    document = made()
    block = document.blocks[1]
    at = block.text.index("Bob")
    changed = after(Link(block, at, at + 3, "", rule="r", candidates=("Bob Hill", "Bob Lake")), document=document)
    assert changed.text == document.text
    assert changed.ambiguous[0].candidates == ("Bob Hill", "Bob Lake")


def test_a_flag_leaves_the_text_alone() -> None:
    changed = after(Flag(None, rule="odd", class_="suspicion", reason="looks odd"))
    assert changed.text == made().text
    assert changed.flags[0].reason == "looks odd"


def test_a_block_that_was_emptied_is_dropped_and_edges_are_trimmed() -> None:
    from .plugins_for_tests import Fuzzer

    class Emptier(Fuzzer):
        """Empty the first block, and leave a space before the second."""

        def _changes(self, document: Document, kinds: str) -> list[Edit]:
            if "replace" not in kinds:
                return []
            first, second = document.blocks[:2]
            return [Edit(first, 0, len(first.text), "", rule="r"), Edit(second, 0, 3, "", rule="r")]

    text = "gone\n\nThe rest stays."
    document = Pipeline(plugins=[Emptier(0)]).clean(text)
    assert document.text == "rest stays."
    assert document.removed[0].class_ == "empty"
    assert_sound(document, text)


WRONG: list[tuple[str, Callable[[list[Block]], Iterable[object]], str]] = [
    ("span behind the end", lambda b: [Edit(b[0], 5, 500, "", "r")], "not within the block"),
    ("negative span", lambda b: [Edit(b[0], -3, 2, "", "r")], "not within the block"),
    ("float position", lambda b: [Edit(b[0], 0.0, 2, "", "r")], "not within the block"),  # type: ignore[arg-type]
    ("overlap", lambda b: [Edit(b[0], 0, 4, "x", "r"), Edit(b[0], 3, 6, "y", "r")], "overlap"),
    ("two inserts at one place", lambda b: [Edit(b[0], 3, 3, "x", "r"), Edit(b[0], 3, 3, "y", "r")], "overlap"),
    ("edit in a dropped block", lambda b: [Drop(b[0], "r"), Edit(b[0], 0, 1, "x", "r")], "overlap"),
    ("dropped twice", lambda b: [Drop(b[0], "r"), Drop(b[0], "r")], "twice"),
    ("unknown block", lambda b: [Drop(Block(99, "paragraph", "x", 0), "r")], "not in this document"),
    ("altered block", lambda b: [Drop(Block(0, "paragraph", "other", 0), "r")], "earlier state"),
    ("no block", lambda b: [Drop(None, "r")], "must be a Block"),  # type: ignore[arg-type]
    ("no rule", lambda b: [Drop(b[0], "")], "rule"),
    ("confidence over 1", lambda b: [Drop(b[0], "r", confidence=2)], "confidence"),
    ("confidence NaN", lambda b: [Drop(b[0], "r", confidence=float("nan"))], "confidence"),
    ("not there", lambda b: [Replace("zzz", "", [0], "r")], "not at position"),
    ("across a gap", lambda b: [Replace("\n\n", "\n", [10], "r")], "within one block"),
    ("same place twice", lambda b: [Replace("A", "B", [0, 0], "r")], "overlap"),
    ("surrogate", lambda b: [Edit(b[0], 0, 1, "\ud800", "r")], "surrogates"),
    ("NUL after a letter with a mark", lambda b: [Edit(b[0], 0, 1, "\u00e9\0", "r")], "NUL"),
    ("nothing to split", lambda b: [Split(b[0], 0, "r")], "can't split"),
    ("last has no next", lambda b: [Merge(b[-1], "r")], "no block follows"),
    ("merge of a dropped", lambda b: [Merge(b[0], "r"), Drop(b[1], "r")], "can't be dropped"),
    ("unknown kind", lambda b: [Retag(b[0], "poem", "r")], "must be one of"),  # type: ignore[arg-type]
    ("unknown field", lambda b: [Set("titel", "x", "r")], "no field"),  # type: ignore[arg-type]
    ("list for a text", lambda b: [Set("title", ("x",), "r")], "takes a string"),
    ("text for a list", lambda b: [Set("authors", "x", "r")], "takes a tuple"),
    ("nothing to see", lambda b: [Set("title", "\x1b", "r")], "not empty"),
    ("nothing to see in a list", lambda b: [Set("authors", ("A", "\x07"), "r")], "control characters"),
    ("no such day", lambda b: [Set("published", "2023-02-30", "r")], "ISO 8601"),
    ("not a date", lambda b: [Set("published", "yesterday", "r")], "ISO 8601"),
    ("not a language", lambda b: [Set("language", "English!", "r")], "tag such as"),
    ("empty mention", lambda b: [Link(b[0], 1, 1, "P", "r")], "empty"),
    ("person and candidates", lambda b: [Link(b[0], 0, 1, "P", "r", candidates=("Q",))], "either"),
    ("a class instead of an object", lambda b: [Drop], "is not a change"),
]


@pytest.mark.parametrize(("changes", "message"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_change_is_refused_with_its_reason(
    changes: Callable[[list[Block]], Iterable[object]], message: str
) -> None:
    document = made()
    with pytest.raises(InvalidChangeError, match=message):
        after(*changes(list(document.blocks)), document=document)


@pytest.mark.parametrize(
    "date", ["2023", "2023-01", "2023-01-31", "2023-01-31T14:39", "2023-01-31T14:39Z", "2023-01-31T14:39:05+01:00"]
)
def test_dates_keep_their_precision(date: str) -> None:
    assert after(Set("published", date, "r")).published == date


def test_two_people_of_one_name_stay_two() -> None:
    document = made("Ann Lee met Ann Lee.")
    block = document.blocks[0]
    links = [Link(block, at, at + 7, "Ann Lee", rule="r", key=str(at)) for at in (0, 12)]
    linked = after(*links, document=document)
    moved = after(Edit(linked.blocks[0], 19, 20, "!", rule="r"), document=linked)
    assert [(person.name, len(person.mentions)) for person in moved.people] == [("Ann Lee", 1), ("Ann Lee", 1)]
