"""Which characters became which: the changes that ftfy's steps made, as small edits with the steps' names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple, cast

import ftfy
from ftfy import ExplanationStep, chardata, fixes

from normalizer.changes import Replace
from normalizer_repair._ampersands import skipped
from normalizer_repair._encoding import is_bad
from normalizer_repair._normal import Form, normalize
from normalizer_repair._scan import character_class, inert_class, tables, triggers
from normalizer_repair._segment import KEEPING, SKIPPED
from normalizer_repair._width import CJK_PUNCTUATION

#: What ftfy's steps do, in words for people.
REASONS = {
    "uncurl_quotes": "curly quotes are straightened",
    "unescape_html": "an HTML entity is decoded",
    "fix_encoding": "text was read in a wrong encoding",
    "restore_byte_a0": "a no-break space within a character had become a space",
    "replace_lossy_sequences": "part of a character was lost",
    "decode_inconsistent_utf8": "a piece of text was read in a wrong encoding",
    "fix_c1_controls": "a control character stands for one of Windows-1252",
    "fix_latin_ligatures": "a ligature is taken apart",
    "fix_character_width": "full-width and half-width forms become ordinary ones",
    "fix_line_breaks": "line breaks become \\n",
    "fix_surrogates": "surrogates become the character they stand for",
    "remove_terminal_escapes": "a terminal's colour code is removed",
    "trim": "white space at the edge of a block",
    "remove_control_chars": "an invisible control character is removed",
}


class Edit(NamedTuple):
    """``text[start:end]`` becomes ``after``; ``rules`` names ftfy's steps, ``details`` says more for people."""

    start: int
    end: int
    after: str
    rules: tuple[str, ...]
    details: tuple[str, ...] = ()

    def moved(self, by: int) -> Edit:
        """Give the same edit ``by`` characters further on."""
        return Edit(self.start + by, self.end + by, self.after, self.rules, self.details)


class Group(NamedTuple):
    """The same edit at many positions."""

    before: str
    after: str
    rules: tuple[str, ...]
    details: tuple[str, ...]
    at: list[int]

    def change(self) -> Replace:
        """Give it for the ledger."""
        reason = "; ".join(self.details or (REASONS.get(rule, "canonically equivalent text") for rule in self.rules))
        return Replace(self.before, self.after, tuple(self.at), " + ".join(self.rules), reason)


#: A character with its marks or, in Korean, the letters of a syllable. (Not exact: others are found by comparison.)
_COMBINED = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|.[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u093c\u3099\u309a]*",
    re.DOTALL,
)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply sorted edits that do not overlap."""
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += text[done : edit.start], edit.after
        done = edit.end
    return "".join((*pieces, text[done:]))


def grouped(text: str, edits: Iterable[Edit]) -> list[Group]:
    """Put equal edits together, and leave out those that in the end change nothing."""
    groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for start, end, after, rules, details in edits:
        if text[start:end] != after:
            groups.setdefault((text[start:end], after, rules, details), []).append(start)
    return [Group(*key, at) for key, at in groups.items()]


def trace(text: str, steps: Sequence[ExplanationStep]) -> list[Edit]:
    """Give the edits that lead from ``text`` to what ftfy's ``steps`` make of it."""
    edits: list[Edit] = []
    now, position = text, 0
    while position < len(steps):
        size = _size(steps, position)
        made = _step_edits(now, steps[position : position + size])
        edits = compose(edits, now, made)
        now = apply_edits(now, made)
        position += size
    return edits


def character_groups(text: str, steps: Sequence[ExplanationStep]) -> list[Group] | None:
    """Do the same for the commonest case: wrong decodings undone, then fixers of single characters.

    Then each character of the result comes from a string that is the same wherever it stands (and where that
    string stands, it is that character: no character's UTF-8 is part of another's), or from a place where a
    transcoder restored bytes.

    Returns:
        None if the steps are not so.
    """
    known = _readings(steps)
    if known is None:
        return None
    read, transcoders, fixers = known
    try:
        decoded, restored = _decoded(text, read, transcoders)
    except ValueError:
        return None
    details = tuple(dict.fromkeys(_misread(encoding, decoding) for encoding, decoding in read))
    groups = []
    for character in sorted(set(decoded)):
        before, after, rules = _one_character(character, read, fixers)
        if before != after and (at := _at(text, before)):
            groups.append(Group(before, after, rules, details if rules[0] == "fix_encoding" else (), at))
    edits = []
    for start, end, character, rules in restored:
        _, after, more = _one_character(character, (), fixers)
        edits.append(Edit(start, end, after, (*rules, "fix_encoding", *more), details))
    return groups + grouped(text, edits)


