"""Cue phrases: what boilerplate says about itself, such as "Leave a Reply" or "Check Also".

All phrases of all languages are looked up at once. Most lines have no cue, and leave when one look at their words has
found none of those by which phrases are looked up; so the time for a line grows with its words and not with the
number of phrases. How cue files are written is told in `normalizer_boilerplate.phrases`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from normalizer_boilerplate.folding import FIRST_SINGLE, Folded, is_single
from normalizer_boilerplate.phrases import CLASSES, CueFileError, Phrase, parse_cues

__all__ = ["CLASSES", "NO_HITS", "CueFileError", "Cues", "Hits", "load_cues"]

#: Of a long line only so many words at its start and at its end are looked at.
HEAD_WORDS, TAIL_WORDS = 48, 16
#: No line of more words is looked at for being made of cues only.
LONGEST_WHOLE = 24
#: A phrase of one open word is found by so many of its first characters.
_KEY = 4
#: Words that a line of cues only may have between them: numbers, and stars of forms.
_BETWEEN = frozenset(("0", "*"))


@dataclass(slots=True)
class Hits:
    """What the cues say about one line."""

    #: Class to the share of the line's words that its cues cover, 0 to 1.
    cover: dict[str, float] = field(default_factory=dict)
    #: The class whose sure cues cover most, or "".
    sure: str = ""
    #: The class of the block that the line is a heading of, or "".
    heading: str = ""
    #: "photo", "editor", "author", "original" or "source" if the line starts as a credit, or "".
    credit: str = ""
    #: How many words of the line belong to the credit's cue.
    credit_words: int = 0
    #: The class of the longest cue at the start of the line, or "", and how many words it has.
    start: str = ""
    start_words: int = 0
    #: The share of the line's words (numbers aside) that any cue covers.
    total: float = 0.0

    @property
    def best(self) -> str:
        """The class that covers most of the line, or an empty string."""
        if not self.cover:
            return ""
        return max(self.cover, key=lambda name: (self.cover[name], -_RANK[name]))


_RANK = {name: rank for rank, name in enumerate(CLASSES)}
#: What a line without any cue gets; never changed.
NO_HITS = Hits()

#: Kinds of phrases, in the order in which they are taken; of each but the open ones, those of one word come first.
_START, _ANYWHERE, _OPEN, _WHOLE = 0, 2, 4, 6
#: A phrase by its first word or its first two, and its number among all.
_Pairs = dict[str | tuple[str, str], list[tuple[int, Phrase]]]
#: A phrase, how many words before the one that it is looked up by it begins, its kind and its number.
_Entry = tuple[Phrase, int, int, int]
#: A phrase that was found: its kind, where it begins, its number, where it ends, and the phrase.
_Hit = tuple[int, int, int, int, Phrase]


class _Anchor:
    """The phrases that are looked up by one of their words, by the word after it or, if that is their last, before."""

    __slots__ = ("after", "alone", "before")

    def __init__(self) -> None:
        """Begin with none."""
        self.alone: list[_Entry] = []
        self.after: dict[str, list[_Entry]] = {}
        self.before: dict[str, list[_Entry]] = {}

    def add(self, words: Sequence[str], entry: _Entry) -> None:
        """Take a phrase, given the words of it that must be there exactly, the first of them on."""
        at = entry[1]
        if len(words) == 1:
            self.alone.append(entry)
        elif at + 1 < len(words):
            self.after.setdefault(words[at + 1], []).append(entry)
        else:
            self.before.setdefault(words[at - 1], []).append(entry)

    def find(self, line: list[str], at: int, gap: int) -> Sequence[_Hit]:
        """Find the phrases around the word's place ``at`` in a line; the first two words of none are across the gap."""
        entries = self.alone
        if at and line[at - 1] in self.before:
            entries = entries + self.before[line[at - 1]]
        if at + 1 < len(line) and line[at + 1] in self.after:
            entries = entries + self.after[line[at + 1]]
        if not entries:
            return ()
        return [
            (kind, at - before, number, end, phrase)
            for phrase, before, kind, number in entries
            if before <= at and (end := phrase.match(line, at - before))
            if at - before != gap or kind != _ANYWHERE + 1
        ]


