"""The headline of a page, without the name of the site that pages add to it."""

from __future__ import annotations

from normalizer.changes import Set
from normalizer_article import ranking, title_features
from normalizer_article.features import Hints
from normalizer_article.title_candidates import Candidate, Titles

_REASONS = {
    "h1": "the main heading", "h2": "a heading", "h3": "a heading", "og": "og:title", "twitter": "twitter:title",
    "json-ld": "the headline in JSON-LD", "name": "the name in JSON-LD", "meta": "a <meta> tag", "title-tag": "<title>",
}  # fmt: skip


def read_title(titles: Titles, hints: Hints) -> Set | None:
    """Give the likeliest of all texts by which the page states its title.

    Args:
        titles: the candidates.
        hints: what the page says of its type.

    """
    if not titles.candidates:
        return None
    at, chance = ranking.best("title", title_features.rows(titles, hints))
    found = titles.candidates[at]
    source = found.stated.source
    rule = "headline" if found.stated.at >= 0 else source
    evidence = found.stated.text if rule == "headline" else f"{source}: {found.stated.text}"
    return Set("title", found.text, rule, evidence, reason=_reason(found, titles), confidence=round(chance, 3))


def _reason(found: Candidate, titles: Titles) -> str:
    """Say where the title is from, what was taken off it, and what agrees."""
    agree = sorted({one.source for one in titles.stated if one.folded == found.folded} - {found.stated.source})
    text = _REASONS[found.stated.source]
    if found.before or found.after:
        text += " without what stands before or after it"
    return f"{text}; the same in {', '.join(agree)}" if agree else text