def _decoded(
    text: str, read: Sequence[tuple[str, str]], transcoders: Sequence[str]
) -> tuple[str, list[tuple[int, int, str, tuple[str, ...]]]]:
    """Undo the wrong decodings; also give the places that transcoders restored, each with its character.

    Raises:
        ValueError: two of them worked on the same bytes, or it is not plain UTF-8.
    """
    restored: list[tuple[int, int, str, tuple[str, ...]]] = []
    for encoding, decoding in read:
        data = text.encode(encoding)
        if transcoders:
            edits = _transcoded(data, transcoders)
            if any(len(edit.rules) > 1 for edit in edits):
                raise ValueError("bytes that were restored twice")
            for start, end, after, rules, _ in edits:
                restored.append((start, end, after.encode("latin-1").decode(), rules))
            data = apply_edits(data.decode("latin-1"), edits).encode("latin-1")
        text = data.decode("utf-8" if decoding == "utf-8-variants" else decoding)
    return text, restored


@lru_cache(maxsize=4096)
def _one_character(
    character: str, read: tuple[tuple[str, str], ...], fixers: tuple[str, ...]
) -> tuple[str, str, tuple[str, ...]]:
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


def _readings(
    steps: Sequence[ExplanationStep],
) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], tuple[str, ...]] | None:
    """Give the pairs of encodings that the steps begin with, what restored bytes, and the fixers that follow.

    Returns:
        None if bytes were restored in one of several decodings, or another than a fixer of characters follows.
    """
    read: list[tuple[str, str]] = []
    transcoders: tuple[str, ...] = ()
    position = 0
    while position < len(steps) and steps[position].action == "encode":
        size = _size(steps, position)
        read.append((steps[position].parameter, steps[position + size - 1].parameter))
        transcoders += tuple(step.parameter for step in steps[position + 1 : position + size - 1])
        position += size
    fixers = tuple(step.parameter for step in steps[position:])
    if not tables().keys() | {"uncurl_quotes"} >= set(fixers) or any(s.action != "apply" for s in steps[position:]):
        return None
    return None if transcoders and len(read) > 1 else (tuple(read), transcoders, fixers)


def _at(text: str, what: str) -> list[int]:
    at, position = [], text.find(what)
    while position >= 0:
        at.append(position)
        position = text.find(what, position + len(what))
    return at


def _size(steps: Sequence[ExplanationStep], position: int) -> int:
    """Count the steps that belong together: an encoding, what was done to the bytes, and the decoding."""
    if steps[position].action != "encode":
        return 1
    return next(i for i in range(position, len(steps)) if steps[i].action == "decode") - position + 1


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
    fixer = ftfy.FIXERS[rule]
    found = (match for match in _places()[rule].finditer(text) if match[0] not in kept)
    return _edits(((match.start(), match.end(), fixer(match[0])) for match in found), text, rule)


def _edits(found: Iterable[tuple[int, int, str]], text: str, rule: str, *details: str) -> list[Edit]:
    return [Edit(s, e, after, (rule,), details) for s, e, after in found if text[s:e] != after]


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
    detail = _misread(encoding, decoding)
    moved = _transcoded(data, [step.parameter for step in steps[1:-1]])
    data = apply_edits(data.decode("latin-1"), moved).encode("latin-1")
    decoded = data.decode(decoding)
    spans = _utf8_spans(decoded, data) if decoding.startswith("utf-8") else _single_spans(decoded)
    between = data.decode("latin-1")
    composed = compose(moved, between, [Edit(s, e, after, ("fix_encoding",), (detail,)) for s, e, after in spans])
    return [edit for edit in composed if text[edit.start : edit.end] != edit.after]


def _transcoded(data: bytes, transcoders: Sequence[str]) -> list[Edit]:
    """Give what ftfy's transcoders replace, as edits of the bytes read as Latin-1."""
    moved: list[Edit] = []
    now = data.decode("latin-1")
    for name in transcoders:
        for pattern, size, replace in _transcoders()[name]:
            found = pattern.finditer(now.encode("latin-1"))
            made = [
                Edit(m.start(), m.start() + size if size else m.end(), replace(m[0]).decode("latin-1"), (name,))
                for m in found
            ]
            moved = compose(moved, now, made)
            now = apply_edits(now, made)
    return moved


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


