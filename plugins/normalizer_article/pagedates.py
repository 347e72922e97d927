"""When an HTML page was published and changed: JSON-LD, ``<meta>``, ``<time>``, date lines, the address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from normalizer.changes import Field, Set
from normalizer.dates import read_date, read_dates
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared, clean, node_types
from normalizer_article.describe import is_update
from normalizer_article.names import BIT

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "publishdate",
    "publish_date", "publish-date", "publication_date", "pubdate", "pub_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dc.created",
    "citation_publication_date",
    "citation_date", "article.published", "cxenseparse:recs:publishtime", "date", "created", "datecreated",
    "og:pubdate",
    "originalpublicationdate", "article_date_original", "video:release_date", "release_date", "published_time",
    "bt:pubdate", "rnews:datepublished", "shareaholic:article_published_time", "last-modified-date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "modified", "lastmod", "last-modified",
    "dcterms.modified",
    "dc.date.modified", "updated_time", "article.updated", "revised", "shareaholic:article_modified_time",
)  # fmt: skip
#: JSON-LD objects whose dates are not the page's.
_OF_A_PART = frozenset(("review", "comment", "answer", "imageobject", "videoobject", "person"))
_PUBLISHED_NAME = re.compile(
    r"publi\w*[-_.: ]?(?:date|time|on)|(?:date|time)[-_.: ]?publi|(?:^|[-_.:])date$", re.IGNORECASE
)
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_BEFORE, _AFTER = 45, 8  # blocks around the article's first in which a visible date can be
_LONGEST = 160


def read_page_dates(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool], url: str | None, languages: Sequence[str]
) -> Iterator[Set]:
    """Give the dates, each from the surest source that states it."""
    wanted: set[Field] = {"published", "modified"}
    for field, iso, rule, evidence in _candidates(page, declared, first, in_comments, url, languages):
        if field in wanted:
            wanted.discard(field)
            yield Set(field, iso, rule, evidence[:300])
            if not wanted:
                return


def _candidates(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool], url: str | None, languages: Sequence[str]
) -> Iterator[tuple[Field, str, str, str]]:
    yield from _json_ld(declared.articles())
    yield from islice(_json_ld(declared.typed("discussionforumposting", "question")), 1)
    for key in _PUBLISHED:
        yield from _meta(declared, "published", key, languages)
    for key in _MODIFIED:
        yield from _meta(declared, "modified", key, languages)
    for key in declared.metas:
        if _PUBLISHED_NAME.search(key):
            yield from _meta(declared, "published", key, languages)
    visible = list(_visible(page, first, in_comments, languages))
    yield from (one for one in visible if len(one[1]) > len("2023-01"))
    yield from _marked(page, languages)
    yield from _time_elements(page, first, languages)
    yield from visible
    yield from _json_ld(declared.nodes)
    if url and (match := _IN_URL.search(url)) and (found := read_date(f"{match[1]}-{match[3]}-{match[4]}")):
        yield "published", found.iso, "url", match[0]
    yield from _elsewhere(page, first, in_comments, languages)


def _meta(
    declared: Declared, field: Field, key: str, languages: Sequence[str]
) -> Iterator[tuple[Field, str, str, str]]:
    for content in declared.metas.get(key, ())[:1]:
        if found := read_date(content[:100], languages=languages):
            yield field, found.iso, "meta", f"{key}: {content}"


def _json_ld(nodes: Iterable[dict[str, Any]]) -> Iterator[tuple[Field, str, str, str]]:
    keys: tuple[tuple[Field, str], ...] = (
        ("published", "datePublished"), ("published", "uploadDate"), ("published", "dateCreated"),
        ("modified", "dateModified"),
    )  # fmt: skip
    for node in nodes:
        if not _OF_A_PART.isdisjoint(node_types(node)):
            continue
        for field, key in keys:
            text = clean(node.get(key), 100)
            if text and (found := read_date(text)):
                yield field, found.iso, "json-ld", f"{key}: {text}"


def _marked(page: Page, languages: Sequence[str]) -> Iterator[tuple[Field, str, str, str]]:
    """Read what microdata marks as a date."""
    for element in page.document.select('[itemprop~="datePublished"],[itemprop~="dateModified"],time[pubdate]')[:6]:
        text = clean(element.attr("datetime") or element.attr("content") or element.text, 100)
        if found := read_date(text, languages=languages):
            changed = "datemodified" in (element.attr("itemprop") or "").lower()
            yield ("modified" if changed else "published"), found.iso, "microdata", text


def _time_elements(page: Page, first: int, languages: Sequence[str]) -> Iterator[tuple[Field, str, str, str]]:
    """Read ``<time datetime>`` near the start of the article, whatever it shows."""
    if not page.blocks:
        return
    blocks = page.blocks
    low = blocks[max(0, first - _BEFORE)].start
    high = blocks[min(first + _AFTER, len(blocks) - 1)].end
    for element in page.document.select("time[datetime]")[:20]:
        position = element.position
        if position is None or not low <= page.spans.offset(position) <= high:
            continue
        text = clean(element.attr("datetime"), 100)
        if found := read_date(text, languages=languages):
            yield "published", found.iso, "time", text


def _visible(
    page: Page, first: int, in_comments: Sequence[bool], languages: Sequence[str]
) -> Iterator[tuple[Field, str, str, str]]:
    """Read date lines and dates in bylines near the start of the article, the nearest before it first."""
    last = min(first + _AFTER, len(page.blocks))
    for i in (*range(first, max(-1, first - _BEFORE), -1), *range(first + 1, last)):
        if i < len(page.blocks) and not in_comments[i] and len(page.blocks[i].text) <= _LONGEST:
            yield from _in_line(page.blocks[i].text, languages)


def _in_line(text: str, languages: Sequence[str]) -> Iterator[tuple[Field, str, str, str]]:
    since = 0
    for found in read_dates(text, languages=languages):
        if not found.line and len(text) > 2 * (found.end - found.start) + 60:
            return
        yield ("modified" if is_update(text, found, since) else "published"), found.iso, "date-line", text
        since = found.end


def _elsewhere(
    page: Page, first: int, in_comments: Sequence[bool], languages: Sequence[str]
) -> Iterator[tuple[Field, str, str, str]]:
    """Read a date line below the start of the article, if its box is called date or so."""
    for i in range(first, len(page.blocks)):
        block = page.blocks[i]
        if block.box.mask & BIT["meta"] and len(block.text) < 60 and not in_comments[i]:
            yield from _in_line(block.text, languages)
