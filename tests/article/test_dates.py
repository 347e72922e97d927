from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer._date_words import begins_otherwise, only_date_words
from normalizer.dates import is_date_line, read_date, read_dates

ISO = re.compile(r"\d{4}-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("31 Jan, 2023 14:39 / Updated 2 years ago", "2023-01-31T14:39"),
        ("Jan. 21, 2022 (XYZ)—The talks", "2022-01-21"),
        ("2023-01-31T14:39:00+0100", "2023-01-31T14:39:00+01:00"),
        ("2023-01-31T14:39:00.000Z", "2023-01-31T14:39:00.000Z"),
        ("Published on January 5th, 2023 at 3:05 PM EDT", "2023-01-05T15:05-04:00"),
        ("12:15 a.m., May 4, 2020", "2020-05-04T00:15"),
        ("Tue, 31 Jan 2023 14:39:00 +0000", "2023-01-31T14:39:00+00:00"),
        ("20230131", "2023-01-31"),
        ("2023-01", "2023-01"),
        ("May 2023", "2023-05"),
        ("03.04.2023, 14:05 Uhr", "2023-04-03T14:05"),
        ("am 3. März 2023", "2023-03-03"),
        ("Mis à jour le 3 mars 2023 à 14h05", "2023-03-03T14:05"),
        ("31 de enero de 2023", "2023-01-31"),
        ("4 de março de 2023 às 18h32", "2023-03-04T18:32"),
        ("5 febbraio 2024, ore 10:15", "2024-02-05T10:15"),
        ("5 lutego 2024, 10:15", "2024-02-05T10:15"),
        ("14:39, 31 января 2023", "2023-01-31T14:39"),
        ("1η Μαρτίου 2023", "2023-03-01"),
        ("12 Şubat 2024 10:30", "2024-02-12T10:30"),
        ("2023年1月31日 14時39分", "2023-01-31T14:39"),
        ("31 كانون الثاني 2023", "2023-01-31"),
        ("٣١ يناير ٢٠٢٣", "2023-01-31"),
        ("28 лютого 2023", "2023-02-28"),
        ("5 maart 2023", "2023-03-05"),
        ("UpdatedMarch 5, 2023", "2023-03-05"),
        ("Ida BergMARCH 5, 2023No comments", "2023-03-05"),
    ],
)
def test_reads_the_stated_precision(text: str, iso: str) -> None:
    found = read_date(text)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize(
    "text",
    ["", "31 January", "in 2023", "31 February 2023", "99/99/2023", "version 1.2.2023.4", "12345 2023", "3/4/23"],
)
def test_never_invents(text: str) -> None:
    assert read_date(text) is None


def test_day_or_month_first_needs_evidence() -> None:
    assert read_date("03/04/2023") is None
    assert [d.iso for d in read_dates("13/04/2023 04/13/2023 04/04/2023")] == ["2023-04-13", "2023-04-13", "2023-04-04"]
    iso = {
        tag: getattr(read_date("03/04/2023", languages=[tag]), "iso", None) for tag in ("fr", "en-US", "en-GB", "en")
    }
    assert iso == {"fr": "2023-04-03", "en-US": "2023-03-04", "en-GB": "2023-04-03", "en": None}
    assert read_date("03/04/2023", languages=["fr", "en-US"]) is None


def test_finds_all_in_order_with_their_places() -> None:
    text = "From 5 May 2021 until June 1, 2022."
    assert [(d.iso, text[d.start : d.end]) for d in read_dates(text)] == [
        ("2021-05-05", "5 May 2021"),
        ("2022-06-01", "June 1, 2022"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "31 Jan, 2023 14:39 / Updated 2 years ago",
        "Last modified: 2024-03-05 10:11 CET",
        "Posted on May 3, 2022",
        "Updated 5 hours ago",
        "Thursday, January 5",
        "Veröffentlicht am 1. März 2023 um 10:15 Uhr",
        "Aktualisiert vor 3 Tagen",
        "Dernière mise à jour : 12/03/2024 à 18h05",
        "Il y a 3 heures",
        "Publicado el 3 de mayo de 2022",
        "Publicado em 4 de março de 2023 às 18h32",
        "Pubblicato il 5 febbraio 2024, ore 10:15",
        "Opublikowano: 5 lutego 2024, 10:15",
        "Обновлено: 14:39, 31 января 2023 г.",
        "Δημοσίευση: 1 Μαρτίου 2023, 10:00",
        "Son güncelleme: 12 Şubat 2024 10:30",
        "最后更新：2024-03-05 10:11",
        "2023年1月31日 14時39分 更新",
        "آخر تحديث: 31 يناير 2023",
    ],
)
def test_date_lines(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "—",
        "Updated",
        "May",
        "1984",
        "Chapter 10:30",
        "8/10",
        "4 min read",
        "Posted by Ann Lee on May 3, 2022",
        "On 5 May 2021 the council met.",
        "Back to 2021",
        "the last 3 days",
        "1. On the day",
        "By 2023, a third",
    ],
)
def test_other_lines(line: str) -> None:
    assert not is_date_line(line)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    end = 0
    for found in read_dates(text):
        assert end <= found.start < found.end <= len(text)
        assert ISO.fullmatch(found.iso)
        end = found.end
    assert is_date_line(text) in (True, False)


@given(st.integers(0, 200_000), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%b-%Y"]))
def test_reads_what_strftime_writes(days: int, form: str) -> None:
    day = date(1600, 1, 1) + timedelta(days=days)
    if day.year > 2100:
        return
    found = read_date(f"Seen {day.strftime(form)} here")
    assert found is not None
    assert found.iso == day.isoformat()


_PARTS = [
    "12",
    "Mai",
    "May",
    "2020",
    "ago",
    "vor",
    "Tagen",
    "Published",
    "ﬁn",
    "Maý",
    "年",
    "(x)",
    "a1",
    "ªb",
    "ŉ",
    "été",
    "ok",
]


@given(st.lists(st.sampled_from(_PARTS), max_size=4), st.sampled_from(("", " ")))
def test_a_first_word_settles_only_what_the_others_could_not_change(parts: list[str], space: str) -> None:
    text = space.join(parts)
    if begins_otherwise(text):
        assert not only_date_words(text)
