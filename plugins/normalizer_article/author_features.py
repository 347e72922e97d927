"""What speaks for each list of names that can be the authors, as numbers for the model that chooses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from normalizer_article.author_candidates import DECLARED, SOURCES, Candidate
from normalizer_article.author_names import CAPITALISED
from normalizer_article.features import TYPES
from normalizer_article.title_candidates import Titles, is_site
from normalizer_article.view import View

#: The sources of which it matters by themselves whether they name a candidate.
_TELLING = (
    "json-ld", "meta", "meta-other", "microdata", "byline", "byline-label", "author-box", "name", "site",
    "byline-below", "author-link", "author-class",
)  # fmt: skip
_TYPES = ("article", "product", "forum", "org")
_TYPE_PLACES = [TYPES.index(name) for name in _TYPES]
#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"has:{source}" for source in _TELLING), "sources", "surest", "nth", "of_surest", "statements",
    "distance", "before", "from_heading", "names", "capitalised", "team", "site", "in_title", "linked", "chosen",
    "share", "around", "candidates", "declared", *(f"type:{name}" for name in _TYPES),
)  # fmt: skip
_TEAM = re.compile(
    r"\b(?:team|staff|editors?|inc|ltd|llc|news|magazine|group|company|association|university|institute|center|centre"
    r"|department|desk|press|media|blog|services?|clinic|foundation|society|office|board|agency)\b",
    re.IGNORECASE,
)


def rows(view: View, candidates: Sequence[Candidate], titles: Titles) -> list[list[float]]:
    """Describe each candidate by numbers, in the order of `NAMES`."""
    if not candidates:
        return []
    first, heading = view.first, view.heading
    title_words = set(titles.candidates[0].folded.split()) if titles.candidates else set()
    kinds = [{source.kind for source in candidate.sources} for candidate in candidates]
    seen: Counter[str] = Counter()
    by_kind = Counter(kind for own in kinds for kind in own)
    of_page = [
        float(len(candidates)), float(sum(not DECLARED.isdisjoint(kind) for kind in kinds)),
        *(float(view.hints.types[place]) for place in _TYPE_PLACES),
    ]  # fmt: skip
    everything = [candidate.folded for candidate in candidates]
    found = []
    for candidate, kind in zip(candidates, kinds, strict=True):
        name, folded = candidate.names[0], candidate.folded
        surest = candidate.sources[0].kind
        at = min((s.at for s in candidate.sources if s.at >= 0), key=lambda i: abs(i - first), default=-1)
        words = folded.split()
        found.append([
            *[1.0 if source in kind else 0.0 for source in _TELLING],
            float(len(kind)), float(SOURCES.index(surest)), float(seen[surest]), float(by_kind[surest]),
            float(len(candidate.sources)),
            float(min(abs(at - first), 200)) if at >= 0 else -1.0, float(0 <= at < first),
            float(max(-50, min(50, at - heading))) if at >= 0 and heading >= 0 else -99.0,
            float(len(candidate.names)), float(bool(CAPITALISED.fullmatch(name))), float(bool(_TEAM.search(name))),
            is_site(name, titles.sites), len(title_words.intersection(words)) / len(words),
            *_of_block(view, at, name), float(any(folded != other and other in folded for other in everything)),
            *of_page,
        ])  # fmt: skip
        seen[surest] += 1
    return found


def _of_block(view: View, at: int, name: str) -> tuple[float, float, float]:
    """Give how much of a block are links, whether it is the article's, and how much of it is the name."""
    if at < 0:
        return -1.0, -1.0, -1.0
    block = view.page.blocks[at]
    return block.link_chars / len(block.text), float(view.chosen[at]), len(name) / len(block.text)
