"""Lines that were read in a wrong encoding throughout: which character came of what, in one pass over many lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import chain, compress, repeat
from typing import NamedTuple, cast

import ftfy
from ftfy import ExplanationStep, chardata, fixes

from normalizer_repair._edits import Group, Story
from normalizer_repair._encoding import a0_lost, lossy_sequences
from normalizer_repair._remember import Remembered
from normalizer_repair._scan import CHARACTER_FIXERS, character_class, tables, triggers

#: From this share of characters outside ASCII on, looking at each byte is faster than looking for the next of them.
_DENSE = 0.15
#: How much of a stretch is looked at to tell.
_SAMPLE = 512

Encodings = tuple[tuple[str, str], ...]


class Reading(NamedTuple):
    """What was done to a line: wrong decodings undone, bytes restored on the way, then fixers of single characters."""

    read: Encodings
    transcoders: tuple[str, ...]
    fixers: tuple[str, ...]


@lru_cache(maxsize=1024)
def reading(steps: tuple[ExplanationStep, ...]) -> Reading | None:
    """Give what was done to a line if it was nothing else.

    Then each character of the result comes from a string that is the same wherever it stands, or from a place where
    bytes were restored.

    Returns:
        None if it was more, bytes were restored in one of several decodings, or a fixer acted twice.
    """
    read: list[tuple[str, str]] = []
    transcoders: tuple[str, ...] = ()
    position = 0
    while position < len(steps) and steps[position].action == "encode":
        size = decoding_size(steps, position)
        decoding = steps[position + size - 1].parameter
        read.append((steps[position].parameter, "utf-8" if decoding == "utf-8-variants" else decoding))
        transcoders += tuple(step.parameter for step in steps[position + 1 : position + size - 1])
        position += size
    fixers = [step.parameter for step in steps[position:]]
    if any(step.action != "apply" for step in steps[position:]) or len(set(fixers)) < len(fixers):
        return None
    if not tables().keys() | {"uncurl_quotes"} >= set(fixers) or (transcoders and len(read) > 1):
        return None
    return Reading(tuple(read), transcoders, tuple(fixers))


def decoding_size(steps: Sequence[ExplanationStep], position: int) -> int:
    """Count the steps that belong together: an encoding, what was done to the bytes, and the decoding."""
    if steps[position].action != "encode":
        return 1
    return next(i for i in range(position, len(steps)) if steps[i].action == "decode") - position + 1


def misread(encoding: str, decoding: str) -> str:
    """Say in words what was wrong."""
    meant = "UTF-8" if decoding.startswith("utf-8") else decoding
    return f"{meant} had been read as {encoding.removeprefix('sloppy-')}"


class Misread:
    """The lines of a text that were read in the same wrong encodings."""

    def __init__(self, text: str, read: Encodings) -> None:
        """Take the text and the encodings."""
        self._text = text
        self._read = read
        self._transcoders: set[str] = set()
        self._fixers: set[str] = set()
        self._stretches: list[tuple[int, int]] = []

    def add(self, start: int, end: int, done: Reading, follows: bool) -> None:
        """Add a line. What was done to another line, too, would have done nothing here, and the other way round.

        Args:
            start, end: the line's place in the text.
            done: what was done to it.
            follows: whether nothing between it and the line that was added before needed a closer look.
        """
        self._transcoders.update(done.transcoders)
        self._fixers.update(done.fixers)
        if follows and self._stretches:
            first, last = self._stretches[-1]
            if self._text[last - 1] == "\n" and self._text[last:start].isascii():
                self._stretches[-1] = first, end
                return
        self._stretches.append((start, end))

    def changes(self) -> Iterator[Group]:
        """Give the changes, each different one with all its places.

        Raises:
            ValueError: the lines can't be read so; something is different from what was thought.
        """
        fixers = tuple(name for name in CHARACTER_FIXERS if name in self._fixers)
        at: defaultdict[str, list[int]] = defaultdict(list)
        restored: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
        for start, end in self._stretches:
            self._find(start, end, at, restored)
        for character in {character for _, character, _ in restored}:
            apart = {place for key, places in restored.items() if key[1] == character for place in places}
            at[character] = [place for place in at[character] if place not in apart]
        stories = _stories(self._read, fixers)
        for character, places in at.items():
            story = stories[character]
            if story and places:
                yield Group(story, places)
        details = _details(self._read)
        for (before, character, transcoder), places in restored.items():
            _, after, more = _one_character(character, (), fixers)
            if before != after:
                yield Group(Story(before, after, (transcoder, "fix_encoding", *more), details), places)

    def _find(
        self,
        start: int,
        end: int,
        at: defaultdict[str, list[int]],
        restored: defaultdict[tuple[str, str, str], list[int]],
    ) -> None:
        """Note the places of the characters outside ASCII, and those where bytes were restored."""
        text = self._text[start:end]
        places: Iterable[int] = range(start, end)
        for encoding, decoding in self._read[:-1]:
            data = text.encode(encoding)
            places = compress(places, data.translate(_selections(decoding)[0]))
            text = data.decode(decoding)
        encoding, decoding = self._read[-1] if self._read else ("utf-32-le", "")
        if not self._read or (len(self._read) == 1 and not self._transcoders and self._is_sparse(text)):
            return self._find_few(text, start, at)
        data = text.encode(encoding)
        if self._transcoders:
            data, places = self._restore(data, start, restored)
        special = data.translate(None, _plain()).decode(decoding)
        for character, place in zip(special, compress(places, data.translate(_selections(decoding)[1])), strict=True):
            at[character].append(place)
        return None

    def _is_sparse(self, text: str) -> bool:
        sample = text[:_SAMPLE]
        return len(sample.encode("utf-8", "surrogatepass")) < (1 + _DENSE) * len(sample)

    def _find_few(self, text: str, start: int, at: defaultdict[str, list[int]]) -> None:
        """Do that by looking for the next such character."""
        for encoding, decoding in self._read:
            text = text.encode(encoding).decode(decoding)
        widths = _widths(self._read)
        for match in (_special() if self._read else _acted_on(frozenset(self._fixers))).finditer(text):
            character = match[0]
            at[character].append(match.start() + start)
            start += widths[character] - 1

    def _restore(
        self, data: bytes, start: int, restored: defaultdict[tuple[str, str, str], list[int]]
    ) -> tuple[bytes, Iterable[int]]:
        """Restore bytes and note where; give the bytes and the place in the text that each is of."""
        pieces: list[bytes] = []
        places: list[Iterable[int]] = []
        done = 0
        for first, last, after, transcoder in sorted(_restorations(data, self._transcoders)):
            pieces += data[done:first], after
            places += range(start + done, start + first), repeat(start + first, len(after))
            before = self._text[start + first : start + last]
            restored[before, after.decode(), transcoder].append(start + first)
            done = last
        pieces.append(data[done:])
        places.append(range(start + done, start + len(data)))
        return b"".join(pieces), chain.from_iterable(places)


def _restorations(data: bytes, transcoders: Iterable[str]) -> Iterator[tuple[int, int, bytes, str]]:
    """Give what ftfy's transcoders replace, and by what; no place is one for both of them."""
    if "restore_byte_a0" in transcoders:
        for space in a0_lost().finditer(data):
            start, end = _sequence_around(data, space.start())
            if fixes.A_GRAVE_WORD_RE.match(data, start):
                yield start, start + 1, b"\xc3\xa0", "restore_byte_a0"
            else:
                yield start, end, data[start:end].replace(b" ", b"\xa0"), "restore_byte_a0"
    if "replace_lossy_sequences" in transcoders:
        for match in lossy_sequences(data).finditer(data):
            yield *match.span(), "\ufffd".encode(), "replace_lossy_sequences"


