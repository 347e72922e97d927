"""Repair with a ledger: what changed where, by which of ftfy's steps, and back again."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ftfy import ExplanationStep, TextFixerConfig

from normalizer.changes import Replace
from normalizer_repair._engine import Engine, Segment, configured, engine
from normalizer_repair._segment import Straight, places, straighten
from normalizer_repair._trace import REASONS, Edit, Group, apply_edits, character_groups, compose, grouped, trace

#: An empty line, and one with the white space around it.
_EMPTY = re.compile(r"\n\s*\n")
_EMPTY_LINE = re.compile(r"(?<!\s)\s*?\n\s*\n\s*")

#: A whole text, as stretches of it.
ALL = ((0, sys.maxsize),)
#: How often a changed segment is repaired again until nothing changes; what still changes then is left alone.
_ROUNDS = 8
#: How often ftfy's fixers are run on a segment before it is left alone. (Text that people write needs two or three.)
_SEGMENT_ROUNDS = 50


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
    fast = engine(configured(config, options)).explaining
    segments, straight = fast.examine(text)
    if not segments:
        return _straightened(text, straight)
    fixed, groups = _repaired(fast, text, segments, straight)
    return Repaired(fixed, tuple(group.change() for group in groups))


def _straightened(text: str, straight: Straight) -> Repaired:
    """Make the replacements that need no context; all but the last are one for one, so that positions stay."""
    changes = []
    for old, new, rule in straight:
        if old[0] in text and (at := places(text, old)):
            changes.append(Replace(old, new, tuple(at), rule, REASONS[rule]))
            text = text.replace(old, new)
    return Repaired(text, tuple(changes))


def undo(text: str, changes: Iterable[Replace]) -> str:
    """Give the text as it was before `repair`.

    Raises:
        ValueError: the text is not what these changes lead to.
    """
    edits = sorted((at, change.before, change.after) for change in changes for at in change.at)
    pieces: list[str] = []
    done = shift = 0
    for at, before, after in edits:
        start = at + shift
        if not text.startswith(after, start):
            raise ValueError(f"the text does not fit the changes at position {start}: expected {after[:40]!r}")
        pieces += text[done:start], before
        done = start + len(after)
        shift += len(after) - len(before)
    return "".join((*pieces, text[done:]))


def repair_segment(fast: Engine, segment: str, entities: bool, rounds: int | None = None) -> tuple[str, list[Group]]:
    """Repair one segment; give the repaired segment and the changes, with positions in the segment.

    With ``rounds``, a segment that ftfy's fixers would need more rounds for is left alone.
    """
    steps: list[ExplanationStep] = []
    fixed = fast.fix_segment(segment, entities, steps, rounds)
    groups = character_groups(segment, steps)
    if groups is None:
        groups = grouped(segment, trace(segment, steps))
    return straighten(fixed, fast.straight), groups


def _repair_to_rest(fast: Engine, segment: str, entities: bool) -> tuple[str, list[Group]]:
    """Repair a segment until another repair would change nothing; leave it alone if that does not come to an end.

    A line can become several, in which ftfy then sees other things.
    """
    now, groups = repair_segment(fast, segment, entities, _SEGMENT_ROUNDS)
    edits: list[Edit] | None = None
    for _ in range(_ROUNDS):
        again = fast.examine(now)
        more = _ungrouped(_repaired(fast, now, *again, _repair_once)[1]) if again[0] else []
        if not more:
            return now, groups if edits is None else grouped(segment, edits)
        edits = compose(_ungrouped(groups) if edits is None else edits, now, more)
        now = apply_edits(now, more)
    return segment, []


def _repair_once(fast: Engine, segment: str, entities: bool) -> tuple[str, list[Group]]:
    return repair_segment(fast, segment, entities, _SEGMENT_ROUNDS)


def _repaired(
    fast: Engine,
    text: str,
    segments: Sequence[Segment],
    straight: Straight,
    repair_one: Callable[[Engine, str, bool], tuple[str, list[Group]]] = repair_segment,
) -> tuple[str, list[Group]]:
    """Repair a text that was examined; give the repaired text and the changes."""
    pieces: list[str] = []
    done, groups = 0, Groups()
    known: dict[tuple[str, bool], tuple[str, list[Group]]] = {}  # some texts repeat a line over and over
    for start, end, entities in segments:
        key = text[start:end], entities
        if key not in known:
            known[key] = repair_one(fast, *key)
        fixed, found = known[key]
        pieces += straighten(text[done:start], straight), fixed
        groups.add(found, start)
        done = end
    pieces.append(straighten(text[done:], straight))
    plain = stretches(len(text), [(start, end) for start, end, _ in segments])
    for change in straightenings(straight, text, plain):
        groups.add([Group(change.before, change.after, (change.rule,), (), list(change.at))], 0)
    return "".join(pieces), groups.all()


def repair_block(fast: Engine, text: str, segments: Sequence[Segment], straight: Straight) -> list[Group]:
    """Repair a block that was examined until another repair would change nothing, which ftfy does not promise.

    White space that comes to stand at an edge, and that the host trims, may have decided how the rest was read. If
    the changes do not come to an end in a few rounds, the block is left alone.
    """
    now, groups = _repaired(fast, text, segments, straight, _repair_to_rest)
    paragraph = not _EMPTY.search(text)
    edits: list[Edit] | None = None
    for _ in range(_ROUNDS):
        more = _trimming(now, paragraph)
        if not more and edits is not None:
            more = _ungrouped(_repaired(fast, now, *fast.examine(now), _repair_to_rest)[1])
        if not more:
            return groups if edits is None else grouped(text, edits)
        edits = compose(_ungrouped(groups) if edits is None else edits, now, more)
        now = apply_edits(now, more)
    return []


def _trimming(text: str, paragraph: bool) -> list[Edit]:
    """Give the edits that trim the edges of a block and, if it was one paragraph, around new empty lines."""
    lead, trail = len(text) - len(text.lstrip()), len(text.rstrip())
    if lead >= trail:
        return []  # nothing is left, which the host sees to
    gaps = _EMPTY_LINE.finditer(text, lead, trail) if paragraph and _EMPTY.search(text) else ()
    edits = [Edit(gap.start(), gap.end(), "\n\n", ("trim",)) for gap in gaps if gap[0] != "\n\n"]
    edits = [Edit(0, lead, "", ("trim",)), *edits, Edit(trail, len(text), "", ("trim",))]
    return [edit for edit in edits if edit.start < edit.end]


def stretches(length: int, segments: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the stretches of a text between the segments."""
    edges = [0, *(edge for segment in segments for edge in segment), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def straightenings(straight: Straight, text: str, within: Sequence[tuple[int, int]]) -> Iterator[Replace]:
    """Give the replacements that need no context, with all their positions in the given stretches."""
    for old, new, rule in straight:
        if old[0] in text and (at := [place for start, end in within for place in places(text, old, start, end)]):
            yield Replace(old, new, at, rule, REASONS[rule])


class Groups:
    """Changes of many segments, the equal ones together."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[int]] = {}

    def add(self, groups: Iterable[Group], start: int) -> None:
        """Add the changes of a segment that begins at ``start``."""
        for before, after, rules, details, at in groups:
            self._at.setdefault((before, after, rules, details), []).extend([start + place for place in at])

    def all(self) -> list[Group]:
        """Give all changes."""
        return [Group(*key, at) for key, at in self._at.items()]


def _ungrouped(groups: Iterable[Group]) -> list[Edit]:
    return sorted(
        Edit(at, at + len(group.before), group.after, group.rules, group.details) for group in groups for at in group.at
    )
