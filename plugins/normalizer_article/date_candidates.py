"""Each date that a page states and that can be the article's, with what speaks for it as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from normalizer.dates import DateFound, read_date, read_dates
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared, clean, node_types
from normalizer_article.describe import is_update
from normalizer_article.features import TYPES, Hints
from normalizer_article.names import BIT

#: The kinds of sources, the surest first.
SOURCES = (
    "json-ld", "json-ld-post", "meta", "meta-other", "microdata", "time", "date-line", "date-in-line", "below", "url",
    "json-ld-created", "json-ld-other",
)  # fmt: skip
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "article:published", "publishdate",
    "publish_date", "publish-date", "publication_date", "pubdate", "pub_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "citation_publication_date", "citation_date", "article.published",
    "cxenseparse:recs:publishtime", "og:pubdate", "originalpublicationdate", "article_date_original", "published_time",
    "bt:pubdate", "rnews:datepublished", "shareaholic:article_published_time", "published", "published-date",
)  # fmt: skip
_PUBLISHED_TOO = (
    "dcterms.created", "dc.date.created", "dc.date", "dc.created", "date", "created", "datecreated",
    "video:release_date", "release_date", "last-modified-date", "dcterms.date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "modified", "lastmod", "last-modified",
    "dcterms.modified", "dc.date.modified", "updated_time", "article.updated", "revised", "updated",
    "shareaholic:article_modified_time",
)  # fmt: skip
#: JSON-LD objects whose dates are not the page's.
_OF_A_PART = frozenset(("review", "comment", "answer", "imageobject", "videoobject", "person"))
_POSTS = ("discussionforumposting", "question")
_PUBLISHED_NAME = re.compile(
    r"publi\w*[-_.: ]?(?:date|time|on)|(?:date|time)[-_.: ]?publi|(?:^|[-_.:])date$", re.IGNORECASE
)
_SAYS_PUBLISHED = re.compile(
    r"publi|posted|erschienen|veröffentlicht|pubblicat|geplaatst|опублик|asked|started|joined|issued|released|written",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"{_SAYS_PUBLISHED.pattern}|updated|modified|\bdate\b|datum|fecha|data", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d")
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_BEFORE, _AFTER = 45, 10  # blocks around the article's first in which a visible date can be
_LONGEST, _LONGEST_LABEL = 160, 40
_MOST_BELOW = 6


@dataclass(slots=True)
class Stated:
    """One statement of a date; ``at`` is the number of the block that states it, or -1."""

    iso: str
    kind: str
    evidence: str
    at: int = -1
    modified: bool = False
    said: bool = False
    line: bool = False


@dataclass(slots=True)
class Candidate:
    """A day, or a month where no more is stated, and all that state it."""

    day: str
    stated: list[Stated] = field(default_factory=list)


def collect(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool], url: str, languages: Sequence[str]
) -> tuple[list[Candidate], list[Stated]]:
    """Give the days that can be the date of publication, and the statements of changes, the surest first of both."""
    days: dict[str, Candidate] = {}
    changes: list[Stated] = []
    for stated in _sources(page, declared, first, in_comments, url, languages):
        if stated.modified:
            changes.append(stated)
        else:
            days.setdefault(stated.iso[:10], Candidate(stated.iso[:10])).stated.append(stated)
    return list(days.values()), changes


def _sources(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool], url: str, languages: Sequence[str]
) -> Iterator[Stated]:
    articles = list(declared.articles())
    for node in articles:
        yield from _json_ld("json-ld", node)
    for node in list(declared.typed(*_POSTS))[:1]:
        yield from _json_ld("json-ld-post", node)
    yield from _metas(declared, languages)
    yield from _marked(page, languages)
    yield from _visible(page, first, in_comments, languages)
    yield from _time_elements(page, first, languages)
    yield from _below(page, first, in_comments, languages)
    if (match := _IN_URL.search(url)) and (found := read_date(f"{match[1]}-{match[3]}-{match[4]}")):
        yield Stated(found.iso, "url", match[0])
    others = 0
    for node in declared.nodes:
        if others < 4 and not any(node is one for one in articles):
            for stated in _json_ld("json-ld-other", node):
                others += 1
                yield stated


def _json_ld(kind: str, node: dict[str, Any]) -> Iterator[Stated]:
    if "datePublished" not in node and "dateModified" not in node and "dateCreated" not in node:
        return
    if not _OF_A_PART.isdisjoint(node_types(node)):
        return
    for key, own, modified in (
        ("datePublished", kind, False), ("dateCreated", "json-ld-created", False), ("dateModified", kind, True),
    ):  # fmt: skip
        text = clean(node.get(key), 100)
        if text and (found := read_date(text)):
            yield Stated(found.iso, own, f"{key}: {text}", modified=modified, said=True)


def _metas(declared: Declared, languages: Sequence[str]) -> Iterator[Stated]:
    keys = [key for key in declared.metas if _PUBLISHED_NAME.search(key) and key not in _PUBLISHED + _MODIFIED]
    for kind, names, modified in (
        ("meta", _PUBLISHED, False), ("meta-other", _PUBLISHED_TOO, False), ("meta-other", keys, False),
        ("meta", _MODIFIED, True),
    ):  # fmt: skip
        for key in names:
            for content in declared.metas.get(key, ())[:1]:
                if found := read_date(content[:100], languages=languages):
                    yield Stated(found.iso, kind, f"{key}: {content[:100]}", modified=modified, said=True)


def _marked(page: Page, languages: Sequence[str]) -> Iterator[Stated]:
    """Read what microdata marks as a date."""
    for element in page.document.select(
        '[itemprop~="datePublished"],[itemprop~="dateCreated"],[itemprop~="dateModified"],time[pubdate]'
    )[:6]:
        text = clean(element.attr("datetime") or element.attr("content") or element.text, 100)
        if found := read_date(text, languages=languages):
            changed = "datemodified" in (element.attr("itemprop") or "").lower()
            yield Stated(found.iso, "microdata", text, modified=changed, said=True)


def _time_elements(page: Page, first: int, languages: Sequence[str]) -> Iterator[Stated]:
    """Read ``<time datetime>`` near the start of the article, whatever it shows."""
    blocks = page.blocks
    if not blocks:
        return
    low, high = max(0, first - _BEFORE), min(first + _AFTER, len(blocks) - 1)
    at = low
    for element in page.document.select("time[datetime]")[:20]:
        position = element.position
        if position is None:
            continue
        offset = page.spans.offset(position)
        if not blocks[low].start <= offset <= blocks[high].end:
            continue
        while at < high and blocks[at].end < offset:
            at += 1
        text = clean(element.attr("datetime"), 100)
        if found := read_date(text, languages=languages):
            label = _label(page, at)
            modified = bool(is_update(label, DateFound(found.iso, len(label), len(label)), 0))
            yield Stated(found.iso, "time", text, at, modified, bool(_SAYS_PUBLISHED.search(label)))


def _label(page: Page, at: int) -> str:
    """Give the words that stand before a date: of its block, and of a short block before it."""
    text = page.blocks[at].text[:_LONGEST]
    found = read_date(text)
    before = text[: found.start] if found else text
    return f"{_label_before(page, at)} {before}"


def _label_before(page: Page, at: int) -> str:
    """Give the block before another one if it can be a label, such as "Last updated"."""
    if at == 0:
        return ""
    label = page.blocks[at - 1].text
    return label if len(label) <= _LONGEST_LABEL and not read_date(label) else ""


def _visible(page: Page, first: int, in_comments: Sequence[bool], languages: Sequence[str]) -> Iterator[Stated]:
    """Read date lines and dates in bylines near the start of the article, the nearest before it first."""
    last = min(first + _AFTER, len(page.blocks))
    for i in (*range(first, max(-1, first - _BEFORE), -1), *range(first + 1, last)):
        if i < len(page.blocks) and not in_comments[i] and len(page.blocks[i].text) <= _LONGEST:
            yield from _in_line(page, i, languages, "date-line")


def _in_line(page: Page, at: int, languages: Sequence[str], kind: str) -> Iterator[Stated]:
    text = page.blocks[at].text
    since = 0
    for found in read_dates(text, languages=languages):
        short = found.line or len(text) <= 2 * (found.end - found.start) + 60
        own = kind if short or kind == "below" else "date-in-line"
        label = _label_before(page, at) if not since else ""
        modified = is_update(text, found, since) or bool(label and is_update(f"{label} ", _after(label), 0))
        said = bool(_SAYS_PUBLISHED.search(text, since, found.start) or (label and _SAYS_PUBLISHED.search(label)))
        yield Stated(found.iso, own, text, at, modified and not (said and not since), said, found.line)
        since = found.end


def _after(label: str) -> DateFound:
    """Give a date that stands after a label."""
    return DateFound("", len(label), len(label))


def _below(page: Page, first: int, in_comments: Sequence[bool], languages: Sequence[str]) -> Iterator[Stated]:
    """Read dates below the start of the article: in a box that is called date or so, or after "Published"."""
    found = 0
    for i in range(first + _AFTER, len(page.blocks)):
        block = page.blocks[i]
        text = block.text
        if len(text) >= 80 or in_comments[i] or not _YEAR.search(text):
            continue
        if block.box.mask & BIT["meta"] or _SAYS.search(text) or _SAYS.search(_label_before(page, i)):
            for stated in _in_line(page, i, languages, "below"):
                found += 1
                yield stated
            if found >= _MOST_BELOW:
                return


_GROUPS = ("meta", "related", "card", "author", "title", "forum", "nav")
#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"has:{source}" for source in SOURCES), "kinds", "statements", "said", "line", "distance", "before", "place",
    "to_json", "to_meta", "to_modified", "to_earliest", "to_latest", "near", "offset", "hour", "precision",
    *(f"in:{group}" for group in _GROUPS), "candidates", "visible", "declared", "changes", "year",
    *(f"type:{name}" for name in TYPES),
)  # fmt: skip
_FAR = 99999.0
_VISIBLE = frozenset(("time", "date-line", "date-in-line"))


def rows(
    page: Page, candidates: Sequence[Candidate], changes: Sequence[Stated], first: int, hints: Hints
) -> list[list[float]]:
    """Describe each candidate by numbers, in the order of `NAMES`."""
    numbers = [_number(candidate.day) for candidate in candidates]
    kinds = [{stated.kind for stated in candidate.stated} for candidate in candidates]
    of_kind = {kind: n for n, own in zip(reversed(numbers), reversed(kinds), strict=True) for kind in own}
    changed = _number(changes[0].iso) if changes else 0
    seen = [n for n, own in zip(numbers, kinds, strict=True) if own & _VISIBLE]
    order = {n: place for place, n in enumerate(seen)}
    of_page = [
        float(len(candidates)), float(len(seen)), float(len(candidates) - len(seen)), float(len(changes)),
    ]  # fmt: skip
    found = []
    for candidate, number, own in zip(candidates, numbers, kinds, strict=True):
        stated = candidate.stated
        at = min((s.at for s in stated if s.at >= 0), key=lambda i: abs(i - first), default=-1)
        longest = max((s.iso for s in stated), key=len)
        found.append([
            *(float(source in own) for source in SOURCES), float(len(own)), float(len(stated)),
            float(any(s.said for s in stated if s.at >= 0)), float(any(s.line for s in stated)),
            float(min(abs(at - first), 200)) if at >= 0 else -1.0, float(0 <= at < first), float(order.get(number, -1)),
            _days(number, of_kind.get("json-ld", 0)), _days(number, of_kind.get("meta", 0)), _days(number, changed),
            float(number - min(numbers)), float(max(numbers) - number),
            float(sum(abs(number - other) == 1 for other in numbers)),
            float("+" in longest or longest.endswith("Z") or longest[19:20] == "-"),
            float(longest[11:13] or -1), float(len(candidate.day)),
            *_named(page, at),
            *of_page, float(candidate.day[:4]), *(float(t) for t in hints.types),
        ])  # fmt: skip
    return found


def _named(page: Page, at: int) -> list[float]:
    if at < 0:
        return [-1.0] * len(_GROUPS)
    mask = page.blocks[at].box.mask
    return [float(bool(mask & BIT[group])) for group in _GROUPS]


def _number(iso: str) -> int:
    """Give the number of a day; where no day is stated, of the first."""
    return date(int(iso[:4]), int(iso[5:7] or 1), int(iso[8:10] or 1)).toordinal()


def _days(number: int, other: int) -> float:
    return float(number - other) if other else _FAR
