"""Each day that a page states and that can be the article's date, with all statements of it.

A day counts whether the page calls it that of publication or that of a change: `date_features` describes the
candidates by numbers, for the model that chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from normalizer.dates import DateFound, read_date
from normalizer_article.declared import clean, node_types
from normalizer_article.describe import is_update
from normalizer_article.names import BIT
from normalizer_article.view import View

#: The kinds of sources, the surest first.
SOURCES = (
    "json-ld", "json-ld-post", "meta", "meta-other", "microdata", "time", "date-line", "date-in-line", "below", "url",
    "json-ld-created", "json-ld-other", "time-far", "script", "attribute",
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
#: The name of a ``<meta>`` to its place in the order of reading, the kind of source, and whether it is a change's.
_UNKNOWN_META = len(_PUBLISHED) + len(_PUBLISHED_TOO)
_META_KINDS = {
    **{key: (i, "meta", False) for i, key in enumerate(_PUBLISHED)},
    **{key: (i, "meta-other", False) for i, key in enumerate(_PUBLISHED_TOO, len(_PUBLISHED))},
    **{key: (i, "meta", True) for i, key in enumerate(_MODIFIED, _UNKNOWN_META + 1)},
}
#: JSON-LD objects whose dates are not the page's.
_OF_A_PART = frozenset(("review", "comment", "answer", "imageobject", "videoobject", "person"))
_POSTS = ("discussionforumposting", "question")
_PUBLISHED_NAME = re.compile(
    r"publi\w*[-_.: ]?(?:date|time|on)|(?:date|time)[-_.: ]?publi|(?:^|[-_.:])date$", re.IGNORECASE
)
_SAYS_PUBLISHED = re.compile(
    r"publi|posted|erschienen|veröffentlicht|pubblicat|geplaatst|опублик|asked|started|issued|released|written",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"{_SAYS_PUBLISHED.pattern}|updated|modified|\bdate\b|datum|fecha|data", re.IGNORECASE)
#: How a sentence begins that says when the article was new.
_SAYS_FIRST = re.compile(r"\b(?:originally|first) (?:published|posted|appeared|ran)\b", re.IGNORECASE)
#: What stands right before a date, but for the day of the week, that is a member's and not the page's.
_SAYS_MEMBER = re.compile(
    r"\b(?:joined|join date|registered|founded|member since|registriert|mitglied seit|inscrit|inscription|miembro desde"
    r"|регистрация)\W{0,4}(?:\w{2,9}\W{1,3})?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d")
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d\d)([/_.-]?)(0[1-9]|1[0-2]|[a-z]{3,9})\2(0[1-9]|[12]\d|3[01])(?!\d)")
_BEFORE, _AFTER = 45, 14  # blocks around the article's first in which a visible date can be
_BELOW = 60  # blocks after the article's last that are looked at
_LONGEST, _SHORT, _LONGEST_LABEL = 160, 80, 40
_MOST_BELOW, _MOST_TIMES, _MOST_FAR = 6, 40, 6
#: A date in data for a script, and what it is called right before it, quotes escaped or not.
_IN_SCRIPT = re.compile(r"20\d\d-[01]\d-[0-3]\d(?:[T ][\d:.]{5,12}(?:Z|[+-]\d\d:?\d\d)?)?")
_SCRIPT_KEY = re.compile(
    r"(?:date_?published|published(?:_?(?:at|date|time|on))?|publish_?(?:date|time)|publi(?:cation|shed)_?(?:date|at)"
    r"|date_?posted|posted_?(?:at|on)|pub_?date|created_?at|date_?created)[\\\"']{0,4}\s?:\s?[\\\"']{1,4}$",
    re.IGNORECASE,
)
_REACH = 40  # characters before a date in which its name can begin
_LONGEST_SCRIPT = 1_000_000
_ATTRIBUTES = (
    "created-timestamp", "data-published", "data-date", "data-datetime", "data-timestamp", "data-created", "ts",
)  # fmt: skip
#: Sources that a program writes, whose order of day and month is sure; those that a reader sees.
_DECLARED = frozenset(("json-ld", "json-ld-post", "meta", "meta-other", "microdata", "json-ld-created"))
_SEEN = frozenset(("date-line", "date-in-line", "below"))
_WHOLE = len("2024-05-31")
_NUMERIC = re.compile(r"(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{2,4}(?!\d)")
#: Sources beside which data for scripts and attributes are not looked at.
_ENOUGH = frozenset(("json-ld", "json-ld-post", "meta", "meta-other", "microdata", "time", "date-line"))


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

    @property
    def is_change(self) -> bool:
        """Whether each statement of the day calls it that of a change."""
        return all(one.modified for one in self.stated)


def collect(view: View) -> tuple[list[Candidate], list[Stated]]:
    """Give the days that can be the date of the article, and the statements of changes, the surest first of both."""
    days: dict[str, Candidate] = {}
    changes: list[Stated] = []
    enough = False
    for stated in _sources(view):
        if stated.modified:
            changes.append(stated)
        enough = enough or stated.kind in _ENOUGH
        days.setdefault(stated.iso[:10], Candidate(stated.iso[:10])).stated.append(stated)
    if not enough:
        for stated in _hidden(view):
            days.setdefault(stated.iso[:10], Candidate(stated.iso[:10])).stated.append(stated)
    return _united(days), changes


def _united(days: dict[str, Candidate]) -> list[Candidate]:
    """Put to a day that is declared what states it less well: its month alone, or day and month the other way round."""
    declared = [one for one in days.values() if len(one.day) == _WHOLE and not _DECLARED.isdisjoint(_kinds(one))]
    left = []
    for one in days.values():
        day = one.day
        same: Candidate | None = None
        if len(day) < _WHOLE:
            same = next((other for other in declared if other.day.startswith(day)), None)
        elif _kinds(one) <= _SEEN and all(_NUMERIC.search(stated.evidence) for stated in one.stated):
            turned = f"{day[:5]}{day[8:]}-{day[5:7]}"
            same = next((other for other in declared if other.day == turned != day), None)
        if same is None:
            left.append(one)
        else:
            same.stated += [replace(stated, iso=same.day) for stated in one.stated]
    return left


def _kinds(candidate: Candidate) -> set[str]:
    return {stated.kind for stated in candidate.stated}


def _sources(view: View) -> Iterator[Stated]:
    declared = view.declared
    articles = list(declared.articles())
    for node in articles:
        yield from _json_ld("json-ld", node)
    for node in list(declared.typed(*_POSTS))[:1]:
        yield from _json_ld("json-ld-post", node)
    yield from _metas(view)
    yield from _marked(view)
    yield from _visible(view)
    yield from _time_elements(view)
    yield from _below(view)
    yield from _address(view)
    others = 0
    of_articles = {id(node) for node in articles}
    for node in declared.nodes:
        if others >= 4:
            break
        if id(node) not in of_articles:
            for stated in _json_ld("json-ld-other", node):
                others += 1
                yield stated


def _address(view: View) -> Iterator[Stated]:
    """Read a day in the address, such as ``/2024/05/03/`` or ``/2024/may/03/``."""
    match = _IN_URL.search(view.url[:500].lower())
    if match is None:
        return
    year, month, day = match[1], match[3], match[4]
    if found := read_date(f"{year}-{month}-{day}" if month.isdigit() else f"{day} {month} {year}"):
        yield Stated(found.iso, "url", match[0])


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


def _metas(view: View) -> Iterator[Stated]:
    """Read ``<meta>`` tags, in the order of `_META_KINDS`; unknown names that speak of publication come after it."""
    found = []
    for key, contents in view.declared.metas.items():
        known = _META_KINDS.get(key)
        if known is None:
            if not ("publi" in key or key.endswith("date")) or not _PUBLISHED_NAME.search(key):
                continue
            known = (_UNKNOWN_META, "meta-other", False)
        found.append((known, key, contents[0]))
    for (_, kind, modified), key, content in sorted(found, key=lambda one: one[0][0]):
        if date := read_date(content[:100], languages=view.languages):
            yield Stated(date.iso, kind, f"{key}: {content[:100]}", modified=modified, said=True)


def _marked(view: View) -> Iterator[Stated]:
    """Read what microdata marks as a date."""
    for name in ("datePublished", "dateCreated", "dateModified"):
        for element in view.marked(name)[:3]:
            text = clean(element.attr("datetime") or element.attr("content") or element.text, 100)
            if found := read_date(text, languages=view.languages):
                yield Stated(found.iso, "microdata", text, modified=name == "dateModified", said=True)


def _time_elements(view: View) -> Iterator[Stated]:
    """Read ``<time datetime>``, whatever it shows: near the start of the article, and a few elsewhere."""
    blocks = view.page.blocks
    if not blocks:
        return
    low, high = max(0, view.first - _BEFORE), min(view.first + _AFTER, len(blocks) - 1)
    far = 0
    for element in view.page.document.select("time[datetime]")[:_MOST_TIMES]:
        at = view.place_of(element.position)
        if at < 0:
            continue
        near = low <= at <= high
        if (near or far < _MOST_FAR) and not view.in_comments[at]:
            text = clean(element.attr("datetime"), 100)
            if found := read_date(text, languages=view.languages):
                far += not near
                label = _label(view, at)
                modified = bool(is_update(label, DateFound(found.iso, len(label), len(label)), 0))
                said = bool(_SAYS_PUBLISHED.search(label))
                yield Stated(found.iso, "time" if near else "time-far", text, at, modified, said)


def _label(view: View, at: int) -> str:
    """Give the words that stand before a date: of its block, and of a short block before it."""
    text = view.page.blocks[at].text[:_LONGEST]
    found = view.dates(at)
    before = text[: found[0].start] if found else text
    return f"{_label_before(view, at)} {before}"


def _label_before(view: View, at: int) -> str:
    """Give the block before another one if it can be a label, such as "Last updated"."""
    if at == 0:
        return ""
    label = view.page.blocks[at - 1].text
    return label if len(label) <= _LONGEST_LABEL and not view.dates(at - 1) else ""


def _visible(view: View) -> Iterator[Stated]:
    """Read date lines and dates in bylines near the start of the article, the nearest before it first."""
    blocks, first = view.page.blocks, view.first
    last = min(first + _AFTER, len(blocks))
    for i in (*range(first, max(-1, first - _BEFORE), -1), *range(first + 1, last)):
        if i < len(blocks) and not view.in_comments[i] and len(blocks[i].text) <= _LONGEST:
            yield from _in_line(view, i, "date-line")


def _in_line(view: View, at: int, kind: str) -> Iterator[Stated]:
    text = view.page.blocks[at].text
    since = 0
    for found in view.dates(at):
        short = found.line or len(text) <= 2 * (found.end - found.start) + 60
        own = kind if short or kind == "below" else "date-in-line"
        label = _label_before(view, at) if not since else ""
        modified = is_update(text, found, since) or bool(label and is_update(f"{label} ", _after(label), 0))
        said = bool(_SAYS_PUBLISHED.search(text, since, found.start) or (label and _SAYS_PUBLISHED.search(label)))
        if not _SAYS_MEMBER.search(f"{label} {text[since : found.start]}"):
            yield Stated(found.iso, own, text, at, modified and not (said and not since), said, found.line)
        since = found.end


def _after(label: str) -> DateFound:
    """Give a date that stands after a label."""
    return DateFound("", len(label), len(label))


def _below(view: View) -> Iterator[Stated]:
    """Read dates below the start of the article: in a box that is called date or so, or after "Published"."""
    found = 0
    blocks = view.page.blocks
    for i in range(view.first + _AFTER, min(view.last + _BELOW, len(blocks))):
        block = blocks[i]
        text = block.text
        if len(text) > _LONGEST or not ("20" in text or "19" in text) or view.in_comments[i] or not _YEAR.search(text):
            continue
        if _SAYS_FIRST.search(text) or (
            len(text) < _SHORT
            and (block.box.mask & BIT["meta"] or _SAYS.search(text) or _SAYS.search(_label_before(view, i)))
        ):
            for stated in _in_line(view, i, "below"):
                found += 1
                yield stated
            if found >= _MOST_BELOW:
                return


def _hidden(view: View) -> Iterator[Stated]:
    """Read what only scripts show: data in their source and in attributes; only where nothing surer is stated."""
    size = found = 0
    for element in view.page.document.select("script"):
        if element.attr("src"):
            continue
        text = element.text
        size += len(text)
        if size > _LONGEST_SCRIPT or found >= 3:
            break
        for match in _IN_SCRIPT.finditer(text):
            key = _SCRIPT_KEY.search(text[max(0, match.start() - _REACH) : match.start()])
            if key and (date := read_date(match[0])):
                found += 1
                yield Stated(date.iso, "script", f"{key[0]}{match[0]}")
            if found >= 3:
                break
    selector = ",".join(f"[{name}]" for name in _ATTRIBUTES)
    for element in view.page.document.select(selector)[:_MOST_FAR]:
        for name in _ATTRIBUTES:
            text = (element.attr(name) or "")[:60]
            if text and (date := read_date(text)):
                yield Stated(date.iso, "attribute", f"{name}: {text}")
