"""Dates as people write them in articles: read with only the precision that the text states.

`read_date` and `read_dates` find dates in running text, in some twenty languages; `is_date_line` says whether
a line holds nothing but dates, times and words such as "Updated".

Why not a library: ``dateparser`` takes most of a second to import and up to milliseconds a call, ``dateutil``
reads English only, and both fill in parts that are not stated (today's day or year); ``htmldate`` reads whole
HTML pages. Here a year is never invented: a date without one is not a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from normalizer._date_words import (
    DAY_FIRST_LANGUAGES,
    MERIDIEM,
    MONTHS,
    ZONES,
    begins_otherwise,
    fold,
    only_date_words,
)

__all__ = ["DateFound", "is_date_line", "read_date", "read_dates"]

#: Years outside are other numbers, or other calendars.
FIRST_YEAR, LAST_YEAR = 1500, 2199
#: A line longer than this, in characters, is not a date line.
LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in a text: ``text[start:end]`` states it; ``iso`` is ISO 8601 with exactly the stated precision.

    ``line`` says whether all of the text around it is a date line.
    """

    iso: str
    start: int
    end: int
    line: bool = False


_WORD = r"(?<![^\W\d_])[^\W\d_]{2,14}+(?:['’׳॰][^\W\d_]{1,3})?"
_YEAR = r"(?P<y>\d{4})(?!\d)"
_DAY = r"(?<![\d.,:/])(?P<d>\d{1,2})"
_OF = r"(?i:(?:de|del|d['’]|of|the)\s{0,3})"

#: Each way of writing a date, the most telling first. Groups: y, m (number), w (month's name), d.
_FORMS = tuple(
    re.compile(form)
    for form in (
        # 2023-01-31, 2023/1/31, 2023.01.31: year first is never day before month
        r"(?<![\d.,/-])(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d/]|[.,-]\d)",
        # 2023年1月31日, 2023년 1월 31일, 2023年1月
        r"(?<!\d)(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월](?:\s?(?P<d>\d{1,2})\s?[日일号])?",
        # 31 January 2023, 31st of January, 2023, 31. Januar 2023, 31 de enero de 2023, 31-Jan-2023
        rf"{_DAY}(?:(?i:st|nd|rd|th|er|re|:a)|[ºª°ηΗ])?\s?[.)-]?\s{{0,3}}{_OF}{{0,2}}(?P<w>{_WORD}(?:\s[^\W\d_]{{5,6}})?)"
        rf"[.,-]{{0,2}}\s{{0,3}}{_OF}?{_YEAR}",
        # January 31, 2023; Jan. 31st 2023
        rf"(?P<w>{_WORD})\.?[\s-]{{0,3}}(?P<d>\d{{1,2}})(?i:st|nd|rd|th)?[,.\s-]{{1,3}}(?i:of\s)?{_YEAR}",
        # 31.01.2023, 31/01/2023, 31-01-2023: which is the day is settled later
        rf"(?<![\d.,/-])(?P<a>\d{{1,2}})\s?(?P<sep2>[./-])\s?(?P<b>\d{{1,2}})\s?(?P=sep2)\s?{_YEAR}(?![/]|[.,-]\d)",
        # January 2023, enero de 2023
        rf"(?<!\d\s)(?<!\d\.\s)(?P<w>{_WORD})[.,]{{0,2}}\s{{0,3}}{_OF}?{_YEAR}",
        # "UpdatedJanuary 31, 2023": the month's name follows another word without a blank, as inline elements do
        rf"(?P<w>[A-Z](?<=[a-z][A-Z])(?:[a-z]{{2,8}}|[A-Z]{{2,8}}))\.?\s{{0,3}}(?P<d>\d{{1,2}}),?\s{{1,3}}{_YEAR}",
        # 2023 m. sausio 31, 2023. január 31.: the year, the month's name, the day
        rf"(?<![\d.,/-])(?P<y>\d{{4}})[.,]?\s{{1,3}}(?P<w>{_WORD})\.?\s{{0,3}}(?P<d>\d{{1,2}})(?!\d)",
    )
)
#: ISO 8601 with a time, as machines write it.
_ISO = re.compile(
    r"(?:1[5-9]|2[01])\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
    r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?",
    re.ASCII,
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_YEAR_SOMEWHERE = re.compile(r"\d{4}")
#: 20230131, 20230131T143900: only as the whole text, since such a number is otherwise just a number.
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})")

