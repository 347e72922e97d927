"""Where in a text could ftfy change anything but quotes? One regular expression answers, for a given configuration."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise

import ftfy
from ftfy import chardata, fixes
from ftfy.badness import BADNESS_RE

from normalizer_repair._ampersands import MARKS
from normalizer_repair._badness import (
    Anchored,
    Token,
    UnknownFtfyError,
    after_anchor,
    anchor_characters,
    choose_anchors,
    class_members,
    read_alternatives,
    without_ascii,
)
from normalizer_repair._width import CJK_PUNCTUATION

#: The fixers that this package knows, in ftfy's order, each with the characters without which it does nothing.
_KNOWN_FIELDS = (
    "unescape_html", "remove_terminal_escapes", "fix_encoding", "restore_byte_a0", "replace_lossy_sequences",
    "decode_inconsistent_utf8", "fix_c1_controls", "fix_latin_ligatures", "fix_character_width", "uncurl_quotes",
    "fix_line_breaks", "fix_surrogates", "remove_control_chars", "normalization", "max_decode_length", "explain",
)  # fmt: skip
CHARACTER_FIXERS = (
    "fix_c1_controls", "fix_latin_ligatures", "fix_character_width", "uncurl_quotes", "fix_line_breaks",
    "fix_surrogates", "remove_terminal_escapes", "remove_control_chars",
)  # fmt: skip

_ENTITY = "#?[0-9A-Za-z]{1,24};"

#: What fixers look at together with what is beside it; no other fixer may make it.
_IN_SEQUENCES = re.compile("[\r\n\x1b\ud800-\udfff]")

#: Ranges of assigned characters with combining class 0 that are their own NFC and never the second part of a composed
#: character (Unicode Standard Annex 15, NFC_Quick_Check=Yes). Unicode's stability policy keeps that so for ever.
_INERT_IN_NFC = (
    (0x0000, 0x02FF), (0x0386, 0x0386), (0x0388, 0x038A), (0x038C, 0x038C), (0x038E, 0x03A1), (0x03A3, 0x0482),
    (0x0488, 0x052F), (0x0531, 0x0556),
    (0x05D0, 0x05EA), (0x061B, 0x064A), (0x0671, 0x06D5), (0x06EE, 0x070D), (0x0900, 0x093B), (0x0E01, 0x0E37),
    (0x0E3F, 0x0E47), (0x10D0, 0x1160), (0x1E00, 0x1F15), (0x2002, 0x2064), (0x2074, 0x208E), (0x20A0, 0x20C0),
    (0x2100, 0x2125), (0x212C, 0x218B), (0x2190, 0x2328), (0x232B, 0x2426), (0x2460, 0x2ADB), (0x2B00, 0x2B73),
    (0x3000, 0x3029), (0x3041, 0x3096), (0x309B, 0x30FF), (0x3105, 0x312F), (0x3131, 0x318E), (0x3220, 0xA48C),
    (0xAC00, 0xD7A3), (0xD800, 0xF8FF), (0xFE30, 0xFE52), (0xFF01, 0xFFBE), (0xFFF9, 0xFFFD),
    (0x1F300, 0x1F6D7), (0x1F900, 0x1FA53),
)  # fmt: skip


def character_class(characters: Iterable[str]) -> str:
    """Write a set of characters as the inside of a regular expression's class."""
    parts: list[str] = []
    codes = sorted(map(ord, characters))
    first = 0
    for index, code in enumerate(codes):
        if index + 1 < len(codes) and codes[index + 1] == code + 1:
            continue
        parts.append(f"\\U{codes[first]:08x}-\\U{code:08x}")
        first = index + 1
    return "".join(parts)


@cache
def tables() -> dict[str, dict[str, str]]:
    """Give the fixers that only replace single characters, each with what it makes of them."""
    numbered: dict[str, Mapping[int, str | None]] = {
        "fix_latin_ligatures": chardata.LIGATURES,
        "fix_character_width": chardata.WIDTH_MAP,
        "remove_control_chars": chardata.CONTROL_CHARS,
    }
    return {name: {chr(code): after or "" for code, after in table.items()} for name, table in numbered.items()}


