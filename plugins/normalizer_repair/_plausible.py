"""Which of several encodings makes sense of bytes: where letters, capitals and signs stand in words tells.

The detector weighs how frequent letters are beside each other. It does not know some encodings, and a few bytes outside
ASCII are little evidence; but a sign within a word, or a capital behind a small letter, is seldom meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from normalizer_repair._charsets import Encoding

WINDOWS_1252 = Encoding("windows-1252", "whatwg-windows-1252")
#: Encodings of Latin letters in the order of how common they are; the last two are of DOS.
LATIN = (
    WINDOWS_1252,
    Encoding("iso-8859-15", "whatwg-iso-8859-15"),
    Encoding("windows-1250", "whatwg-windows-1250"),
    Encoding("iso-8859-2", "whatwg-iso-8859-2"),
    Encoding("macintosh", "whatwg-macintosh"),
    Encoding("ibm850", "cp850"),
    Encoding("ibm852", "cp852"),
)
CYRILLIC = (
    Encoding("windows-1251", "whatwg-windows-1251"),
    Encoding("koi8-u", "whatwg-koi8-u"),
    Encoding("ibm866", "whatwg-ibm866"),
    Encoding("iso-8859-5", "whatwg-iso-8859-5"),
)
MAC_CYRILLIC = Encoding("x-mac-cyrillic", "whatwg-x-mac-cyrillic")
GREEK = (Encoding("windows-1253", "whatwg-windows-1253"), Encoding("iso-8859-7", "whatwg-iso-8859-7"))

_LETTERS = [chr(code) for code in (*range(0xC0, 0x250), *range(0x370, 0x530)) if chr(code).isalpha()]
_UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
_LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())
#: Signs that may stand between letters.
_BETWEEN = "\u2019\u2018\u2013\u2014\u2026\u2022\xb7\xad\xae\u2122\xa9\u0384\u0385\xab\xbb"
#: Signs that a misreading makes and hardly any article holds.
_NEVER = (
    "\x80-\x9f\ufffd\xa4\xa6\xa8\xac\xaf\xb8\u0192\u02c6\u02dc\u02c7\u02d8\u02d9\u02db\u02dd\u2021"
    "\u2202\u2206\u220f\u2211\u221a\u221e\u222b\u2248\u2260\u2264\u2265\u25ca\u2310\u2320\u2321\u2500-\u259f\uf8ff"
)
_ODD = re.compile(
    f"[{_NEVER}]"
    f"|(?<=[{_LOWER}])[{_UPPER}]"
    f"|(?<=[^\\W\\d_])[{_UPPER}](?=[{_LOWER}])"
    f"|(?<=[^\\W\\d_])[^\\w\x00-\x7f{_BETWEEN}](?=[^\\W\\d_])"
)
_SMALL = "\u0430-\u044f\u0451\u0454\u0456\u0457\u045e\u0491"
_CYRILLIC_WORD = re.compile(f"(?<!\\w)[{_SMALL.upper()}]?[{_SMALL}]+(?!\\w)")

#: By how much less odd another encoding must make the text.
_TIMES = 3


def most_plausible(sample: bytes, found: Encoding, others: Iterable[Encoding]) -> Encoding:
    """Give the encoding that was found, or another one that makes much more sense."""
    odd = _oddities(sample, found)
    if not odd:
        return found
    best = min(((_oddities(sample, other), n, other) for n, other in enumerate(others)), default=None)
    return best[2] if best and best[0] * _TIMES <= odd and best[2].name != found.name else found


def most_cyrillic(sample: bytes, found: Encoding) -> Encoding:
    """Give the encoding in which most of the bytes are Russian words, or those of its neighbours."""
    likely = (found,) if found in CYRILLIC else CYRILLIC
    lengths = [(_in_words(sample, encoding), encoding) for encoding in (*likely, MAC_CYRILLIC)]
    most, best = max(lengths, key=lambda pair: pair[0])
    return best if 3 * most > len(sample) else found


def _in_words(sample: bytes, encoding: Encoding) -> int:
    return len("".join(_CYRILLIC_WORD.findall(sample.decode(encoding.codec, "replace"))))


def _oddities(sample: bytes, encoding: Encoding) -> int:
    return len(_ODD.findall(sample.decode(encoding.codec, "replace")))
