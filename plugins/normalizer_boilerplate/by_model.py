"""Lines that the model finds, and what guards the others from it: doubtful lines, titles, texts that say little."""

from __future__ import annotations

from normalizer_boilerplate.answers import Decision, Settings
from normalizer_boilerplate.bylines import begins_byline, read_byline
from normalizer_boilerplate.lines import PROSE
from normalizer_boilerplate.model import Scores
from normalizer_boilerplate.view import View

__all__ = ["drop_by_model"]

#: The title, bylines within the body, and sentences of short texts, go only if the model is this sure.
HEADING = 0.9
#: The model is modest: a line that it gives so much less than the asked confidence goes, too.
LEANING = 0.15
#: Lines that the model is less sure of than this go only if they are together no more than this share of what stays:
#: many are the list, table or poem that the text is made of.
DOUBTFUL, DOUBTFUL_SHARE = 0.75, 0.06
#: Lists within the body go only if the model gives them this also with those lines gone that rules find: beside a share
#: bar and a comment form any short line looks like a link.
LIST = 0.3
#: A text of so few lines without prose says too little of itself for the model.
FEW_LINES = 6
#: In a text of no more lines and less prose, in letters, the model takes no line without a cue: recipes, notes.
SHORT_TEXT, LITTLE_PROSE = 10, 250.0


def drop_by_model(view: View, decisions: list[Decision | None], settings: Settings) -> None:
    """Drop lines that the model finds; the doubtful ones only if they are few."""
    is_short = len(view.lines) <= SHORT_TEXT and view.prose < LITTLE_PROSE
    found: dict[int, float] = {}
    scores = view.scores
    for at in scores.scored:
        if decisions[at] is not None or (is_short and _says_little(view, at)):
            continue
        score = scores[at]
        if score + LEANING >= settings.min_confidence and score >= max(view.least, _guard(view, at)):
            found[at] = score
    found = _without_lists(view, decisions, found)
    if _too_doubtful(view, decisions, found):
        found = {at: score for at, score in found.items() if score >= DOUBTFUL}
    for at, score in found.items():
        decisions[at] = Decision(
            _class_of(view, decisions, at), "model", "Its words, shape and place are those of boilerplate.",
            round(min(score + LEANING, 1.0), 3),
        )  # fmt: skip


def _without_lists(view: View, decisions: list[Decision | None], found: dict[int, float]) -> dict[int, float]:
    """Leave out items of lists within the body, and lines beside them, that only other boilerplate tells against."""
    inside = {at for at in found if _in_list(view, at)}
    if not inside or not any(decisions):
        return found
    left = [at for at, decision in enumerate(decisions) if decision is None]
    place = {at: number for number, at in enumerate(left)}
    scores = Scores(view.model, [view.lines[at] for at in left])
    return {at: score for at, score in found.items() if at not in inside or scores[place[at]] >= LIST}


def _in_list(view: View, at: int) -> bool:
    """Say whether a line within the body, without a cue in it or near, is an item of a list, or stands beside one."""
    beside = view.lines[at - 1 : at + 2]
    return view.is_inside(at) and any(line.bullet for line in beside) and _says_little(view, at)


def _too_doubtful(view: View, decisions: list[Decision | None], found: dict[int, float]) -> bool:
    """Say whether the doubtful lines among those ``found`` are much of the text: then they are its own kind of line."""
    doubtful = sum([view.lines[at].size for at, score in found.items() if score < DOUBTFUL])
    staying = sum([line.size for at, line in enumerate(view.lines) if decisions[at] is None and at not in found])
    return doubtful > DOUBTFUL_SHARE * staying


def _says_little(view: View, at: int) -> bool:
    """Say whether a line has no cue in it or near, so that it says little by itself."""
    return view.lines[at].hits.total <= 0.3 and not _near_cue(view, at)


def _guard(view: View, at: int) -> float:
    """Give how sure the model must be of a line: more if it is a title or signs a part, or the text says little."""
    line = view.lines[at]
    signs = view.is_inside(at) and begins_byline(line.tokens) and read_byline(line.text)
    if signs or view.is_title(at):
        return HEADING
    little = (view.prose < 4 * PROSE and line.ends) or (not view.prose and len(view.lines) <= FEW_LINES)
    return HEADING if little and not line.date and _says_little(view, at) else 0.0


def _near_cue(view: View, at: int) -> bool:
    """Say whether a line of the same run, up to three before, is a cue."""
    for near in range(at - 1, max(-1, at - 4), -1):
        if view.lines[near].prose:
            return False
        if view.lines[near].hits.total > 0.5:
            return True
    return False


def _class_of(view: View, decisions: list[Decision | None], at: int) -> str:
    """Name what the line is: by its own cues, or by those of the lines before it."""
    own = view.lines[at].hits.best
    if own and own != "date":
        return own
    for near in range(at - 1, max(-1, at - 10), -1):
        before = decisions[near]
        if before is None:
            break
        if before.class_ in {"related", "comment", "author_bio", "legal", "share", "navigation"}:
            return before.class_
    if view.prose_before[at] == 0:
        return "navigation"
    return "related" if view.in_tail(at) else "other"