@cache
def triggers() -> dict[str, frozenset[str]]:
    """Give, for each of ftfy's fixers of characters, the characters without which it does nothing."""
    return {
        "fix_c1_controls": frozenset(map(chr, range(0x80, 0xA0))),
        "fix_latin_ligatures": frozenset(tables()["fix_latin_ligatures"]),
        "fix_character_width": frozenset(tables()["fix_character_width"]),
        "uncurl_quotes": quotes()["'"] | quotes()['"'],
        "fix_line_breaks": frozenset("\r\x85\u2028\u2029"),
        "fix_surrogates": frozenset(map(chr, range(0xD800, 0xE000))),
        "remove_terminal_escapes": frozenset("\x1b"),
        "remove_control_chars": frozenset(tables()["remove_control_chars"]),
    }


@cache
def quotes() -> dict[str, frozenset[str]]:
    """Give the curly quotes that ftfy straightens, by what they become."""
    found = {
        straight: class_members(pattern.pattern[1:-1])
        for straight, pattern in (("'", chardata.SINGLE_QUOTE_RE), ('"', chardata.DOUBLE_QUOTE_RE))
    }
    for straight, curly in found.items():
        if not curly or set(fixes.uncurl_quotes("".join(sorted(curly)))) != {straight}:
            raise UnknownFtfyError("uncurl_quotes")
    return found


@cache
def badness() -> list[Anchored]:
    """Read ftfy's badness expression, and check what the shortcut for quotes and line ends relies on.

    Straightening a quote, or a line's end, must not make clean text bad: wherever an alternative accepts the new
    character, it has to accept the old one. What chains of ampersands become must make no difference.
    """
    sequences = read_alternatives(BADNESS_RE.pattern)
    become = [(old, new) for new, curly in quotes().items() for old in sorted(curly)] + [("\r", "\n")]
    for token in {token for tokens in sequences for token in tokens}:
        if any(token.matches(new) and not token.matches(old) for old, new in become):
            raise UnknownFtfyError(f"badness depends on straight quotes: {token.source}")
        if len({token.matches(mark) for mark in MARKS}) > 1:
            raise UnknownFtfyError(f"badness depends on marks of ASCII: {token.source}")
    return choose_anchors(sequences)


@cache
def wide_characters() -> dict[str, str]:
    """Give the full-width forms of ASCII characters with what they become, but for the ampersand."""
    table = tables()["fix_character_width"]
    return {wide: plain for wide, plain in table.items() if len(plain) == 1 and plain.isascii() and plain != "&"}


@cache
def badness_of_wide() -> list[Anchored]:
    """Give the alternatives of the badness expression such that they accept a wide form for what it becomes."""
    widened = {token: _widened(token) for tokens, _ in badness() for token in tokens}
    return [Anchored(tuple(widened[token] for token in tokens), anchor) for tokens, anchor in badness()]


def _widened(token: Token) -> Token:
    table = wide_characters()
    plain = set(re.findall(token.source, "".join(table.values())))
    more = [wide for wide in table if table[wide] in plain and not token.matches(wide)]
    return token._replace(source=f"(?:{token.source}|[{character_class(more)}])") if more else token


def check_ftfy() -> None:
    """Check that the installed ftfy has the steps and options that this package knows.

    Raises:
        UnknownFtfyError: it has others.
    """
    steps = {*CHARACTER_FIXERS, *_KNOWN_FIELDS[:6]} - {"fix_encoding"}
    if ftfy.TextFixerConfig._fields != _KNOWN_FIELDS or set(ftfy.FIXERS) != steps:
        raise UnknownFtfyError(f"ftfy {ftfy.__version__} has other options")
    if chardata.HTML_ENTITY_RE.pattern != "&" + _ENTITY:
        raise UnknownFtfyError("HTML_ENTITY_RE")
    for name, table in tables().items():
        made = "".join(table.values())
        if ftfy.FIXERS[name]("".join(table)) != made or _IN_SEQUENCES.search(made):
            raise UnknownFtfyError(name)
    badness()


@cache
def is_bad_pattern() -> re.Pattern[str]:
    """Compile an expression that finds something in a segment exactly if ``ftfy.badness.BADNESS_RE`` does."""
    inside = character_class(anchor_characters(badness()))
    return re.compile(f"[{inside}](?:{'|'.join(after_anchor(badness(), whole_text=False))})")


