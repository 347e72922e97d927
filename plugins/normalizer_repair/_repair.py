"""Repair with a ledger: what changed where, by which of ftfy's steps, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ftfy import ExplanationStep, TextFixerConfig

from normalizer.changes import Replace
from normalizer_repair._engine import Engine, Straight, configured, engine, straighten
from normalizer_repair._trace import Edit, Group, apply_edits, character_groups, compose, trace

_REASONS = {
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
    "remove_control_chars": "an invisible control character is removed",
}

#: How often a changed segment is repaired again until nothing changes; what still changes then is left alone.
_ROUNDS = 8


class Repaired(NamedTuple):
    """The repaired text, and the changes that lead to it; positions count in the text as it was."""

    text: str
    changes: tuple[Replace, ...]


def repair(text: str, config: TextFixerConfig | None = None, **options: object) -> Repaired:
    """Repair a text as ``ftfy.fix_text`` does and say what was changed.

    Args:
        text: any string.
        config: ftfy's configuration; its defaults if None. It is taken to ask for explanations (``explain``), which
            to ftfy means that the options of ``fix_encoding`` are heeded.
        options: any of its fields by name.

    Raises:
        ValueError: an option does not exist.
    """
    config = configured(config, options)
    fast = engine(config if config.explain else config._replace(explain=True))
    segments, straight = fast.examine(text)
    if not segments:
        return Repaired(straighten(text, straight), tuple(straightenings(straight, text, [(0, len(text))])))
    plain = stretches(len(text), [(start, end) for start, end, _ in segments])
    pieces: list[str] = []
    done, groups = 0, Groups()
    for start, end, entities in segments:
        fixed, found = repair_segment(fast, text[start:end], entities)
        pieces += straighten(text[done:start], straight), fixed
        groups.add(found, start)
        done = end
    pieces.append(straighten(text[done:], straight))
    return Repaired("".join(pieces), (*straightenings(straight, text, plain), *groups.changes()))


def undo(text: str, changes: Iterable[Replace]) -> str:
    """Give the text as it was before `repair`.

    Raises:
        ValueError: the text is not what these changes lead to.
    """
    places = sorted((at, change.before, change.after) for change in changes for at in change.at)
    pieces: list[str] = []
    done = shift = 0
    for at, before, after in places:
        start = at + shift
        if not text.startswith(after, start):
            raise ValueError(f"the text does not fit the changes at position {start}: expected {after[:40]!r}")
        pieces += text[done:start], before
        done = start + len(after)
        shift += len(after) - len(before)
    return "".join((*pieces, text[done:]))


def repair_segment(fast: Engine, segment: str, entities: bool) -> tuple[str, list[Group]]:
    """Repair one segment; give the repaired segment and the changes, with positions in the segment."""
    steps: list[ExplanationStep] = []
    fixed = fast.fix_segment(segment, entities, steps)
    groups = character_groups(segment, steps)
    if groups is None:
        groups = grouped(segment, trace(segment, steps))
    return fixed, groups


def repair_until_stable(fast: Engine, segment: str, entities: bool) -> list[Group]:
    """Repair one segment until another repair would change nothing, which ftfy does not promise.

    It is left alone if that does not come about in a few rounds.
    """
    now, groups = repair_segment(fast, segment, entities)
    again = fast if entities else engine(fast.config._replace(unescape_html=False), fast.keep_cjk)
    edits: list[Edit] | None = None
    for _ in range(_ROUNDS):
        more = _edits(again, now)
        if not more:
            return groups if edits is None else grouped(segment, edits)
        edits = compose(_ungrouped(groups) if edits is None else edits, now, more)
        now = apply_edits(now, more)
    return []


def _edits(fast: Engine, text: str) -> list[Edit]:
    """Give all edits of a text, which may be several lines."""
    segments, straight = fast.examine(text)
    plain = stretches(len(text), [(start, end) for start, end, _ in segments])
    edits = [
        Edit(at, at + len(change.before), change.after, (change.rule,))
        for change in straightenings(straight, text, plain)
        for at in change.at
    ]
    for start, end, entities in segments:
        _, groups = repair_segment(fast, text[start:end], entities)
        edits += (edit.moved(start) for edit in _ungrouped(groups))
    return sorted(edits)


def stretches(length: int, segments: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the stretches of a text between the segments."""
    edges = [0, *(edge for segment in segments for edge in segment), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def straightenings(straight: Straight, text: str, within: Sequence[tuple[int, int]]) -> Iterator[Replace]:
    """Give the replacements that need no context, with all their positions in the given stretches."""
    for old, new, rule in straight:
        if old in text and (at := _positions(text, old, within)):
            yield Replace(old, new, at, rule, _REASONS[rule])


def _positions(text: str, what: str, within: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    at: list[int] = []
    find, note = text.find, at.append
    for start, end in within:
        position = find(what, start, end)
        while position >= 0:
            note(position)
            position = find(what, position + 1, end)
    return tuple(at)


class Groups:
    """Changes of many segments, the equal ones together."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[int]] = {}

    def add(self, groups: Iterable[Group], start: int) -> None:
        """Add the changes of a segment that begins at ``start``."""
        for before, after, rules, details, at in groups:
            self._at.setdefault((before, after, rules, details), []).extend([start + place for place in at])

    def changes(self) -> Iterator[Replace]:
        """Give them for the ledger."""
        for (before, after, rules, details), at in self._at.items():
            reason = "; ".join(details or (_REASONS.get(rule, "canonically equivalent text") for rule in rules))
            yield Replace(before, after, tuple(at), " + ".join(rules), reason)


def grouped(text: str, edits: Iterable[Edit]) -> list[Group]:
    """Put equal edits together, and leave out those that in the end change nothing."""
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for start, end, after, rules, details in edits:
        if text[start:end] != after:
            groups.setdefault((text[start:end], after, rules, details), []).append(start)
    return [Group(*key, at) for key, at in groups.items()]


def _ungrouped(groups: Iterable[Group]) -> list[Edit]:
    return sorted(
        Edit(at, at + len(group.before), group.after, group.rules, group.details) for group in groups for at in group.at
    )
