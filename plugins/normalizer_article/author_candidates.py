"""Who can have written the article: each source that names somebody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from turbohtml import Element

from normalizer_article import elements as b
from normalizer_article.author_names import (
    BY,
    BY_ALONE,
    BY_INSIDE,
    CAPITALISED,
    byline_names,
    can_be_byline,
    is_name,
    split_names,
    without_by,
)
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared, clean
from normalizer_article.features import fold
from normalizer_article.names import BIT
from normalizer_article.view import View, named

#: The kinds of sources, the surest first.
SOURCES = (
    "json-ld", "json-ld-other", "meta", "meta-other", "microdata", "rel-author", "byline", "byline-inside",
    "byline-label", "author-box", "near-date", "name", "user", "site", "byline-below", "box-below", "author-link",
    "author-class",
)  # fmt: skip
DECLARED = frozenset(("json-ld", "json-ld-other", "meta", "meta-other"))
_META = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl")
_META_OTHER = (
    "citation_author", "article:author_name", "twitter:creator:name", "og:article:author", "cxenseparse:author",
    "shareaholic:article_author_name", "twitter:data1", "rnews:author", "creator", "cdc:author",
)  # fmt: skip
_MOST = 12  # authors
_BEFORE, _AFTER, _LONGEST = 30, 10, 200
_MOST_BELOW = 4
_BELOW = 60  # blocks after the article's last that are looked at
_LONGEST_MARKED = 80
#: How many links are looked at, and how many names of each kind are read.
_MOST_LINKS, _MOST_MARKED = 600, 6
_AUTHOR_PAGE = re.compile(r"/(?:author|contributor|people/|profile|user|member|u/|@)")
_SITE_PART = re.compile(r"\s[|•·–—-]\s")
_SEGMENTS = re.compile(r"\s*[|•·⋅●]\s*")
_PUNCTUATION = " \t,;:|/•·⋅●–—-()[]"
#: "Posts: 23", "Joined: 2019"
_LABELLED_NUMBER = re.compile(r"\w:\s?#?\d")
#: What forums say of a member beside each post.
_MEMBER = re.compile(r"(?:Posts|Messages|Joined|Registered|Member since|Beiträge|Registriert)\s?:", re.IGNORECASE)
_BEFORE_POST = 14  # blocks before a post in which its writer can be named
_BYLINE_STARTS = frozenset("WPBACT")


@dataclass(slots=True)
class Source:
    """Names that one place of the page states; ``at`` is the number of the block, or -1."""

    kind: str
    evidence: str
    names: tuple[str, ...]
    at: int = -1


@dataclass(slots=True)
class Candidate:
    """The same names, and all places that state them."""

    names: tuple[str, ...]
    folded: str
    sources: list[Source] = field(default_factory=list)


def collect(view: View) -> list[Candidate]:
    """Give the candidates, those of the surer sources first."""
    found: dict[str, Candidate] = {}
    for source in _sources(view):
        names = tuple(dict.fromkeys(name for name in source.names if is_name(name)))[:_MOST]
        folded = fold(" ".join(names))
        if folded:
            source.names = names
            found.setdefault(folded, Candidate(names, folded)).sources.append(source)
    return list(found.values())


def _sources(view: View) -> Iterator[Source]:
    declared = view.declared
    person = False
    for source in _declared(declared):
        person = person or any(CAPITALISED.fullmatch(name) for name in source.names)
        yield source
    yield from _microdata(view)
    if not person:
        yield from _marked(view)
    yield from _visible(view)
    if _is_forum(view):
        yield from _users(view)
    for name in (declared.meta("og:site_name"), _SITE_PART.split(declared.title_tag)[-1]):
        if CAPITALISED.fullmatch(clean(name)):
            yield Source("site", clean(name), (clean(name),))
    yield from _below(view)


def _declared(declared: Declared) -> Iterator[Source]:
    for node in declared.articles():
        yield _of_node("json-ld", node, declared)
    for node in declared.typed("discussionforumposting", "question", "recipe", "product", "videoobject", "webpage"):
        yield _of_node("json-ld-other", node, declared)
    yield from _metas(declared)


def _metas(declared: Declared) -> Iterator[Source]:
    for kind, keys in (("meta", _META), ("meta-other", _META_OTHER)):
        for key in keys:
            contents = [clean(content) for content in declared.metas.get(key, ())][:_MOST]
            if key == "twitter:data1" and "by" not in declared.meta("twitter:label1").lower():
                continue
            if contents:
                names = tuple(name for content in contents for name in _declared_names(key, content))
                yield Source(kind, f"{key}: {', '.join(contents)}", names)


def _is_forum(view: View) -> bool:
    """Say whether the article looks like a post: the page or a box says so, or a member is described before it."""
    blocks, first = view.page.blocks, view.first
    if view.hints.is_forum or any(block.box.mask & BIT["forum"] for block in blocks[first : first + 1]):
        return True
    return any(_MEMBER.match(block.text) for block in blocks[max(0, first - _BEFORE_POST) : first])


def _users(view: View) -> Iterator[Source]:
    """Read single words before a post: names of users."""
    for i in range(max(0, view.first - _BEFORE_POST), view.first):
        text = view.page.blocks[i].text
        if len(text) <= 25 and " " not in text:
            yield Source("user", text, (text,), i)


def _of_node(kind: str, node: dict[str, Any], declared: Declared) -> Source:
    names: list[str] = []
    value = node.get("author")
    for one in value[:_MOST] if isinstance(value, list) else [value]:
        if isinstance(one, str):
            names += split_names(clean(one), roles=False)
        elif isinstance(one, dict):
            name = one.get("name") or _name_of(one.get("@id"), declared)
            for each in name[:_MOST] if isinstance(name, list) else [name]:
                names += split_names(clean(each), roles=False)
    return Source(kind, f"author: {', '.join(names)}", tuple(names))


def _declared_names(key: str, content: str) -> list[str]:
    """Split the content of a ``<meta>``; scholarly ones are inverted: "Berg, Ida"."""
    family, comma, given = content.partition(", ")
    if comma and "," not in given and key in ("citation_author", "dc.creator", "dcterms.creator"):
        return [f"{given} {family}"]
    return split_names(content, roles=False)


def _name_of(identifier: object, declared: Declared) -> object:
    """Give the name of the JSON-LD object that another one refers to."""
    if not isinstance(identifier, str):
        return None
    return next((node["name"] for node in declared.nodes if node.get("@id") == identifier and "name" in node), None)


def _microdata(view: View) -> Iterator[Source]:
    for element in view.marked("author")[:3]:
        named = element.select_one('[itemprop~="name"]')
        text = clean((named or element).attr("content") or (named or element).text, 200)
        yield Source("microdata", f"author: {text}", byline_names(text))


def _marked(view: View) -> Iterator[Source]:
    """Read links to authors' pages, and what classes call an author."""
    seen: set[tuple[str, str]] = set()
    found: Counter[str] = Counter()
    for kind, element in _called_author(view.page):
        text = clean(element.text, 200)
        if found[kind] >= _MOST_MARKED or not 2 <= len(text) <= _LONGEST_MARKED or (kind, text) in seen:
            continue
        seen.add((kind, text))
        found[kind] += 1
        at = view.place_of(element.position)
        if at < 0 or not view.in_comments[at]:
            yield Source(kind, text, byline_names(without_by(text)), at)


