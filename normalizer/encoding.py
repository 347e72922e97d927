"""Bytes and strings: what is no text at all, what is UTF-8, and decoding without a plugin."""

from __future__ import annotations

import codecs

from normalizer.changes import Decoded
from normalizer.errors import InputError

_MAGIC = {
    b"%PDF-": "a PDF file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP archive (or an Office document)",
    b"\x1f\x8b": "a gzip file",
    b"\x28\xb5\x2f\xfd": "a Zstandard file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"SQLite format 3\0": "a database",
    b"PAR1": "a Parquet file",
    b"OggS": "a sound file",
    b"ID3": "a sound file",
    b"\0\0\0\x18ftyp": "a video",
    b"\0\0\0\x20ftyp": "a video",
    b"RIFF": "a sound, image or video file",
}
_ANY_MAGIC = tuple(_MAGIC)
_NO_CONTROLS = bytes(range(32, 256)) + b"\0\t\n\r\f\x0b\x1b"
_UTF16_32_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_not_binary(data: bytes) -> None:
    """Refuse bytes that are no text.

    Raises:
        InputError: the data is a known binary format, or holds more NUL bytes or control bytes than text can.

    """
    if data.startswith(_ANY_MAGIC):
        name = next(name for magic, name in _MAGIC.items() if data.startswith(magic))
        raise InputError("binary", f"this is {name}, not text or HTML")
    sample = data[:65536]
    if sample.startswith(_UTF16_32_BOMS) or not sample:
        return
    nul = sample.count(0) if 0 in sample else 0
    # UTF-16 without a byte-order mark has NUL in every second place of Latin text, UTF-32 in three of four.
    if nul > len(sample) * 0.02 and max(sample[0::2].count(0), sample[1::2].count(0)) < 0.4 * len(sample) / 2:
        raise InputError("binary", "this is binary data (many NUL bytes), not text or HTML")
    # UTF-16 of Chinese has control bytes in the lower half of each pair, but not in the upper; other data in both.
    if _control_share(sample) <= 0.04:  # then one half has no more, either
        return
    control = min(_control_share(sample[0::2]), _control_share(sample[1::2]))
    if control > (0.3 if is_utf8(sample) else 0.04):
        raise InputError("binary", "this is binary data (many control bytes), not text or HTML")


def _control_share(data: bytes) -> float:
    """Give the share of control bytes that no text encoding uses (NUL and escape are left out)."""
    return len(data.translate(None, _NO_CONTROLS)) / max(len(data), 1)


def is_utf8(sample: bytes) -> bool:
    """Say whether a sample is UTF-8, but for a character that may be cut at its end."""
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(sample) - 3
    return True


def decode_plainly(data: bytes, charset: str | None) -> Decoded:
    """Decode without a plugin: byte-order mark, UTF-8, the declared charset, and at last UTF-8 with replacements."""
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(bom):
            text = data[len(bom) :].decode(name, "replace")
            return Decoded(text, name, 1.0, text.count("\ufffd"))
    for name in ("utf-8", charset or ""):
        try:
            if name:
                return Decoded(data.decode(name), codecs.lookup(name).name, 0.9)
        except (LookupError, ValueError):
            continue
    text = data.decode("utf-8", "replace")
    return Decoded(text, "utf-8", 0.1, text.count("\ufffd"))


def encoded(text: str) -> tuple[bytes, bool]:
    """Give a string in UTF-8, and whether it can be stored as it is: lone surrogates are encoded all the same."""
    try:
        data = text.encode()
        return data, b"\0" not in data
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass"), False
