"""What the headline of a page can be: each text that states a title, whole and without its ends, with its features.

A page says its title several times, each time a little differently: in its headings, in JSON-LD, for OpenGraph, in
``<title>``, there often with the name of the site. `collect` gives all of these, and the parts that are left when
what stands before or after a separator is taken away; `rows` describes each by numbers, for the model that chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from normalizer_article import elements as b
from normalizer_article.boxes import Box, Page
from normalizer_article.declared import Declared, clean
from normalizer_article.features import TYPES, Hints, fold
from normalizer_article.names import BIT

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
#: How a candidate relates to what a source states.
_ABSENT, _OTHER, _INSIDE, _END, _START, _EQUAL = range(6)
_SEPARATORS = {"|": 1.0, "-": 2.0, "–": 3.0, "—": 3.0, ":": 4.0, "·": 5.0, "•": 5.0, "»": 6.0, "«": 6.0, "/": 7.0}


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
    names: int = 0
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
                names = block.box.mask | (block.box.parent.mask if block.box.parent else 0)
                yield Stated(f"h{block.level}", text, folded, f" {folded} ", i, block.flags, linked, names, in_frame)
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
    return _site_share(fold(text), sites)


def _site_share(folded: str, sites: frozenset[str]) -> float:
    joined = folded.replace(" ", "")
    if not joined:
        return 0.0
    if joined in sites:
        return 1.0
    if any(len(name) > 3 and (name in joined or (len(joined) > 3 and joined in name)) for name in sites):
        return 0.5
    return 0.0


#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"is:{source}" for source in SOURCES), "equal", "start", "part_of", "source", "level", "at", "headings",
    "main_headings", "in_frame", "first", "cut_before", "cut_after", "before_site", "after_site", "after_stated",
    "separator", "site", "words", "chars", "stop", "ellipsis", "upper", "year",
    "main", "article", "header", "linked", "named_title", "named_header", "named_nav",
    "slug_hit", "slug_share", "depth",
    "overlap", "titles", "distance", *(f"type:{name}" for name in TYPES), "blocks", "longest",
)  # fmt: skip
_YEAR = re.compile(r"\b20[12]\d\b")


def rows(titles: Titles, hints: Hints, first: int, chosen: Sequence[bool]) -> list[list[float]]:
    """Describe each candidate by numbers, in the order of `NAMES`."""
    of_page = [*(float(flag) for flag in hints.types), float(sum(chosen))]
    declared = [set(folded.split()) for folded in {one.folded for one in titles.stated if one.at < 0}]
    whole = {one.folded for one in titles.stated}
    mains = len({one.at for one in titles.by_source.get("h1", ()) if not one.in_frame})
    headings = len({one.at for one in titles.stated if one.at >= 0})
    main_seen: dict[str, int] = {}
    for one in titles.by_source.get("h1", ()):
        main_seen.setdefault(one.folded, len(main_seen))
    longest = max((len(one.folded) for one in titles.stated), default=0)
    found = []
    for candidate in titles.candidates:
        folded, text = candidate.folded, candidate.text
        relations = [_relation(folded, titles.by_source[s]) if s in titles.by_source else _ABSENT for s in SOURCES]
        words = set(folded.split())
        heading = next((one for one in titles.stated if one.at >= 0 and one.folded == folded), None)
        before, after = fold(candidate.before), fold(candidate.after)
        found.append([
            *map(float, relations),
            float(relations.count(_EQUAL)), float(relations.count(_START)),
            float(relations.count(_INSIDE) + relations.count(_END)),
            float(SOURCES.index(candidate.stated.source)),
            float(heading.source[1]) if heading else 0.0,
            float(heading.at - first) if heading else -99.0,
            float(headings), float(mains),
            float(heading.in_frame) if heading else 0.0,
            float(main_seen.get(folded, 9)),
            float(len(before.split())), float(len(after.split())),
            _site_share(before, titles.sites) if candidate.before else -1.0,
            _site_share(after, titles.sites) if candidate.after else -1.0,
            float(after in whole) if after else -1.0,
            _SEPARATORS.get(candidate.separator, 8.0) if candidate.separator else 0.0,
            _site_share(folded, titles.sites),
            float(len(words)), float(len(text)),
            float(text[-1] in ".!?"), float(text.endswith(("…", "..."))), float(text.isupper()),
            float(bool(_YEAR.search(text))),
            *([float(bool(heading.flags & b.MAIN)), float(bool(heading.flags & b.ARTICLE)),
              float(bool(heading.flags & b.HEADER)), heading.linked, float(bool(heading.names & BIT["title"])),
              float(bool(heading.names & BIT["header"])), float(bool(heading.names & BIT["nav"]))]
              if heading else [-1.0] * 7),
            len(words & titles.slug) / (len(words) or 1), len(words & titles.slug) / (len(titles.slug) or 1),
            float(titles.depth),
            max((len(words & other) / (len(words | other) or 1) for other in declared), default=0.0),
            float(len(whole)),
            float(first),
            *of_page,
            len(folded) / (longest or 1),
        ])  # fmt: skip
    return found


def _relation(folded: str, stated: Sequence[Stated]) -> int:
    """Give the closest relation of a candidate to what one source states."""
    best = _OTHER
    part = f" {folded} "
    for one in stated:
        whole = one.padded
        if part not in whole:
            continue
        if whole == part:
            return _EQUAL
        if whole.startswith(part):
            best = _START
        elif best != _START:
            best = max(best, _END if whole.endswith(part) else _INSIDE)
    return best
