"""Who wrote the article: JSON-LD, ``<meta>``, microdata, and the byline that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from normalizer.changes import Set
from normalizer.dates import is_date_line, read_date
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.declared import Declared, clean
from normalizer_article.features import fold
from normalizer_article.names import BIT

#: What a byline begins with, in a dozen languages.
_BY_WORDS = (
    r"(?:(?:written|posted|published|article|story|words|text|reported|authored|reviewed|created|interview"
    r"|guest post)\s+)?"
    r"(?:by(?=[\s:A-Z])|von|par|por|di|door|przez|autor(?:in|a|zy)?|auteur|автор|текст|συντάκτης|yazan|authors?|writers?"
    r"|contributors?)"
)
_BY = re.compile(
    rf"^{_BY_WORDS}(?:\s*[:：]\s*|\s+|(?<=[Bb]y)(?=[A-Z]))|^(?:作者|記者|记者|文)\s*[:：/／]?\s*", re.IGNORECASE
)
_BY_INSIDE = re.compile(
    r"(?:^|[\s|•·,.–—-])(?:(?:Written|Posted|Published|Story|Words|Reported|Interview|Created)\s+by:?|By:?|BY:?|Author:)\s*"
    r"(?=[A-Z“\"'’the])"
)
_BY_ALONE = re.compile(rf"^{_BY_WORDS}\s*[:：]?$", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:,|;|\||\band\b|\bund\b|\bet\b|\by\b|\be\b|&|、|，)\s*", re.IGNORECASE)
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?\s+\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,\s"
)
_AFTER_NAME = re.compile(
    rf"\s*(?:[|•·/–—(]|\s-\s|\bon\b\s|\d|\b{_MONTH}|\b(?:updated|published|posted|reviewed|edited|last)\b"
    r"|\b(?:for|at|in)\b\s).*$",
    re.IGNORECASE | re.DOTALL,
)
_NOT_NAME = re.compile(
    r"https?:|www\.|@|[<>{}=\[\]#]"
    r"|\b(?:webmaster|unknown|anonymous|none|null|read more|follow|share|subscribe|comments?"
    r"|minutes?|min read|updated|published|posted|written|view all|table of contents|reviewed)\b"
    r"|^(?:admin|administrator|editors?|staff|team|user|guest|contributors?|authors?|by|in|leadership|profile|writer)$",
    re.IGNORECASE,
)
#: Two to four words that each begin with a capital, as names do.
_CAPITALISED = re.compile(r"[A-Z][\w.'’-]*(?:\s(?:[A-Z][\w.'’-]*|de|van|von|der|la|bin|al)){1,3}")
_CONFIDENCE = {"json-ld": 0.95, "meta": 0.9, "microdata": 0.9, "byline": 0.85, "rel-author": 0.8}
_LONGEST_NAME = 60
_MOST = 12  # authors
_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "citation_author",
    "byl", "article:author_name", "twitter:creator:name", "og:article:author", "cxenseparse:author",
    "shareaholic:article_author_name",
)  # fmt: skip


def read_authors(page: Page, declared: Declared, first: int, in_comments: Sequence[bool], site: str) -> Set | None:
    """Give the authors from the surest source that names any."""
    for rule, evidence, names in _sources(page, declared, first, in_comments):
        kept = tuple(dict.fromkeys(name for name in names if is_name(name, rule, site)))[:_MOST]
        if kept:
            return Set("authors", kept, rule, evidence[:300], confidence=_CONFIDENCE.get(rule, 0.7))
    return None


def _sources(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool]
) -> Iterator[tuple[str, str, list[str]]]:
    for kinds in (declared.articles(), declared.typed("discussionforumposting", "question")):
        for node in kinds:
            names = list(_json_names(node.get("author"), declared))
            yield "json-ld", f"author: {', '.join(names)}", names
    for key in _META:
        contents = [clean(content) for content in declared.metas.get(key, ())]
        names = [name for content in contents for name in split_names(content)]
        yield "meta", f"{key}: {', '.join(contents)}", names
    visible = list(_visible(page, first, in_comments))
    yield from (source for source in visible if source[0] == "byline")
    for element in page.document.select('[itemprop~="author"]')[:3]:
        named = element.select_one('[itemprop~="name"]')
        text = clean((named or element).attr("content") or (named or element).text)
        yield "microdata", f"author: {text}", split_names(text)
    for element in page.document.select('a[rel~="author"]')[:2]:
        text = clean(element.text)
        yield "rel-author", text, split_names(text)
    yield from visible
    yield from _at_end(page, first, in_comments)
    for node in declared.typed("recipe", "product", "videoobject", "webpage"):
        names = list(_json_names(node.get("author"), declared))
        yield "json-ld", f"author: {', '.join(names)}", names


def _json_names(value: Any, declared: Declared) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield from split_names(clean(one))
        elif isinstance(one, dict):
            names = one.get("name") or _name_of(one.get("@id"), declared)
            for name in names if isinstance(names, list) else [names]:
                yield from split_names(clean(name))


def _name_of(identifier: object, declared: Declared) -> object:
    """Give the name of the JSON-LD object that another one refers to."""
    if not isinstance(identifier, str):
        return None
    return next((node["name"] for node in declared.nodes if node.get("@id") == identifier and "name" in node), None)


def _visible(page: Page, first: int, in_comments: Sequence[bool]) -> Iterator[tuple[str, str, list[str]]]:
    """Read bylines near the start of the article: "By ...", or a name in a box that is called author or byline."""
    blocks = page.blocks
    for i in range(max(0, first - 25), min(first + 8, len(blocks))):
        text = blocks[i].text
        if in_comments[i] or len(text) > 160 or is_date_line(text):
            continue
        if _BY_ALONE.match(text) and i + 1 < len(blocks):
            text = blocks[i + 1].text
            yield "byline", text, split_names(_AFTER_NAME.sub("", text[:160]))
        elif match := (_BY.match(text) or _BY_INSIDE.search(text)):
            yield "byline", text, split_names(_AFTER_NAME.sub("", text[match.end() :]))
        elif blocks[i].kind == "heading" and blocks[i].level < 4:
            continue
        elif len(text) < 60 and named(blocks[i], "author", up=2):
            yield "author-box", text, split_names(_AFTER_NAME.sub("", text))
        elif (match := _CAPITALISED.fullmatch(_AFTER_NAME.sub("", text).strip())) and (
            named(blocks[i], "meta", up=1) or read_date(text) or _next_to_date(page, i)
        ):
            yield "name-and-date", text, [match[0]]


def _next_to_date(page: Page, i: int) -> bool:
    """Say whether the block after or before is a date line in the same box or the box around it."""
    box = page.blocks[i].box
    for j in (i + 1, i - 1):
        if 0 <= j < len(page.blocks):
            other = page.blocks[j]
            close = other.box is box or other.box.parent is box.parent
            if close and len(other.text) < 60 and is_date_line(other.text):
                return True
    return False


def _at_end(page: Page, first: int, in_comments: Sequence[bool]) -> Iterator[tuple[str, str, list[str]]]:
    """Read "Written by ..." further down, as under an article."""
    for i in range(first, len(page.blocks)):
        text = page.blocks[i].text
        if len(text) < 120 and text[:1] in "WPBAC" and not in_comments[i] and (match := _BY.match(text)):
            yield "byline-below", text, split_names(_AFTER_NAME.sub("", text[match.end() :]))


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


def split_names(text: str) -> list[str]:
    """Split a list of names; a part after a comma that is no name of its own stays with the name before it."""
    text = _BY.sub("", text.strip())
    names: list[str] = []
    for part in _SPLIT.split(text):
        if part and (" " in part or not names or not _is_suffix(part)):
            names.append(part)
        elif part:
            names[-1] = f"{names[-1]}, {part}"
    return names


def _is_suffix(part: str) -> bool:
    return len(part) <= 6 and (part.isupper() or part.endswith(".") or part in ("Jr", "Sr", "PhD", "MSc", "MSPH"))


def is_name(text: str, rule: str, site: str) -> bool:
    """Say whether a text can be an author's name; what is only seen, not declared, must look more like one."""
    if not 2 <= len(text) <= _LONGEST_NAME or _NOT_NAME.search(text) or not any(c.isalpha() for c in text):
        return False
    if len(text.split()) > 7 or not fold(text):
        return False
    declared = rule in ("json-ld", "meta", "microdata")
    return declared or (fold(text) != fold(site) and not text[0].islower() and not is_date_line(f"{text} 1"))
