"""Decide which lines of a document go: strong cues, sections under a heading, and the model, with guards.

The decision is repeated on what remains until nothing more goes, so that cleaning a cleaned text changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from normalizer_boilerplate.answers import Decision, Settings
from normalizer_boilerplate.bylines import read_byline
from normalizer_boilerplate.cues import NO_HITS
from normalizer_boilerplate.folding import fold, words
from normalizer_boilerplate.lines import LONGEST_CUE_LINE, OWN_NAMES, PROSE, Line, plain
from normalizer_boilerplate.model import Model, Scores
from normalizer_boilerplate.templates import Repeat

__all__ = ["decide"]

#: Rounds before a document is given up on and left as it is.
MOST_ROUNDS = 12
#: Confidence of the rules that need no model.
SURE, LIKELY = 0.95, 0.8
#: A title is no longer than this, in letters; one of fewer letters and digits than that is not looked for again.
LONGEST_TITLE, SHORTEST_TITLE = 320, 6
#: Prose goes with a heading of boilerplate, or for a phrase in it, only if the model does not doubt so much.
DOUBT = 0.6
#: The title, and sentences of short texts, go only if the model is this sure.
HEADING = 0.9
#: The model is modest: a line that it gives so much less than the asked confidence goes, too.
LEANING = 0.15
#: Lines that the model is less sure of than this go only if they are together no more than this share of what stays:
#: many are the list, table or poem that the text is made of.
DOUBTFUL, DOUBTFUL_SHARE = 0.8, 0.08
#: A text of so few lines without prose says too little of itself for the model.
FEW_LINES = 6
#: In a text of no more lines and less prose, in letters, the model takes no line without a cue: recipes, notes.
SHORT_TEXT, LITTLE_PROSE = 10, 250.0
#: Where the site's own lines are known, what is none of them is seldom boilerplate, and goes only if the model is this
#: sure: while they are in their places, and when they are gone.
AMONG_KNOWN, KNOWN_SITE = 0.8, 0.6
#: Behind so large a share of the prose, a heading of boilerplate takes what follows with it.
TAIL = 0.6
#: A headline that shares less than this of its words with the article belongs to another story.
OTHER_STORY = 0.3
#: So many lines at most follow a heading of boilerplate inside the body.
MOST_IN_BODY = 12

#: Places of features in `Line.own`: a time of day, the share of cues for comment forms ("Reply").
_CLOCK, _REPLY = OWN_NAMES.index("clock"), OWN_NAMES.index("cue_comment_form")


@dataclass
class _View:
    """The lines of one round, with sums that the rules ask for."""

    lines: Sequence[Line]
    model: Model
    #: Number of letters of prose before each line, and in all.
    prose_before: list[float]
    #: The lines that say the title.
    titles: frozenset[int]
    #: How sure the model must be of any line.
    least: float = 0.0

    def __post_init__(self) -> None:
        """Find the prose."""
        self.prose = self.prose_before[-1]
        places = [at for at, line in enumerate(self.lines) if line.prose]
        self._first, self._last = (places[0], places[-1]) if places else (-1, -1)

    @cached_property
    def scores(self) -> Scores:
        """What the model says of each line; costly, so it is asked only of lines whose fate depends on it."""
        return Scores(self.model, self.lines)

    def in_tail(self, at: int) -> bool:
        """Say whether most of the prose comes before line ``at``."""
        return self.prose > 0 and self.prose_before[at] >= TAIL * self.prose

    def inside(self, at: int) -> bool:
        """Say whether there is prose both before and after line ``at``."""
        return self._first < at < self._last


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
    before = [*accumulate([line.size if line.prose else 0.0 for line in lines], initial=0.0)]
    decisions: list[Decision | None] = [*known] or [None] * len(lines)
    title = plain(fold(title)) or _guess_title([line for line, one in zip(lines, decisions, strict=True) if not one])
    titles = frozenset(at for at in _title_lines(lines, title) if not decisions[at])
    view = _View(lines, model, before, titles, AMONG_KNOWN if known else KNOWN_SITE if settings.known_site else 0.0)
    _repeats(view, decisions)
    _lone_lines(view, decisions)
    if not settings.cautious:
        _sections(view, decisions)
        _trailing_headlines(view, decisions)
        _by_model(view, decisions, settings)
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


def _repeats(view: _View, decisions: list[Decision | None]) -> None:
    """Drop lines that repeat the title, but for the first."""
    for at in sorted(view.titles)[1:]:
        if not view.lines[at].bullet and len(view.lines[at].key) >= SHORTEST_TITLE:
            decisions[at] = Decision("duplicate_title", "title-again", "The line repeats the title.", SURE)


def _lone_lines(view: _View, decisions: list[Decision | None]) -> None:
    """Drop lines that say by themselves what they are."""
    for at, line in enumerate(view.lines):
        # Inside, a line that has neither a cue nor a date says nothing by itself, if it has words.
        is_telling = line.hits is not NO_HITS or line.date or len(line.tokens) < 2 or not view.inside(at)
        if is_telling and decisions[at] is None and not _is_title(view, at):
            decisions[at] = _alone(view, at, line)


def _is_title(view: _View, at: int) -> bool:
    return at in view.titles and not view.lines[at].hits.sure


def _alone(view: _View, at: int, line: Line) -> Decision | None:
    hits = line.hits
    if not line.tokens or line.tokens == ["*"]:
        return Decision("placeholder", "no-words", "The line has no words.", LIKELY)
    if line.date:
        if not view.inside(at):
            return Decision("date_line", "date-line", "The line only states when it was published.", SURE)
        return None
    if not view.inside(at) and read_byline(line.text):
        return Decision("byline", "byline", "The line only says who wrote the article.", LIKELY)
    if hits.sure and line.size <= LONGEST_CUE_LINE:
        short = hits.cover[hits.sure] >= 0.4 or line.size <= PROSE
        if not short and view.scores[at] < DOUBT:
            return None
        confidence = SURE if short else LIKELY
        return Decision(hits.sure, "cue", "The line holds a phrase that only boilerplate has.", confidence)
    if hits.total >= 1 and line.size <= PROSE:
        if len(line.tokens) == 1 and view.inside(at) and view.scores[at] < HEADING:
            return None
        return Decision(hits.best, "cue-line", "The line consists of phrases of boilerplate.", LIKELY)
    if hits.credit and line.size <= 160 and _credit_shape(line):
        return Decision("credit", f"credit-{hits.credit}", "The line only gives credit.", LIKELY)
    if hits.cover.get("related") and line.size <= 220 and _teaser_shape(line):
        return Decision("related", "teaser", "The line only points to another page.", LIKELY)
    return None


#: What stands between a credit or teaser and its label.
_SEPARATORS = ":：|/>»–—"


def _label_end(line: Line) -> str:
    """Give the first separator in the line's first words, or ""."""
    for char in line.text[:40]:
        if char in _SEPARATORS:
            return char
    return ""


