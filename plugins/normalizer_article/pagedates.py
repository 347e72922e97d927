"""When an HTML page was published and changed: JSON-LD, ``<meta>``, ``<time>``, date lines, the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.changes import Set
from normalizer_article import date_candidates, ranking
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared
from normalizer_article.features import Hints

#: A day that is less likely than this to be that of publication is left out.
_LEAST = 0.1


def read_page_dates(
    page: Page, declared: Declared, hints: Hints, first: int, in_comments: Sequence[bool], url: str,
    languages: Sequence[str],
) -> Iterator[Set]:  # fmt: skip
    """Give the likeliest date of publication, and the date of the last change from the surest source that states it."""
    candidates, changes = date_candidates.collect(page, declared, first, in_comments, url, languages)
    if candidates:
        at, chance = ranking.best("published", date_candidates.rows(page, candidates, changes, first, hints))
        if chance >= _LEAST:
            stated = candidates[at].stated
            # Of those that state the day, the surest one that states the time as well.
            best = next((one for one in stated if len(one.iso) > len("2024-05-31")), stated[0])
            others = sorted({other.kind for other in stated} - {best.kind})
            reason = f"also stated by {', '.join(others)}" if others else ""
            yield Set("published", best.iso, best.kind, best.evidence[:300], reason=reason, confidence=round(chance, 3))
    if changes:
        yield Set("modified", changes[0].iso, changes[0].kind, changes[0].evidence[:300])
