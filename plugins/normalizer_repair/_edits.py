"""Edits as plain values: apply them, put two lists of them one after the other, and put equal ones together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from normalizer.changes import Replace

#: ``text[start:end]`` becomes ``after``: (start, end, after, rules, details). The rules name ftfy's steps, the details
#: say more for people.
Edit = tuple[int, int, str, tuple[str, ...], tuple[str, ...]]

#: What ftfy's steps do, in words for people.
REASONS = {
    "uncurl_quotes": "curly quotes are straightened",
    "unescape_html": "an HTML entity is decoded",
    "fix_encoding": "text was read in a wrong encoding",
    "restore_byte_a0": "a no-break space within a character had become a space",
    "replace_lossy_sequences": "part of a character was lost",
    "decode_inconsistent_utf8": "a piece of text was read in a wrong encoding",
    "fix_c1_controls": "a control character stands for one of Windows-1252",
    "fix_latin_ligatures": "a ligature is taken apart",
    "fix_character_width": "full-width and half-width forms become ordinary ones",
    "fix_line_breaks": "line breaks become \\n",
    "fix_surrogates": "surrogates become the character they stand for",
    "remove_terminal_escapes": "a terminal's colour code is removed",
    "trim": "white space at the edge of a block",
    "remove_control_chars": "an invisible control character is removed",
}


class Story(NamedTuple):
    """What edits at different places have in common."""

    before: str
    after: str
    rules: tuple[str, ...]
    details: tuple[str, ...]

    def at(self, places: Iterable[int]) -> Replace:
        """Give the change for the ledger."""
        return Replace(self.before, self.after, tuple(sorted(places)), *_words(self.rules, self.details))


class Group(NamedTuple):
    """The same edit at many places."""

    story: Story
    at: list[int]


@lru_cache(maxsize=1024)
def _words(rules: tuple[str, ...], details: tuple[str, ...]) -> tuple[str, str]:
    reasons = details or tuple(REASONS.get(rule, "canonically equivalent text") for rule in rules)
    return " + ".join(rules), "; ".join(reasons)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply sorted edits that do not overlap."""
    pieces: list[str] = []
    done = 0
    for start, end, after, _, _ in edits:
        pieces += text[done:start], after
        done = end
    return "".join((*pieces, text[done:]))


def moved(edits: Iterable[Edit], by: int) -> list[Edit]:
    """Give the same edits ``by`` characters further on."""
    return [(start + by, end + by, after, rules, details) for start, end, after, rules, details in edits]


def grouped(text: str, edits: Iterable[Edit]) -> list[Group]:
    """Put equal edits together, and leave out those that in the end change nothing."""
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for start, end, after, rules, details in edits:
        before = text[start:end]
        if before != after:
            groups.setdefault((before, after, rules, details), []).append(start)
    return [Group(Story(*key), at) for key, at in groups.items()]


def ungrouped(groups: Iterable[Group]) -> list[Edit]:
    """Give the single edits, in the order of the text."""
    return sorted(
        (place, place + len(before), after, rules, details)
        for (before, after, rules, details), at in groups
        for place in at
    )


def compose(first: Sequence[Edit], middle: str, second: Sequence[Edit]) -> list[Edit]:
    """Make one list of edits of two: ``first`` led to the text ``middle``, to which ``second`` applies.

    Linear in the edits and what they touch.
    """
    composed: list[Edit] = []
    i = j = shift = 0
    while i < len(first) and j < len(second):
        start, end, after, _, _ = first[i]
        other, stop, new, rules, details = second[j]
        place = start + shift
        if place + len(after) <= other:
            composed.append(first[i])
            shift += len(after) - (end - start)
            i += 1
        elif stop <= place and other < place:
            composed.append((other - shift, stop - shift, new, rules, details))
            j += 1
        else:
            edit, i, j, shift = _together(first, middle, second, i, j, shift)
            composed.append(edit)
    composed += first[i:]
    return composed + moved(second[j:], -shift)


def _together(
    first: Sequence[Edit], middle: str, second: Sequence[Edit], i: int, j: int, shift: int
) -> tuple[Edit, int, int, int]:
    """Make one edit of the next of each list, which overlap, and of those that overlap with them."""
    low = high = min(first[i][0] + shift, second[j][0])
    from_i, from_j, before_shift = i, j, shift
    while True:
        fresh = i == from_i and j == from_j
        starts = first[i][0] + shift if i < len(first) else len(middle) + 1
        if starts < high or (fresh and starts <= second[j][0]):
            start, end, after, _, _ = first[i]
            high = max(high, starts + len(after))
            shift += len(after) - (end - start)
            i += 1
        elif j < len(second) and (second[j][0] < high or fresh):
            high = max(high, second[j][1])
            j += 1
        else:
            break
    parts = [*first[from_i:i], *second[from_j:j]]
    after = apply_edits(middle[low:high], moved(second[from_j:j], -low))
    return (low - before_shift, high - shift, after, *_stories(parts)), i, j, shift


def _stories(parts: Sequence[Edit]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rules = dict.fromkeys(rule for part in parts for rule in part[3])
    details = dict.fromkeys(detail for part in parts for detail in part[4])
    return tuple(rules), tuple(details)
