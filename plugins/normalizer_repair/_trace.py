"""Which characters became which: the changes that ftfy's steps made, as small edits with the steps' names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import cast

import ftfy
from ftfy import ExplanationStep, chardata, fixes

from normalizer_repair._ampersands import skipped
from normalizer_repair._edits import Edit, Group, Story, apply_edits, compose, moved
from normalizer_repair._encoding import default_fixer, detector_led
from normalizer_repair._misread import Encodings, Misread, Reading, decoding_size, misread, reading
from normalizer_repair._normal import Form, normalize
from normalizer_repair._remember import Remembered
from normalizer_repair._scan import character_class, inert_class, triggers
from normalizer_repair._segment import KEEPING, SKIPPED
from normalizer_repair._width import CJK_PUNCTUATION

#: A character with its marks or, in Korean, the letters of a syllable. (Not exact: others are found by comparison.)
_COMBINED = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u093c\u3099\u309a]*",
    re.DOTALL,
)


class Traces:
    """The changes of many segments of one text."""

    def __init__(self, text: str) -> None:
        """Take the text before the changes."""
        self._text = text
        self._at: dict[Story, list[int]] = {}
        self._last: Misread | None = None
        self._misread: dict[Encodings, tuple[Misread, list[tuple[int, int, Sequence[ExplanationStep]]]]] = {}

    def segment(self, start: int, end: int, steps: Sequence[ExplanationStep]) -> None:
        """Add what ftfy's steps change in a segment."""
        done = reading(tuple(steps))
        if done is not None and steps:
            self._misread_line(start, end, steps, done)
            return
        self._last = None
        if done is None:
            self.edits(start, trace(self._text[start:end], steps))

    def _misread_line(self, start: int, end: int, steps: Sequence[ExplanationStep], done: Reading) -> None:
        if done.read not in self._misread:
            self._misread[done.read] = Misread(self._text, done.read), []
        together, lines = self._misread[done.read]
        together.add(start, end, done, self._last is together)
        self._last = together
        lines.append((start, end, steps))

    def edits(self, start: int, edits: Iterable[Edit]) -> None:
        """Add edits of a part of the text that begins at ``start``."""
        text, at = self._text, self._at
        for first, last, after, rules, details in edits:
            place = start + first
            before = text[place : start + last]
            if before != after:
                story = Story(before, after, rules, details)
                if story in at:
                    at[story].append(place)
                else:
                    at[story] = [place]

    def group(self, start: int, group: Group) -> None:
        """Add a group of changes of a part of the text that begins at ``start``."""
        self._last = None
        self._at.setdefault(group.story, []).extend([start + place for place in group.at])

    def all(self) -> list[Group]:
        """Give all changes, equal ones together."""
        for together, lines in self._misread.values():
            try:
                found = list(together.changes())
            except ValueError:
                for start, end, steps in lines:
                    self.edits(start, trace(self._text[start:end], steps))
                continue
            if not self._at and len(self._misread) == 1:
                self._misread.clear()
                return found
            for group in found:
                self.group(0, group)
        self._misread.clear()
        return [Group(*item) for item in self._at.items()]


def trace(text: str, steps: Sequence[ExplanationStep]) -> list[Edit]:
    """Give the edits that lead from ``text`` to what ftfy's ``steps`` make of it."""
    edits: list[Edit] = []
    now, position = text, 0
    while position < len(steps):
        size = decoding_size(steps, position)
        made = _step_edits(now, steps[position : position + size])
        position += size
        edits = compose(edits, now, made) if edits else made
        if position < len(steps):
            now = apply_edits(now, made)
    return edits


def _step_edits(text: str, steps: Sequence[ExplanationStep]) -> list[Edit]:
    first = steps[0]
    if first.action == "encode":
        return _decoding_edits(text, steps)
    if first.action == "normalize":
        return _normalization_edits(text, cast(Form, first.parameter))
    if first.action == SKIPPED:
        spans = skipped(text, first.parameter)
        return _edits(((start, end, "") for start, end in spans), text, "unescape_html")
    if first.parameter == "decode_inconsistent_utf8":
        return _embedded_edits(text)
    rule = "fix_character_width" if first.parameter == KEEPING else first.parameter
    kept = CJK_PUNCTUATION if first.parameter == KEEPING else ()
    made = _MADE[rule]
    found = (match for match in _places()[rule].finditer(text) if match[0] not in kept)
    return _edits(((match.start(), match.end(), made[match[0]]) for match in found), text, rule)


def _edits(found: Iterable[tuple[int, int, str]], text: str, rule: str) -> list[Edit]:
    rules = (rule,)
    return [(start, end, after, rules, ()) for start, end, after in found if text[start:end] != after]


#: What each fixer makes of a string, by itself.
_MADE: dict[str, Remembered[str, str]] = {rule: Remembered(fixer) for rule, fixer in ftfy.FIXERS.items()}


@cache
def _places() -> dict[str, re.Pattern[str]]:
    """Give, for each fixer that acts in separate places, an expression for the places."""
    places = {name: re.compile(f"[{character_class(characters)}]") for name, characters in triggers().items()}
    places["unescape_html"] = chardata.HTML_ENTITY_RE
    places["remove_terminal_escapes"] = fixes.ANSI_RE
    places["fix_line_breaks"] = re.compile("\r\n|[\r\x85\u2028\u2029]")
    places["fix_surrogates"] = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
    return places


