"""Unicode normalization in linear time, whatever the text."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import Literal

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

#: Long runs without a letter, digit or space: the only places where many combining marks can follow each other.
#: (The two half-width sound marks are letters to Python, and become combining marks in NFKC and NFKD.)
_LONG_RUN = re.compile(r"(?:[^\w\s!-~]|[\uff9e\uff9f]){32,}")

_SHORT = 256


def normalize(form: Form, text: str) -> str:
    """Give ``unicodedata.normalize(form, text)``, which is quadratic in the length of a run of combining marks.

    Python sorts such a run by insertion. Here long runs are decomposed and sorted first; the sorted run is
    canonically equivalent (Unicode Standard, definition D109), so it has the same normal form.
    """
    if len(text) > _SHORT and _LONG_RUN.search(text):
        text = _LONG_RUN.sub(lambda run: _in_order(run[0], form), text)
    return unicodedata.normalize(form, text)


def _in_order(run: str, form: Form) -> str:
    """Put the run's combining marks in canonical order, which is a stable sort by combining class between starters."""
    decomposed = "".join([unicodedata.normalize("NFKD" if "K" in form else "NFD", character) for character in run])
    return "".join(
        "".join(group if starters else sorted(group, key=unicodedata.combining))
        for starters, group in groupby(decomposed, key=lambda character: unicodedata.combining(character) == 0)
    )
