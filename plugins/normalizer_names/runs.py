"""Find the runs of capitalised words in a text: whatever names a person is one, or part of one."""

from __future__ import annotations

import bisect
import itertools
import operator
import re
from collections.abc import Callable, Iterable, Sequence

from normalizer_names.found import Line
from normalizer_names.lexicon import WORDS, Kind, name_like, words


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
#: Letters of scripts without capitals, which are written without spaces, are no part of a capitalised word.
_LETTER = "[^\\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_ABBREVIATION = (
    r"(?=\.)(?:(?<=\bJr|\bSr|\bMr|\bMs|\bDr|\bLt|\bSt|\bTh)|(?<=\bMrs|\bGen|\bSen|\bRep|\bGov|\bCol|\bMaj|\bSgt|\bRev"
    r"|\bHon|\bAdm|\bMme)|(?<=\bProf|\bCapt))\."
)
_HYPHEN_OR_APOSTROPHE = r"(?:-(?=\w)|['’](?=[^\W\d_])(?!(?:[sS]|m|d|t|ll|ve|re)\b))"
# What follows the first letter: an initial's full stop, or the rest of the word.
_REST = (
    rf"(?:\.(?:-?{_UP}\.)*+"
    rf"|{_LETTER}*+(?:(?=[-'’.])(?:{_HYPHEN_OR_APOSTROPHE}{_LETTER}*+)*+(?:{_ABBREVIATION})?)?)"
)
_ARTICLE = "(?:al|el|ul|as|ash|ad|ar|an)-"
_PARTICLE = (
    r"(?:van|von|der|den|de|del|della|di|da|das|dos|du|des|la|le|el|al|bin|ibn|ben|bint|ould|ter|ten|te|zu|zum|af|av"
    r"|vel)"
)
_SPACE = "[ \u00a0]"
# What may stand between two words: particles, a nickname in quotation marks, an article.
_BETWEEN = rf"(?:{_PARTICLE}{_SPACE}){{0,2}}(?:[\"“(]{_UP}\w+[\"”)]{_SPACE})?(?:{_ARTICLE})?"
# What may not stand before a capital: a letter, or a sign of an address, a tag or an abbreviation.
_BEFORE = f"(?:{_LETTER}|[@#/&'’])"
# A capital comes first, so that the engine can skip to the next one; what must not stand before it is asked after it.
_RUN = re.compile(rf"({_UP}(?<!{_BEFORE}.){_REST}(?:{_SPACE}(?:{_UP}|{_BETWEEN}{_UP}){_REST})*+)")
_ARTICLE_BEFORE = re.compile(rf"(?<![\w@#/&'’-]){_ARTICLE}$")
_LONGEST_ARTICLE = 4
_SENTENCE_END = re.compile(r"\. ")
_PUNCTUATION = ".,:;!?\"'“”‘’()[]–—"
#: A longer line is a paragraph, however it is written.
_LONGEST_HEADLINE = 400
#: A line that ends with one of these is a sentence.
_SENTENCE_ENDS = (".", "!", "?", "”", '"')


#: What is known of a run by its text alone: its words as written, their keys, and what they can be.
Shape = tuple[Sequence[str], Sequence[str], Sequence[int]]


def can_begin_name(k: int) -> bool:
    """Say whether a full name may begin with a word of this kind."""
    if not (name_like(k) or k & Kind.INITIAL) or k & Kind.PREFIX:
        return False
    return not k & Kind.PARTICLE or bool(k & Kind.GIVEN)


#: The kinds of words with which a full name may begin.
BEGINNINGS = frozenset(kind for kind in range(Kind.ALL + 1) if can_begin_name(kind))


