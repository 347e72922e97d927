"""ftfy's badness expression, taken apart and put together again so that a scanner can skip clean text.

``ftfy.badness.BADNESS_RE`` is an alternation of short character sequences that begin with almost anything, so Python
tries every alternative at every character. Here each alternative is re-anchored on its rarest position (with
look-behind for what comes before it). All anchors together are one character class, which the scanner searches
at a few nanoseconds a character; only there are the alternatives tried. The tables are read from the installed
ftfy, so the result follows its version. What is not understood raises `UnknownFtfyError`, and the caller uses plain
ftfy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, product
from typing import NamedTuple


class UnknownFtfyError(Exception):
    """The installed ftfy has a form that the shortcuts were not made for."""


class Token(NamedTuple):
    """One position of an alternative: its source, and the characters it matches if they can be listed."""

    source: str
    members: frozenset[str]
    optional: bool = False

    def matches(self, character: str) -> bool:
        """Say whether the position accepts the character."""
        if self.members:
            return character in self.members
        return re.fullmatch(self.source, character) is not None


Sequence = tuple[Token, ...]

_TOKEN = re.compile(r"\[(?P<inside>\^?(?:\\.|[^\]\\])+)\]|\\[sw]|[.^]|(?P<literal>[^\\()*+{}|$?\[\].^])", re.DOTALL)
_NOISE = re.compile(r"\s+|#[^\n]*\n")
_START = Token("^", frozenset())

_TOO_COMMON = 1_000_000
#: Marks of print that are common in clean text of any language.
QUOTES = frozenset("\u201c\u201d\u2018\u2019\u201a\u201e\xab\xbb\u2039\u203a\u2013\u2014\u2026\u2022\xa0\xa9\xae\u2122")


def commonness(character: str) -> int:
    """Say how common a character is in clean text, roughly: only the order matters."""
    if character < "\x80":
        return _TOO_COMMON
    if character in QUOTES:
        return 5_000
    if character.islower() and character not in "\xb5\xaa\xba":
        return 20_000
    if not character.isalpha():
        return 10
    return 1_000 if character < "\u0370" else 10_000


def class_members(inside: str) -> frozenset[str]:
    """Give the characters of a class such as ``"a-z\\xa0"``; nothing for a class that can't be listed."""
    if inside.startswith("^"):
        return frozenset()
    plain = re.sub(r"\\x([0-9a-f]{2})|\\(\W)", lambda m: chr(int(m[1], 16)) if m[1] else m[2], inside)
    if "\\" in plain:
        return frozenset()
    members: set[str] = set()
    for first, last in re.findall(r"(.)(?:-(.))?", plain, re.DOTALL):
        members.update(map(chr, range(ord(first), ord(last or first) + 1)))
    return frozenset(members)


def read_alternatives(pattern: str) -> list[Sequence]:
    """Read a verbose expression that is an alternation of plain sequences; an optional position gives two of them.

    Raises:
        UnknownFtfyError: the expression holds anything else (a group, a repetition).
    """
    alternatives: list[list[Token]] = [[]]
    position = 0
    while position < len(pattern):
        if noise := _NOISE.match(pattern, position):
            position = noise.end()
            continue
        here = pattern[position]
        if here == "|":
            alternatives.append([])
            position += 1
        elif here == "?" and alternatives[-1]:
            alternatives[-1][-1] = alternatives[-1][-1]._replace(optional=True)
            position += 1
        elif token := _TOKEN.match(pattern, position):
            inside, literal = token["inside"], token["literal"]
            source = f"[{inside}]" if inside else re.escape(literal) if literal else token[0]
            alternatives[-1].append(Token(source, class_members(inside or literal or "^")))
            position = token.end()
        else:
            raise UnknownFtfyError(f"badness expression at {pattern[position : position + 20]!r}")
    return [sequence for tokens in alternatives for sequence in _spell_out(tokens)]


def _spell_out(tokens: list[Token]) -> Iterator[Sequence]:
    choices = [((), (token,)) if token.optional else ((token,),) for token in tokens]
    for choice in product(*choices):
        yield tuple(token for part in choice for token in part)


class Anchored(NamedTuple):
    """An alternative and the index of the position that the scanner stops at."""

    tokens: Sequence
    anchor: int


def choose_anchors(sequences: Iterable[Sequence]) -> list[Anchored]:
    """Choose a position for each alternative so that the anchors together are as rare in clean text as possible.

    Greedy: the alternatives with the rarest positions first; characters that are anchors already cost nothing.

    Raises:
        UnknownFtfyError: an alternative has no position that is rare in clean text.
    """
    anchors: frozenset[str] = frozenset()
    chosen = []
    for tokens in sorted(dict.fromkeys(sequences), key=lambda tokens: min(_costs(tokens, anchors))[0]):
        cost, index = min(_costs(tokens, anchors))
        if cost >= _TOO_COMMON:
            raise UnknownFtfyError(f"no rare position in {[token.source for token in tokens]}")
        anchors |= tokens[index].members
        chosen.append(Anchored(tokens, index))
    return chosen