class Cues:
    """The phrases of any number of cue files, ready to look lines up."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        """Index ``phrases`` by where they may stand and by what they are found by."""
        self._starts: dict[str, _Anchor] = {}
        self._whole: _Pairs = {}
        #: Phrases of scripts without spaces, whose single characters are in every line; elsewhere they can't be.
        self._signs: _Pairs = {}
        self._anchors: dict[str, _Anchor] = {}
        self._open: dict[str, list[tuple[int, Phrase]]] = {}
        vocabulary = set(_BETWEEN)
        for number, phrase in enumerate(phrases):
            vocabulary.update(phrase.words)
            self._add(number, phrase)
        self._vocabulary = frozenset(vocabulary)
        #: Folded text without any of these has no word that begins as in ``_open``; there, numbers are 0.
        starts = dict.fromkeys(
            phrase.words[0].partition("0")[0] for found in self._open.values() for _, phrase in found
        )
        self._open_starts = [*starts]

    def _add(self, number: int, phrase: Phrase) -> None:
        """Put a phrase where it is looked for."""
        words, size = phrase.words, len(phrase.words)
        has_signs = max(words) >= FIRST_SINGLE and any(map(is_single, words))
        if phrase.open_end and (has_signs or size == 1):
            self._open.setdefault(words[0][:_KEY], []).append((number, phrase))
        elif phrase.start and not phrase.open_end:
            self._starts.setdefault(words[0], _Anchor()).add(words, (phrase, 0, _START + (size > 1), number))
        elif (phrase.whole or has_signs) and not phrase.open_end:
            index = self._whole if phrase.whole else self._signs
            index.setdefault((words[0], words[1]) if size > 1 else words[0], []).append((number, phrase))
        else:
            found_by = words[:-1] if phrase.open_end else words
            kind = _OPEN if phrase.open_end else _ANYWHERE + (size > 1)
            word = max(found_by, key=len)
            self._anchors.setdefault(word, _Anchor()).add(found_by, (phrase, found_by.index(word), kind, number))

    def look_up(self, lines: Sequence[Folded]) -> list[Hits]:
        """Say what the cues find in each line of a document, given as `fold_lines` gives them."""
        joined = "\n".join([folded for folded, _, _ in lines])
        are_open = any(map(joined.__contains__, self._open_starts))
        return [self._hits(line, near, are_open) if line else NO_HITS for _, line, near in lines]

    def _hits(self, line: list[str], near: bool, are_open: bool) -> Hits:
        """Say what the cues find in one line; ``are_open``: words may be there that begin as an open phrase does."""
        gap = -1
        if len(line) > HEAD_WORDS + TAIL_WORDS:
            line = [*line[:HEAD_WORDS], *line[-TAIL_WORDS:]]
            gap = HEAD_WORDS - 1
        found: list[_Hit] = []
        if line[0] in self._starts:
            found += self._starts[line[0]].find(line, 0, gap)
        anchors = self._anchors
        for at, word in enumerate(line):
            if word in anchors:
                found += anchors[word].find(line, at, gap)
        if are_open:
            for at, word in enumerate(line):
                for number, phrase in self._open.get(word[:_KEY], ()):
                    if end := phrase.match(line, at):
                        found.append((_OPEN, at, number, end, phrase))
        if not near:
            found += _matches(self._signs, line, gap, _ANYWHERE)
        # What counts only in a line of nothing but cues need not be looked for in others.
        if len(line) <= LONGEST_WHOLE and (self._vocabulary.issuperset(line) or any(hit[-1].open_end for hit in found)):
            found += _matches(self._whole, line, gap, _WHOLE)
        if not found:
            return NO_HITS
        found.sort()
        return _summary(line, found)


def _matches(index: _Pairs, line: list[str], gap: int, kind: int) -> Iterator[_Hit]:
    """Find the phrases of an index in a line; the first two words of none are across the gap."""
    for key in index.keys() & itertools.chain(line, itertools.pairwise(line)):
        first, second = (key, "") if isinstance(key, str) else key
        at = -1
        for _ in range(line.count(first)):
            at = line.index(first, at + 1)
            if second and (at == gap or line[at + 1 : at + 2] != [second]):
                continue
            for number, phrase in index[key]:
                if end := phrase.match(line, at):
                    yield kind + bool(second), at, number, end, phrase


def _summary(line: Sequence[str], found: list[_Hit]) -> Hits:
    """Make the hits of a line of the phrases found in it."""
    every = [word in _BETWEEN for word in line]
    counted = max(1, len(line) - sum(every))
    if any(hit[-1].whole for hit in found):
        for _, start, _, end, _ in found:
            every[start:end] = [True] * (end - start)
        if not all(every):
            found = [hit for hit in found if not hit[-1].whole]
            if not found:
                return NO_HITS
    hits = Hits()
    covered: dict[str, set[int]] = {}
    union: set[int] = set()
    sure: set[str] = set()
    for _, start, _, end, phrase in found:
        span = range(start, end)
        covered.setdefault(phrase.class_, set()).update(span)
        union.update(span)
        if phrase.sure:
            sure.add(phrase.class_)
        if phrase.heading and not hits.heading and 2 * (end - start) >= counted:
            hits.heading = phrase.class_
        if phrase.part and not start and end > hits.credit_words:
            hits.credit, hits.credit_words = phrase.part, end
        if not start and end > hits.start_words:
            hits.start, hits.start_words = phrase.class_, end
    hits.cover = {name: min(1.0, len(at) / counted) for name, at in covered.items()}
    hits.total = min(1.0, len(union) / counted)
    if sure:
        hits.sure = max(sure, key=lambda name: (hits.cover[name], -_RANK[name]))
    return hits


@cache
def load_cues(extra: tuple[tuple[str, str], ...] = ()) -> Cues:
    """Give the cues of the package, and those of further cue files as pairs of name and text.

    Raises:
        CueFileError: a further file is wrong.
    """
    phrases: list[Phrase] = []
    folder = files("normalizer_boilerplate") / "cues"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".txt"):
            phrases += parse_cues(path.read_text("utf-8"), path.name)
    for name, text in extra:
        phrases += parse_cues(text, name)
    return Cues(dict.fromkeys(phrases))
