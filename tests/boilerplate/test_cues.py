"""Cues are found wherever they stand, by whatever word they are looked up."""

from __future__ import annotations

from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.folding import fold_lines
from normalizer_boilerplate.phrases import Phrase, parse_cues

FURTHER = "[share]\ntell the harbour friend*\ngull*\n^wave it on*\n=the gull 航海*\n[related!]\n^=tide tables\n"
PHRASES = [
    phrase
    for path in sorted((files("normalizer_boilerplate") / "cues").iterdir(), key=lambda path: path.name)
    for phrase in parse_cues(path.read_text("utf-8"), path.name)
] + parse_cues(FURTHER, "further")
CUES = load_cues((("further", FURTHER),))

phrases = st.sampled_from(PHRASES).map(lambda phrase: " ".join(phrase.words) + "ships" * phrase.open_end)
others = st.sampled_from(["the", "a", "12", "*", "read", "more", "harbour", "on", "facebook", "も", "新", "gulls", "—"])
lines = st.lists(st.one_of(phrases, others), min_size=1, max_size=5).map(" ".join)


def found_one_by_one(words: list[str]) -> tuple[dict[str, float], float]:
    """Give the shares of a line that the phrases cover, each tried at each place."""
    hits = [(at, end, phrase) for phrase in PHRASES for at in range(len(words)) if (end := phrase.match(words, at))]
    between = {at for at, word in enumerate(words) if word in {"0", "*"}}

    def places(of: list[tuple[int, int, Phrase]]) -> set[int]:
        return {place for at, end, _ in of for place in range(at, end)}

    if len(places(hits) | between) < len(words):
        hits = [hit for hit in hits if not hit[2].whole]
    counted = max(1, len(words) - len(between))
    cover = {
        name: min(1.0, len(places([hit for hit in hits if hit[2].class_ == name])) / counted)
        for name in {phrase.class_ for _, _, phrase in hits}
    }
    return cover, min(1.0, len(places(hits)) / counted)


@given(lines)
@settings(max_examples=150, deadline=None)
def test_all_cues_of_a_line_are_found_as_if_each_was_tried_at_each_place(line: str) -> None:
    folded = fold_lines([line])
    if len(folded[0][1]) <= 24:
        [hits] = CUES.look_up(folded)
        assert (hits.cover, hits.total) == found_one_by_one(folded[0][1])
