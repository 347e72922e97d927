"""The cleaner without the pipeline: lines or a text in, decisions or a text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from normalizer_boilerplate.answers import Decision, Settings
from normalizer_boilerplate.cues import Cues, load_cues
from normalizer_boilerplate.decide import decide
from normalizer_boilerplate.lines import Line, read_lines
from normalizer_boilerplate.model import Model, load_model
from normalizer_boilerplate.templates import Repeat

#: So much prose, in letters, is an article: if it is left, what went was not too much.
ARTICLE = 600
#: So many lines of so many characters at most are remembered as they were read: some megabytes.
MOST_REMEMBERED, LONGEST_REMEMBERED = 2048, 100

__all__ = ["Verdict", "clean_lines", "clean_text", "judge", "keep_lines"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `judge` finds: the lines as it read them, a decision for each, and whether they are too many to go."""

    lines: list[Line]
    decisions: list[Decision | None]
    #: More than `Settings.max_removed` of the text would go, and no article be left: only what is `known` goes.
    too_much: bool

    def goes(self, decision: Decision | None) -> bool:
        """Say whether a line with this decision goes."""
        return decision is not None and (decision.known or not self.too_much)


def judge(
    lines: Sequence[str],
    title: str,
    settings: Settings,
    cues: Cues,
    model: Model | None = None,
    repeats: Sequence[Repeat | None] = (),
) -> Verdict:
    """Decide about the lines of a document.

    Arguments as for `clean_lines`; the model is by default that of the package, and ``repeats`` is what `Templates`
    knows of the lines.
    """
    model = model or load_model()
    read = _reader(cues, model)(lines)
    decisions = decide(read, model, settings, title, repeats)
    return Verdict(read, decisions, _too_much(read, decisions, settings.max_removed))


@lru_cache(maxsize=8)
def _reader(cues: Cues, model: Model) -> Callable[[Sequence[str]], list[Line]]:
    """Give what reads lines for a model; short lines, which the pages of a site repeat, are remembered."""
    remembered: dict[str, Line] = {}

    def read(texts: Sequence[str]) -> list[Line]:
        lines = {text: line for text in texts if (line := remembered.get(text))}
        new = [*dict.fromkeys([text for text in texts if text not in lines])]
        lines.update(zip(new, read_lines(new, cues), strict=True))
        if len(remembered) >= MOST_REMEMBERED:
            remembered.clear()
        short = [text for text in new if len(text) <= LONGEST_REMEMBERED]
        remembered.update([(text, lines[text]) for text in short[: MOST_REMEMBERED - len(remembered)]])
        return [lines[text] for text in texts]

    return read


def _too_much(lines: list[Line], decisions: list[Decision | None], most: float) -> bool:
    """Say whether more than the share ``most`` would go and no article would be left, the site's own lines aside."""
    left = [line for line, decision in zip(lines, decisions, strict=True) if decision is None]
    if len(left) == len(lines):
        return False
    total = sum([line.size for line, one in zip(lines, decisions, strict=True) if not (one and one.known)])
    if sum([line.size for line in left]) >= (1 - most) * total:
        return False
    return most < 1 and sum([line.size for line in left if line.prose]) < ARTICLE


def clean_lines(
    lines: Sequence[str], *, title: str = "", settings: Settings | None = None, cues: Cues | None = None
) -> list[Decision | None]:
    """Say for each line of a document why it is boilerplate, or None.

    Args:
        lines: the lines or paragraphs of one document, in order.
        title: its title, if known; it stays, and lines that repeat it go.
        settings: how bold to be. If more than its ``max_removed`` of the text would go and no article be
            left, all lines stay.
        cues: the cues to use; default: those of the package.

    """
    verdict = judge(lines, title, settings or Settings(), cues or load_cues())
    return [None] * len(lines) if verdict.too_much else verdict.decisions


def keep_lines(lines: Sequence[str]) -> list[bool]:
    """Say for each line of a document whether it stays."""
    return [decision is None for decision in clean_lines(lines)]


def clean_text(text: str) -> str:
    """Give ``text`` without its boilerplate lines; empty lines around them go, too."""
    pieces = re.split(r"(\n\s*)", text)
    lines, gaps = pieces[::2], pieces[1::2]
    decisions = clean_lines(lines)
    kept: list[str] = []
    for at, (line, decision) in enumerate(zip(lines, decisions, strict=True)):
        if decision is None:
            kept += [gaps[at - 1] if kept else "", line]
    return "".join(kept)