def _misread(encoding: str, decoding: str) -> str:
    meant = "UTF-8" if decoding.startswith("utf-8") else decoding
    return f"{meant} had been read as {encoding.removeprefix('sloppy-')}"


def _single_spans(decoded: str) -> list[tuple[int, int, str]]:
    return [(i, i + 1, character) for i, character in enumerate(decoded) if character >= "\x80"]


def _utf8_spans(decoded: str, data: bytes) -> list[tuple[int, int, str]]:
    """Give the bytes of each character outside ASCII; CESU-8 takes six for an astral one, and Java two for a NUL."""
    spans, position, done = [], 0, 0
    for match in re.finditer(r"[^\x01-\x7f]", decoded):
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
    edits = []
    for match in chardata.UTF8_DETECTOR_RE.finditer(text):
        piece = match[0]
        if len(piece) == len(text) or not is_bad(piece):
            continue
        _, steps = ftfy.fix_encoding_and_explain(piece)
        edits += [edit.moved(match.start()) for edit in trace(piece, steps or [])]
    return edits


def _normalization_edits(text: str, form: Form) -> list[Edit]:
    """Normalize piece by piece: a piece begins at a character that never joins the one before it."""
    edits: list[Edit] = []
    for match in _pieces(form).finditer(text):
        edits += [edit.moved(match.start()) for edit in _normalized(match[0], form)]
    return edits


@cache
def _pieces(form: Form) -> re.Pattern[str]:
    inert = inert_class(form)
    return re.compile(f"[{inert}]?[^{inert}]+")


@lru_cache(maxsize=4096)
def _normalized(piece: str, form: Form) -> tuple[Edit, ...]:
    """Normalize a piece, character with marks by character with marks where that is the same."""
    after, rule = normalize(form, piece), (f"normalize {form}",)
    if after == piece:
        return ()
    edits = []
    for match in _COMBINED.finditer(piece):
        joined = normalize(form, match[0])
        if joined != match[0]:
            edits.append(Edit(match.start(), match.end(), joined, rule))
    return tuple(edits if apply_edits(piece, edits) == after else _difference(piece, after, rule[0]))


def _difference(before: str, after: str, rule: str) -> list[Edit]:
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
        if di == 0 and edits and edits[-1].end == i:
            edits[-1] = edits[-1]._replace(after=edits[-1].after + after[j : j + dj])
        else:
            back = 1 if di == 0 and i else 0  # nothing is only inserted: there is always something to replace
            edits.append(Edit(i - back, i + di, after[j - back : j + dj], (rule,)))
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


def compose(first: Sequence[Edit], middle: str, second: Sequence[Edit]) -> list[Edit]:
    """Make one list of edits of two: ``first`` led to the text ``middle``, to which ``second`` applies.

    Linear in the edits and what they touch.
    """
    if not first or not second:
        return list(first or second)
    composed: list[Edit] = []
    i = j = shift = 0
    while i < len(first) or j < len(second):
        start_i = first[i].start + shift if i < len(first) else len(middle) + 1
        start_j = second[j].start if j < len(second) else len(middle) + 1
        low = high = min(start_i, start_j)
        before_shift, from_i, from_j = shift, i, j
        while True:
            fresh = i == from_i and j == from_j
            if i < len(first) and (first[i].start + shift < high or (fresh and start_i <= start_j)):
                end = first[i].start + shift + len(first[i].after)
                shift += len(first[i].after) - (first[i].end - first[i].start)
                i += 1
            elif j < len(second) and (second[j].start < high or fresh):
                end = second[j].end
                j += 1
            else:
                break
            high = max(high, end)
        parts = [*first[from_i:i], *second[from_j:j]]
        local = [e._replace(start=e.start - low, end=e.end - low) for e in second[from_j:j]]
        composed.append(
            Edit(
                low - before_shift,
                high - shift,
                apply_edits(middle[low:high], local),
                tuple(dict.fromkeys(rule for part in parts for rule in part.rules)),
                tuple(dict.fromkeys(detail for part in parts for detail in part.details)),
            )
        )
    return composed
