"""Cue phrases: what boilerplate says about itself, such as "Leave a Reply" or "Check Also".

A cue file is plain text, a phrase a line. ``[class]`` begins a class; ``[class!]`` begins phrases that are so
telling that a short line with one of them is boilerplate; ``[class>]`` begins headings that stand over a block of
boilerplate. Before a phrase, ``^`` means "only at the start of the line" and ``=`` "only if cues make up the whole
line"; a last word with ``*`` stands for all words that begin so. ``#`` begins a comment.

All phrases of all languages are looked up at once, word by word in one dictionary, so that the time for a line
grows with its words and not with the number of phrases.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import NamedTuple

__all__ = ["CueFileError", "Cues", "Hits", "fold", "fold_words", "load_cues", "words"]

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

#: Of a long line only so many words at its start and at its end are looked at.
HEAD_WORDS, TAIL_WORDS = 48, 16
#: No line of more words is looked at for being made of cues only.
LONGEST_WHOLE = 24

#: Scripts without spaces: each character is a word of its own.
_SINGLE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W{_SINGLE}]+|[©*]")
_ANY_SINGLE = re.compile(f"[{_SINGLE}]")
#: The same for text without such scripts, which is most: much faster.
_SPACED_WORD = re.compile(r"\w+|[©*]")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]+")
_SECTION = re.compile(r"\[([a-z_.]+)([!>]?)\]")
_NUMBER = re.compile(r"\d+")
#: Bytes that UTF-8 has only in text of far scripts, Armenian and after. The near ones (Latin, Greek, Cyrillic, common
#: punctuation) part their words, have no digits of their own, and are composed of nothing but letters and marks.
_FAR_BYTES = bytes({*range(0xD4, 0x100)} - {0xE2})
_MARK_BYTES = b"\xcc\xcd"
_COMMON_MARKS = tuple(mark.encode() for mark in "\u0301\u0308\u0306\u0300\u0302\u0327\u0328\u030c\u0307\u0303")
DIGITS = b"0123456789"
_ASCII_NUMBER = re.compile(rb"[0-9]+")
#: Quotation marks, dashes and other signs of near scripts in UTF-8; "©" counts as a word.
_NEAR_PUNCTUATION = re.compile(rb"\xe2\x80[\x80-\xbf]|\xc2[\xa0-\xa8\xaa-\xbf]")
#: Bytes of ASCII characters that are of no word, to blanks; others stay.
_TO_BLANKS = bytes(code if code > 127 or chr(code).isalnum() or chr(code) in "_*" else ord(" ") for code in range(256))
#: A phrase of one open word is found by so many of its first characters.
_KEY = 4


class CueFileError(ValueError):
    """A cue file that can't be read; the message names the line."""


def fold(text: str) -> str:
    """Give ``text`` without case, accents and compatibility forms, for comparing."""
    return text.lower() if text.isascii() else _fold(text)[0]


