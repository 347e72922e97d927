"""Who wrote the article: JSON-LD, ``<meta>``, microdata, and the bylines that readers see."""

from __future__ import annotations

from normalizer.changes import Set
from normalizer_article import author_candidates, author_features, ranking
from normalizer_article.title_candidates import Titles
from normalizer_article.view import View

#: Names that are less likely than this to be the authors are left out: none is better than a wrong one. On unseen
#: pages of WCXB's development split this gives an answer on a third of the pages for which it knows no author.
_LEAST = 0.1


def read_authors(view: View, titles: Titles) -> Set | None:
    """Give the likeliest authors of all that the page names, if they are likely enough.

    Args:
        view: the page.
        titles: what the page states of its title, and the names of its site.

    """
    candidates = author_candidates.collect(view)
    if not candidates:
        return None
    at, chance = ranking.best("authors", author_features.rows(view, candidates, titles))
    if chance < _LEAST:
        return None
    found = candidates[at]
    source = found.sources[0]
    others = sorted({other.kind for other in found.sources} - {source.kind})
    reason = f"also stated by {', '.join(others)}" if others else ""
    return Set("authors", found.names, source.kind, source.evidence[:300], reason=reason, confidence=round(chance, 3))