_CLOCK = (
    r"(?P<h>\d{1,2})(?:\s?[:.h時时시点]\s?(?P<min>\d\d)(?!\d)分?)(?::?(?P<s>\d\d)(?!\d)秒?(?P<f>\.\d{1,9})?)?"
    r"(?:\s?(?P<ap>[ap]\.?\s?m\b\.?|[πμ]\.?μ\.?))?"
    r"(?:\s?(?:uhr|hrs?|hours|horas|ч|год)\b\.?)?"
    r"(?:\s{0,2}\(?(?P<z>Z\b|(?:UTC|GMT)?\s?[+-]\d\d?(?::?\d\d)?(?!\d)|[A-Z]{3,4}\b)\)?)?"
)
_CLOCK_AFTER = re.compile(
    r"(?:T|[\s,|/·•(–—-]{0,4}"
    r"(?:(?:at|um|à|alle|ore|a las|às|as|o|godz|в|om|kl|klo|saat|στις|ora|på|den)\b\.?\s{0,2})?)" + _CLOCK,
    re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(
    r"(?<![\d.,:/])" + _CLOCK + r"[\s,|/·•)–—-]{0,4}(?:(?:on|am|le|el|il|de|del|do)\s)?$", re.IGNORECASE
)
_CLOCK_REACH = 36  # characters before a date in which its time can begin


def read_date(text: str, *, languages: Sequence[str] = ()) -> DateFound | None:
    """Give the first date that ``text`` states, or None. Arguments as for `read_dates`."""
    return _iso(text) or next(iter(_found(text, languages)), None)


def read_dates(text: str, *, languages: Sequence[str] = ()) -> list[DateFound]:
    """Give all dates that ``text`` states, in the order of the text.

    Args:
        text: any text. Reading takes time linear in its length.
        languages: BCP 47 tags of the text, if known. They settle whether 03/04/2023 is the 3rd of April or
            the 4th of March; without that evidence such a date is left out. With dots (03.04.2023) the day is
            first everywhere.

    Returns:
        The dates. Each states its year; a year alone and dates with two-digit years are not read.

    """
    return list(_found(text, languages))


def _iso(text: str) -> DateFound | None:
    """Read ISO 8601 with a time if it is all of the text, as most declared dates are."""
    if not _ISO.fullmatch(text):
        return None
    try:
        datetime.fromisoformat(text[:16])
    except ValueError:
        return None
    return DateFound(text, 0, len(text), True)


def _found(text: str, languages: Sequence[str]) -> Iterator[DateFound]:
    if not _YEAR_SOMEWHERE.search(text):
        return
    whole = _whole_text(text)
    if whole:
        yield whole
        return
    line: bool | None = None
    end = 0
    for start, stop, iso in _candidates(text, languages):
        if start < end:
            continue
        clock = None
        if len(iso) == len("2023-01-31"):
            clock = _clock_after(text, stop) or _clock_before(text, max(end, start - _CLOCK_REACH), start)
        clock_start, clock_end, clock_iso = clock or (start, stop, "")
        if line is None:
            line = is_date_line(text)
        end = max(stop, clock_end)
        yield DateFound(iso + clock_iso, min(start, clock_start), end, line)


def _whole_text(text: str) -> DateFound | None:
    """Read forms that are dates only if nothing else stands around them, as in metadata."""
    if len(text) > LONGEST_LINE:
        return None
    stripped = text.strip()
    start = text.find(stripped)
    if match := _COMPACT.fullmatch(stripped):
        day = _day(match[1], match[2], match[3])
        clock = _time(match[4], match[5], match[6], zone=match[7]) if match[4] else ""
        if day and clock is not None:
            return DateFound(day + clock, start, start + len(stripped), True)
    elif match := _YEAR_MONTH.fullmatch(stripped):
        month = _month(match[1], match[2])
        if month:
            return DateFound(month, start, start + len(stripped), True)
    return None


def _candidates(text: str, languages: Sequence[str]) -> list[tuple[int, int, str]]:
    """Give (start, end, iso) of each date without its time; of overlapping ones the longest comes first."""
    found = []
    for form in _FORMS:
        for match in form.finditer(text):
            iso = _read(match.groupdict(), languages)
            if iso:
                found.append((match.start(), match.end(), iso))
    found.sort(key=lambda c: (c[0], -len(c[2]), -c[1]))
    return found


def _read(part: dict[str, str | None], languages: Sequence[str]) -> str | None:
    year, day = part["y"] or "", part.get("d")
    if part.get("a"):
        first, second = int(part["a"] or 0), int(part["b"] or 0)
        if _day_first(first, second, part["sep2"] or "", languages) is None:
            return None
        if _day_first(first, second, part["sep2"] or "", languages):
            return _day(year, second, first)
        return _day(year, first, second)
    month: str | int | None = part.get("m")
    if month is None:
        name = fold(part["w"] or "")
        month = MONTHS.get(name) or MONTHS.get(name.split(" ")[0])
    if not month:
        return None
    return _day(year, month, day) if day else _month(year, month)


def _day_first(first: int, second: int, separator: str, languages: Sequence[str]) -> bool | None:
    """Say whether 03/04/2023 begins with the day; None if nothing tells."""
    if first == second or second > 12 or first > 12:
        return first > 12 or first == second
    if separator == ".":
        return True
    votes = set()
    for tag in languages:
        language, _, region = tag.replace("_", "-").casefold().partition("-")
        if language == "en":
            if region:
                votes.add(region not in ("us", "ph"))
        elif language in DAY_FIRST_LANGUAGES:
            votes.add(True)
    return votes.pop() if len(votes) == 1 else None


def _month(year: str, month: str | int) -> str | None:
    valid = FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12
    return f"{int(year):04}-{int(month):02}" if valid else None


def _day(year: str, month: str | int, day: str | int) -> str | None:
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _clock_after(text: str, position: int) -> tuple[int, int, str] | None:
    match = _CLOCK_AFTER.match(text, position)
    return _clock(match, 0) if match else None


def _clock_before(text: str, position: int, date_start: int) -> tuple[int, int, str] | None:
    match = _CLOCK_BEFORE.search(text[position:date_start])
    return _clock(match, position) if match else None


def _clock(match: re.Match[str], shift: int) -> tuple[int, int, str] | None:
    stated = _time(match["h"], match["min"], match["s"], fraction=match["f"], half=match["ap"], zone=match["z"])
    if stated is None:
        return None
    end = match.end() if match["z"] is None or _offset(match["z"]) is not None else match.start("z")
    return match.start() + shift, end + shift, stated


def _time(
    hour: str,
    minute: str,
    second: str | None,
    *,
    fraction: str | None = None,
    half: str | None = None,
    zone: str | None = None,
) -> str | None:
    h, m, s = int(hour), int(minute), int(second or 0)
    if half:
        if not 1 <= h <= 12:
            return None
        h = h % 12 + MERIDIEM.get(fold(half)[0], 0)
    if h > 23 or m > 59 or s > 59:
        return None
    seconds = f":{s:02}{fraction or ''}" if second else ""
    return f"T{h:02}:{m:02}{seconds}{_offset(zone) or ''}" if zone else f"T{h:02}:{m:02}{seconds}"


def _offset(zone: str) -> str | None:
    """Give the UTC offset of a zone's name or number; None for names with more than one meaning."""
    name = zone.strip().upper()
    if name == "Z":
        return "Z"
    number = name.removeprefix("UTC").removeprefix("GMT").strip()
    if number[:1] in ("+", "-"):
        digits = number[1:].replace(":", "")
        hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
        if int(hours) > 14 or int(minutes) > 59:
            return None
        return f"{number[0]}{int(hours):02}:{int(minutes):02}"
    return ZONES.get(name)


def is_date_line(text: str) -> bool:
    """Say whether a line holds nothing but dates, times and what goes with them.

    That is words such as "Published" or "Updated", names of months, days and time zones, relative ages
    ("2 years ago"), and separators; and at least one date, with or without its year, one age or, with such a
    word, one time.
    """
    return len(text) <= LONGEST_LINE and _is_date_line(text)


@lru_cache(maxsize=4096)
def _is_date_line(text: str) -> bool:
    """Say so of a line that is short enough. Several plugins ask for the same lines, one after the other."""
    return not begins_otherwise(text) and bool(_LETTER_OR_DIGIT.search(text)) and only_date_words(text)
