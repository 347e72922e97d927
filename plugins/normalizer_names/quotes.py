"""Direct quotation: which parts of a text are someone's words, over paragraphs and quote styles."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Opening mark to the marks that close it. Straight quotes and the like open and close with the same mark.
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "‘": "’", '"': '"', "”": "”"}
_MARKS = re.compile('[“”„«»‹›「」『』"‘’]')
_DASHES = ("–", "—", "―", "- ")


def quoted_spans(blocks: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Give the quoted spans of each block, as positions in it, the marks included.

    A quotation that is not closed goes on in the next block if that begins with the opening mark again, as
    newspapers print quotations of several paragraphs; else it ends with its block. A block that begins with a dash is
    speech up to the next dash, as much of Europe prints it.
    """
    result: list[list[tuple[int, int]]] = []
    for number, text in enumerate(blocks):
        following = blocks[number + 1] if number + 1 < len(blocks) else ""
        result.append(_spans(text, following))
    return result


def _spans(text: str, following: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    opened, mark = -1, ""
    for match in _MARKS.finditer(text):
        at, found = match.start(), match[0]
        if opened >= 0:
            if found in _PAIRS[mark] and not (found in '’"' and _inside_word(text, at)):
                spans.append((opened, at + 1))
                opened = -1
        elif found in _PAIRS and _can_open(text, at, found):
            opened, mark = at, found
    if opened >= 0 and _goes_on(text, opened, mark, following):
        spans.append((opened, len(text)))
    if text.startswith(_DASHES):
        spans = _merge([*spans, *_dash_spans(text)])
    return spans


def _inside_word(text: str, at: int) -> bool:
    """Say whether a mark is an apostrophe: letters on both sides."""
    return at > 0 and text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum()


def _can_open(text: str, at: int, mark: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark == '"':
        return not before.isalnum() and bool(after) and not after.isspace()
    if mark == "‘":
        return not before.isalnum() and "’" in text[at + 1 :]
    return mark != "”" or (not before.isalnum() and before not in ".,!?" and after.isalnum())


def _goes_on(text: str, opened: int, mark: str, following: str) -> bool:
    """Say whether a quotation that its block does not close is meant to go on to the block's end."""
    if mark == "‘":
        return False
    return opened == 0 or following.lstrip().startswith(mark) or text[opened - 1 : opened] in (" ", "\u00a0")


def _dash_spans(text: str) -> list[tuple[int, int]]:
    """Speech between dashes: "– We agreed – he said. – It is done."."""
    dash = text[0]
    at = [match.start() for match in re.finditer(rf"(?:^|(?<=\s)){re.escape(dash)}(?=\s)", text)]
    if len(at) < 2:
        return [(0, len(text))]
    return [(start, at[i + 1] if i + 1 < len(at) else len(text)) for i, start in enumerate(at) if i % 2 == 0]


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
