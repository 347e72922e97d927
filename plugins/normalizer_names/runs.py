"""Find the runs of capitalised words in a text: whatever names a person is one, or part of one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from normalizer_names.found import Line
from normalizer_names.lexicon import look_up, words


def _capitals() -> str:
    """Give the upper-case letters of the scripts that have case, as the inside of a character class."""
    ranges: list[list[int]] = []
    for code in range(0x41, 0x1F00):
        if chr(code).isupper() or chr(code).istitle():
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in ranges)


_UP = f"[{_capitals()}]"
_ABBREVIATION = (
    r"(?:(?<=\bJr|\bSr|\bMr|\bMs|\bDr|\bLt|\bSt|\bTh)|(?<=\bMrs|\bGen|\bSen|\bRep|\bGov|\bCol|\bMaj|\bSgt|\bRev|\bHon"
    r"|\bAdm|\bMme)|(?<=\bProf|\bCapt))\."
)
# What follows the first letter: an initial's full stop, or the rest of the word.
_REST = rf"(?:\.(?:-?{_UP}\.)*+|(?:\w++|-(?=\w)|['’](?=[^\W\d_])(?!(?:[sS]|m|d|t|ll|ve|re)\b))*+(?:{_ABBREVIATION})?)"
_ARTICLE = "(?:al|el|ul|as|ash|ad|ar|an)-"
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|di|da|das|dos|du|des|la|le|el|al|bin|ibn|ben|bint|ould|ter|ten|te|zu|zum|af|av"
    r"|vel)"
)
_SPACE = "[ \u00a0]"
# A capital comes first, so that the engine can skip to the next one; what must not stand before it is asked after it.
_RUN = re.compile(
    rf"{_UP}(?<![\w@#/&'’].){_REST}"
    rf"(?:{_SPACE}(?:{_PARTICLE}{_SPACE}){{0,2}}(?:[\"“(]{_UP}\w+[\"”)]{_SPACE})?(?:{_ARTICLE})?{_UP}{_REST})*+"
)
_ARTICLE_BEFORE = re.compile(rf"(?<![\w@#/&'’-]){_ARTICLE}$")
_LONGEST_ARTICLE = 4
_SPLIT = re.compile(_SPACE)
_PUNCTUATION = ".,:;!?\"'“”‘’()[]–—"
#: A longer line is a paragraph, however it is written.
_LONGEST_HEADLINE = 400
#: A line that ends with one of these is a sentence.
_SENTENCE_ENDS = (".", "!", "?", "”", '"')


@dataclass(slots=True)
class Run:
    """Capitalised words in a row: ``words[i]`` stands at ``starts[i]`` of the text of block ``block``."""

    block: int
    words: list[str]
    starts: list[int]
    kinds: list[int]
    keys: list[str]
    heading: bool
    #: The words that are part of a name of the authority.
    listed: frozenset[int] = frozenset()

    def end(self, i: int) -> int:
        """Give where word ``i`` ends."""
        return self.starts[i] + len(self.words[i])


@dataclass(slots=True)
class Scan:
    """The runs of a document; most are one word that means nothing here, and are only noted by their word."""

    lines: Sequence[Line]
    #: Those of two words and more, in the order of the text.
    runs: list[Run] = field(default_factory=list)
    #: Word, as written, to where it stands alone: (block, start).
    singles: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    #: Words whose key is not that of `look_up`.
    respelt: dict[str, str] = field(default_factory=dict)
    _headings: dict[int, bool] = field(default_factory=dict)

    def key(self, word: str) -> str:
        """Give the key under which a word is looked up."""
        return self.respelt.get(word) or look_up(word)[0]

    def heading(self, block: int) -> bool:
        """Say whether a block is a headline in which capitals say nothing."""
        found = self._headings.get(block)
        if found is None:
            line = self.lines[block]
            sentence = not line.heading and line.text.rstrip().endswith(_SENTENCE_ENDS)
            found = self._headings[block] = (
                not sentence and len(line.text) < _LONGEST_HEADLINE and title_case(line.text)
            )
        return found

    def single(self, word: str, place: tuple[int, int]) -> Run:
        """Give the run of one word that stands at ``place``."""
        block, start = place
        return Run(block, [word], [start], [look_up(word)[1]], [self.key(word)], self.heading(block))


def title_case(text: str) -> bool:
    """Say whether a line is a headline in which nearly all longer words are capitalised, names left aside."""
    longer = [word for word in text.split() if len(word) > 3 and word.strip(_PUNCTUATION).lower() in words()]
    return len(longer) > 1 and sum(word.strip(_PUNCTUATION)[0].isupper() for word in longer) > 0.7 * len(longer)


def scan(lines: Sequence[Line]) -> Scan:
    """Find the runs of capitalised words of all blocks."""
    found = Scan(lines)
    singles, runs = found.singles, found.runs
    for block, line in enumerate(lines):
        text = line.text
        for match in _RUN.finditer(text):
            start = match.start()
            run = match[0]
            if start and text[start - 1] == "-":
                before = _ARTICLE_BEFORE.search(text, max(0, start - _LONGEST_ARTICLE), start)
                if before:
                    start = before.start()
                    run = text[start : match.end()]
            if " " not in run and "\u00a0" not in run:
                places = singles.get(run)
                if places is None:
                    singles[run] = [(block, start)]
                else:
                    places.append((block, start))
                continue
            runs.append(_run(run, block, start, found.heading(block)))
    return found


def _run(text: str, block: int, start: int, heading: bool) -> Run:
    parts = _SPLIT.split(text)
    starts, keys, kinds = [], [], []
    for word in parts:
        key, kind = look_up(word)
        starts.append(start)
        keys.append(key)
        kinds.append(kind)
        start += len(word) + 1
    return Run(block, parts, starts, kinds, keys, heading)
