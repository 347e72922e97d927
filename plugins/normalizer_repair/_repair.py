"""Repair with a ledger: what changed where, by which of ftfy's steps, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ftfy import ExplanationStep, TextFixerConfig

from normalizer.changes import Replace
from normalizer_repair._engine import Engine, Straight, configured, engine, straighten
from normalizer_repair._trace import Edit, apply_edits, compose, trace

_REASONS = {
    "uncurl_quotes": "curly quotes are straightened",
    "unescape_html": "an HTML entity is decoded",
    "fix_encoding": "text was read in a wrong encoding",
    "restore_byte_a0": "a no-break space within a character had become a space",
    "replace_lossy_sequences": "part of a character was lost",
    "decode_inconsistent_utf8": "a piece of text was read in a wrong encoding",
    "fix_c1_controls": "a control character stands for one of Windows-1252",
    "fix_latin_ligatures": "a ligature is taken apart",
    "fix_character_width": "a full-width or half-width form",
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
        config: ftfy's configuration; its defaults if None.
        options: any of its fields by name.

    Raises:
        TypeError, ValueError: an option does not exist.
    """
    config = configured(config, options)
    fast = engine(config if config.explain else config._replace(explain=True))
    found, straight = fast.examine(text)
    if not found:
        return Repaired(straighten(text, straight), tuple(straightenings(straight, text, [(0, len(text))])))
    segments = [(start, end, segment_edits(fast, text[start:end], entities)) for start, end, entities in found]
    plain = stretches(len(text), [(start, end) for start, end, _ in segments])
    changes = [*straightenings(straight, text, plain), *grouped(text, _shifted(segments))]
    return Repaired(_applied(text, changes), tuple(changes))


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


def _applied(text: str, changes: Iterable[Replace]) -> str:
    places = sorted((at, change.before, change.after) for change in changes for at in change.at)
    return apply_edits(text, (Edit(at, at + len(before), after, ()) for at, before, after in places))


def _shifted(segments: Iterable[tuple[int, int, Sequence[Edit]]]) -> Iterator[Edit]:
    for start, _, edits in segments:
        for edit in edits:
            yield edit._replace(start=edit.start + start, end=edit.end + start)


def segment_edits(fast: Engine, segment: str, entities: bool) -> list[Edit]:
    """Repair one segment and give the edits that do it."""
    steps: list[ExplanationStep] = []
    fast.fix_segment(segment, entities, steps)
    return changed(segment, trace(segment, steps))


def changed(text: str, edits: Iterable[Edit]) -> list[Edit]:
    """Leave out the edits that in the end change nothing."""
    return [edit for edit in edits if text[edit.start : edit.end] != edit.after]


def stable_edits(fast: Engine, segment: str, entities: bool) -> list[Edit]:
    """Repair one segment until another repair would change nothing, which ftfy does not promise.

    It is left alone if that does not come about in a few rounds.
    """
    edits = segment_edits(fast, segment, entities)
    now = apply_edits(segment, edits)
    for _ in range(_ROUNDS):
        again = _line_edits(fast, now, entities)
        if not again:
            return edits
        edits = changed(segment, compose(edits, now, again))
        now = apply_edits(now, again)
    return []


def _line_edits(fast: Engine, text: str, entities: bool) -> list[Edit]:
    """Give all edits of a text that was a segment and may be several lines now."""
    again = fast if entities else engine(fast.config._replace(unescape_html=False), fast.keep_cjk)
    segments, straight = again.examine(text)
    found = [(start, end, segment_edits(again, text[start:end], e)) for start, end, e in segments]
    soft = [
        Edit(at, at + len(change.before), change.after, (change.rule,))
        for change in straightenings(straight, text, stretches(len(text), [(s, e) for s, e, _ in found]))
        for at in change.at
    ]
    return sorted([*soft, *_shifted(found)])


def stretches(length: int, segments: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the stretches of a text between the segments."""
    edges = [0, *(edge for segment in segments for edge in segment), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def straightenings(straight: Straight, text: str, within: Sequence[tuple[int, int]]) -> Iterator[Replace]:
    """Give the replacements that need no context, with all their positions in the given stretches."""
    for old, new, rule in straight:
        if old in text and (at := _positions(text, old, within)):
            yield Replace(old, new, tuple(at), rule, _REASONS[rule])


def _positions(text: str, what: str, within: Sequence[tuple[int, int]]) -> list[int]:
    at: list[int] = []
    find, note = text.find, at.append
    for start, end in within:
        position = find(what, start, end)
        while position >= 0:
            note(position)
            position = find(what, position + 1, end)
    return at


def grouped(text: str, edits: Iterable[Edit]) -> Iterator[Replace]:
    """Put equal edits together."""
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for edit in edits:
        before = text[edit.start : edit.end]
        groups.setdefault((before, edit.after, edit.rules, edit.details), []).append(edit.start)
    for (before, after, rules, details), at in groups.items():
        yield Replace(before, after, tuple(at), " + ".join(rules), "; ".join(details) or _reason(rules))


def _reason(rules: Iterable[str]) -> str:
    return "; ".join(_REASONS.get(rule, "canonically equivalent text, normalized") for rule in rules)
