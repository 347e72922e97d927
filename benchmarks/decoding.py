"""Bytes to text beside other detectors: texts of known languages, encoded in what these languages are written in."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from benchmarks.measure import alternate, ratio
from benchmarks.results import Cell, Table, importable
from normalizer_repair import decode

#: For each encoding (by Python's name) the languages that are written in it.
ENCODINGS = {
    "utf-8": "en de fr es pl ru el zh ja ko tr vi sv no it is",
    "utf-8-sig": "en ru zh",
    "utf-16": "en ru zh ja",
    "utf-16-le": "en de ru el zh ja ko",
    "utf-16-be": "en de ru el zh ja ko",
    "utf-32-le": "en ru zh",
    "cp1252": "de fr es sv no it is",
    "iso-8859-1": "de fr es sv no it",
    "iso-8859-15": "de fr es",
    "mac-roman": "de fr es",
    "cp1250": "pl",
    "iso-8859-2": "pl",
    "cp1251": "ru",
    "koi8-r": "ru",
    "iso-8859-5": "ru",
    "cp866": "ru",
    "mac-cyrillic": "ru",
    "cp1253": "el",
    "iso-8859-7": "el",
    "cp1254": "tr",
    "cp1258": "vi",
    "gb18030": "zh",
    "gbk": "zh",
    "cp950": "zh",
    "cp932": "ja",
    "euc-jp": "ja",
    "iso-2022-jp": "ja",
    "euc-kr": "ko",
}
#: What browsers read otherwise than Python; characters on which they differ are left out of the samples.
_ON_THE_WEB = {"cp950": "big5", "cp932": "shift_jis", "euc-jp": "euc-jp", "iso-2022-jp": "iso-2022-jp"}
#: How long a sample is, how short it may be, and how much of a text an encoding may lack for it to be taken.
LENGTH, _SHORTEST, _LACKING = 1000, 600, 0.07

Decoder = Callable[[bytes], str]


class Sample(NamedTuple):
    """A text and its bytes."""

    encoding: str
    text: str
    data: bytes


def samples(texts: Sequence[tuple[str, str]], count: int) -> list[Sample]:
    """Encode (language, text)s: for each encoding at most ``count``, of each of its languages about as many."""
    chosen: list[Sample] = []
    for encoding, languages in ENCODINGS.items():
        draw = random.Random(encoding)
        by_language = [[text for language, text in texts if language == wanted] for wanted in languages.split()]
        shuffled = [draw.sample(one, len(one)) for one in by_language]
        in_turn = (text for turn in zip_longest(*shuffled) for text in turn if text is not None)
        found = (sample for text in in_turn if (sample := _sample(text, encoding)))
        chosen += [sample for _, sample in zip(range(count), found, strict=False)]
    return chosen


def _sample(text: str, encoding: str) -> Sample | None:
    """Encode the beginning of a text; None if it is short, plain ASCII, or in other characters than the encoding."""
    begun = text[:LENGTH].replace("\r", "")
    kept = "".join(character for character in begun if _agreed(character, encoding))
    if len(kept) < max(_SHORTEST, len(begun) * (1 - _LACKING)) or kept.isascii():
        return None
    return Sample(encoding, kept, kept.encode(encoding))


@lru_cache(maxsize=100_000)
def _agreed(character: str, encoding: str) -> bool:
    """Whether an encoding has a character, and browsers read the same."""
    try:
        data = codecs.encode(character, encoding)
        return data.decode(_ON_THE_WEB.get(encoding, encoding)) == character and (
            encoding not in _ON_THE_WEB or data.decode(f"whatwg-{_ON_THE_WEB[encoding]}") == character
        )
    except UnicodeError:
        return False


def compare(texts: Sequence[tuple[str, str]], count: int, repetitions: int) -> tuple[list[Table], list[str]]:
    """Decode samples without a declaration.

    Returns:
        How many each decoder has right and in what time; which encodings cost ours its misses; and what was left out.
    """
    chosen = samples(texts, count)
    usable, skipped = importable({"chardet": "chardet", "charset-normalizer": "charset_normalizer"})
    makers: dict[str, Callable[[], Decoder]] = {"chardet": _chardet, "charset-normalizer": _charset_normalizer}
    decoders: dict[str, Decoder] = {"ours": lambda data: decode(data).text} | {name: makers[name]() for name in usable}
    works = {name: lambda one=one: [one(data) for _, _, data in chosen] for name, one in decoders.items()}
    seconds = alternate(works, repetitions)
    encodings = list(dict.fromkeys(sample.encoding for sample in chosen))
    title = f"Decoding {len(chosen)} undeclared samples of {LENGTH:,} characters in {len(encodings)} encodings"
    table = Table(title, ["decoder", "right", "right, mean of encodings", "time, ours = 1"])
    each = Table("Right by encoding", ["encoding", "samples", *decoders])
    right = {name: [_is_right(one(data), text) for _, text, data in chosen] for name, one in decoders.items()}
    shares: dict[str, list[float]] = {name: [] for name in decoders}
    for encoding in encodings:
        mine = [n for n, sample in enumerate(chosen) if sample.encoding == encoding]
        for name, hits in right.items():
            shares[name].append(sum(hits[n] for n in mine) / len(mine))
        row: list[Cell] = [encoding, len(mine), *(values[-1] for values in shares.values())]
        each.rows.append(row)
    for name, hits in right.items():
        mean = sum(shares[name]) / len(encodings)
        table.rows.append([name, sum(hits) / len(hits), mean, ratio(seconds[name], seconds["ours"])])
    return [table, each], skipped


def _is_right(decoded: str, text: str) -> bool:
    """Compare but for the byte-order mark, which some decoders leave in the text."""
    return decoded.removeprefix("\ufeff") == text


def _chardet() -> Decoder:
    import chardet  # noqa: PLC0415

    wider = {"big5": "cp950", "shift_jis": "cp932"}  # what the names mean on the web

    def one(data: bytes) -> str:
        name = chardet.detect(data)["encoding"] or "ascii"
        try:
            return data.decode(wider.get(name.lower(), name), "replace")
        except LookupError:
            return ""

    return one


def _charset_normalizer() -> Decoder:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    return lambda data: str(from_bytes(data).best() or "")
