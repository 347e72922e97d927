"""Decide which lines of a document go: strong cues, sections under a heading, and the model, with guards.

The decision is repeated on what remains until nothing more goes, so that cleaning a cleaned text changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalizer_boilerplate.alone import drop_lone_lines, drop_repeats
from normalizer_boilerplate.answers import Decision, Settings
from normalizer_boilerplate.by_model import drop_by_model
from normalizer_boilerplate.folding import fold
from normalizer_boilerplate.lines import Line, plain
from normalizer_boilerplate.model import Model
from normalizer_boilerplate.sections import drop_sections, drop_trailing_headlines
from normalizer_boilerplate.templates import Repeat
from normalizer_boilerplate.view import View

__all__ = ["decide"]

#: Rounds before a document is given up on and left as it is.
MOST_ROUNDS = 12
#: A title is no longer than this, in letters.
LONGEST_TITLE = 320
#: Where the site's own lines are known, what is none of them is seldom boilerplate, and goes only if the model is this
#: sure: while they are in their places, and when they are gone.
AMONG_KNOWN, KNOWN_SITE = 0.8, 0.6


def decide(
    lines: Sequence[Line], model: Model, settings: Settings, title: str = "", repeats: Sequence[Repeat | None] = ()
) -> list[Decision | None]:
    """Decide for each line: None if it stays, else why it goes.

    Args:
        lines: the lines of a document, read for this model.
        model: the trained model.
        settings: how bold to be.
        title: the document's title, if it is known; a line that says the same stays, its repeats go.
        repeats: for each line, how often it stands on the pages of its site, if it is known.

    """
    result: list[Decision | None] = [None] * len(lines)
    for at, (line, repeat) in enumerate(zip(lines, repeats, strict=False)):
        if repeat:
            result[at] = _allowed(_template(line, repeat), settings)
    if any(result):
        # What stands beside the site's lines is told by them, so it is judged once while they are in their places.
        result = _round(lines, model, settings, title, result)
    left = [at for at, decision in enumerate(result) if decision is None]
    for _ in range(MOST_ROUNDS):
        found = _round([lines[at] for at in left], model, settings, title)
        if not any(found):
            return result
        for at, decision in zip(left, found, strict=True):
            result[at] = decision
        left = [at for at in left if result[at] is None]
    return [None] * len(lines)


def _round(
    lines: Sequence[Line], model: Model, settings: Settings, title: str, known: Sequence[Decision | None] = ()
) -> list[Decision | None]:
    """Decide once, by what the lines around say now; what is ``known`` of the site's own lines is kept."""
    if not lines:
        return []
    decisions: list[Decision | None] = [*known] or [None] * len(lines)
    title = plain(fold(title)) or _guess_title([line for line, one in zip(lines, decisions, strict=True) if not one])
    titles = frozenset(at for at in _title_lines(lines, title) if not decisions[at])
    view = View(lines, model, titles, AMONG_KNOWN if known else KNOWN_SITE if settings.known_site else 0.0)
    drop_repeats(view, decisions)
    drop_lone_lines(view, decisions)
    if not settings.cautious:
        drop_sections(view, decisions)
        drop_trailing_headlines(view, decisions)
        drop_by_model(view, decisions, settings)
    return [decision and _allowed(decision, settings) for decision in decisions]


def _allowed(decision: Decision, settings: Settings) -> Decision | None:
    """Give the decision if it is sure enough, and of a class that may go."""
    stays = decision.confidence < settings.min_confidence or decision.class_ in settings.keep
    return None if stays else decision


def _template(line: Line, repeat: Repeat) -> Decision:
    """Decide about a line that stands on many pages of its site."""
    class_ = line.hits.best or ("date_line" if line.date else "navigation")
    reason = f"The line stands on {repeat.documents:,} of {repeat.pages:,} pages of {repeat.site}."
    return Decision(class_, "site-template", reason, round(0.9 + 0.09 * min(1.0, repeat.documents / repeat.pages), 3))


def _guess_title(lines: Sequence[Line]) -> str:
    """Give the first line if it looks like a title: it says something, is no sentence and has no cue."""
    for line in lines[:4]:
        if not line.tokens or line.date or line.hits.sure or line.hits.total > 0.6:
            continue
        return line.key if 15 <= line.size <= 250 and not line.prose else ""
    return ""


def _title_lines(lines: Sequence[Line], title: str) -> frozenset[int]:
    """Give the places of the lines that say the title."""
    if not title:
        return frozenset()
    return frozenset([at for at, line in enumerate(lines) if line.size <= LONGEST_TITLE and line.says(title)])