def _called_author(page: Page) -> Iterator[tuple[str, Element]]:
    # turbohtml has the elements of one tag at hand: a select of all links costs nearly nothing, one by attributes much.
    select = page.document.select
    links = select("a")[:_MOST_LINKS]
    addresses = [element.attr("href") or "" for element in links]
    some = _AUTHOR_PAGE.search("\n".join(addresses))
    related = set(select('a[rel*="author"]'))
    if some or related:
        for element, address in zip(links, addresses, strict=True):
            if some and _AUTHOR_PAGE.search(address):
                yield "author-link", element
            if element in related:
                yield "rel-author", element
    for element in select('[class*="author" i]')[: 4 * _MOST_MARKED]:
        yield "author-class", element


def _visible(view: View) -> Iterator[Source]:
    """Read short blocks near the start of the article: bylines, names in author boxes and beside dates."""
    blocks = view.page.blocks
    for i in range(max(0, view.first - _BEFORE), min(view.first + _AFTER, len(blocks))):
        block = blocks[i]
        text = block.text
        if len(text) > _LONGEST or view.in_comments[i] or block.flags & (b.NAV | b.FOOTER) or view.is_date(i):
            continue
        byline = can_be_byline(text)
        if byline and BY_ALONE.match(text) and i + 1 < len(blocks):
            after = blocks[i + 1].text[:_LONGEST]
            yield Source("byline-label", f"{text} {after}", byline_names(after), i + 1)
        elif byline and (match := BY.match(text)):
            yield Source("byline", text, byline_names(text[match.end() :]), i)
        elif ("by" in text or "By" in text or "BY" in text or "Author:" in text) and (match := BY_INSIDE.search(text)):
            yield Source("byline-inside", text, byline_names(text[match.end() :]), i)
        elif len(text) <= 80 and not (":" in text and _LABELLED_NUMBER.search(text)):
            yield from _short(view, i)


