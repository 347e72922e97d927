"""Make text from documents, file names and errors harmless where people read it."""

from __future__ import annotations

import re

# C0 and C1 controls but tab and newline, and the marks that reorder text or hide it.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Give a text with its control characters written out, such as ``\\x1b``."""
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)
