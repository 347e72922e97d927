"""Blocks of boilerplate: what stands under its headings, such as "Check Also", and headlines behind the article."""

from __future__ import annotations

from collections.abc import Container

from normalizer_boilerplate.answers import LIKELY, Decision
from normalizer_boilerplate.cues import NO_HITS
from normalizer_boilerplate.lines import OWN_NAMES, PROSE, Line
from normalizer_boilerplate.view import DOUBT, View, label_end

__all__ = ["drop_sections", "drop_trailing_headlines"]

#: A headline that shares less than this of its words with the article belongs to another story.
OTHER_STORY = 0.3
#: So many lines at most follow a heading of boilerplate inside the body.
MOST_IN_BODY = 12
#: Places of features in `Line.own`: sentences, a time of day, the share of cues for comment forms ("Reply").
_SENTENCES, _CLOCK, _REPLY = map(OWN_NAMES.index, ("sentences", "clock", "cue_comment_form"))


def drop_sections(view: View, decisions: list[Decision | None]) -> None:
    """Drop what stands under a heading of boilerplate, such as "Check Also" or "Comments"."""
    headings = {
        at: name
        for at, line in enumerate(view.lines)
        if line.hits is not NO_HITS and (name := _section_heading(view, at, line))
    }
    for at, name in headings.items():
        if view.is_title(at):
            continue
        end = _section_end(view, at, name, headings)
        if end > at + 1 or decisions[at]:
            for inner in range(at, end):
                if decisions[inner] is None and not view.is_title(inner):
                    what = "heads" if inner == at else "stands in"
                    decisions[inner] = Decision(
                        name, f"section-{name}", f"The line {what} a block of that kind.", LIKELY
                    )


def _section_heading(view: View, at: int, line: Line) -> str:
    """Give the class of the section that a line with cues heads, or ""."""
    if line.size >= PROSE or line.prose:
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


def _section_end(view: View, at: int, name: str, headings: Container[int]) -> int:
    """Give the end of the section that begins at ``at``: the line after its last, at the latest the next heading."""
    end = at + 1
    count = len(view.lines)
    tail = view.in_tail(at) or (name == "comment" and _heads_thread(view, at))
    while end < count:
        line = view.lines[end]
        if end in headings:
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


def _heads_thread(view: View, at: int) -> bool:
    """Say whether a heading in the midst of the prose has an article before it and comments, signed, after it."""
    if view.prose_before[at] < max(4 * PROSE, 0.15 * view.prose):
        return False
    after = view.lines[at + 1 :]
    signed = sum([line.size < PROSE and (line.own[_CLOCK] > 0 or line.own[_REPLY] >= 0.3) for line in after])
    return signed >= 3 and signed >= 0.12 * len(after)


def drop_trailing_headlines(view: View, decisions: list[Decision | None]) -> None:
    """Drop headlines of other stories that stand behind the last paragraph."""
    for at in range(len(view.lines) - 1, 0, -1):
        line = view.lines[at]
        if decisions[at] is not None:
            continue
        if not _headline(line) or view.prose_before[at] < 4 * PROSE or view.is_title(at):
            return
        share = view.scores.context.overlap(at)
        if share >= OTHER_STORY and (share >= 0.5 or view.scores[at] < 0.4):
            return
        reason = "It reads as the headline of another story, behind the end of this one."
        decisions[at] = Decision("related", "trailing-headline", reason, 0.7)


def _headline(line: Line) -> bool:
    """Say whether a line has the shape of a headline: some words without a label or an end."""
    if line.ends or line.prose or line.bullet or not 35 <= line.size <= 250 or label_end(line):
        return False
    return len(line.tokens) >= 6 and not line.own[_SENTENCES]
