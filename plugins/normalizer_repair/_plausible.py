"""Which of several encodings makes sense of bytes: where letters, capitals and signs stand in words tells.

The detector weighs how frequent letters are beside each other. It does not know some encodings, and a few bytes outside
ASCII are little evidence; but a sign within a word, or a capital behind a small letter, is seldom meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from normalizer_repair._charsets import Encoding

WINDOWS_1252 = Encoding("windows-1252", "whatwg-windows-1252")
ISO_8859_15 = Encoding("iso-8859-15", "whatwg-iso-8859-15")
CENTRAL = (Encoding("windows-1250", "whatwg-windows-1250"), Encoding("iso-8859-2", "whatwg-iso-8859-2"))
#: Other encodings of Latin letters, in the order of how common they are where the detector does not find them.
LATIN = (ISO_8859_15, Encoding("macintosh", "whatwg-macintosh"), *CENTRAL, WINDOWS_1252)
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
#: Signs that have nothing to do with a word beside them.
_APART = "\u0178\u2020\u2030\xbc-\xbe"
_ODD = re.compile(
    f"[{_NEVER}]"
    f"|[{_APART}](?=[^\\W\\d_])|(?<=[^\\W\\d_])[{_APART}]"
    f"|(?<=[{_LOWER}])[{_UPPER}]"
    f"|(?<=[^\\W\\d_])[{_UPPER}](?=[{_LOWER}])"
    f"|(?<=[^\\W\\d_])[^\\w\x00-\x7f{_BETWEEN}](?=[^\\W\\d_])"
)
_SMALL = "\u0430-\u044f\u0451\u0454\u0456\u0457\u045e\u0491"
_CYRILLIC_WORD = re.compile(f"(?<!\\w)[{_SMALL.upper()}]?[{_SMALL}]+(?!\\w)")

_ONLY_WINDOWS = re.compile(rb"[\x80-\x9f]")
#: Where ISO-8859-15 has the euro sign and letters, with what is beside it.
_EURO = re.compile(rb"[A-Za-z\xc0-\xff]?[\xa4\xa6\xa8\xb4\xb8\xbc-\xbe][A-Za-z\xc0-\xff]?")
#: Polish letters: where only ISO-8859-2 has them, and where both of Central Europe do.
_POLISH_IN_ISO = re.compile(rb"(?<=[A-Za-z\xc0-\xff])[\xb1\xb6\xbc]|[\xb6\xbc](?=[a-z])")
_POLISH = re.compile(rb"(?<=[A-Za-z])[\xb3\xbf\xea\xf1]|[\xb3\xbf](?=[a-z])")
#: An alpha in Windows-1253, at the beginning of a word; or what looks so in ISO-8859-7, and its alpha and euro sign.
_GREEK_SIGNS = re.compile(
    rb"(?P<alpha>(?<![\xc1-\xfe])\xa2(?=[\xe1-\xfe]))|(?<=[\xdc-\xfe])[\xa1\xa2]|\xb6(?=[\xe1-\xfe])|\xa4"
)

#: By how much less odd another encoding must make the text.
_TIMES = 3


def most_plausible(sample: bytes, found: Encoding, others: Iterable[Encoding]) -> Encoding:
    """Give the encoding that was found, or another one that makes much more sense."""
    odd = _oddities(sample, found)
    if not odd:
        return found
    likely = [other for other in others if other != found]
    best, _, encoding = min((_oddities(sample, other), n, other) for n, other in enumerate(likely))
    return encoding if best * _TIMES <= odd else found


def the_central_european(data: bytes, found: Encoding) -> Encoding:
    """Tell the two encodings of Central Europe apart by where they have the letters that Polish and Czech need."""
    windows, iso = CENTRAL
    if _ONLY_WINDOWS.search(data):
        return windows
    if _POLISH_IN_ISO.search(data):
        return iso
    if b"\xb9" in data:  # a with ogonek, or s with caron
        return windows if _POLISH.search(data) else iso
    return found


def the_greek(data: bytes, found: Encoding) -> Encoding:
    """Tell the two Greek encodings apart by where they have the accented capital alpha, apostrophe and euro sign."""
    windows, iso = GREEK
    if _ONLY_WINDOWS.search(data):
        return windows
    signs = sum(1 if sign.lastgroup else -1 for sign in _GREEK_SIGNS.finditer(data))
    return found if signs == 0 else windows if signs > 0 else iso


def the_western(data: bytes) -> Encoding:
    """Tell Windows-1252 from ISO-8859-15, which has the euro sign and a few letters in the place of rare signs."""
    if _ONLY_WINDOWS.search(data):
        return WINDOWS_1252
    return most_plausible(b" ".join(_EURO.findall(data)), WINDOWS_1252, [ISO_8859_15])


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
