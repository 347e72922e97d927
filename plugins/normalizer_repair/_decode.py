"""Bytes to text: byte-order mark, UTF-8 by its structure, what is declared, and detection, in that order of trust.

What is declared is believed unless the bytes say otherwise: bytes that are UTF-8 throughout were meant as UTF-8
whatever is declared, and text in another script than a Western European declaration allows was not meant so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import turbohtml.detect

from normalizer.changes import Decoded
from normalizer_repair._charsets import UTF_8, UTF_16_BE, UTF_16_LE, Encoding, declared_in, encoding_of, named
from normalizer_repair._plausible import (
    CENTRAL,
    GREEK,
    ISO_8859_15,
    LATIN,
    WINDOWS_1252,
    most_cyrillic,
    most_plausible,
    the_central_european,
    the_greek,
    the_western,
)
from normalizer_repair._unicode_forms import without_mark

_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, Encoding("utf-32le", "utf-32-le")),
    (codecs.BOM_UTF32_BE, Encoding("utf-32be", "utf-32-be")),
    (codecs.BOM_UTF16_LE, UTF_16_LE),
    (codecs.BOM_UTF16_BE, UTF_16_BE),
)
#: How much is looked at to detect an encoding, in bytes.
_SAMPLE = 32_768
_ASCII = bytes(range(0x80))
_MULTIBYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_LETTER = re.compile(rb"[\xc0-\xff]")
_LATIN = frozenset(
    {"windows-1250", "windows-1252", "windows-1254", "windows-1257", "iso-8859-2", "iso-8859-4", "iso-8859-13"}
)
#: Encodings that a text in a Western European language can be meant in.
_WESTERN = frozenset({"windows-1252", "iso-8859-15", "windows-1254", "windows-1257", "iso-8859-13", "macintosh"})
#: Encodings for which the detector looks for evidence, and others that it does not tell from them.
_SCORED = frozenset(
    {"big5", "euc-jp", "euc-kr", "gbk", "shift_jis", "ibm866", "koi8-u", "windows-874", "iso-8859-2"}
    | {f"iso-8859-{part}" for part in range(5, 9)}
    | {f"windows-{page}" for page in range(1250, 1259)}
)
_ALIKE = {"koi8-r": "koi8-u", "gb18030": "gbk", "iso-8859-8-i": "iso-8859-8"}
#: How many bytes outside ASCII, and what share of the evidence, refute a declaration.
_ENOUGH, _SURE, _SURE_OF_NONE = 40, 0.9, 0.99
#: What the detector takes Mac Cyrillic for.
_CYRILLIC = frozenset({"windows-1251", "windows-1252", "koi8-u", "koi8-r"})
#: How many bytes of words are enough to detect an encoding.
_EVIDENCE = 500
#: How few bytes outside ASCII are taken for single characters of a Latin script if none is beside another.
_FEW = 10
_BESIDE = re.compile(rb"[\x80-\xff]{2}")
#: How many bytes are looked through at a time, at least.
_STEP = 100
_END = re.compile(rb"[\x00-\x2f]+")
_CJK = frozenset({"gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"})


def decode(data: bytes, charset: str | None = None, media_type: str = "text/plain") -> Decoded:
    """Decode bytes as well as can be; any bytes give a text.

    Args:
        data: the bytes.
        charset: the label that the sender declared (HTTP, or a record's field), if any.
        media_type: of HTML and XML, the declaration in the text is heeded, too; also where it is "" and the text
            begins with ``<``.

    Returns:
        The text without byte-order mark; the encoding's WHATWG name in lower case; how sure that is, 0 to 1; and
        how many sequences could not be decoded and became U+FFFD.
    """
    for attempt in _attempts(data, charset, media_type):
        if attempt is not None:
            return attempt
    return _with(data, UTF_8, 0.0)


def _attempts(data: bytes, charset: str | None, media_type: str) -> Iterator[Decoded | None]:
    yield _marked(data)
    wide = without_mark(data)
    if wide is not None:
        yield _with(data, wide, 0.99)
    labels = [label for label in (charset, declared_in(data, media_type)) if label]
    declared = [encoding for encoding in map(encoding_of, labels) if encoding]
    yield _utf8(data, declared)
    guess = _detected(data)
    for encoding in declared:
        yield _declared(data, encoding, guess)
    yield _nearly_utf8(data)
    yield _with(data, guess.encoding, guess.confidence)


def _with(data: bytes, encoding: Encoding, confidence: float) -> Decoded:
    text = data.decode(encoding.codec, "replace")
    replaced = text.count("\ufffd")
    if encoding is UTF_8:
        replaced -= data.count(b"\xef\xbf\xbd")
    return Decoded(text.removeprefix("\ufeff"), encoding.name, confidence, max(replaced, 0))


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            decoded = _with(data[len(mark) :], encoding, 1.0)
            # FF FE 00 00 is also UTF-16 that begins with a NUL
            if not encoding.name.startswith("utf-32") or (decoded.replaced == 0 and len(data) % 4 == 0):
                return decoded
    return None


def _utf8(data: bytes, declared: list[Encoding]) -> Decoded | None:
    """Decode what is UTF-8 throughout, but for what can be the declared East Asian encoding as well."""
    shifting = any(encoding.name.startswith(("iso-2022", "hz")) for encoding in declared)
    if shifting and (b"\x1b$" in data or b"\x1b(" in data or b"~{" in data):
        return None
    # One byte is found ten times as fast as two, and hardly any page has it.
    if b"\x1b" in data and data.isascii() and (japanese := encoding_of("iso-2022-jp")) and b"\x1b$" in data:
        decoded = _with(data, japanese, 0.95)
        return decoded if decoded.replaced == 0 else _with(data, UTF_8, 0.9)
    if any(encoding.name == "utf-7" for encoding in declared) and data.isascii():
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if data.isascii():
        return Decoded(text, UTF_8.name, 1.0)
    may_be_cjk = any(encoding.name in _CJK for encoding in declared[:1])
    if UTF_8 in declared and not may_be_cjk:
        return Decoded(text, UTF_8.name, 1.0)
    sequences = len(_MULTIBYTE.findall(data[:_SAMPLE]))
    if sequences < 3 and may_be_cjk:
        return None
    return Decoded(text, UTF_8.name, 1.0 if UTF_8 in declared else 1 - 0.2**sequences)


def _declared(data: bytes, encoding: Encoding, guess: _Guess) -> Decoded | None:
    """Decode as declared, unless that is plainly wrong."""
    if encoding is UTF_8:
        return _nearly_utf8(data)
    if encoding.name.startswith(("utf-16", "utf-32")):
        return None  # it would have been found by its structure
    decoded = _with(data, encoding, 0.95 if guess.encoding == encoding else 0.8)
    high = _high(data[:_SAMPLE])
    if decoded.replaced * 20 > high:
        return None
    return None if high >= _ENOUGH and guess.refutes(encoding) else decoded


def _nearly_utf8(data: bytes) -> Decoded | None:
    """Decode UTF-8 with a few damaged places, such as a text that was cut within a character."""
    sample = data[:_SAMPLE]
    if 2 * len(b"".join(_SEQUENCE.findall(sample))) < _high(sample):
        return None
    variant = _java_utf8(data)
    if variant:
        return variant
    decoded = _with(data, UTF_8, 0.9)
    valid = len(re.findall(r"[^\x00-\x7f\ufffd]", decoded.text[:_SAMPLE]))
    broken = decoded.text.count("\ufffd", 0, _SAMPLE)
    return decoded if valid > 4 * broken else None


def _java_utf8(data: bytes) -> Decoded | None:
    """Decode CESU-8 and Java's UTF-8, in which astral characters are two surrogates of three bytes each."""
    if b"\xed" not in data and b"\xc0\x80" not in data:
        return None
    try:
        text = data.decode("utf-8-variants")
        text.encode("utf-8")
    except ValueError:
        return None
    return Decoded(text, "cesu-8", 0.95)


def _high(data: bytes) -> int:
    """Count the bytes outside ASCII."""
    return len(data.translate(None, _ASCII))


class _Guess(NamedTuple):
    """What the bytes alone look like."""

    encoding: Encoding
    confidence: float
    #: The share of the evidence for each encoding that has any.
    shares: Mapping[str, float] = {}

    def refutes(self, declared: Encoding) -> bool:
        """Say whether there is next to no evidence for what was declared.

        Windows-1252 is refuted by evidence for another part of the world only, the others by their own lack of it.
        """
        if declared == WINDOWS_1252:
            foreign = sum(share for name, share in self.shares.items() if name not in _WESTERN)
            return foreign >= _SURE or self.encoding.name == "macintosh"
        name = _ALIKE.get(declared.name, declared.name)
        return name in _SCORED and bool(self.shares) and self.shares.get(name, 0.0) <= 1 - _SURE_OF_NONE


def _detected(data: bytes) -> _Guess:
    """Detect the encoding from the bytes alone."""
    words = _words(data)
    sample = b" ".join(words).replace(b"charset", b"xxxxxxx")  # the detector heeds what is declared
    matches = [match for match in turbohtml.detect.detect_all(sample) if match.encoding and match.codec]
    if not matches:
        return _Guess(UTF_8, 0.0)
    first = matches[0]
    found = named(first.encoding or "", first.codec or "")
    evidence = sum(match.confidence for match in matches)
    shares = {(match.encoding or "").lower(): match.confidence / (evidence or 1) for match in matches}
    if found.name not in _LATIN and _high(sample) <= _FEW and not _BESIDE.search(sample):
        found, shares = WINDOWS_1252, {}  # single characters here and there: hardly words of another script
    if found.name in _LATIN and len(_HIGH_LETTER.findall(sample)) < 3:
        found, shares = WINDOWS_1252, {}  # too few letters to tell, and that is the commonest
    better = _judged(data, sample, found)
    if better != found:
        return _Guess(better, 0.8, {better.name: 1.0})
    return _Guess(found, first.confidence, shares)


def _words(data: bytes) -> list[bytes]:
    """Give words with bytes outside ASCII, some hundred bytes of them: the evidence.

    What is below "0" is never a part of a character of several bytes.
    """
    data = data[:_SAMPLE]
    words: list[bytes] = []
    size = start = 0
    while size < _EVIDENCE and start < len(data):
        match = _END.search(data, start + max(_EVIDENCE - size, _STEP))
        end = match.end() if match else len(data)
        for word in _END.split(data[start:end]):
            if not word.isascii():
                words.append(word)
                size += len(word) + 1
        start = end
    return words


def _judged(data: bytes, sample: bytes, found: Encoding) -> Encoding:
    """Give the encoding that was found, or one that the detector does not know or hardly tells from it."""
    head = data[:_SAMPLE]
    if found in GREEK:
        return the_greek(head, found)
    if found.name in _CYRILLIC and 2 * _high(sample) > len(sample) and _BESIDE.search(sample):
        return most_cyrillic(sample, found)
    if found.name not in _LATIN and found != ISO_8859_15:
        return found
    better = most_plausible(sample, found, LATIN)
    if better == WINDOWS_1252:
        return the_western(head)
    return the_central_european(head, better) if better in CENTRAL else better
