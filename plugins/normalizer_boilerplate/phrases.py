"""Cue files: what is in them, and how they are read.

A cue file is plain text, a phrase a line. ``[class]`` begins a class; ``[class!]`` begins phrases that are so
telling that a short line with one of them is boilerplate; ``[class>]`` begins headings that stand over a block of
boilerplate. Before a phrase, ``^`` means "only at the start of the line" and ``=`` "only if cues make up the whole
line"; a last word with ``*`` stands for all words that begin so. ``#`` begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from normalizer_boilerplate.folding import fold_lines

__all__ = ["CLASSES", "CueFileError", "Phrase", "parse_cues"]

#: The classes of boilerplate, in the order in which they win when two fit a line equally well.
CLASSES = (
    "comment_form",
    "subscribe",
    "related",
    "comment",
    "author_bio",
    "credit",
    "advert",
    "placeholder",
    "legal",
    "contact",
    "tags",
    "share",
    "navigation",
    "date",
)
#: Parts of class ``credit``, which say which field a credit belongs to.
CREDITS = ("credit.photo", "credit.editor", "credit.author", "credit.original", "credit.source")

_SECTION = re.compile(r"\[([a-z_.]+)([!>]?)\]")


class CueFileError(ValueError):
    """A cue file that can't be read; the message names the line."""


class Phrase(NamedTuple):
    """One cue: its words, what it stands for and where it may stand."""

    words: tuple[str, ...]
    class_: str
    part: str
    sure: bool
    heading: bool
    start: bool
    whole: bool
    #: The last word is a beginning of words.
    open_end: bool

    def match(self, line: Sequence[str], at: int) -> int:
        """Give the end of the phrase in ``line`` if it stands at ``at``, else 0."""
        end = at + len(self.words)
        if end > len(line) or (self.start and at):
            return 0
        found = tuple(line[at:end])
        if found == self.words:
            return end
        if self.open_end and found[:-1] == self.words[:-1] and found[-1].startswith(self.words[-1]):
            return end
        return 0


def parse_cues(text: str, name: str) -> list[Phrase]:
    """Read a cue file.

    Args:
        text: the file's text.
        name: what to call it in messages.

    Raises:
        CueFileError: an unknown class, or a phrase before the first class.
    """
    found: list[tuple[str, str, str]] = []
    section: re.Match[str] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line[0] == "[" and (heading := _SECTION.fullmatch(line)):
            if heading[1] not in CLASSES and heading[1] not in CREDITS:
                known = ", ".join((*CLASSES, *CREDITS))
                raise CueFileError(f"{name}, line {number}: no class {heading[1]!r}; there are {known}")
            section = heading
            continue
        if section is None:
            raise CueFileError(f"{name}, line {number}: put a [class] before the first phrase")
        found.append((line, section[1], section[2]))
    folded = fold_lines([line.lstrip("^=").rstrip("*") for line, _, _ in found])
    return [_phrase(*one, tuple(words)) for one, (_, words, _) in zip(found, folded, strict=True) if words]


def _phrase(line: str, class_: str, mark: str, words: tuple[str, ...]) -> Phrase:
    main, _, part = class_.partition(".")
    starts, whole, open_end = line.startswith("^"), line.startswith("="), line.endswith("*")
    return Phrase(words, main, part, mark == "!", mark == ">", starts, whole, open_end)
