"""Who can have written the article: each source that names somebody, with what speaks for it as numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from normalizer.dates import is_date_line, read_date
from normalizer_article import boxes as b
from normalizer_article.author_names import BY, BY_ALONE, BY_INSIDE, CAPITALISED, cut_byline, is_name, split_names
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.declared import Declared, clean, node_types
from normalizer_article.features import TYPES, Hints, fold
from normalizer_article.names import BIT
from normalizer_article.title_candidates import Titles, is_site

#: The kinds of sources, the surest first.
SOURCES = (
    "json-ld", "json-ld-other", "meta", "meta-other", "microdata", "rel-author", "byline", "byline-inside",
    "byline-label", "author-box", "near-date", "name", "user", "site", "byline-below", "box-below",
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


@dataclass(slots=True)
class Source:
    """Names that one place of the page states; ``at`` is the number of the block, or -1."""

    kind: str
    evidence: str
    names: tuple[str, ...]
    at: int = -1
    organization: bool = False


@dataclass(slots=True)
class Candidate:
    """The same names, and all places that state them."""

    names: tuple[str, ...]
    folded: str
    sources: list[Source] = field(default_factory=list)


def collect(page: Page, declared: Declared, first: int, in_comments: Sequence[bool], hints: Hints) -> list[Candidate]:
    """Give the candidates, those of the surer sources first."""
    found: dict[str, Candidate] = {}
    for source in _sources(page, declared, first, in_comments, hints):
        names = tuple(dict.fromkeys(name for name in source.names if is_name(name)))[:_MOST]
        folded = fold(" ".join(names))
        if folded:
            source.names = names
            found.setdefault(folded, Candidate(names, folded)).sources.append(source)
    return list(found.values())


def _sources(page: Page, declared: Declared, first: int, in_comments: Sequence[bool], hints: Hints) -> Iterator[Source]:
    for node in declared.articles():
        yield _of_node("json-ld", node, declared)
    for node in declared.typed("discussionforumposting", "question", "recipe", "product", "videoobject", "webpage"):
        yield _of_node("json-ld-other", node, declared)
    for kind, keys in (("meta", _META), ("meta-other", _META_OTHER)):
        for key in keys:
            contents = [clean(content) for content in declared.metas.get(key, ())][:_MOST]
            if key == "twitter:data1" and "by" not in declared.meta("twitter:label1").lower():
                continue
            if contents:
                names = tuple(name for content in contents for name in _declared_names(key, content))
                yield Source(kind, f"{key}: {', '.join(contents)}", names)
    yield from _marked(page)
    yield from _visible(page, first, in_comments)
    if hints.is_forum or any(block.box.mask & BIT["forum"] for block in page.blocks[first : first + 1]):
        yield from _users(page, first)
    for name in (declared.meta("og:site_name"), _SITE_PART.split(declared.title_tag)[-1]):
        if CAPITALISED.fullmatch(clean(name)):
            yield Source("site", clean(name), (clean(name),))
    yield from _below(page, first, in_comments)


def _users(page: Page, first: int) -> Iterator[Source]:
    """Read single words before a post: names of users."""
    for i in range(max(0, first - 14), first):
        text = page.blocks[i].text
        if len(text) <= 25 and " " not in text:
            yield Source("user", text, (text,), i)


def _of_node(kind: str, node: dict[str, Any], declared: Declared) -> Source:
    names: list[str] = []
    organization = False
    value = node.get("author")
    for one in value[:_MOST] if isinstance(value, list) else [value]:
        if isinstance(one, str):
            names += split_names(clean(one), roles=False)
        elif isinstance(one, dict):
            organization |= "organization" in node_types(one)
            name = one.get("name") or _name_of(one.get("@id"), declared)
            for each in name[:_MOST] if isinstance(name, list) else [name]:
                names += split_names(clean(each), roles=False)
    return Source(kind, f"author: {', '.join(names)}", tuple(names), organization=organization)


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


def _marked(page: Page) -> Iterator[Source]:
    for element in page.document.select('[itemprop~="author"]')[:3]:
        named = element.select_one('[itemprop~="name"]')
        text = clean((named or element).attr("content") or (named or element).text, 200)
        yield Source("microdata", f"author: {text}", tuple(split_names(cut_byline(text))))
    for element in page.document.select('a[rel~="author"]')[:2]:
        text = clean(element.text, 200)
        yield Source("rel-author", text, tuple(split_names(text)))


def _visible(page: Page, first: int, in_comments: Sequence[bool]) -> Iterator[Source]:
    """Read short blocks near the start of the article: bylines, names in author boxes and beside dates."""
    blocks = page.blocks
    for i in range(max(0, first - _BEFORE), min(first + _AFTER, len(blocks))):
        block = blocks[i]
        text = block.text
        if in_comments[i] or len(text) > _LONGEST or block.flags & (b.NAV | b.FOOTER) or _is_date(text):
            continue
        if BY_ALONE.match(text) and i + 1 < len(blocks):
            after = blocks[i + 1].text[:_LONGEST]
            yield Source("byline-label", f"{text} {after}", tuple(split_names(cut_byline(after))), i + 1)
        elif match := BY.match(text):
            yield Source("byline", text, tuple(split_names(cut_byline(text[match.end() :]))), i)
        elif match := BY_INSIDE.search(text):
            yield Source("byline-inside", text, tuple(split_names(cut_byline(text[match.end() :]))), i)
        elif len(text) <= 80:
            yield from _short(page, i)


def _short(page: Page, i: int) -> Iterator[Source]:
    block = page.blocks[i]
    text = cut_byline(block.text)
    if block.kind == "heading" and block.level < 3:
        return
    if named(block, "author", up=2):
        yield Source("author-box", block.text, tuple(split_names(text)), i)
    elif read_date(block.text):
        for part in _SEGMENTS.split(block.text):
            if not read_date(part):
                yield Source("near-date", block.text, tuple(split_names(cut_byline(part))), i)
        yield Source("near-date", block.text, tuple(split_names(text)), i)
    elif named(block, "meta", up=1) or _next_to_date(page, i):
        yield Source("near-date", block.text, tuple(split_names(text)), i)
    elif all(CAPITALISED.fullmatch(name) for name in split_names(text)):
        yield Source("name", block.text, tuple(split_names(text)), i)


def _is_date(text: str) -> bool:
    return bool(_DIGITS.search(text)) and is_date_line(text)


def _next_to_date(page: Page, i: int) -> bool:
    """Say whether the block after or before is a date line in the same box or the box around it."""
    box = page.blocks[i].box
    for j in (i + 1, i - 1):
        if 0 <= j < len(page.blocks):
            other = page.blocks[j]
            close = other.box is box or other.box.parent is box.parent
            if close and len(other.text) < 60 and _is_date(other.text):
                return True
    return False


_SITE_PART = re.compile(r"\s[|•·–—-]\s")
_SEGMENTS = re.compile(r"\s*[|•·⋅●]\s*")


def _below(page: Page, first: int, in_comments: Sequence[bool]) -> Iterator[Source]:
    """Read "Written by ..." and the names of author boxes further down, as under an article."""
    found = 0
    for i in range(first + _AFTER, len(page.blocks)):
        block = page.blocks[i]
        text = block.text
        if len(text) >= 120 or in_comments[i]:
            continue
        if text[:1] in "AW" and BY_ALONE.match(text) and i + 1 < len(page.blocks):
            after = page.blocks[i + 1].text[:_LONGEST]
            yield Source("byline-below", f"{text} {after}", tuple(split_names(cut_byline(after))), i + 1)
        elif text[:1] in "WPBACT" and (match := BY.match(text)):
            yield Source("byline-below", text, tuple(split_names(cut_byline(text[match.end() :]))), i)
        elif len(text) < 60 and named(block, "author", up=1):
            yield Source("box-below", text, tuple(split_names(cut_byline(text))), i)
        else:
            continue
        found += 1
        if found >= _MOST_BELOW:
            return


def named(block: TextBlock, group: str, up: int) -> bool:
    """Say whether the box of a block, or one of the ``up`` boxes around it, is named after a group of words."""
    box: Box | None = block.box
    for _ in range(up + 1):
        if box is None:
            return False
        if box.mask & BIT[group]:
            return True
        box = box.parent
    return False


_GROUPS = ("author", "meta", "related", "card", "nav", "comment", "forum", "title", "review", "sidebar")
#: The features of a candidate, in the order of `rows`.
NAMES = (
    *(f"has:{source}" for source in SOURCES), "sources", "organization", "distance", "before", "order", "repeats",
    "names", "words", "chars", "capitalised", "lower", "upper", "digits", "team", "comma", "site", "in_title", "linked",
    "level", "chosen", *(f"in:{group}" for group in _GROUPS), "near_date", "inside", "around", "candidates",
    "declared", "bylines", *(f"type:{name}" for name in TYPES),
)  # fmt: skip
_TEAM = re.compile(
    r"\b(?:team|staff|editors?|inc|ltd|llc|news|magazine|group|company|association|university|institute|center|centre"
    r"|department|desk|press|media|blog|services?|clinic|foundation|society|office|board|agency)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")


def rows(
    page: Page, candidates: Sequence[Candidate], first: int, chosen: Sequence[bool], hints: Hints,
    titles: Titles,
) -> list[list[float]]:  # fmt: skip
    """Describe each candidate by numbers, in the order of `NAMES`."""
    wanted = {candidate.folded for candidate in candidates}
    if not candidates:
        return []
    sizes = {len(folded) for folded in wanted}
    low, high = min(sizes), min(max(sizes) + 10, 60)
    repeats = Counter(
        folded for block in page.blocks if low <= len(block.text) < high and (folded := fold(block.text)) in wanted
    )
    title_words = set(titles.candidates[0].folded.split()) if titles.candidates else set()
    kinds = [{source.kind for source in candidate.sources} for candidate in candidates]
    order = {at: n for n, at in enumerate(sorted({s.at for c in candidates for s in c.sources if s.at >= 0}))}
    of_page = [
        float(len(candidates)), float(sum(not DECLARED.isdisjoint(kind) for kind in kinds)),
        float(sum(any(k.startswith("byline") for k in kind) for kind in kinds)), *(float(t) for t in hints.types),
    ]  # fmt: skip
    found = []
    for candidate, kind in zip(candidates, kinds, strict=True):
        name, folded = candidate.names[0], candidate.folded
        at = min((s.at for s in candidate.sources if s.at >= 0), key=lambda i: abs(i - first), default=-1)
        words = folded.split()
        found.append([
            *(float(source in kind) for source in SOURCES),
            float(len(kind)), float(any(source.organization for source in candidate.sources)),
            float(min(abs(at - first), 200)) if at >= 0 else -1.0, float(0 <= at < first),
            float(order.get(at, -1)), float(repeats[folded]),
            float(len(candidate.names)), float(len(name.split())), float(len(name)),
            float(bool(CAPITALISED.fullmatch(name))), float(name.islower()), float(name.isupper()),
            float(bool(_DIGITS.search(name))), float(bool(_TEAM.search(name))), float("," in name),
            is_site(name, titles.sites), len(title_words.intersection(words)) / len(words),
            *_of_block(page, at, chosen),
            float(any(folded != other.folded and folded in other.folded for other in candidates)),
            float(any(folded != other.folded and other.folded in folded for other in candidates)),
            *of_page,
        ])  # fmt: skip
    return found


def _of_block(page: Page, at: int, chosen: Sequence[bool]) -> list[float]:
    if at < 0:
        return [-1.0] * (4 + len(_GROUPS))
    block = page.blocks[at]
    return [
        block.link_chars / len(block.text), float(block.level if block.kind == "heading" else 0), float(chosen[at]),
        *(float(named(block, group, up=2)) for group in _GROUPS), float(_next_to_date(page, at)),
    ]  # fmt: skip
