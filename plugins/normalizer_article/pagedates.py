"""When an HTML page was published and changed: JSON-LD, ``<meta>``, ``<time>``, date lines, the address."""

from __future__ import annotations

from collections.abc import Iterator

from normalizer.changes import Set
from normalizer_article import date_candidates, date_features, ranking
from normalizer_article.date_candidates import Candidate
from normalizer_article.view import View

#: A day that is less likely than this to be that of the article is left out.
_LEAST = 0.1


def read_page_dates(view: View) -> Iterator[Set]:
    """Give the likeliest date of publication, and the date of the last change from the surest source that states it.

    A day that the page only calls that of a change ("Updated 5 March 2024") is that of publication if no other day is
    likely to be: then the page has no other date of its own, and the reason says so.
    """
    candidates, changes = date_candidates.collect(view)
    chances = ranking.chances("published", date_features.rows(view, candidates, changes))
    for only_change in (False, True):
        places = [i for i, one in enumerate(candidates) if one.is_change == only_change and chances[i] >= _LEAST]
        if places:
            at = max(places, key=lambda i: (chances[i], -i))
            yield _published(candidates[at], chances[at])
            break
    if changes:
        yield Set("modified", changes[0].iso, changes[0].kind, changes[0].evidence[:300])


def _published(found: Candidate, chance: float) -> Set:
    stated = found.stated
    if not found.is_change:
        stated = [one for one in stated if not one.modified]
    # Of those that state the day, the surest one that states the time as well.
    best = next((one for one in stated if len(one.iso) > len("2024-05-31")), stated[0])
    others = sorted({other.kind for other in stated} - {best.kind})
    reasons = ["the page states no day of publication, this is that of a change"] if found.is_change else []
    if others:
        reasons.append(f"also stated by {', '.join(others)}")
    return Set(
        "published", best.iso, best.kind, best.evidence[:300], reason="; ".join(reasons), confidence=round(chance, 3)
    )