class Run:
    """Capitalised words in a row, at one place: ``words[i]`` stands at ``starts[i]`` of ``text``, that of its block."""

    __slots__ = ("_scan", "at", "block", "ends", "keys", "kinds", "listed", "starts", "text", "words")

    def __init__(self, scan: Scan, at: int, shape: Shape) -> None:
        self._scan = scan
        #: Where it begins in the text of the document.
        self.at = at
        self.block = block = bisect.bisect_right(scan.offsets, at) - 1
        start = at - scan.offsets[block]
        self.text = scan.lines[block].text
        self.words, self.keys, self.kinds = shape
        self.starts = [start]
        if len(self.words) > 1:
            for word in self.words[:-1]:
                start += len(word) + 1
                self.starts.append(start)
        #: The words that are part of a name of the authority.
        self.listed: set[int] = _NOTHING
        #: In German: the first words of full names, and where these end.
        self.ends: dict[int, int] = _NO_ENDS

    def note_listed(self, first: int, end: int) -> None:
        """Note that words ``first`` to ``end`` are part of a name of the authority."""
        if not self.listed:
            self.listed = set()
        self.listed.update(range(first, end))

    def note_end(self, first: int, end: int) -> None:
        """Note that a full name begins with word ``first`` and ends before word ``end``."""
        if not self.ends:
            self.ends = {}
        self.ends[first] = end

    def sentence(self, i: int) -> tuple[int, int]:
        """Give the sentence that word ``i`` is in; see `Scan.sentence`."""
        return self._scan.sentence((self.block, self.starts[i]))

    @property
    def heading(self) -> bool:
        """Whether the run stands in a headline in which capitals say nothing."""
        return self._scan.heading(self.block)

    def end(self, i: int) -> int:
        """Give where word ``i`` ends."""
        return self.starts[i] + len(self.words[i])

    def of_a_thing(self, first: int, last: int) -> bool:
        """Say whether words ``first`` to ``last`` are part of the name of something that is no person."""
        kinds, text = self.kinds, self.text
        if last < len(kinds) and kinds[last] & (Kind.ORG | Kind.TITLE) == Kind.ORG and not self.heading:
            return True
        if first and kinds[first - 1] & (Kind.PREFIX | Kind.TITLE) == Kind.PREFIX and not self.heading:
            return True
        end = self.starts[last - 1] + len(self.words[last - 1])
        if text[end : end + 2] in (" &", "&"):
            return True
        start = self.starts[first]
        if text[start - 1 : start] != " " or text[start - 2 : start - 1] not in ("&", "e", "E"):  # nearly always
            return False
        before = text[max(0, start - 6) : start]
        return before.endswith("& ") or (
            first == 0 and before.lower().endswith("the ") and not before[:-4].endswith(_SMALL_LETTERS)
        )


# What most runs have; never changed.
_NO_ENDS: dict[int, int] = {}
_NOTHING: set[int] = set()
_SMALL_LETTERS = tuple("abcdefghijklmnopqrstuvwxyz")


