"""A line and what can be said of it without looking around: its words, its shape, its cues.

Lengths are in "letters": a character of a script without spaces counts as `WIDE` of them, so that one set of
thresholds serves all scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from normalizer.dates import is_date_line
from normalizer_boilerplate.cues import Cues, Hits
from normalizer_boilerplate.folding import DIGITS, Folded, fold_lines, has_bytes
from normalizer_boilerplate.shapes import OWN_NAMES, has_stamp, own_features

__all__ = ["OWN_NAMES", "PROSE", "Line", "gram_pairs", "gram_words", "grams", "plain", "read_line", "read_lines"]

#: A Chinese or Japanese character carries about as much as so many letters.
WIDE = 2.6
#: A line of so many letters that ends as a sentence is prose: the stuff articles are made of.
PROSE = 100
#: Of a longer line only so many characters at its start (and a quarter of them at its end) are looked at.
HEAD = 280
#: A line of no more letters may be a mark of time.
LONGEST_STAMP = 60
#: Words are compared by so many letters at their start, since their ends change with case and number.
STEM = 5
#: The lexicon sees so many words at the start and at the end of a line.
GRAM_HEAD, GRAM_TAIL = 24, 6
#: A line with a sure cue is not boilerplate by that cue alone if it is longer than this, in letters.
LONGEST_CUE_LINE = 320

_WIDE = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]+")
_BULLET = re.compile(r"\s*(?:[-–—*•·▪●◦‣►»>+]+\s|[•·▪●◦‣►]|\d{1,2}[.)]\s)")
_ENDS = frozenset(".!?…。！？」』؟।։;")
_END = re.compile(
    r"[.!?…。！？」』؟।։;](?:[\s\"'”’»›)）\]*]|\[\d+\]|[(（][^()（）]{1,16}[)）])*$"  # "... he said. (AP)"
)
_DIGITS = re.compile(r"\d+")
_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(folded: str) -> str:
    """Give the letters and digits of folded text, for comparing lines."""
    return _NOT_LETTERS.sub("", folded)


@dataclass(slots=True)
class Line:
    """A line and what can be said of it without looking around."""

    text: str
    #: What is looked at: the line, or of a long one its start and its end; and that without case and accents.
    seen: str
    folded: str
    tokens: list[str]
    hits: Hits
    size: float
    prose: bool
    ends: bool
    #: 1.0 with a bullet or a number before it, 2.0 with a dash, else 0.0.
    mark: float
    date: bool
    #: Whether it only states when it was published, or is short and holds a time of day or a year.
    stamp: bool
    #: Whether it is of near scripts only: see `fold_words`.
    near: bool
    #: What the words say for boilerplate (above 0) or against it, once they are weighed by a `Lexicon`.
    score: float = 0.0
    weighed: bool = False
    _stems: set[str] | None = None
    _own: list[float] | None = None

    @property
    def bullet(self) -> bool:
        """Whether the line looks like an item of a list."""
        return self.mark > 0

    @property
    def key(self) -> str:
        """The line without case, accents, white space and punctuation, for comparing."""
        return _NOT_LETTERS.sub("", self.folded)

    def says(self, key: str) -> bool:
        """Say whether the line's `key` is this, and not empty; most lines are told apart by how they begin."""
        if not self.tokens or len(self.folded) < len(key):
            return False
        first = self.tokens[0][0]
        # A number among the tokens is 0, and signs are not in the key.
        return (first == key[0] or first == "0" or not first.isalnum()) and self.key == key

    @property
    def stems(self) -> set[str]:
        """How the longer words begin, without repeats; made when first asked for."""
        if self._stems is None:
            if self.near:
                self._stems = {word[:STEM] for word in self.tokens if len(word) > 3}
            else:
                # From U+2E80 on a single character says as much.
                self._stems = {word[:STEM] for word in self.tokens if word >= "\u2e80" or len(word) > 3}
        return self._stems

    @property
    def own(self) -> list[float]:
        """The features of the line alone, in the order of `OWN_NAMES`; made when first asked for."""
        if self._own is None:
            self._own = own_features(self)
        return self._own


def read_line(text: str, cues: Cues) -> Line:
    """Look at one line alone."""
    return read_lines([text], cues)[0]


def read_lines(texts: Sequence[str], cues: Cues) -> list[Line]:
    """Look at each line alone. Lines that are read together are folded together, which is faster."""
    seen = [text if len(text) <= HEAD + HEAD // 4 else f"{text[:HEAD]} {text[-HEAD // 4 :]}" for text in texts]
    found = fold_lines(seen)
    return [*map(_line, texts, seen, found, cues.look_up(found))]


def _line(text: str, seen: str, found: Folded, hits: Hits) -> Line:
    folded, tokens, near = found
    size = float(len(text))
    if not near:
        wide = len(seen) - len(_WIDE.sub("", seen))
        size += (WIDE - 1) * wide * (len(text) / max(1, len(seen)))
    ends = _ends(seen)
    may_be_date = 4 <= len(text) <= 120 and _has_digit(text, near)
    is_date = may_be_date and is_date_line(text)
    is_stamp = is_date or (may_be_date and size < LONGEST_STAMP and has_stamp(text))
    is_prose = size >= PROSE and ends and not hits.sure
    # By place: by name it takes four times as long.
    return Line(text, seen, folded, tokens, hits, size, is_prose, ends, _mark(seen), is_date, is_stamp, near)


def _ends(seen: str) -> bool:
    """Say whether a line ends as a sentence does."""
    last = seen[-1:]
    return last in _ENDS or (not last.isalnum() and _END.search(seen[-28:]) is not None)


def _has_digit(text: str, near: bool) -> bool:
    return has_bytes(text, DIGITS) or (not near and _DIGITS.search(text) is not None)


def _mark(seen: str) -> float:
    """Give 1.0 for a bullet or a number before the line, 2.0 for a dash that is a bullet."""
    if seen[:1].isalpha():
        return 0.0
    return float(_BULLET.match(seen) is not None) + float(seen.startswith(("-", "–", "—")))


def grams(line: Line) -> set[str]:
    """Give the words, pairs of words and the first word (after ``^``) of a line, for the lexicon."""
    tokens = line.tokens
    found = {*map(" ".join, gram_pairs(tokens)), *gram_words(tokens)}
    if tokens:
        found.add(f"^{tokens[0]}")
    return found


def gram_words(tokens: list[str]) -> list[str]:
    """Give those of a line's words that the lexicon sees."""
    return tokens if len(tokens) <= GRAM_HEAD + GRAM_TAIL else tokens[:GRAM_HEAD] + tokens[-GRAM_TAIL:]


def gram_pairs(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Give those of each two words that follow each other that the lexicon sees."""
    if len(tokens) <= GRAM_HEAD + GRAM_TAIL:
        return pairwise(tokens)
    return chain(pairwise(tokens[:GRAM_HEAD]), pairwise(tokens[-GRAM_TAIL:]))