def _credit_shape(line: Line) -> bool:
    """Say whether a line that starts as a credit is nothing else: a label and a few names."""
    rest = len(line.tokens) - line.hits.credit_words
    if line.own[OWN_NAMES.index("sentences")] > 1:
        return False
    if line.hits.credit_words >= 2:
        return rest <= 14
    return _label_end(line) in {":", "：", "/", "|"} and rest <= 14 and not line.prose


def _teaser_shape(line: Line) -> bool:
    """Say whether the line is a cue for related stories, a separator and more: "Read more: ..."."""
    separator = _label_end(line)
    if line.hits.start != "related" or not separator:
        return False
    return len(words(fold(line.text.split(separator, 1)[0]))) <= line.hits.start_words + 1


def _sections(view: _View, decisions: list[Decision | None]) -> None:
    """Drop what stands under a heading of boilerplate, such as "Check Also" or "Comments"."""
    at = 0
    while at < len(view.lines):
        name = _section_heading(view, at)
        if not name or _is_title(view, at):
            at += 1
            continue
        end = _section_end(view, at, name)
        if end > at + 1 or decisions[at]:
            for inner in range(at, end):
                if decisions[inner] is None and not _is_title(view, inner):
                    what = "heads" if inner == at else "stands in"
                    decisions[inner] = Decision(
                        name, f"section-{name}", f"The line {what} a block of that kind.", LIKELY
                    )
        at = max(end, at + 1)


def _section_heading(view: _View, at: int) -> str:
    """Give the class of the section that the line heads, or ""."""
    line = view.lines[at]
    if line.hits is NO_HITS or line.size >= PROSE or line.prose:
        return ""
    if line.hits.heading:
        return line.hits.heading
    if line.hits.start == "author_bio" and view.in_tail(at) and _names_person(line):
        return "author_bio"
    return ""


def _names_person(line: Line) -> bool:
    """Say whether the words after the cue look like a name: two to five of them, all capitalized."""
    rest = line.text.split()[line.hits.start_words :]
    return 2 <= len(rest) <= 5 and all(word[0].isupper() for word in rest) and not line.ends


