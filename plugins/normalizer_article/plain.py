"""Plain text to blocks: paragraphs, headings, list items and quotes, each a verbatim span of the text.

Whether lines that follow each other directly are one hard-wrapped paragraph or a block each is settled by what these
lines themselves look like, never by the rest of the text: so the cleaned text, read again, gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from normalizer.changes import Extraction, Found, Kind
from normalizer.dates import is_date_line

#: A hard-wrapped paragraph is at least and at most this wide, in characters.
_NARROWEST, _WIDEST = 30, 160
_BULLET = re.compile(r"(?:[•‣◦▪▫●○∙·⁃■□◆►▶➤✓✔]|[*+–-](?=\s)|o(?=\t))\s*(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,3})[.)](?=\s+\S)")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+\S")
_SENTENCE_END = ".!?…。！？;；"
_CLOSERS = "\"'”’»)]›」』"
#: A heading within a text, and a title, have at most this many characters.
_LONGEST_HEADING, _LONGEST_TITLE = 90, 220
_PROSE = 120  # a paragraph of at least this many characters is prose
_TITLE_WITHIN = 4  # the title is one of the first so many blocks
_TITLE_LOOKS_AHEAD = 8  # blocks in which something longer must follow it


class _Line(Struct, gc=False):
    text: str  # without the white space around it
    start: int
    end: int
    indent: int


def read_text(source: str) -> Extraction:
    """Give the blocks of a plain text.

    Blank lines always part blocks. Line breaks are those of `str.splitlines`: ``\\r\\n``, ``\\v``, ``\\f``, U+2028 and
    U+2029 among them, but not ``\\x85``. A list item keeps its bullet in its text.
    """
    found: list[Found] = []
    for group in _groups(source):
        found.extend(_blocks(source, group))
    return Extraction(_with_headings(found), verbatim=True)


def _groups(source: str) -> Iterator[list[_Line]]:
    """Give the runs of lines that are not blank."""
    group: list[_Line] = []
    position = 0
    for raw in _lines(source):
        text = raw.strip()
        if text:
            indent = 0 if raw.startswith(text) else len(raw) - len(raw.lstrip())
            start = position + indent
            group.append(_Line(text, start, start + len(text), indent))
        elif group:
            yield group
            group = []
        position += len(raw)
    if group:
        yield group


def _lines(source: str) -> list[str]:
    """Split a text at its line breaks, which stay.

    A ``\\x85`` is a part of a letter, or an ellipsis, that was read in a wrong encoding, more often than a line break.
    """
    lines = source.splitlines(keepends=True)
    if "\x85" not in source:
        return lines
    joined: list[str] = []
    parts: list[str] = []
    for line in lines:
        parts.append(line)
        if not line.endswith("\x85"):
            joined.append("".join(parts))
            parts.clear()
    return [*joined, "".join(parts)]


def _blocks(source: str, group: list[_Line]) -> Iterator[Found]:
    begin = [_may_be_item(line.text) for line in group]
    items = _items(group, begin) if any(begin) else []
    if not any(items):
        if all(line.text[0] == ">" for line in group):
            yield _found(source, group, "quote")
        elif _is_wrapped(group):
            yield _found(source, group, "paragraph")
        else:
            for line in group:
                yield Found(line.text, (line.start, line.end))
        return
    indents: list[int] = []
    at = 0
    while at < len(group):
        line = group[at]
        after = at + 1
        if items[at]:
            while after < len(group) and not items[after] and _continues(group[after - 1], group[after], line):
                after += 1
            while indents and indents[-1] > line.indent:
                indents.pop()
            if not indents or indents[-1] < line.indent:
                indents.append(line.indent)
            yield _found(source, group[at:after], "list_item", level=len(indents))
        else:
            yield Found(line.text, (line.start, line.end))
        at = after


def _may_be_item(text: str) -> bool:
    """Say whether a line begins as a bullet or a number does."""
    return not text[0].isalpha() or text.startswith("o\t")


def _items(group: list[_Line], begin: list[bool]) -> list[bool]:
    """Say which of the lines that may begin a list item do. A number alone is one only next to its neighbour."""
    numbers = [
        int(match[1]) if may and (match := _NUMBER.match(line.text)) else None
        for line, may in zip(group, begin, strict=True)
    ]
    known = [n for n in numbers if n is not None]
    runs: set[int] = set()
    for first, second in pairwise(known):
        if second == first + 1:
            runs.update((first, second))
    return [
        may and (bool(_BULLET.match(line.text)) or (number is not None and (number in runs or len(group) == 1)))
        for line, number, may in zip(group, numbers, begin, strict=True)
    ]


def _continues(before: _Line, line: _Line, item: _Line) -> bool:
    """Say whether a line goes on with the list item that began at ``item``."""
    if line.indent > item.indent:
        return True
    return line.text[0].islower() and len(before.text) >= _NARROWEST and not _ends_sentence(before.text)


def _ends_sentence(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in _SENTENCE_END or text[-1] in ":："


def _is_wrapped(group: list[_Line]) -> bool:
    """Say whether the lines are one paragraph that was broken at a width."""
    if len(group) < 2:
        return False
    width = max(len(line.text) for line in group)
    if not _NARROWEST <= width <= _WIDEST:
        return False
    breaks = list(pairwise(group))
    # At most breaks, the next line's first word would not have fit.
    full = sum(len(a.text) + 1 + len(b.text.split(None, 1)[0]) > 0.92 * width for a, b in breaks)
    running = sum(not _ends_sentence(a.text) for a, b in breaks)
    lower = sum(b.text[0].islower() for a, b in breaks)
    if len(group) == 2:
        return full == 1 and lower == 1 and running == 1
    return full >= 0.8 * len(breaks) and running >= 0.5 * len(breaks) and lower >= 0.3 * len(breaks)


def _found(source: str, lines: list[_Line], kind: Kind, level: int = 0) -> Found:
    start, end = lines[0].start, lines[-1].end
    return Found(source[start:end], (start, end), kind, level)


def _with_headings(found: list[Found]) -> list[Found]:
    """Mark the title and the headings among the paragraphs."""
    title = title_index([(block.kind, block.text) for block in found[: _TITLE_WITHIN + _TITLE_LOOKS_AHEAD]])
    marked = list(found)
    for i, block in enumerate(found):
        if block.kind != "paragraph":
            continue
        text, level = block.text, 0
        if i == title:
            level = 1
        elif text[0] == "#" and (markdown := _MARKDOWN_HEADING.match(text)):
            level = len(markdown[1])
        elif i and i - 1 != title and i + 1 < len(found) and _is_prose(found[i + 1]) and _heads(text):
            level = 2
        if level and "\n" not in text:
            marked[i] = Found(text, block.span, "heading", level)
    return marked


def _is_prose(block: Found) -> bool:
    return len(block.text) >= _PROSE and block.kind == "paragraph"


def _heads(text: str) -> bool:
    """Say whether a line before prose can be its heading."""
    if len(text) > _LONGEST_HEADING or len(text) < 3 or _ends_sentence(text) or text[-1] in ",-–—*|":
        return False
    if not (text[0].isupper() or text[0].isdigit() or not text[0].isascii()) or is_date_line(text):
        return False
    return len(text) >= 5 or len(text.split()) > 1


def title_index(blocks: list[tuple[Kind, str]]) -> int:
    """Give which of the first blocks, as (kind, text), is the title; -1 if none is.

    It is the first line near the top that is short enough, is no list item, date line or byline, does not end as a
    sentence does, and has prose or at least something longer after it.
    """
    for i, (kind, text) in enumerate(blocks[:_TITLE_WITHIN]):
        if kind not in ("heading", "paragraph") or len(text) > _LONGEST_TITLE or len(text.splitlines()) > 2:
            if len(text) > _PROSE:
                return -1
            continue
        if len(text) < 3 or text[-1] in ".,;:。；" or is_date_line(text) or not any(c.isalpha() for c in text):
            if len(text) > _PROSE:
                return -1
            continue
        if any(len(other) > max(len(text), 60) for _, other in blocks[i + 1 : i + _TITLE_LOOKS_AHEAD]):
            return i
        return -1
    return -1