class Scan:
    """The runs of a document. Most mean nothing here and are only noted by their text, so that they cost little.

    Attributes:
        lines: the blocks.
        text: the blocks, joined by line breaks.
        singles: the words, as written, that stand alone somewhere, with key and kind.
        several: the texts of the runs of two words and more.
        offsets: where the blocks begin in ``text``, and where one would that followed.

    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        texts = [line.text for line in lines]
        self.text = "\n".join(texts)
        self.singles: dict[str, tuple[str, int]] = {}
        self.several: dict[str, Shape] = {}
        self._places: dict[str, list[int]] = {}
        self.offsets = [0, *itertools.accumulate([len(text) + 1 for text in texts])]
        self._headings: dict[int, bool] = {}
        self._runs: dict[str, list[Run]] = {}
        self._sentence_ends: dict[int, list[int]] = {}
        self._read()

    def _read(self) -> None:
        text, places = self.text, self._places
        singles, several, known = self.singles, self.several, WORDS
        # The pieces between the runs and the runs by turns: places are sums of lengths.
        pieces = _RUN.split(text)
        ends = itertools.accumulate(map(len, pieces))
        for run, start in zip(pieces[1::2], itertools.islice(ends, 0, None, 2), strict=False):
            if text[start - 1] == "-":
                run, start = _with_article(text, start, start + len(run))  # noqa: PLW2901
            if run in places:
                places[run].append(start)
            elif " " in run or "\u00a0" in run:
                places[run] = [start]
                words = run.split()
                keys, kinds = zip(*map(known.__getitem__, words), strict=True)
                several[run] = words, keys, kinds
            else:
                places[run] = [start]
                singles[run] = known[run]

    def respell(self, change: Callable[[str, str], str]) -> None:
        """Look words up under another key: ``change`` is given each word and its key and answers the key."""
        for word, (key, kind) in self.singles.items():
            self.singles[word] = change(word, key), kind
        for run, (parts, keys, kinds) in self.several.items():
            self.several[run] = parts, tuple(map(change, parts, keys)), kinds

    def places(self, word: str) -> list[int]:
        """Give where a run begins, as positions in ``text``."""
        return self._places[word]

    def place(self, at: int) -> tuple[int, int]:
        """Give the block that a position of the text is in, and the position there."""
        block = bisect.bisect_right(self.offsets, at) - 1
        return block, at - self.offsets[block]

    def at(self, run: str) -> list[Run]:
        """Give a run at each of its places, the same objects every time."""
        runs = self._runs.get(run)
        if runs is None:
            found = self.several.get(run)
            if found is None:
                key, kind = self.singles[run]
                found = (run,), (key,), (kind,)
            runs = self._runs[run] = [Run(self, at, found) for at in self._places[run]]
        return runs

    def close(self) -> None:
        """Let go of the runs, which refer to the scan: what is in no cycle is freed at once, without the collector."""
        self._runs.clear()

    def in_order(self, texts: Iterable[str]) -> list[Run]:
        """Give runs at all their places, in the order of the text."""
        runs = [run for text in texts for run in self.at(text)]
        runs.sort(key=_place)
        return runs

    def sentence(self, place: tuple[int, int]) -> tuple[int, int]:
        """Give the block and the number of the sentence there that a place is in."""
        block, at = place
        ends = self._sentence_ends.get(block)
        if ends is None:
            text = self.lines[block].text
            ends = self._sentence_ends[block] = [found.start() for found in _SENTENCE_END.finditer(text)]
        return block, bisect.bisect(ends, at)

    def heading(self, block: int) -> bool:
        """Say whether a block is a headline in which capitals say nothing."""
        found = self._headings.get(block)
        if found is None:
            line = self.lines[block]
            found = self._headings[block] = (
                len(line.text) < _LONGEST_HEADLINE
                and (line.heading or not line.text.rstrip().endswith(_SENTENCE_ENDS))
                and title_case(line.text)
            )
        return found


def _with_article(text: str, start: int, end: int) -> tuple[str, int]:
    """Give a run with the article that is joined to it by a hyphen (al-Assad), and where it begins."""
    before = _ARTICLE_BEFORE.search(text, max(0, start - _LONGEST_ARTICLE), start)
    start = before.start() if before else start
    return text[start:end], start


_place = operator.attrgetter("at")


def title_case(text: str) -> bool:
    """Say whether a line is in capitals, or nearly all its longer words begin with one, names left aside."""
    if text.isupper():
        return True
    longer = [word for word in text.split() if len(word) > 3]
    small = [word for word in longer if word[0].islower()]
    known = words()
    # So many words in small letters are too many, whatever the others are; this settles it for most lines.
    too_many = 3 * (len(longer) - len(small))
    found = 0
    for word in small:
        if 7 * found >= too_many:
            return False
        found += word.strip(_PUNCTUATION).lower() in known
    others = [bare for word in longer if (bare := word.strip(_PUNCTUATION)).lower() in known]
    return len(others) > 1 and 10 * sum([word[0].isupper() for word in others]) > 7 * len(others)
