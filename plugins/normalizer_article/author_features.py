"""What speaks for each list of names that can be the authors, as numbers for the model that chooses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from normalizer_article.author_candidates import DECLARED, SOURCES, Candidate, next_to_date
from normalizer_article.author_names import CAPITALISED
from normalizer_article.features import TYPES
from normalizer_article.names import BIT
from normalizer_article.title_candidates import Titles, is_site
from normalizer_article.view import View, mask_of

_GROUPS = ("author", "meta", "related", "card", "nav", "comment", "forum", "title", "review", "sidebar")
#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"has:{source}" for source in SOURCES), "sources", "organization", "surest", "nth",
    "of_surest", "statements", "distance", "before", "from_heading", "order", "repeats",
    "names", "words", "chars", "capitalised", "lower", "upper", "digits", "team", "comma", "site", "in_title", "linked",
    "level", "chosen", *(f"in:{group}" for group in _GROUPS), "near_date", "share", "inside", "around", "candidates",
    "declared", "bylines", *(f"type:{name}" for name in TYPES),
)  # fmt: skip
_TEAM = re.compile(
    r"\b(?:team|staff|editors?|inc|ltd|llc|news|magazine|group|company|association|university|institute|center|centre"
    r"|department|desk|press|media|blog|services?|clinic|foundation|society|office|board|agency)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")


def rows(view: View, candidates: Sequence[Candidate], titles: Titles) -> list[list[float]]:
    """Describe each candidate by numbers, in the order of `NAMES`."""
    if not candidates:
        return []
    first, blocks = view.first, view.page.blocks
    repeats = _repeats(view, candidates)
    title_words = set(titles.candidates[0].folded.split()) if titles.candidates else set()
    kinds = [{source.kind for source in candidate.sources} for candidate in candidates]
    order = {at: n for n, at in enumerate(sorted({s.at for c in candidates for s in c.sources if s.at >= 0}))}
    seen: Counter[str] = Counter()
    by_kind = Counter(kind for own in kinds for kind in own)
    of_page = [
        float(len(candidates)), float(sum(not DECLARED.isdisjoint(kind) for kind in kinds)),
        float(sum(any(k.startswith("byline") for k in kind) for kind in kinds)),
        *(float(t) for t in view.hints.types),
    ]  # fmt: skip
    everything = [candidate.folded for candidate in candidates]
    found = []
    for candidate, kind in zip(candidates, kinds, strict=True):
        name, folded = candidate.names[0], candidate.folded
        surest = candidate.sources[0].kind
        at = min((s.at for s in candidate.sources if s.at >= 0), key=lambda i: abs(i - first), default=-1)
        words = folded.split()
        found.append([
            *(float(source in kind) for source in SOURCES),
            float(len(kind)), float(any(source.organization for source in candidate.sources)),
            float(SOURCES.index(surest)), float(seen[surest]), float(by_kind[surest]), float(len(candidate.sources)),
            float(min(abs(at - first), 200)) if at >= 0 else -1.0, float(0 <= at < first),
            float(max(-50, min(50, at - view.heading))) if at >= 0 and view.heading >= 0 else -99.0,
            float(order.get(at, -1)), float(repeats[name.casefold()]),
            float(len(candidate.names)), float(len(name.split())), float(len(name)),
            float(bool(CAPITALISED.fullmatch(name))), float(name.islower()), float(name.isupper()),
            float(bool(_DIGITS.search(name))), float(bool(_TEAM.search(name))), float("," in name),
            is_site(name, titles.sites), len(title_words.intersection(words)) / len(words),
            *_of_block(view, at), len(name) / len(blocks[at].text) if at >= 0 else -1.0,
            float(any(folded != other and folded in other for other in everything)),
            float(any(folded != other and other in folded for other in everything)),
            *of_page,
        ])  # fmt: skip
        seen[surest] += 1
    return found


def _repeats(view: View, candidates: Sequence[Candidate]) -> Counter[str]:
    """Count the blocks that hold a candidate's first name alone."""
    wanted = {candidate.names[0].casefold() for candidate in candidates}
    lengths = set(map(len, wanted))
    blocks = view.page.blocks
    return Counter(text for block in blocks if len(block.text) in lengths and (text := block.text.casefold()) in wanted)


def _of_block(view: View, at: int) -> list[float]:
    if at < 0:
        return [-1.0] * (4 + len(_GROUPS))
    block = view.page.blocks[at]
    mask = mask_of(block, 2)
    return [
        block.link_chars / len(block.text), float(block.level if block.kind == "heading" else 0),
        float(view.chosen[at]), *(float(bool(mask & BIT[group])) for group in _GROUPS),
        float(next_to_date(view, at)),
    ]  # fmt: skip
