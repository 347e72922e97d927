"""Site templates: lines that stand on many pages of a site, learned in a first pass over a corpus.

`count_lines` counts the lines of one document, `worth_keeping` drops what will never matter, and `Templates` knows
from the sums which lines of a site are boilerplate. A key is a site, which counts its pages, or a site, a space and
the hash of a line. In order of keys a site comes before its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from urllib.parse import urlsplit

from normalizer_boilerplate.folding import fold_lines

__all__ = ["Repeat", "Templates", "count_lines", "site_of", "worth_keeping"]

#: From so many pages of a site on, a line is a template on at least so many documents and so large a share of them.
MANY_PAGES, LEAST, LEAST_SHARE = 5, 2, 0.1
#: A short line needs no more than this; a paragraph may stand on as many pages of a large site as copies of a story.
LEAST_SHORT, LEAST_SHARE_SHORT = 3, 0.02
#: On sites of fewer pages.
FEW_PAGES, LEAST_OF_FEW, LEAST_SHARE_OF_FEW = 2, 3, 0.2
#: From so many pages on, most of a site's own lines are known.
WELL_KNOWN = 20
#: A line of so many characters is long. If so large a share of what a page has in long lines stands on others, too,
#: but on no more than this share of all, then the article stands at several addresses, and only what stands on more
#: pages than its long lines is template.
LONG, SAME_ARTICLE, MOST_COPIES = 100, 0.3, 0.5
#: Longer names of sites are none.
LONGEST_SITE = 253


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often a line stands on the pages of its site."""

    site: str
    documents: int
    pages: int


def site_of(url: str | None) -> str:
    """Give the host of an address without "www.", or "" if there is none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if len(host) <= LONGEST_SITE and " " not in host else ""


def _hashes(lines: Sequence[str]) -> list[str]:
    """Give a hash of each line's words; numbers are all the same, as in "Comments (12)", if there are words, too."""
    keys = [
        " ".join(words) if any(map(str.isalpha, words)) else text.strip()
        for text, (_, words, _) in zip(lines, fold_lines(lines), strict=True)
    ]
    return [blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() if key else "" for key in keys]


def count_lines(site: str, lines: Sequence[str]) -> dict[str, int]:
    """Count one page of ``site``, and each of its lines once."""
    if not site:
        return {}
    return {site: 1, **{f"{site} {key}": 1 for key in _hashes(lines) if key}}


def worth_keeping(counts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Give the counts, in order of keys, without lines that stand on one page and sites that have one."""
    return (pair for pair in counts if pair[1] > 1)


class Templates:
    """What is known of the sites of a corpus."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take the sums of `count_lines` over a corpus."""
        self._pages = {key: count for key, count in counts.items() if " " not in key}
        self._lines = {key: count for key, count in counts.items() if " " in key and self._may_be(key, count)}

    def _may_be(self, key: str, count: int) -> bool:
        return _enough(count, self._pages.get(key.partition(" ")[0], 0), 0)

    def knows(self, site: str) -> bool:
        """Say whether so many pages of ``site`` were seen that most of its own lines are known."""
        return self._pages.get(site, 0) >= WELL_KNOWN

    def look_up(self, site: str, lines: Sequence[str]) -> list[Repeat | None]:
        """Say for each line of a page of ``site`` on how many of its pages it stands, or None if it is no template."""
        pages = self._pages.get(site, 0)
        if not pages:
            return [None] * len(lines)
        found = [self._lines.get(f"{site} {key}", 0) for key in _hashes(lines)]
        counts = [count if _enough(count, pages, len(text)) else 0 for text, count in zip(lines, found, strict=True)]
        least = _copies(lines, counts, pages) + 1
        return [Repeat(site, count, pages) if count >= least else None for count in counts]


def _enough(count: int, pages: int, size: int) -> bool:
    """Say whether a line of ``size`` characters that stands on ``count`` of ``pages`` pages of a site is template."""
    if pages < FEW_PAGES:
        return False
    if pages < MANY_PAGES:
        return count >= LEAST_OF_FEW and count >= LEAST_SHARE_OF_FEW * pages
    if size < LONG and count >= LEAST_SHORT and count >= LEAST_SHARE_SHORT * pages:
        return True
    return count >= LEAST and count >= LEAST_SHARE * pages


def _copies(lines: Sequence[str], counts: Sequence[int], pages: int) -> int:
    """Give on how many pages the article stands, or 0 if its lines are not known from others."""
    long = [(len(text), count) for text, count in zip(lines, counts, strict=True) if len(text) >= LONG]
    seldom = [(size, count) for size, count in long if 0 < count <= pages * MOST_COPIES]
    if sum(size for size, _ in seldom) <= SAME_ARTICLE * sum(size for size, _ in long):
        return 0
    return max((count for _, count in seldom), default=0)