def _section_end(view: _View, at: int, name: str) -> int:
    """Give the end of the section that begins at ``at``: the line after its last."""
    end = at + 1
    count = len(view.lines)
    tail = view.in_tail(at) or (name == "comment" and _heads_thread(view, at))
    while end < count:
        line = view.lines[end]
        if _section_heading(view, end):
            break
        if name == "author_bio":
            if not tail or end - at > 3 or (end - at > 1 and view.scores[end] < 0.15):
                break
        elif name == "comment":
            if not tail:
                break
        elif tail:
            if line.prose and view.scores[end] < DOUBT:
                break
        elif line.prose or (line.ends and not line.bullet) or end - at > MOST_IN_BODY or view.scores[end] < 0.2:
            break
        end += 1
    return end


def _heads_thread(view: _View, at: int) -> bool:
    """Say whether a heading in the midst of the prose has an article before it and comments, signed, after it."""
    if view.prose_before[at] < max(4 * PROSE, 0.15 * view.prose):
        return False
    after = view.lines[at + 1 :]
    signed = sum([line.size < PROSE and (line.own[_CLOCK] > 0 or line.own[_REPLY] >= 0.3) for line in after])
    return signed >= 3 and signed >= 0.12 * len(after)


def _by_model(view: _View, decisions: list[Decision | None], settings: Settings) -> None:
    """Drop lines that the model finds; the doubtful ones only if they are few."""
    is_short = len(view.lines) <= SHORT_TEXT and view.prose < LITTLE_PROSE
    found: dict[int, float] = {}
    scores = view.scores
    for at in scores.scored:
        if decisions[at] is not None or (is_short and _too_little(view, at)):
            continue
        score = scores[at]
        if score + LEANING >= settings.min_confidence and score >= max(view.least, _guard(view, at)):
            found[at] = score
    if _too_doubtful(view, decisions, found):
        found = {at: score for at, score in found.items() if score >= DOUBTFUL}
    for at, score in found.items():
        decisions[at] = Decision(
            _class_of(view, decisions, at), "model", "Its words, shape and place are those of boilerplate.",
            round(min(score + LEANING, 1.0), 3),
        )  # fmt: skip


def _too_doubtful(view: _View, decisions: list[Decision | None], found: dict[int, float]) -> bool:
    """Say whether the doubtful lines among those ``found`` are much of the text: then they are its own kind of line."""
    doubtful = sum([view.lines[at].size for at, score in found.items() if score < DOUBTFUL])
    staying = sum([line.size for at, line in enumerate(view.lines) if decisions[at] is None and at not in found])
    return doubtful > DOUBTFUL_SHARE * staying


def _trailing_headlines(view: _View, decisions: list[Decision | None]) -> None:
    """Drop headlines of other stories that stand behind the last paragraph."""
    for at in range(len(view.lines) - 1, 0, -1):
        line = view.lines[at]
        if decisions[at] is not None:
            continue
        if not _headline(line) or view.prose_before[at] < 4 * PROSE or _is_title(view, at):
            return
        share = view.scores.context.overlap(at)
        if share >= OTHER_STORY and (share >= 0.5 or view.scores[at] < 0.4):
            return
        reason = "It reads as the headline of another story, behind the end of this one."
        decisions[at] = Decision("related", "trailing-headline", reason, 0.7)


def _headline(line: Line) -> bool:
    """Say whether a line has the shape of a headline: some words without a label or an end."""
    if line.ends or line.prose or line.bullet or not 35 <= line.size <= 250 or _label_end(line):
        return False
    return len(line.tokens) >= 6 and not line.own[OWN_NAMES.index("sentences")]


def _too_little(view: _View, at: int) -> bool:
    """Say whether a line of a text that is too short for the model, which was trained on pages, has no cue near."""
    return view.lines[at].hits.total <= 0.3 and not _near_cue(view, at)


def _guard(view: _View, at: int) -> float:
    """Give how sure the model must be of a line: more if it is the title, or a text is so short as to say little."""
    if _is_title(view, at):
        return HEADING
    line = view.lines[at]
    little = (view.prose < 4 * PROSE and line.ends) or (not view.prose and len(view.lines) <= FEW_LINES)
    return HEADING if little and not line.date and line.hits.total <= 0.3 and not _near_cue(view, at) else 0.0


def _near_cue(view: _View, at: int) -> bool:
    """Say whether a line of the same run, up to three before, is a cue."""
    for near in range(at - 1, max(-1, at - 4), -1):
        if view.lines[near].prose:
            return False
        if view.lines[near].hits.total > 0.5:
            return True
    return False


def _class_of(view: _View, decisions: list[Decision | None], at: int) -> str:
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