def _sequence_around(data: bytes, space: int) -> tuple[int, int]:
    """Give the sequence of ``ALTERED_UTF8_RE`` that a space is a part of."""
    for start in range(space - 1, space - 4, -1):
        match = chardata.ALTERED_UTF8_RE.match(data, max(start, 0))
        if match and match.end() > space:
            return match.span()
    raise ValueError("a space in no sequence")


@lru_cache(maxsize=64)
def _widths(read: Encodings) -> Remembered[str, int]:
    """Give how many characters each character was read as."""
    return Remembered(lambda character: len(_one_character(character, read, ())[0]))


@lru_cache(maxsize=64)
def _stories(read: Encodings, fixers: tuple[str, ...]) -> Remembered[str, Story | None]:
    """Give what each character was, and why it is no longer; None if nothing changed."""
    return Remembered(partial(_story, read, fixers), 8192)


@cache
def _plain() -> bytes:
    """Give the characters of ASCII that no fixer acts on."""
    fixed = {character for table in tables().values() for character in table}
    return "".join(character for character in map(chr, range(128)) if character not in fixed).encode()


@cache
def _special() -> re.Pattern[str]:
    """Compile an expression for all other characters."""
    return re.compile(f"[^{character_class(_plain().decode())}]")


@lru_cache(maxsize=64)
def _acted_on(fixers: frozenset[str]) -> re.Pattern[str]:
    """Compile an expression for the characters that fixers act on."""
    return re.compile(f"[{character_class(frozenset().union(*(triggers()[name] for name in fixers)))}]")


@cache
def _selections(decoding: str) -> tuple[bytes, bytes]:
    """Give tables that mark the first byte of each character, and the first byte of each that is special."""
    further = range(0x80, 0xC0) if decoding == "utf-8" else ()
    first = bytes(byte not in further for byte in range(256))
    return first, bytes(first[byte] and byte not in _plain() for byte in range(256))


def _details(read: Encodings) -> tuple[str, ...]:
    return tuple(dict.fromkeys(misread(encoding, decoding) for encoding, decoding in read))


def _story(read: Encodings, fixers: tuple[str, ...], character: str) -> Story | None:
    before, after, rules = _one_character(character, read, fixers)
    details = _details(read) if rules[:1] == ("fix_encoding",) else ()
    return Story(before, after, rules, details) if before != after else None


def _one_character(character: str, read: Encodings, fixers: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Give what a character was read as, what the fixers make of it, and the rules that act on it."""
    before = after = character
    rules = []
    for encoding, decoding in reversed(read):
        before = before.encode(decoding).decode(encoding)
    if before != character:
        rules.append("fix_encoding")
    for name in fixers:
        fixed = cast(str, ftfy.FIXERS[name](after))
        if fixed != after:
            rules.append(name)
        after = fixed
    return before, after, tuple(rules)
