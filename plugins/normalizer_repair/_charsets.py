"""Which encoding a label means, and which one a page declares for itself."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

import turbohtml.detect

#: How far into a page a declaration is looked for. (WHATWG: 1,024 bytes; real pages have more before it.)
_HEAD = 4096
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_XML = re.compile(rb"""\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']\s*([\w.:+-]{1,60})\s*["']""", re.ASCII)
_META = re.compile(rb"""<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:+-]{1,60})""", re.IGNORECASE)

#: Python's names of encodings that the WHATWG does not have: those of DOS and of old Macs.
_CODE_PAGE = re.compile(r"cp\d{3,4}|mac-[a-z]+")

#: Labels for which WHATWG would show no text at all ("replacement") but that Python can decode.
_REPLACEMENT = {
    "hz-gb-2312": "hz", "iso-2022-kr": "iso2022_kr", "csiso2022kr": "iso2022_kr",
    "iso-2022-cn": "iso2022_jp_2", "utf-32": "utf-32", "utf-32le": "utf-32-le", "utf-32be": "utf-32-be",
    "utf-7": "utf-7",
}  # fmt: skip


class Encoding(NamedTuple):
    """An encoding: its WHATWG name in lower case, and the name under which ``bytes.decode`` knows it."""

    name: str
    codec: str


UTF_8 = Encoding("utf-8", "utf-8")
UTF_16_LE = Encoding("utf-16le", "utf-16-le")
UTF_16_BE = Encoding("utf-16be", "utf-16-be")


@lru_cache(maxsize=256)
def encoding_of(label: str) -> Encoding | None:
    """Give the encoding that a label means by the WHATWG's table: "latin-1" means windows-1252, for example.

    Returns:
        None for a label that nobody knows.
    """
    label = label.strip().strip("\"'").lower()
    if label in _REPLACEMENT:
        return Encoding(label, _REPLACEMENT[label])
    if not re.fullmatch(r"[\w.:+-]{1,60}", label, re.ASCII):
        return None
    if label.replace("-", "").replace("_", "") in {"utf16", "utf16le"}:
        return UTF_16_LE
    if label.replace("-", "").replace("_", "") == "utf16be":
        return UTF_16_BE
    for name in (label, label.replace("_", "-"), _python_name(label)):
        match = turbohtml.detect.detect(f'<meta charset="{name}">'.encode()) if _known(name) else None
        if match and match.encoding and match.codec and match.encoding != "replacement":
            return named(match.encoding, match.codec)
    return Encoding(label, _python_name(label)) if _CODE_PAGE.fullmatch(_python_name(label)) else None


def _known(label: str) -> bool:
    try:
        codecs.lookup(f"whatwg-{label}")
    except LookupError:
        return False
    return True


def _python_name(label: str) -> str:
    """Give Python's name for a label that is not in the WHATWG's table ("latin-1", "cp-1252", "utf8mb4")."""
    try:
        return codecs.lookup(label).name
    except (LookupError, ValueError):
        return "utf-8" if label.startswith(("utf8", "utf-8")) else label


def named(encoding: str, codec: str) -> Encoding:
    """Make an `Encoding` of what turbohtml answers."""
    name = encoding.lower()
    return UTF_8 if name == "utf-8" else Encoding(name, codec)


def declared_in(data: bytes, media_type: str) -> str | None:
    """Give the label that a page declares: in its XML declaration, or in a ``<meta>``; None for other text."""
    head = data[:_HEAD]
    if media_type and "html" not in media_type and "xml" not in media_type:
        return None
    if not media_type and not head.lstrip().startswith(b"<"):
        return None
    if found := _XML.match(head):
        return found[1].decode("ascii", "replace")
    if found := _META.search(_COMMENT.sub(b"", head)):
        return found[1].decode("ascii", "replace")
    return None
