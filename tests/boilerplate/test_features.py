from __future__ import annotations

from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.features import NAMES, document_features
from normalizer_boilerplate.lines import read_lines

PROSE = (
    "Der Leuchtturm am alten Hafen wird seit dem Sturm im Frühjahr umgebaut, was der Stadtrat am Montag beschloss.",
    "Vor der Einfahrt liegt so lange ein Schiff mit einer Lampe, das die Boote der Fischer in der Nacht heimführt.",
)


def feature(name: str, lines: list[str]) -> list[float]:
    rows = document_features(read_lines(lines, load_cues()))
    return [row[NAMES.index(name)] for row in rows]


def test_words_are_known_in_other_cases_and_numbers() -> None:
    lines = [PROSE[0], "Die Leuchttürme der Häfen", "Neue Fahrpläne im Winter", PROSE[1]]
    assert feature("known", lines)[1] > feature("known", lines)[2] == 0
    assert feature("in_prose_before", lines)[1] > feature("in_prose_after", lines)[1] == 0


def test_marks_of_time_around_a_line_are_seen() -> None:
    lines = [PROSE[0], "16:05 14.12.2023", "Neue Fahrpläne", PROSE[1]]
    assert feature("stamp_before", lines) == [0, 0, 1, 0]
    assert feature("stamps_near", lines)[2] > feature("stamps_near", lines)[1] == 0


def test_captions_end_with_an_agency_or_a_time() -> None:
    lines = ["Boote vor der Hafeneinfahrt Petra Holm/AFP", "Der Turm im Bau 18.04.2024 | 0:21 min", "Boote im Hafen"]
    assert feature("agency", lines) == [1, 0, 0]
    assert feature("stamp_at_end", lines) == [0, 1, 0]
