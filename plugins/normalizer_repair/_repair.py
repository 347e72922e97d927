"""Repair with a ledger: what changed where, by which of ftfy's steps, and back again."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from ftfy import ExplanationStep, TextFixerConfig

from normalizer.changes import Replace
from normalizer_repair._edges import within
from normalizer_repair._edits import REASONS, Edit, Group, Story, apply_edits, compose, grouped, ungrouped
from normalizer_repair._engine import Engine, Segment, configured, engine
from normalizer_repair._segment import Straight, places, straighten
from normalizer_repair._trace import Traces, trace

#: An empty line, and one with the white space around it.
_EMPTY = re.compile(r"\n\s*\n")
_EMPTY_LINE = re.compile(r"(?<!\s)\s*?\n\s*\n\s*")
#: A line break with the white space around it.
_LINE_BREAK = re.compile(r"(?<!\s)\s*?\n\s*")

#: A whole text, as stretches of it.
ALL = ((0, sys.maxsize),)
#: How often a changed segment is repaired again until nothing changes; what still changes then is left alone.
_ROUNDS = 8
#: How often ftfy's fixers are run on a segment before it is left alone. (Text that people write needs two or three.)
_SEGMENT_ROUNDS = 50


class Repaired:
    """A repaired text with its changes; ``text, changes = repair(...)`` takes it apart."""

    __slots__ = ("_changes", "_find", "text")

    def __init__(self, text: str, find: Callable[[], Iterable[Replace]]) -> None:
        """Take the repaired text, and what finds the changes when they are asked for."""
        self.text = text
        self._find = find
        self._changes: tuple[Replace, ...] | None = None

    @property
    def changes(self) -> tuple[Replace, ...]:
        """The changes that lead to the text; positions count in the text as it was. They are found at first use."""
        find = self._find
        if self._changes is None:
            self._changes = tuple(find())
            self._find = tuple  # what it holds is no longer needed
        return self._changes

    def __iter__(self) -> Iterator[Any]:
        """Give the text, then the changes."""
        yield self.text
        yield self.changes

    def __repr__(self) -> str:
        """Show the text and the changes."""
        return f"Repaired(text={self.text!r}, changes={self.changes!r})"


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
        return Repaired(straighten(text, straight), partial(straightenings, straight, text))
    fixed, outcomes = _repaired(fast, text, segments, straight[len(fast.straight) :], _fix_once)
    return Repaired(straighten(fixed, fast.straight), partial(_told, text, outcomes, straight))


def _told(text: str, outcomes: Sequence[Placed], straight: Straight) -> list[Replace]:
    return [story.at(places) for story, places in _traced(text, outcomes, straight).all()]


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


class Outcome(NamedTuple):
    """What became of a segment, and why: ftfy's steps, or the changes where it took more than one repair."""

    text: str
    steps: Sequence[ExplanationStep]
    groups: Sequence[Group] = ()


#: What became of a segment, with where it begins and ends.
Placed = tuple[int, int, Outcome]
RepairOne = Callable[[Engine, str, bool], Outcome]


def _fix_once(fast: Engine, segment: str, entities: bool) -> Outcome:
    """Give what ftfy makes of a segment, but for the replacements that need no context."""
    steps: list[ExplanationStep] = []
    return Outcome(fast.fix_segment(segment, entities, steps), steps)


def _repair_once(fast: Engine, segment: str, entities: bool) -> Outcome:
    """Repair a segment; one that ftfy's fixers need too many rounds for is left alone."""
    steps: list[ExplanationStep] = []
    fixed = fast.fix_segment(segment, entities, steps, _SEGMENT_ROUNDS)
    return Outcome(straighten(fixed, fast.straight) if steps else fixed, steps)


def _repair_to_rest(fast: Engine, segment: str, entities: bool) -> Outcome:
    """Repair a segment until another repair would change nothing; leave it alone if that does not come to an end.

    A line can become several, in which ftfy then sees other things.
    """
    outcome = _repair_once(fast, segment, entities)
    now, edits = outcome.text, None
    for _ in range(_ROUNDS):
        again, straight = fast.examine(now)
        more = _changes(fast, now, again, straight, _repair_once) if again else []
        if not more:
            return outcome if edits is None else Outcome(now, (), grouped(segment, edits))
        if edits is None:
            edits = trace(segment, outcome.steps)
        edits = compose(edits, now, more)
        now = apply_edits(now, more)
    return Outcome(segment, ())


def _changes(
    fast: Engine, text: str, segments: Sequence[Segment], straight: Straight, repair_one: RepairOne
) -> list[Edit]:
    """Give the edits of one repair."""
    return ungrouped(_traced(text, _repaired(fast, text, segments, straight, repair_one)[1], straight).all())


def _repaired(
    fast: Engine,
    text: str,
    segments: Sequence[Segment],
    straight: Straight,
    repair_one: RepairOne,
) -> tuple[str, list[Placed]]:
    """Repair a text that was examined; give the repaired text, and what became of its segments."""
    pieces: list[str] = []
    outcomes: list[Placed] = []
    done = 0
    known: dict[tuple[str, bool], Outcome] = {}  # some texts repeat a line over and over
    for start, end, entities in segments:
        key = text[start:end], entities
        if (outcome := known.get(key)) is None:
            outcome = known[key] = repair_one(fast, *key)
        if done < start:
            pieces.append(straighten(text[done:start], straight))
        pieces.append(outcome.text)
        outcomes.append((start, end, outcome))
        done = end
    pieces.append(straighten(text[done:], straight))
    return "".join(pieces), outcomes


