"""When an HTML page was published and changed: JSON-LD, ``<meta>``, ``<time>``, date lines, the address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.changes import Set
from normalizer_article import date_candidates, date_features, ranking
from normalizer_article.date_candidates import Candidate
from normalizer_article.view import View

#: A day that is less likely than this to be that of the article is left out.
_LEAST = 0.1
#: A day that is only called that of a change must be so many times as likely as one that is not to be taken instead.
_PREFERRED = 4


def read_page_dates(view: View) -> Iterator[Set]:
    """Give the likeliest date of publication, and the date of the last change from the surest source that states it.

    A day that the page only calls that of a change ("Updated 5 March 2024") is that of publication if no other day is
    nearly as likely to be: then the page mostly has no other date of its own, and the reason says so.
    """
    candidates, changes = date_candidates.collect(view)
    chances = ranking.chances("published", date_features.rows(view, candidates, changes))
    found = _likeliest(candidates, chances)
    if found >= 0:
        yield _published(candidates[found], chances[found], candidates)
    if changes:
        yield Set("modified", changes[0].iso, changes[0].kind, changes[0].evidence[:300])


def _likeliest(candidates: Sequence[Candidate], chances: Sequence[float]) -> int:
    """Give the place of the day that is taken for that of publication; -1 if none is likely enough."""

    def worth(at: int) -> float:
        return chances[at] if candidates[at].is_change else chances[at] * _PREFERRED

    likely = (at for at, chance in enumerate(chances) if chance >= _LEAST)
    return max(likely, key=lambda at: (worth(at), -at), default=-1)


def _published(found: Candidate, chance: float, candidates: Sequence[Candidate]) -> Set:
    stated = found.stated
    if not found.is_change:
        stated = [one for one in stated if not one.modified]
    # Of those that state the day, the surest one that states the time as well.
    best = next((one for one in stated if len(one.iso) > len("2024-05-31")), stated[0])
    others = sorted({other.kind for other in stated} - {best.kind})
    reasons = []
    if found.is_change:
        no_other = all(one.is_change for one in candidates)
        why = "the page states no day of publication" if no_other else "no day of publication is as likely"
        reasons.append(f"{why}, this is that of a change")
    if others:
        reasons.append(f"also stated by {', '.join(others)}")
    return Set(
        "published", best.iso, best.kind, best.evidence[:300], reason="; ".join(reasons), confidence=round(chance, 3)
    )