def scanner(
    config: ftfy.TextFixerConfig, entities: bool, soft: frozenset[str], keep_cjk: bool = False
) -> re.Pattern[str]:
    """Compile an expression that stops wherever any fixer but the ``soft`` replacements could act.

    It may stop where in the end nothing changes; it never passes over anything that ftfy would change. With
    ``keep_cjk`` it passes over full-width punctuation, which is for others to look at.
    """
    hard = _hard(config, soft)
    stops: frozenset[str] = frozenset()
    after: list[str] = []
    if keep_cjk:
        hard -= CJK_PUNCTUATION
    if config.fix_line_breaks:
        stops |= {"\r"}
        after.append(r"(?<=\r)(?!\n)")
    if entities:
        stops |= {"&"}
        after.append(f"(?<=&){_ENTITY}")
    if wide := character_class(soft & wide_characters().keys()):
        stops |= {"&"}
        after.append(f"(?<=&)[#\uff03]?[0-9A-Za-z{wide}]{{1,24}}[;\uff1b]")
    return _compiled(config, hard, stops, badness_of_wide() if wide else badness(), after)


def _hard(config: ftfy.TextFixerConfig, soft: frozenset[str]) -> frozenset[str]:
    """Give the characters that a fixer acts on wherever they stand."""
    acting = (marks for name, marks in triggers().items() if getattr(config, name))
    return frozenset[str]().union(*acting) - soft - {"\r"}


def _compiled(
    config: ftfy.TextFixerConfig,
    hard: frozenset[str],
    stops: frozenset[str],
    bad: list[Anchored],
    after: list[str],
) -> re.Pattern[str]:
    """Compile: stop at what is ``hard``, may be not normalized, or is one of ``stops`` with one of ``after`` behind."""
    if config.fix_encoding:
        stops |= anchor_characters(bad)
        after = after_anchor(bad, whole_text=True) + after
    inert = _inert(config.normalization)
    passing = _without(inert, hard | stops)
    conditional = character_class(c for c in stops - hard if any(first <= ord(c) <= last for first, last in inert))
    at_once = f"(?<![{conditional}])" if conditional else ""
    return re.compile(f"[^{passing}](?:{'|'.join([at_once, *after])})")


def plain_ascii(config: ftfy.TextFixerConfig) -> bytes:
    """Give the characters of ASCII that no fixer but those of entities and line breaks acts on."""
    acting = frozenset[str]().union(*(marks for name, marks in triggers().items() if getattr(config, name)))
    return "".join(c for c in map(chr, range(128)) if c == "\r" or c not in acting).encode()


def residue_scanner(config: ftfy.TextFixerConfig, soft: frozenset[str]) -> re.Pattern[str]:
    """Compile a `scanner` for what is left of a text without its plain ASCII, which is much shorter.

    What stands side by side in the text does so there, too; so each alternative is cut down to positions that
    accept no ASCII. Entities and line breaks are left to others.
    """
    return _compiled(config, _hard(config, soft), frozenset(), without_ascii(badness()), [])


def _inert(form: str | None) -> Sequence[tuple[int, int]]:
    """Give ranges of characters that a normalization form leaves alone wherever they stand, whatever is around.

    Only the scripts that are common in articles are listed; any other character is merely looked at more closely.
    """
    if form is None:
        return ((0, 0x10FFFF),)
    return _INERT_IN_NFC if form == "NFC" else ((0, 0x7F),)


@cache
def inert_class(form: str | None, but: frozenset[str] = frozenset()) -> str:
    """Write the characters that a form leaves alone wherever they stand, but for some, as the inside of a class."""
    return _without(_inert(form), but)


def _without(ranges: Sequence[tuple[int, int]], characters: Iterable[str]) -> str:
    """Write the ranges without the characters as the inside of a class."""
    codes = sorted(map(ord, characters))
    parts = []
    for first, last in ranges:
        holes = codes[bisect_left(codes, first) : bisect_right(codes, last)]
        for before, after in pairwise((first - 1, *holes, last + 1)):
            if before + 1 < after:
                parts.append(f"\\U{before + 1:08x}-\\U{after - 1:08x}")
    return "".join(parts)