def without_ascii(alternatives: Iterable[Anchored]) -> list[Anchored]:
    """Cut each alternative down to its longest run of positions that accept no character of ASCII.

    Raises:
        UnknownFtfyError: an alternative has no such position.
    """
    cut = []
    for tokens, _ in alternatives:
        pure = [bool(token.members) and not any(c.isascii() for c in token.members) for token in tokens]
        runs = [list(run) for is_pure, run in groupby(range(len(tokens)), key=pure.__getitem__) if is_pure]
        if not runs:
            raise UnknownFtfyError(f"badness by ASCII alone: {[token.source for token in tokens]}")
        longest = max(runs, key=len)
        cut.append(tokens[longest[0] : longest[-1] + 1])
    return choose_anchors(cut)


def _costs(tokens: Sequence, anchors: frozenset[str]) -> list[tuple[int, int]]:
    return [
        (sum(map(commonness, token.members - anchors)) if token.members else _TOO_COMMON, index)
        for index, token in enumerate(tokens)
    ]


def anchor_characters(alternatives: Iterable[Anchored]) -> frozenset[str]:
    """Give all characters that the scanner must stop at."""
    return frozenset[str]().union(*(tokens[anchor].members for tokens, anchor in alternatives))


def after_anchor(alternatives: Iterable[Anchored], whole_text: bool) -> list[str]:
    """Give the expressions to try when the scanner has just passed an anchor.

    With ``whole_text`` the text may be many lines and ``^`` is taken to match anywhere: a few more lines are then
    looked at than need be. Without, the expressions find exactly what the original finds.
    """
    last, others = [], []
    for tokens, anchor in alternatives:
        at_start = tokens[0] == _START
        start = r"(?<!(?s:.))" if at_start and not whole_text else ""
        sources = [token.source for token in tokens]
        behind = f"(?<={start}{''.join(sources[at_start:])})"
        if anchor == len(tokens) - 1:
            last.append((tokens[at_start:], behind))
        else:
            others.append("".join(sources[anchor + 1 :]) + behind)
    return [*_gathered(last), *others]


def _gathered(last: list[tuple[Sequence, str]]) -> Iterator[str]:
    """Put one cheap test before all alternatives that end at their anchor: is any fitting character before it?"""
    alone = [behind for tokens, behind in last if len(tokens) == 1]
    yield from alone
    pairs = [(tokens[-2], behind) for tokens, behind in last if len(tokens) > 1]
    if pairs:
        previous = "|".join(dict.fromkeys(token.source for token, _ in pairs))
        yield f"(?<=(?:{previous})(?s:.))(?:{'|'.join(behind for _, behind in pairs)})"


def found_at(pattern: re.Pattern[bytes], rare: bytes) -> re.Pattern[bytes]:
    """Compile an alternation of sequences of bytes so that it finds just the ``rare`` byte in each.

    Raises:
        UnknownFtfyError: an alternative does not hold it just once, and behind its first place.
    """
    alternatives: dict[int, list[str]] = {}
    first: dict[int, frozenset[str]] = {}
    before = frozenset[str]()
    for tokens in read_alternatives(pattern.pattern.decode("latin-1")):
        places = [index for index, token in enumerate(tokens) if chr(rare[0]) in token.members]
        if len(places) != 1 or not places[0] or tokens[places[0]].members != frozenset(rare.decode("latin-1")):
            raise UnknownFtfyError(f"expression {pattern.pattern!r} with {rare!r}")
        place = places[0]
        before |= tokens[place - 1].members
        first[place] = first.get(place, frozenset()) | tokens[0].members
        sources = [token.source for token in tokens]
        expression = f"(?<={''.join(sources[: place + 1])})(?={''.join(sources[place + 1 :])})"
        alternatives.setdefault(place, []).append(expression)
    # What is before it is looked at first, then the first byte of the sequence: that is quickly done.
    by_place = [f"(?<={_byte_class(first[n])}(?s:.){{{n}}})(?:{'|'.join(alternatives[n])})" for n in alternatives]
    compiled = f"\\x{rare[0]:02x}(?<={_byte_class(before)}(?s:.))(?:{'|'.join(by_place)})"
    return re.compile(compiled.encode("latin-1"))


def _byte_class(characters: Iterable[str]) -> str:
    inside = "".join(f"\\x{ord(character):02x}" for character in sorted(characters))
    return f"[{inside}]"