def _short(view: View, i: int) -> Iterator[Source]:
    block = view.page.blocks[i]
    text = block.text
    if block.kind == "heading" and block.level < 3:
        return
    if named(block, "author", up=2):
        yield from _beside_dates(view, i, "author-box")
    elif view.dates(i):
        yield from _beside_dates(view, i, "near-date")
    elif named(block, "meta", up=1) or next_to_date(view, i):
        yield Source("near-date", text, byline_names(text), i)
    elif " " in text and text[0].isupper() and CAPITALISED.match(text):
        names = byline_names(text)
        if names and all(CAPITALISED.fullmatch(name) for name in names):
            yield Source("name", text, names, i)


def _beside_dates(view: View, i: int, kind: str) -> Iterator[Source]:
    """Read what a block says before, between and after its dates, if it has any, and then the whole."""
    text = view.page.blocks[i].text
    if dates := view.dates(i):
        ends = [(0, dates[0].start), *((found.end, after.start) for found, after in pairwise(dates))]
        for start, end in (*ends, (dates[-1].end, len(text))):
            for part in _SEGMENTS.split(text[start:end]):
                if part.strip(_PUNCTUATION):
                    yield Source(kind, text, byline_names(part.strip(_PUNCTUATION)), i)
    yield Source(kind, text, byline_names(text), i)


def next_to_date(view: View, i: int) -> bool:
    """Say whether the block after or before is a date line in the same box or the box around it."""
    blocks = view.page.blocks
    box = blocks[i].box
    for j in (i + 1, i - 1):
        if 0 <= j < len(blocks):
            other = blocks[j]
            close = other.box is box or other.box.parent is box.parent
            if close and len(other.text) < 60 and view.is_date(j):
                return True
    return False


def _below(view: View) -> Iterator[Source]:
    """Read "Written by ..." and the names of author boxes further down, as under an article."""
    found = 0
    blocks = view.page.blocks
    for i in range(view.first + _AFTER, min(view.last + _BELOW, len(blocks))):
        block = blocks[i]
        text = block.text
        if len(text) >= 120 or view.in_comments[i]:
            continue
        byline = text[0] in _BYLINE_STARTS and can_be_byline(text)
        if byline and BY_ALONE.match(text) and i + 1 < len(blocks):
            after = blocks[i + 1].text[:_LONGEST]
            yield Source("byline-below", f"{text} {after}", byline_names(after), i + 1)
        elif byline and (match := BY.match(text)):
            yield Source("byline-below", text, byline_names(text[match.end() :]), i)
        elif len(text) < 60 and named(block, "author", up=1):
            yield from _beside_dates(view, i, "box-below")
        else:
            continue
        found += 1
        if found >= _MOST_BELOW:
            return