def _fold(text: str) -> tuple[str, bytes]:
    """Give ``text`` folded, and that in UTF-8 if it is of near scripts (see `_FAR_BYTES`)."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    coded = plain.encode("utf-8", "surrogatepass")
    if len(coded.translate(None, _FAR_BYTES)) < len(coded):
        return unicodedata.normalize("NFC", _MARKS.sub("", plain)).replace("ı", "i"), b""
    for mark in _COMMON_MARKS:
        coded = coded.replace(mark, b"")
    if len(coded.translate(None, _MARK_BYTES)) < len(coded):
        coded = _MARKS.sub("", plain).encode()
    coded = coded.replace("ı".encode(), b"i")
    return coded.decode(), coded


def words(text: str) -> list[str]:
    """Give the words of folded ``text``, with 0 for every number; in scripts without spaces, the characters."""
    pattern = _SPACED_WORD if text.isascii() or not _ANY_SINGLE.search(text) else _WORD
    return pattern.findall(_NUMBER.sub("0", text))


def fold_words(text: str) -> tuple[str, list[str], bool]:
    """Give ``text`` folded, the `words` of that, and whether it is of near scripts (see `_FAR_BYTES`)."""
    if text.isascii():
        folded = text.lower()
        return folded, _near_words(folded, folded.encode()), True
    folded, coded = _fold(text)
    return folded, _near_words(folded, coded) if coded else words(folded), bool(coded)


def _near_words(folded: str, coded: bytes) -> list[str]:
    """Give the `words` of folded text of near scripts: as pieces between blanks if they are nothing but words."""
    if len(coded.translate(None, DIGITS)) < len(coded):
        coded = _ASCII_NUMBER.sub(b"0", coded)
    if len(coded) > len(folded):
        coded = _NEAR_PUNCTUATION.sub(b" ", coded)
    pieces = coded.translate(_TO_BLANKS).decode().split()
    return pieces if all(map(str.isalnum, pieces)) else _SPACED_WORD.findall(" ".join(pieces))


def has_bytes(text: str, wanted: bytes) -> bool:
    """Say whether UTF-8 has some of the bytes ``wanted`` in ``text``: many times faster than an expression."""
    coded = text.encode("utf-8", "surrogatepass")
    return len(coded.translate(None, wanted)) < len(coded)


class _Phrase(NamedTuple):
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


#: A phrase is found by its first word, or by its first two.
_Key = str | tuple[str, str]
_Index = dict[_Key, list[_Phrase]]
#: A phrase that was found: where, and how far it goes.
_Hit = tuple[int, int, _Phrase]


class Cues:
    """The phrases of any number of cue files, ready to look lines up."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        """Index ``phrases`` by where they may stand and by their first two words, or by their only one."""
        self._first: _Index = {}
        self._whole: _Index = {}
        self._anywhere: _Index = {}
        self._open: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            first, *rest = phrase.words
            if phrase.open_end and len(phrase.words) < 3:
                self._open.setdefault(first[:_KEY], []).append(phrase)
                continue
            index = self._first if phrase.start else self._whole if phrase.whole else self._anywhere
            index.setdefault((first, rest[0]) if rest else first, []).append(phrase)
        #: A folded line without any of these has no word that begins as in ``_open``; there, numbers are 0.
        self._open_starts = [start.partition("0")[0] for start in self._open]

    def look_up(self, folded: str, line: list[str]) -> Hits:
        """Say what the cues find in a line, given as its folded text and the `words` of that."""
        gap = -1
        if len(line) > HEAD_WORDS + TAIL_WORDS:
            line = [*line[:HEAD_WORDS], *line[-TAIL_WORDS:]]
            gap = HEAD_WORDS - 1
        found: list[_Hit] = []
        for key in self._first.keys() & (line[0], tuple(line[:2])):
            found += [(0, end, phrase) for phrase in self._first[key] if (end := phrase.match(line, 0))]
        if len(found) > 1:
            found.sort(key=lambda hit: len(hit[2].words) > 1)
        found += _matches(self._anywhere, line, gap)
        if any(map(folded.__contains__, self._open_starts)):
            for at, word in enumerate(line):
                for phrase in self._open.get(word[:_KEY], ()):
                    if end := phrase.match(line, at):
                        found.append((at, end, phrase))
        if len(line) <= LONGEST_WHOLE:
            found += _matches(self._whole, line, gap)
        return _summary(line, found) if found else NO_HITS


def _matches(index: _Index, line: list[str], gap: int) -> list[_Hit]:
    """Find the phrases of an index in a line, those of one word first; no two words are across the gap."""
    keys = index.keys() & itertools.chain(line, itertools.pairwise(line))
    if not keys:
        return []
    found: list[tuple[bool, _Hit]] = []
    for key in keys:
        first, second = (key, "") if isinstance(key, str) else key
        at = -1
        for _ in range(line.count(first)):
            at = line.index(first, at + 1)
            if second and (at == gap or line[at + 1 : at + 2] != [second]):
                continue
            found += [(bool(second), (at, end, phrase)) for phrase in index[key] if (end := phrase.match(line, at))]
    if len(found) > 1:
        found.sort(key=lambda hit: (hit[0], hit[1][0]))
    return [hit for _, hit in found]


def _summary(line: Sequence[str], found: list[tuple[int, int, _Phrase]]) -> Hits:
    """Make the hits of a line of the phrases found in it."""
    every = [word in {"0", "*"} for word in line]
    counted = max(1, len(line) - sum(every))
    if any(phrase.whole for _, _, phrase in found):
        for start, end, _ in found:
            every[start:end] = [True] * (end - start)
        if not all(every):
            found = [hit for hit in found if not hit[2].whole]
            if not found:
                return NO_HITS
    hits = Hits()
    covered: dict[str, set[int]] = {}
    union: set[int] = set()
    sure: set[str] = set()
    for start, end, phrase in found:
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


def parse_cues(text: str, name: str) -> list[_Phrase]:
    """Read a cue file.

    Args:
        text: the file's text.
        name: what to call it in messages.

    Raises:
        CueFileError: an unknown class, or a phrase before the first class.
    """
    phrases: list[_Phrase] = []
    section: re.Match[str] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if heading := _SECTION.fullmatch(line):
            if heading[1] not in CLASSES and heading[1] not in CREDITS:
                known = ", ".join((*CLASSES, *CREDITS))
                raise CueFileError(f"{name}, line {number}: no class {heading[1]!r}; there are {known}")
            section = heading
            continue
        if section is None:
            raise CueFileError(f"{name}, line {number}: put a [class] before the first phrase")
        if phrase := _phrase(line, section[1], section[2]):
            phrases.append(phrase)
    return phrases


def _phrase(line: str, class_: str, mark: str) -> _Phrase | None:
    body = line.lstrip("^=")
    found = tuple(words(fold(body.rstrip("*"))))
    if not found:
        return None
    main, _, part = class_.partition(".")
    return _Phrase(
        words=found,
        class_=main,
        part=part,
        sure=mark == "!",
        heading=mark == ">",
        start=line.startswith("^"),
        whole=line.startswith("="),
        open_end=body.endswith("*"),
    )


@cache
def load_cues(extra: tuple[tuple[str, str], ...] = ()) -> Cues:
    """Give the cues of the package, and those of further cue files as pairs of name and text.

    Raises:
        CueFileError: a further file is wrong.
    """
    phrases: list[_Phrase] = []
    folder = files("normalizer_boilerplate") / "cues"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".txt"):
            phrases += parse_cues(path.read_text("utf-8"), path.name)
    for name, text in extra:
        phrases += parse_cues(text, name)
    return Cues(dict.fromkeys(phrases))
