"""What speaks for each text that can be the headline, as numbers for the model that chooses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalizer_article import elements as b
from normalizer_article.features import TYPES, Hints, fold
from normalizer_article.title_candidates import SOURCES, Candidate, Stated, Titles, site_share

#: How a candidate relates to what a source states.
_ABSENT, _OTHER, _INSIDE, _END, _START, _EQUAL = 0.0, 1.0, 2.0, 3.0, 4.0, 5.0
_SEPARATORS = {"|": 1.0, "-": 2.0, "–": 3.0, "—": 3.0, ":": 4.0, "·": 5.0, "•": 5.0, "»": 6.0, "«": 6.0, "/": 7.0}
#: What mostly stands before the name of a site or of a part of it.
_PARTING = re.compile(r"\s[|–—\-·•»«]\s|\s?\|\s?|[–—]\s|\s[–—]|\s::\s")
#: The sources whose words a candidate is compared with.
_COMPARED = ("h1", "title-tag")
#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"is:{source}" for source in SOURCES), "equal", "rival", "start", "source", "level", "first", "cut_before",
    "after_site", "after_stated", "separator", "site", "chars", "longest", "partings", "colon",
    "main", "article", "linked", "slug_hit", "slug_share", "depth", "overlap",
    *(f"{share}:{source}" for source in _COMPARED for share in ("in", "of")),
    "h1_title_tag", "h1_og", "title_tag_partings", "type:article",
)  # fmt: skip


def rows(titles: Titles, hints: Hints) -> list[list[float]]:
    """Describe each candidate by numbers, in the order of `NAMES`."""
    by_source = titles.by_source
    declared = [set(folded.split()) for folded in {one.folded for one in titles.stated if one.at < 0}]
    whole = {one.folded for one in titles.stated}
    headings: dict[str, Stated] = {}
    for one in titles.stated:
        if one.at >= 0:
            headings.setdefault(one.folded, one)
    order = {folded: float(n) for n, folded in enumerate(dict.fromkeys(one.folded for one in by_source.get("h1", ())))}
    longest = max((len(one.folded) for one in titles.stated), default=1)
    of_source = {source: _words(by_source.get(source, ())) for source in (*_COMPARED, "og")}
    compared = [of_source[source] for source in _COMPARED]
    tag = next(iter(by_source.get("title-tag", ())), None)
    of_page = [
        _overlap(of_source["h1"], of_source["title-tag"]), _overlap(of_source["h1"], of_source["og"]),
        float(len(_PARTING.findall(tag.text))) if tag else -1.0, float(hints.types[TYPES.index("article")]),
    ]  # fmt: skip
    relations = [_relations(candidate, by_source) for candidate in titles.candidates]
    equals = [own.count(_EQUAL) for own in relations]
    most = sorted(equals)[-2:]
    found = []
    for candidate, own, equal in zip(titles.candidates, relations, equals, strict=True):
        folded, text = candidate.folded, candidate.text
        words = set(folded.split())
        heading = headings.get(folded)
        after = fold(candidate.after)
        on_slug = len(words & titles.slug)
        found.append([
            *own, float(equal), float((most[0] if equal == most[-1] else most[-1]) if len(most) > 1 else 0),
            float(own.count(_START)), float(SOURCES.index(candidate.stated.source)),
            float(heading.source[1]) if heading else 0.0, order.get(folded, 9.0),
            float(len(fold(candidate.before).split())),
            site_share(after, titles.sites) if candidate.after else -1.0,
            float(after in whole) if after else -1.0,
            _SEPARATORS.get(candidate.separator, 8.0) if candidate.separator else 0.0,
            site_share(folded, titles.sites), float(len(text)), len(folded) / longest,
            float(len(_PARTING.findall(text))), float(": " in text),
            *([float(bool(heading.flags & b.MAIN)), float(bool(heading.flags & b.ARTICLE)), heading.linked]
              if heading else [-1.0] * 3),
            on_slug / len(words), on_slug / (len(titles.slug) or 1), float(titles.depth),
            max([len(words & other) / len(words | other) for other in declared], default=0.0),
            *_shares(words, compared),
            *of_page,
        ])  # fmt: skip
    return found


def _words(stated: Sequence[Stated]) -> set[str]:
    """Give the words of the first text of a source that is not in a navigation or the like."""
    return next((set(one.folded.split()) for one in stated if not one.in_frame), set())


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one and other else -1.0


def _shares(words: set[str], others: Sequence[set[str]]) -> list[float]:
    """Give for each other set how much of the words it holds, and how much of it they hold."""
    found = []
    for other in others:
        both = len(words & other)
        found += [both / len(words), both / len(other)] if other else [-1.0, -1.0]
    return found


def _relations(candidate: Candidate, by_source: dict[str, list[Stated]]) -> list[float]:
    """Give the closest relation of a candidate to what each source states."""
    part = f" {candidate.folded} "
    return [_relation(part, by_source[source]) if source in by_source else _ABSENT for source in SOURCES]


def _relation(part: str, stated: Sequence[Stated]) -> float:
    best = _OTHER
    for one in stated:
        whole = one.padded
        if part not in whole:
            continue
        if whole == part:
            return _EQUAL
        if whole.startswith(part):
            best = _START
        elif best != _START:
            best = max(best, _END if whole.endswith(part) else _INSIDE)
    return best