def _decoding_edits(text: str, steps: Sequence[ExplanationStep]) -> list[Edit]:
    """Follow the bytes: one for each character of ``text``, and as many as UTF-8 needs for each that comes out."""
    encoding, decoding = steps[0].parameter, steps[-1].parameter
    data = text.encode(encoding)
    restored = _transcoded(data, [step.parameter for step in steps[1:-1]])
    data = apply_edits(data.decode("latin-1"), restored).encode("latin-1")
    decoded = data.decode(decoding)
    spans = _utf8_spans(decoded, data) if decoding.startswith("utf-8") else _single_spans(decoded)
    between = data.decode("latin-1")
    rules, details = ("fix_encoding",), (misread(encoding, decoding),)
    composed = compose(restored, between, [(start, end, after, rules, details) for start, end, after in spans])
    return [edit for edit in composed if text[edit[0] : edit[1]] != edit[2]]


def _transcoded(data: bytes, transcoders: Sequence[str]) -> list[Edit]:
    """Give what ftfy's transcoders replace, as edits of the bytes read as Latin-1."""
    edits: list[Edit] = []
    now = data.decode("latin-1")
    for name in transcoders:
        for pattern, size, replace in _transcoders()[name]:
            found = pattern.finditer(now.encode("latin-1"))
            made = [
                (m.start(), m.start() + size if size else m.end(), replace(m[0]).decode("latin-1"), (name,), ())
                for m in found
            ]
            edits = compose(edits, now, made)
            now = apply_edits(now, made)
    return edits


@cache
def _transcoders() -> dict[str, list[tuple[re.Pattern[bytes], int, Callable[[bytes], bytes]]]]:
    """Give the replacements that ftfy's transcoders make, one after the other: where, how much of it, by what."""
    return {
        "restore_byte_a0": [
            (fixes.A_GRAVE_WORD_RE, 1, lambda found: b"\xc3\xa0"),
            (chardata.ALTERED_UTF8_RE, 0, lambda found: found.replace(b" ", b"\xa0")),
        ],
        "replace_lossy_sequences": [(chardata.LOSSY_UTF8_RE, 0, lambda found: b"\xef\xbf\xbd")],
    }


def _single_spans(decoded: str) -> list[tuple[int, int, str]]:
    return [(i, i + 1, character) for i, character in enumerate(decoded) if character >= "\x80" or character == "\x1a"]


def _utf8_spans(decoded: str, data: bytes) -> list[tuple[int, int, str]]:
    """Give the bytes of each character outside ASCII, and of 1A, which stands for U+FFFD.

    CESU-8 takes six bytes for an astral character, and Java two for a NUL.
    """
    spans, position, done = [], 0, 0
    for match in re.finditer(r"[^\x01-\x19\x1b-\x7f]", decoded):
        character = match[0]
        position += match.start() - done
        size = len(character.encode("utf-8", "surrogatepass"))
        if character == "\x00" and data[position : position + 1] == b"\xc0":
            size = 2
        elif size == 4 and data[position] == 0xED:
            size = 6
        spans.append((position, position + size, character))
        position, done = position + size, match.end()
    return spans


def _embedded_edits(text: str) -> list[Edit]:
    """Follow ``decode_inconsistent_utf8``, which repairs pieces that look like UTF-8 each by themselves."""
    edits: list[Edit] = []
    for match in detector_led().finditer(text):
        piece = match[0]
        if len(piece) < len(text):
            edits += moved(_piece_edits(piece), match.start())
    return edits


@lru_cache(maxsize=8192)
def _piece_edits(piece: str) -> tuple[Edit, ...]:
    return tuple(trace(piece, default_fixer().explain(piece)))


def _normalization_edits(text: str, form: Form) -> list[Edit]:
    """Normalize piece by piece: a piece begins at a character that never joins the one before it."""
    edits: list[Edit] = []
    for match in _pieces(form).finditer(text):
        if made := _normalized(match[0], form):
            edits += moved(made, match.start())
    return edits


@cache
def _pieces(form: Form) -> re.Pattern[str]:
    inert = inert_class(form)
    return re.compile(f"[{inert}]?[^{inert}]+")


@lru_cache(maxsize=4096)
def _normalized(piece: str, form: Form) -> tuple[Edit, ...]:
    """Normalize a piece, character with marks by character with marks where that is the same."""
    after, rules = normalize(form, piece), (f"normalize {form}",)
    if after == piece:
        return ()
    edits: list[Edit] = []
    for match in _COMBINED.finditer(piece):
        joined = normalize(form, match[0])
        if joined != match[0]:
            edits.append((*match.span(), joined, rules, ()))
    return tuple(edits if apply_edits(piece, edits) == after else _difference(piece, after, rules))


def _difference(before: str, after: str, rules: tuple[str, ...]) -> list[Edit]:
    """Give edits between two strings that differ in a few short places, found with a bounded look ahead."""
    edits: list[Edit] = []
    i = j = 0
    while i < len(before) or j < len(after):
        if before[i : i + 64] == after[j : j + 64] and i < len(before):
            i, j = i + 64, j + 64
            continue
        while i < len(before) and j < len(after) and before[i] == after[j]:
            i, j = i + 1, j + 1
        if i >= len(before) and j >= len(after):
            break
        di, dj = _resynchronize(before, after, i, j)
        if di == 0 and edits and edits[-1][1] == i:
            start, end, made, _, _ = edits[-1]
            edits[-1] = start, end, made + after[j : j + dj], rules, ()
        else:
            back = 1 if di == 0 and i else 0  # nothing is only inserted: there is always something to replace
            edits.append((i - back, i + di, after[j - back : j + dj], rules, ()))
        i, j = i + di, j + dj
    return edits


def _resynchronize(before: str, after: str, i: int, j: int) -> tuple[int, int]:
    """Find how much to skip in both strings until they agree again for a while, or to their ends."""
    for total in range(1, 24):
        for di in range(total + 1):
            dj = total - di
            here = before[i + di : i + di + 6]
            if here and here == after[j + dj : j + dj + 6]:
                return di, dj
    return len(before) - i, len(after) - j
