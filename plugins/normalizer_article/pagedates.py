"""When an HTML page was published and changed: JSON-LD, ``<meta>``, ``<time>``, date lines, the address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizer.changes import Field, Set
from normalizer.dates import read_date, read_dates
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared, clean
from normalizer_article.describe import is_update

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "publishdate",
    "publish_date", "publish-date", "publication_date", "pubdate", "pub_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dc.date", "dc.created", "citation_publication_date",
    "citation_date", "article.published", "cxenseparse:recs:publishtime", "date", "created", "datecreated", "og:pubdate",
    "originalpublicationdate", "article_date_original", "video:release_date", "release_date", "published_time",
    "bt:pubdate", "rnews:datepublished", "shareaholic:article_published_time", "last-modified-date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "modified", "lastmod", "last-modified", "dcterms.modified",
    "dc.date.modified", "updated_time", "article.updated", "revised", "shareaholic:article_modified_time",
)  # fmt: skip
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_BEFORE, _AFTER = 30, 6  # blocks around the article's first in which a visible date can be
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
    yield from _json_ld(declared, articles=True)
    for field, keys in (("published", _PUBLISHED), ("modified", _MODIFIED)):
        for key in keys:
            for content in declared.metas.get(key, ())[:1]:
                if found := read_date(content[:100], languages=languages):
                    yield field, found.iso, "meta", f"{key}: {content}"
    yield from _time_elements(page, languages)
    yield from _visible(page, first, in_comments, languages)
    yield from _json_ld(declared, articles=False)
    if url and (match := _IN_URL.search(url)) and (found := read_date(f"{match[1]}-{match[3]}-{match[4]}")):
        yield "published", found.iso, "url", match[0]


def _json_ld(declared: Declared, *, articles: bool) -> Iterator[tuple[Field, str, str, str]]:
    nodes = declared.articles() if articles else iter(declared.nodes)
    keys: tuple[tuple[Field, str], ...] = (
        ("published", "datePublished"), ("published", "uploadDate"), ("published", "dateCreated"), ("modified", "dateModified"),
    )  # fmt: skip
    for node in nodes:
        if not articles and "review" in str(node.get("@type", "")).casefold():
            continue
        for field, key in keys:
            text = clean(node.get(key), 100)
            if text and (found := read_date(text)):
                yield field, found.iso, "json-ld", f"{key}: {text}"


def _time_elements(page: Page, languages: Sequence[str]) -> Iterator[tuple[Field, str, str, str]]:
    """Read what is marked up as a date: ``<time datetime>`` and ``itemprop``."""
    for element in page.document.select('[itemprop~="datePublished"],[itemprop~="dateModified"],time[pubdate]')[:6]:
        text = clean(element.attr("datetime") or element.attr("content") or element.text, 100)
        if found := read_date(text, languages=languages):
            changed = "datemodified" in (element.attr("itemprop") or "").lower()
            yield ("modified" if changed else "published"), found.iso, "microdata", text


def _visible(
    page: Page, first: int, in_comments: Sequence[bool], languages: Sequence[str]
) -> Iterator[tuple[Field, str, str, str]]:
    """Read date lines and dates in bylines near the start of the article."""
    for i in range(max(0, first - _BEFORE), min(first + _AFTER, len(page.blocks))):
        text = page.blocks[i].text
        if in_comments[i] or len(text) > _LONGEST or text.isalpha():
            continue
        since = 0
        for found in read_dates(text, languages=languages):
            if len(text) > 60 and not found.line and len(text) > 2 * (found.end - found.start) + 60:
                break
            yield ("modified" if is_update(text, found, since) else "published"), found.iso, "date-line", text
            since = found.end


