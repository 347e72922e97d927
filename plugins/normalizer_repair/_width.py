"""Which full-width forms belong to Chinese and Japanese text."""

from __future__ import annotations

import re

#: Full-width punctuation and symbols, and the ideographic space: what Chinese and Japanese typography is set in.
CJK_PUNCTUATION = frozenset(
    chr(code)
    for first, last in (
        (0x3000, 0x3000), (0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF60), (0xFFE0, 0xFFE6)
    )
    for code in range(first, last + 1)
)  # fmt: skip

#: Han characters, kana and bopomofo, as the inside of a class.
CJK_LETTERS = (
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d"
)

_LETTER = re.compile(f"[{CJK_LETTERS}\U00020000-\U0003ffff]")


def is_cjk(line: str) -> bool:
    """Say whether a line is Chinese or Japanese text, at least in part."""
    return _LETTER.search(line) is not None