def _traced(text: str, outcomes: Sequence[Placed], straight: Straight) -> Traces:
    """Find the changes of a text whose segments were repaired."""
    traces = Traces(text)
    for start, end, outcome in outcomes:
        traces.segment(start, end, outcome.steps)
        for group in outcome.groups:
            traces.group(start, group)
    plain = stretches(len(text), [(start, end) for start, end, _ in outcomes])
    for change in straightenings(straight, text, plain):
        traces.group(0, Group(Story(change.before, change.after, (change.rule,), ()), list(change.at)))
    return traces


def repair_blocks(
    fast: Engine,
    text: str,
    touched: Iterable[tuple[int, int, Sequence[Segment]]],
    straight: Straight,
    tails: Mapping[int, str],
) -> Traces:
    """Repair the blocks of a text that was examined until another repair would change nothing; give the changes.

    Args:
        fast: the engine.
        text: the text.
        touched: where the blocks begin and end, each with the segments in it that need a closer look.
        straight: the replacements that are enough for the rest of these blocks.
        tails: white space that may be a part of the last character of a block, by where the block begins.
    """
    traces = Traces(text)
    plain: list[tuple[int, int]] = []
    for start, end, segments in touched:
        block = text[start:end]
        if start in tails and (mended := _mend(fast, block, tails[start])) is not None:
            for group in mended:
                traces.group(start, group)
            continue
        outcomes = _simple_outcomes(fast, block, segments)
        if outcomes is None:
            for group in _repair_block(fast, block, segments, straight):
                traces.group(start, group)
            continue
        for (first, last, _), outcome in zip(segments, outcomes, strict=True):
            traces.segment(start + first, start + last, outcome.steps)
        spans = [(first, last) for first, last, _ in segments]
        plain += [(start + first, start + last) for first, last in stretches(len(block), spans)]
    for change in straightenings(straight, text, plain):
        traces.group(0, Group(Story(change.before, change.after, (change.rule,), ()), list(change.at)))
    return traces


def _simple_outcomes(fast: Engine, block: str, segments: Sequence[Segment]) -> list[Outcome] | None:
    """Repair the segments of a block; None if one repair is not enough, or leaves white space to be trimmed."""
    if "\r" in block:
        return None
    outcomes = []
    for start, end, entities in segments:
        segment = block[start:end]
        outcome = _repair_to_rest(fast, segment, entities)
        text = outcome.text
        if outcome.groups or text.count("\n") != segment.count("\n") or not text.strip():
            return None
        if (start == 0 and not text[:1].strip()) or (end == len(block) and not text[-1:].strip()):
            return None
        outcomes.append(outcome)
    return outcomes


def _repair_block(fast: Engine, text: str, segments: Sequence[Segment], straight: Straight) -> list[Group]:
    """Repair a block that was examined until another repair would change nothing, which ftfy does not promise.

    White space that comes to stand at an edge, and that the host trims, may have decided how the rest was read. If
    the changes do not come to an end in a few rounds, the block is left alone.
    """
    now, outcomes = _repaired(fast, text, segments, straight, _repair_to_rest)
    groups = _traced(text, outcomes, straight).all()
    new = _LINE_BREAK if "\n" not in text else None if _EMPTY.search(text) else _EMPTY_LINE
    edits: list[Edit] | None = None
    for _ in range(_ROUNDS):
        more = _trimming(now, new)
        if not more and edits is not None:
            more = _changes(fast, now, *fast.examine(now), _repair_to_rest)
        if not more:
            return groups if edits is None else grouped(text, edits)
        edits = compose(ungrouped(groups) if edits is None else edits, now, more)
        now = apply_edits(now, more)
    return []


def _mend(fast: Engine, block: str, tail: str) -> list[Group] | None:
    """Repair a block whose last character was parted from ``tail``; None if it was not."""
    whole = block + tail
    segments, straight = fast.examine(whole)
    return within(_repair_block(fast, whole, segments, straight), len(block)) if segments else None


def _trimming(text: str, new: re.Pattern[str] | None) -> list[Edit]:
    """Give the edits that trim the edges of a block and around its ``new`` line breaks or empty lines."""
    lead, trail = len(text) - len(text.lstrip()), len(text.rstrip())
    if lead >= trail:
        return []  # nothing is left, which the host sees to
    gaps = new.finditer(text, lead, trail) if new and "\n" in text else ()
    breaks = [(*gap.span(), "\n\n" if gap[0].count("\n") > 1 else "\n") for gap in gaps]
    trim = ("trim",)
    spots = [(0, lead, ""), *breaks, (trail, len(text), "")]
    return [(start, end, after, trim, ()) for start, end, after in spots if text[start:end] != after]


def stretches(length: int, segments: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the stretches of a text between the segments."""
    edges = [0, *(edge for segment in segments for edge in segment), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def straightenings(straight: Straight, text: str, within: Sequence[tuple[int, int]] = ALL) -> Iterator[Replace]:
    """Give the replacements that need no context, with all their positions in the given stretches."""
    for old, new, rule in straight:
        if old[0] not in text:
            continue
        if len(within) == 1:
            at = places(text, old, *within[0])
        else:
            at = [place for start, end in within for place in places(text, old, start, end)]
        if at:
            yield Replace(old, new, tuple(at), rule, REASONS[rule])
