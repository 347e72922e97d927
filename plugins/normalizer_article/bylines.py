"""Who wrote the article: JSON-LD, ``<meta>``, microdata, and the bylines that readers see."""

from __future__ import annotations

from collections.abc import Sequence

from normalizer.changes import Set
from normalizer_article import author_candidates, ranking
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared
from normalizer_article.features import Hints
from normalizer_article.title_candidates import Titles

#: Names that are less likely than this to be the authors are left out: none is better than a wrong one. On unseen
#: pages of WCXB's development split this gives an answer on a third of the pages for which it knows no author.
_LEAST = 0.1


def read_authors(
    page: Page, declared: Declared, hints: Hints, first: int, chosen: Sequence[bool], in_comments: Sequence[bool],
    titles: Titles,
) -> Set | None:  # fmt: skip
    """Give the likeliest authors of all that the page names, if they are likely enough.

    Args:
        page: the parsed page.
        declared: what its head declares.
        hints: what the page says of its type.
        first: the number of the article's first block.
        chosen: for each block, whether it is the article's.
        in_comments: for each block, whether it is in a comment section.
        titles: what the page states of its title, and the names of its site.

    """
    candidates = author_candidates.collect(page, declared, first, in_comments, hints)
    if not candidates:
        return None
    rows = author_candidates.rows(page, candidates, first, chosen, hints, titles)
    at, chance = ranking.best("authors", rows)
    if chance < _LEAST:
        return None
    found = candidates[at]
    source = found.sources[0]
    others = sorted({other.kind for other in found.sources} - {source.kind})
    reason = f"also stated by {', '.join(others)}" if others else ""
    return Set("authors", found.names, source.kind, source.evidence[:300], reason=reason, confidence=round(chance, 3))
