"""Text without case, accents and compatibility forms, and the words of that: what lines are compared by.

The lines of a document are folded as one text, which costs little more than one line does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import repeat

__all__ = [
    "DIGITS", "FAR_BYTES", "FIRST_SINGLE", "Folded", "fold", "fold_lines", "fold_words", "has_bytes", "is_single",
    "words",
]  # fmt: skip

#: A text folded, the `words` of that, and whether it is of near scripts (see `FAR_BYTES`).
Folded = tuple[str, list[str], bool]

#: Scripts without spaces: each character is a word of its own.
_SINGLE = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
#: The first of all these characters.
FIRST_SINGLE = "\u0e00"
_WORD = re.compile(rf"[{_SINGLE}]|[^\W{_SINGLE}]+|[©*]")
_ANY_SINGLE = re.compile(f"[{_SINGLE}]")
#: The same for text without such scripts, which is most: much faster.
_SPACED_WORD = re.compile(r"\w+|[©*]")
_MARKS = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]+")
_NUMBER = re.compile(r"\d+")
DIGITS = b"0123456789"
#: Bytes that UTF-8 has only in text of far scripts, Armenian and after. The near ones (Latin, Greek, Cyrillic, common
#: punctuation) part their words, have no digits of their own, and are composed of nothing but letters and marks.
FAR_BYTES = bytes({*range(0xD4, 0x100)} - {0xE2})
#: Marks of near scripts in UTF-8: all that begin with the first byte, and some that begin with the second.
_MARK_BYTE, _OTHER_MARK_BYTE = b"\xcc", b"\xcd"
_OTHER_MARKS = re.compile(rb"\xcd[\x80-\xaf]")
#: Quotation marks, dashes and other signs of near scripts: all that begin with the first bytes, and of those that begin
#: with the other one all but "©", which counts as a word.
_SIGN_BYTES, _OTHER_SIGN_BYTE = b"\xe2\x80", b"\xc2"
_OTHER_SIGNS = re.compile(rb"\xc2[\xa0-\xa8\xaa-\xbf]")
#: What stands between lines that are folded as one text. It counts as a blank.
_GAP = "\x1f"
_ASCII = bytes(range(128))
#: Bytes of ASCII characters that are of no word, to blanks, and digits to 0; others stay.
_TO_BLANKS = bytes(
    ord("0") if code in DIGITS else code if code > 127 or chr(code).isalpha() or chr(code) in f"_*{_GAP}" else ord(" ")
    for code in range(256)
)


def fold(text: str) -> str:
    """Give ``text`` without case, accents and compatibility forms, for comparing."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    coded = _near_bytes(plain)
    return coded.decode() if coded else _far(plain)


def words(text: str) -> list[str]:
    """Give the words of folded ``text``, with 0 for every number; in scripts without spaces, the characters."""
    pattern = _SPACED_WORD if text.isascii() or not _ANY_SINGLE.search(text) else _WORD
    return pattern.findall(_NUMBER.sub("0", text))


def is_single(word: str) -> bool:
    """Say whether a word is a character of a script without spaces."""
    return _ANY_SINGLE.match(word) is not None


def fold_words(text: str) -> Folded:
    """Give ``text`` folded, the `words` of that, and whether it is of near scripts (see `FAR_BYTES`)."""
    return _fold_joined(text, 1)[0]


def fold_lines(texts: Sequence[str]) -> list[Folded]:
    """Do for each text what `fold_words` does."""
    joined = _GAP.join(texts)
    if joined.count(_GAP) >= max(1, len(texts)):
        return [*map(fold_words, texts)]
    return _fold_joined(joined, len(texts))


def _fold_joined(joined: str, number: int) -> list[Folded]:
    """Fold a ``number`` of texts that `_GAP` stands between; a single one may have that inside."""
    if joined.isascii():
        folded = joined.lower()
        return _near(folded, folded.encode(), number)
    plain = unicodedata.normalize("NFKD", joined.casefold())
    if coded := _near_bytes(plain):
        return _near(coded.decode(), coded, number)
    lines = _parted(plain, number)
    are_near = [not has_bytes(line, FAR_BYTES) for line in lines]
    near = [line for line, is_near in zip(lines, are_near, strict=True) if is_near]
    far = [line for line, is_near in zip(lines, are_near, strict=True) if not is_near]
    coded = _near_bytes(_GAP.join(near))
    near_ones = iter(_near(coded.decode(), coded, len(near)))
    far_ones = iter([(line, words(line), False) for line in _parted(_far(_GAP.join(far)), len(far))])
    return [next(near_ones if is_near else far_ones) for is_near in are_near]


def _parted(joined: str, number: int) -> list[str]:
    """Give the texts that were joined."""
    return joined.split(_GAP) if number > 1 else [joined][:number]


def _far(plain: str) -> str:
    """Give decomposed text of any script without marks, composed."""
    return unicodedata.normalize("NFC", _MARKS.sub("", plain)).replace("ı", "i")


def _near_bytes(plain: str) -> bytes:
    """Give decomposed text of near scripts without marks, in UTF-8; nothing for text of far scripts."""
    coded = plain.encode("utf-8", "surrogatepass")
    if len(coded.translate(None, FAR_BYTES)) < len(coded):
        return b""
    first, *rest = coded.split(_MARK_BYTE)
    if rest:
        coded = first + b"".join([piece[1:] for piece in rest])
    if _OTHER_MARK_BYTE in coded:
        coded = _OTHER_MARKS.sub(b"", coded)
    return coded.replace("ı".encode(), b"i")


def _near(folded: str, coded: bytes, number: int) -> list[Folded]:
    """Give the texts of near scripts that were folded as one, with the words of each."""
    blank = coded.translate(_TO_BLANKS)
    while b"00" in blank:
        blank = blank.replace(b"00", b"0")
    if len(coded) > len(folded):
        first, *rest = blank.split(_SIGN_BYTES)
        blank = b" ".join([first, *[piece[1:] for piece in rest]])
        if _OTHER_SIGN_BYTE in blank:
            blank = _OTHER_SIGNS.sub(b" ", blank)
    found = [line.split() for line in _parted(blank.decode(), number)]
    if not _has_words_only(blank):
        found = [pieces if "".join(pieces).isalnum() else _SPACED_WORD.findall(" ".join(pieces)) for pieces in found]
    return [*zip(_parted(folded, number), found, repeat(True), strict=False)]


def _has_words_only(blank: bytes) -> bool:
    """Say whether there is nothing but words between the blanks: no signs that are none of `_SIGN_BYTES` and such."""
    other = blank.translate(None, _ASCII)
    return b"_" not in blank and b"*" not in blank and (not other or other.decode().isalnum())


def has_bytes(text: str, wanted: bytes) -> bool:
    """Say whether UTF-8 has some of the bytes ``wanted`` in ``text``: many times faster than an expression."""
    coded = text.encode("utf-8", "surrogatepass")
    return len(coded.translate(None, wanted)) < len(coded)
