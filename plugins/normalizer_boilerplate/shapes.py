"""The shape of a line: its length, its signs, its capitals, and what else can be counted in it, as features.

Most is counted in the line's bytes, once each of them stands for its kind of character.
"""

from __future__ import annotations

import re
from math import log1p
from typing import TYPE_CHECKING

from normalizer_boilerplate.folding import DIGITS, FAR_BYTES
from normalizer_boilerplate.phrases import CLASSES

if TYPE_CHECKING:
    from normalizer_boilerplate.lines import Line

__all__ = ["OWN_NAMES", "has_stamp", "opens_speech", "own_features"]

#: The names of `own_features`.
OWN_NAMES = (
    "size", "words", "ends", "colon", "ellipsis", "bullet", "pipe", "digits", "capitals", "upper", "sentences",
    "commas", "quote", "web", "clock", "year", "symbols", "word_size", "question", "exclamation", "date",
    "early_colon", "bracket", "lower", "agency", "opening_cue", "stamp_at_end", "speech",
    "cue_total", "cue_sure", "cue_credit", *(f"cue_{name}" for name in CLASSES),
)  # fmt: skip
_NO_COVER = [0.0] * len(CLASSES)

_ELLIPSIS = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\s\"'”’»)]*$")
_MAIL = re.compile(r"\w@\w")
_DOMAIN = re.compile(r"\.(?:com|org|net|de|ru|pl|gr|cn|fr|es|it|uk|tv|info|eu)\b")
#: These look behind after their first digit: so the search for it is fast.
_CLOCK = re.compile(r"\d(?<!\d\d)\d?[:.h]\d\d(?!\d)")
_YEAR = re.compile(r"[12](?<!\d[12])(?:(?<=1)9|(?<=2)0)\d\d(?!\d)")

#: Words that captions end with: agencies and sites that pictures come from, and words for "photo".
_AGENCY_NAMES = (
    "aap adobe afp afpforum anp ansa ap apa archiv archivbild belga bestimage corbis cp dapd ddp dpa efe epa epd"
    " facebook filmmagic flickr foto fotos getty handout imago instagram istock istockphoto keystone kna lusa ntb pa"
    " pap photo photograph photography pixabay reporters reuters rex ritzau scanpix screenshot shutterstock sipa stock"
    " tass twitter unsplash wireimage xinhua youtube zdjecie риа тасс фото φωτογραφια 摄 攝 图 圖"
)
_AGENCIES = frozenset(_AGENCY_NAMES.split())
#: So many words at the end of a line are looked up there, and so many characters are looked at for a date.
_LAST_WORDS, _LAST_CHARS = 4, 30
#: Signs that speech begins with.
_SPEECH = frozenset('"“”„»«‘-–—')

#: Signs that prose rarely has, and signs that end a sentence.
_SYMBOLS, _ENDS = rb"|/\<>_=#~^*{}[]", b".!?"


def _kind(code: int) -> str:
    """Give what stands for a byte of UTF-8: one of its kind."""
    char = chr(code)
    if code > 127:
        return "F" if code in FAR_BYTES else "-"  # all digits that are not ASCII have such a byte
    for kind, members in (("0", DIGITS), ("|", _SYMBOLS), (".", _ENDS), (char, b" ,:")):
        if code in members:
            return kind
    return "\t" if char.isspace() else "A" if char.isupper() else "a" if char.islower() else "-"


_KINDS = "".join(map(_kind, range(256))).encode()


def own_features(line: Line) -> list[float]:
    """Give the features of a line that need no other line, in the order of `OWN_NAMES`."""
    seen, size, hits = line.seen, line.size, line.hits
    coded = seen.encode("utf-8", "surrogatepass")
    #: The kinds of the line's bytes, after a blank.
    kinds = (b" " + coded).translate(_KINDS)
    letters = len(seen) or 1
    words = len(line.tokens)
    digits = kinds.count(b"0")
    symbols = kinds.count(b"|")
    inner_ends = kinds.count(b". ")
    commas = kinds.count(b",")
    is_ascii = len(coded) == len(seen)
    if not is_ascii:
        far_symbols, far_ends, far_commas = _far_signs(seen, coded)
        symbols, inner_ends, commas = symbols + far_symbols, inner_ends + far_ends, commas + far_commas
    pieces, capitals, is_small = _begins(seen, kinds, is_ascii)
    last = seen[-28:]
    return [
        log1p(size),
        float(words) if words < 60 else 60.0,
        1.0 if line.ends else 0.0,
        1.0 if seen.rstrip().endswith((":", "：")) else 0.0,
        1.0 if ("…" in last or "..." in last) and _ELLIPSIS.search(last) else 0.0,
        line.mark,
        1.0 if seen.startswith("|") else 0.0,
        digits / letters,
        capitals / (pieces or 1),
        1.0 if seen.isupper() else 0.0,
        float(inner_ends) if inner_ends < 6 else 6.0,
        commas / (1 + size / 100),
        1.0 if _quotes(seen, b"" if is_ascii else coded) else 0.0,
        1.0 if _links(line.folded, kinds, is_ascii) else 0.0,
        1.0 if digits and _clock(seen, kinds) else 0.0,
        1.0 if digits > 1 and _year(seen, kinds) else 0.0,
        symbols / letters,
        size / (words or 1),
        1.0 if "?" in seen or "？" in seen else 0.0,
        1.0 if "!" in seen or "！" in seen else 0.0,
        1.0 if line.date else 0.0,
        1.0 if ":" in seen[:40] or "：" in seen[:40] else 0.0,
        1.0 if "(" in seen else 0.0,
        1.0 if is_small else 0.0,
        0.0 if _AGENCIES.isdisjoint(line.tokens[-_LAST_WORDS:]) else 1.0,
        hits.start_words / (words or 1),
        1.0 if digits > 2 and has_stamp(seen[-_LAST_CHARS:]) else 0.0,
        1.0 if opens_speech(seen) else 0.0,
        hits.total,
        1.0 if hits.sure else 0.0,
        1.0 if hits.credit else 0.0,
        *([hits.cover.get(name, 0.0) for name in CLASSES] if hits.cover else _NO_COVER),
    ]


