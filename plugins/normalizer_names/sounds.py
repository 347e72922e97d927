"""How alike two words of names sound, whatever alphabet and language they came through: learned costs of differences.

Letters are read as sounds first (`phones`): German tsch, Polish cz and Czech č are one. What stays different is charged
by what such a difference says: v for w costs nothing, k for b a lot. The costs are learned from spellings of one name
and from names that look alike and are two (tools/names_train_matcher.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from normalizer_names.spelling import PLAIN, by_first_letter, fold

# Letters with a mark, as newsrooms that drop the mark write their sound.
_MARKED = str.maketrans(
    {
        "š": "sh", "ş": "sh", "ș": "sh", "ś": "sh", "ŝ": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ĉ": "ch", "ž": "zh",
        "ż": "zh", "ź": "zh", "ĵ": "zh", "ĝ": "dj", "đ": "dj", "ț": "ts", "ţ": "ts", "ə": "a", "ı": "i", "ğ": "g",
    }
)  # fmt: skip
# Capitals stand for sounds that have no letter of their own: S is sh, Z zh, C ts, T ch, D English j, 5 shch. The
# letters c, j, q, w and x stay: languages read them in different ways, which the costs know.
_PHONES = {
    "schtsch": "5", "chtch": "5", "shtch": "5", "shch": "5", "szcz": "5", "sjtsj": "5", "sjtj": "5", "shtsh": "5",
    "tsch": "T", "tch": "T", "tsj": "T", "tsh": "T", "cs": "T", "cz": "T", "ch": "T",
    "dzh": "D", "dsch": "D", "dzs": "D", "dzj": "D", "dj": "D", "dz": "D", "ds": "D",
    "sch": "S", "sh": "S", "sz": "S", "sj": "S", "zh": "Z", "zs": "Z", "zj": "Z", "rz": "Z", "ts": "C", "tz": "C",
    "kh": "h", "gh": "g", "ph": "f", "th": "t", "dh": "d", "rh": "r", "ck": "k", "qu": "k", "ks": "x",
    "ij": "i", "iy": "i", "yi": "i", "yy": "i", "ce": "se", "ci": "si", "cy": "si", "y": "i",
    "oe": "o", "ae": "e", "ue": "u", "ou": "u", "oo": "u", "ee": "i", "ie": "i", "gue": "ge", "gui": "gi", "iou": "iu",
} | {2 * letter: letter for letter in "abcdfghiklmnprstuvz"}  # fmt: skip


_PLAIN_OR_MARKED = PLAIN | _MARKED


_PHONE = by_first_letter(_PHONES)
#: Two sounds that cost is not known for.
_UNKNOWN = 2.0
_Table = Mapping[str, float]


def _phone(match: re.Match[str]) -> str:
    return _PHONES[match[0]]


def phones(word: str) -> str:
    """Read a word of a name as sounds, a letter each: Chruschtschow and Chruszczow are both ``Tru5ow``."""
    plain = word.lower()
    if not plain.isascii():
        if len(plain) > 5 and plain.endswith("ová"):  # Czech, of women
            plain = plain[:-3]
        plain = plain.translate(_PLAIN_OR_MARKED)
    if not (plain.isalpha() and plain.isascii()):
        plain = fold(plain).replace(" ", "")
    return _PHONE.sub(_phone, plain)


@cache
def _costs() -> _Table:
    return read_costs((files("normalizer_names") / "data" / "sounds.json").read_text("utf-8"))


def read_costs(text: str) -> dict[str, float]:
    """Read costs of differences: two sounds in either order, or a sound that one word lacks.

    The latter are written ``^s`` at the beginning of a word, ``$s`` at its end, ``-s`` within.
    """
    costs: dict[str, float] = json.loads(text)
    return costs | {pair[::-1]: cost for pair, cost in costs.items() if pair[0] not in "^$-"}


def difference(a: str, b: str, costs: _Table | None = None) -> float:
    """Give the least cost of turning one word's sounds into the other's."""
    table = _costs() if costs is None else costs
    start, end, shorter = 0, 0, min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    # What is the same at both ends costs nothing.
    mine = _lacking(a, start, len(a) - end, table)
    others = _lacking(b, start, len(b) - end, table)
    if not mine or not others:
        return sum(mine) + sum(others)
    if len(mine) == 1 == len(others):
        return min(table.get(a[start] + b[start], _UNKNOWN), mine[0] + others[0])
    return _least(a[start:], b[start : len(b) - end], mine, others, table)


def _least(a: str, b: str, mine: list[float], others: list[float], table: _Table) -> float:
    """Give the least cost, by a table of the costs for all beginnings of both words, a row at a time."""
    row = [0.0]
    for cost in others:
        row.append(row[-1] + cost)
    for sound, gone in zip(a, mine, strict=False):
        diagonal = left = row[0]
        left += gone
        row[0] = left
        for j, other in enumerate(b):
            above = row[j + 1]
            if sound != other:
                diagonal += table.get(sound + other, _UNKNOWN)
            left += others[j]
            if above + gone < left:  # noqa: PLR1730 (twice as fast)
                left = above + gone
            if diagonal < left:  # noqa: PLR1730
                left = diagonal
            row[j + 1] = left
            diagonal = above
    return row[-1]


def _lacking(word: str, start: int, end: int, table: _Table) -> list[float]:
    """Give what it costs that another word lacks each of the sounds from ``start`` to ``end``."""
    costs = [table.get("-" + sound, _UNKNOWN) for sound in word[start:end]]
    if costs:
        if start == 0:
            costs[0] = table.get("^" + word[0], _UNKNOWN)
        if end == len(word):
            costs[-1] = table.get("$" + word[-1], _UNKNOWN)
    return costs
