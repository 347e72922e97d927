"""Lines that say by themselves what they are: dates, bylines, credits, and what is made of cues."""

from __future__ import annotations

from normalizer_boilerplate.answers import LIKELY, SURE, Decision
from normalizer_boilerplate.bylines import begins_byline, read_byline
from normalizer_boilerplate.cues import NO_HITS
from normalizer_boilerplate.folding import fold, words
from normalizer_boilerplate.lines import LONGEST_CUE_LINE, OWN_NAMES, PROSE, Line
from normalizer_boilerplate.view import DOUBT, View, label_end

__all__ = ["drop_lone_lines", "drop_repeats"]

#: A title of fewer letters and digits than that is not looked for again.
SHORTEST_TITLE = 6
#: A single word inside goes only if the model is this sure.
SINGLE_WORD = 0.9
_SENTENCES = OWN_NAMES.index("sentences")


def drop_repeats(view: View, decisions: list[Decision | None]) -> None:
    """Drop lines that repeat the title, but for the first."""
    for at in sorted(view.titles)[1:]:
        if not view.lines[at].bullet and len(view.lines[at].key) >= SHORTEST_TITLE:
            decisions[at] = Decision("duplicate_title", "title-again", "The line repeats the title.", SURE)


def drop_lone_lines(view: View, decisions: list[Decision | None]) -> None:
    """Drop lines that say by themselves what they are."""
    for at, line in enumerate(view.lines):
        inside = view.is_inside(at)
        # Inside, a line that has neither a cue nor a date says nothing by itself, if it has words.
        if inside and line.hits is NO_HITS and not line.date and len(line.tokens) > 1:
            continue
        if decisions[at] is None and not view.is_title(at):
            decisions[at] = _alone(view, at, line, inside)


def _alone(view: View, at: int, line: Line, inside: bool) -> Decision | None:
    hits = line.hits
    if not line.tokens or line.tokens == ["*"]:
        return Decision("placeholder", "no-words", "The line has no words.", LIKELY)
    if line.date:
        if not inside:
            return Decision("date_line", "date-line", "The line only states when it was published.", SURE)
        return None
    if not inside and begins_byline(line.tokens) and read_byline(line.text):
        return Decision("byline", "byline", "The line only says who wrote the article.", LIKELY)
    if hits.sure and line.size <= LONGEST_CUE_LINE:
        short = hits.cover[hits.sure] >= 0.4 or line.size <= PROSE
        if not short and view.scores[at] < DOUBT:
            return None
        confidence = SURE if short else LIKELY
        return Decision(hits.sure, "cue", "The line holds a phrase that only boilerplate has.", confidence)
    if hits.total >= 1 and line.size <= PROSE:
        if len(line.tokens) == 1 and inside and view.scores[at] < SINGLE_WORD:
            return None
        return Decision(hits.best, "cue-line", "The line consists of phrases of boilerplate.", LIKELY)
    if hits.credit and line.size <= 160 and _credit_shape(line):
        return Decision("credit", f"credit-{hits.credit}", "The line only gives credit.", LIKELY)
    if hits.cover.get("related") and line.size <= 220 and _teaser_shape(line):
        return Decision("related", "teaser", "The line only points to another page.", LIKELY)
    return None


def _credit_shape(line: Line) -> bool:
    """Say whether a line that starts as a credit is nothing else: a label and a few names."""
    rest = len(line.tokens) - line.hits.credit_words
    if line.own[_SENTENCES] > 1:
        return False
    if line.hits.credit_words >= 2:
        return rest <= 14
    return label_end(line) in {":", "：", "/", "|"} and rest <= 14 and not line.prose


def _teaser_shape(line: Line) -> bool:
    """Say whether the line is a cue for related stories, a separator and more: "Read more: ..."."""
    separator = label_end(line)
    if line.hits.start != "related" or not separator:
        return False
    return len(words(fold(line.text.split(separator, 1)[0]))) <= line.hits.start_words + 1