def has_stamp(text: str) -> bool:
    """Say whether a short text holds a time of day or a year, as marks of time do."""
    return _CLOCK.search(text) is not None or _YEAR.search(text) is not None


def opens_speech(text: str) -> bool:
    """Say whether a line begins with a quotation mark or a dash, as speech does."""
    return text[:1] in _SPEECH and len(text) > 1


def _far_signs(seen: str, coded: bytes) -> tuple[int, int, int]:
    """Count symbols, ends of sentences and commas that are not ASCII: those whose first bytes are there."""
    symbols = ends = commas = 0
    if b"\xe2\x80" in coded:
        symbols += seen.count("•") + seen.count("›") + seen.count("‹")
        ends += seen.count("… ")
    if b"\xc2" in coded:
        symbols += sum(map(seen.count, "©«»·"))
    if b"\xe2\x86" in coded:
        symbols += sum(map(seen.count, "→←↑↓"))
    if b"\xe3\x80" in coded:
        ends += seen.count("。")
        commas += seen.count("、")
    if b"\xef\xbc" in coded:
        ends += seen.count("！") + seen.count("？")
        commas += seen.count("，")
    return symbols, ends, commas


def _begins(seen: str, kinds: bytes, is_ascii: bool) -> tuple[int, int, bool]:
    """Count the pieces between blanks, and those with a capital first; say whether the first has a small letter."""
    if is_ascii and b"  " not in kinds and b"\t" not in kinds and not kinds.endswith(b" "):
        return kinds.count(b" "), kinds.count(b" A"), kinds.startswith(b" a")
    first = [piece[0] for piece in seen.split()]
    return len(first), sum(map(str.isupper, first)), bool(first) and first[0].islower()


def _quotes(seen: str, coded: bytes) -> bool:
    """Say whether there is a quotation mark; an apostrophe inside a word is none. No bytes: all is ASCII."""
    if '"' in seen or ("'" in seen and _has_outer(seen, "'")):
        return True
    if b"\xe2\x80" in coded and (
        "“" in seen or "”" in seen or "„" in seen or _has_outer(seen, "’") or _has_outer(seen, "‘")
    ):
        return True
    return (b"\xc2" in coded and ("«" in seen or "»" in seen)) or (
        b"\xe3\x80" in coded and any(map(seen.__contains__, "「」『』"))
    )


def _has_outer(seen: str, char: str) -> bool:
    """Say whether an apostrophe stands at an end of a word, the opening one at the beginning of one."""
    at = -1
    for _ in range(seen.count(char)):
        at = seen.index(char, at + 1)
        before, after = seen[at - 1 : at], seen[at + 1 : at + 2]
        if (char != "’" and not _is_word(before)) or (char != "‘" and not _is_word(after)):
            return True
    return False


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _links(folded: str, kinds: bytes, is_ascii: bool) -> bool:
    """Say whether there is an address of the web or of mail."""
    if "http" in folded or "www." in folded:
        return True
    may_be_domain = b".a" in kinds or b".A" in kinds if is_ascii else "." in folded
    if may_be_domain and _DOMAIN.search(folded):
        return True
    return "@" in folded and _MAIL.search(folded) is not None


def _clock(seen: str, kinds: bytes) -> bool:
    """Say whether there is a time of day."""
    may_be = b"0:0" in kinds or b"0.0" in kinds or b"0a0" in kinds or b"F" in kinds
    return may_be and _CLOCK.search(seen) is not None


def _year(seen: str, kinds: bytes) -> bool:
    """Say whether there is a year of the last century or this."""
    return ("20" in seen or "19" in seen) and (b"0000" in kinds or b"F" in kinds) and _YEAR.search(seen) is not None
