"""What the headline of a page can be: each text that states a title, whole and without its ends, with its features.

A page says its title several times, each time a little differently: in its headings, in JSON-LD, for OpenGraph, in
``<title>``, there often with the name of the site. `collect` gives all of these, and the parts that are left when
what stands before or after a separator is taken away; `title_features` describes each by numbers, for the model that
chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from normalizer_article import elements as b
from normalizer_article.boxes import Box, Page
from normalizer_article.declared import Declared, clean
from normalizer_article.features import fold

_SEPARATOR = re.compile(
    r"\s+(?:[|–—\-·•»«›:~/]|::|\|\|)+\s+|(?<=\S)\s?\|\s?|\s*[»•·|]\s*|:\s+(?=[A-Z0-9])|\s[–—]|[–—]\s|(?<=\w)-\s(?=[A-Z])"
)
_ANCHOR = re.compile(r"[\s¶#§🔗]+$")
#: A text of more characters is no title.
LONGEST = 300
#: Headings are looked for among so many blocks of a page, and, if not of level 1, so many around the article's first.
_WITHIN, _BEFORE, _AFTER = 60, 40, 4
_MOST_HEADINGS, _MOST_SEPARATORS = 8, 4

#: The places where a page states its title, the surest first.
SOURCES = ("h1", "json-ld", "og", "title-tag", "twitter", "h2", "name", "meta", "h3")
_METAS = {
    "og": ("og:title",),
    "twitter": ("twitter:title",),
    "meta": ("headline", "dc.title", "citation_title", "parsely-title", "sailthru.title", "title"),
}


@dataclass(slots=True)
class Stated:
    """A text that states the title, and where."""

    source: str
    text: str
    folded: str
    #: `folded` between blanks, to look for whole words in.
    padded: str
    #: Of a heading: the number of its block, else -1.
    at: int = -1
    flags: int = 0
    linked: float = 0.0
    in_frame: bool = False


@dataclass(slots=True)
class Candidate:
    """A text that can be the title: what a source states, or a part of it."""

    text: str
    folded: str
    stated: Stated
    #: What was taken away before and after it.
    before: str = ""
    after: str = ""
    separator: str = ""


@dataclass(slots=True)
class Titles:
    """All that a page states of its title."""

    stated: list[Stated]
    candidates: list[Candidate]
    sites: frozenset[str]
    slug: frozenset[str]
    depth: int
    by_source: dict[str, list[Stated]] = field(default_factory=dict)


def collect(page: Page, declared: Declared, first: int, site: str, url: str | None) -> Titles:
    """Give the candidates, the likelier sources first, each text once.

    Args:
        page: the parsed page.
        declared: what its head declares.
        first: the number of the article's first block.
        site: the name of the site, if known.
        url: the address of the page, if known.

    """
    stated = [*_declared(declared), *_headings(page, first)]
    stated.sort(key=lambda s: SOURCES.index(s.source))
    address = url or declared.canonical or declared.meta("og:url")
    candidates: dict[str, Candidate] = {}
    by_source: dict[str, list[Stated]] = {}
    texts: set[str] = set()
    for one in stated:
        by_source.setdefault(one.source, []).append(one)
        if one.text not in texts:
            texts.add(one.text)
            for candidate in _parts(one):
                candidates.setdefault(candidate.folded, candidate)
    slug, depth = _slug(address)
    sites = frozenset(site_names(site, declared, address))
    return Titles(stated, list(candidates.values()), sites, slug, depth, by_source)


def _declared(declared: Declared) -> Iterator[Stated]:
    texts = [("json-ld", clean(node.get("headline") or node.get("name"), 500)) for node in declared.articles()][:2]
    others = ("product", "webpage", "itempage", "collectionpage", "recipe", "discussionforumposting", "question")
    texts += [("name", clean(node.get("headline") or node.get("name"), 500)) for node in declared.typed(*others)][:2]
    texts += [(source, clean(declared.meta(*names), 500)) for source, names in _METAS.items()]
    texts.append(("title-tag", clean(declared.title_tag, 500)))
    for source, text in texts:
        folded = fold(text)
        if folded and len(text) <= LONGEST:
            yield Stated(source, text, folded, f" {folded} ")


def _headings(page: Page, first: int) -> Iterator[Stated]:
    """Give the headings near the start of the article; one that is parted into blocks also as a whole."""
    found = 0
    blocks = page.blocks
    last: Box | None = None
    for i, block in enumerate(blocks[: first + _WITHIN]):
        if block.kind != "heading" or block.level > 3 or len(block.text) > LONGEST:
            continue
        if block.level > 1 and not first - _BEFORE <= i <= first + _AFTER:
            continue
        in_frame = bool(block.flags & (b.NAV | b.FOOTER | b.DIALOG))
        box = _heading_box(block.box)
        whole = [block.text]
        if box is not last:
            for other in blocks[i + 1 : i + 5]:
                if other.kind != "heading" or _heading_box(other.box) is not box:
                    break
                whole.append(other.text)
        last = box
        for raw in dict.fromkeys((block.text, " ".join(whole))):
            text = _ANCHOR.sub("", raw)
            folded = fold(text)
            if folded and len(text) <= LONGEST:
                linked = block.link_chars / len(block.text)
                yield Stated(f"h{block.level}", text, folded, f" {folded} ", i, block.flags, linked, in_frame)
        found += 1
        if found >= _MOST_HEADINGS:
            return


def _heading_box(box: Box) -> Box:
    """Give the heading that a box is or is in."""
    while box.parent is not None and box.parent.heading:
        box = box.parent
    return box


def _parts(stated: Stated) -> Iterator[Candidate]:
    """Give the text of a source, then what is left of it without its ends."""
    text = stated.text
    yield Candidate(text, stated.folded, stated)
    cuts = list(_SEPARATOR.finditer(text))
    if not cuts:
        return
    cuts = [*cuts[: _MOST_SEPARATORS // 2], *cuts[-(_MOST_SEPARATORS // 2) :]] if len(cuts) > _MOST_SEPARATORS else cuts
    for cut in reversed(cuts):
        yield from _part(stated, 0, cut.start(), cut[0])
    for cut in cuts:
        yield from _part(stated, cut.end(), len(text), cut[0])
    if len(cuts) > 1:
        yield from _part(stated, cuts[0].end(), cuts[-1].start(), cuts[-1][0])


def _part(stated: Stated, start: int, end: int, separator: str) -> Iterator[Candidate]:
    text = stated.text[start:end].strip()
    folded = fold(text)
    if folded:
        yield Candidate(text, folded, stated, stated.text[:start], stated.text[end:], separator.strip()[:1])


def host_of(url: str) -> str:
    """Give the host of an address without "www."; "" if it is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def site_names(site: str, declared: Declared, address: str) -> set[str]:
    """Give the names of the site, folded and without spaces: as it is declared, and from the address."""
    names = {site, clean(declared.meta("og:site_name")), clean(declared.meta("application-name"))}
    names.update(clean(node.get("name")) for node in declared.typed("website", "organization"))
    host = host_of(address)
    names |= {host, host.rsplit(".", 1)[0], host.split(".", maxsplit=1)[0]}
    names.update(host.split(".")[-2:-1])
    return {folded for name in names if len(folded := fold(name).replace(" ", "")) > 1}


def _slug(address: str) -> tuple[frozenset[str], int]:
    """Give the words of the last part of an address that has some, and how many parts its path has."""
    try:
        parts = [part for part in unquote(urlsplit(address).path[:500]).split("/") if part]
    except ValueError:
        return frozenset(), 0
    longest = max(parts[-2:], key=len, default="")
    words = fold(re.sub(r"\.\w{2,5}$", "", longest).replace("_", " ")).split()
    return frozenset(words), len(parts)


def is_site(text: str, sites: frozenset[str]) -> float:
    """Say whether a text is the name of the site: 1 it is, 0.5 it holds the name and little else, 0 it is not."""
    return site_share(fold(text), sites)


def site_share(folded: str, sites: frozenset[str]) -> float:
    """Say the same of a text that is folded."""
    joined = folded.replace(" ", "")
    if not joined:
        return 0.0
    if joined in sites:
        return 1.0
    if any(len(name) > 3 and (name in joined or (len(joined) > 3 and joined in name)) for name in sites):
        return 0.5
    return 0.0
