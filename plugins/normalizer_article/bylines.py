"""Who wrote the article: JSON-LD, ``<meta>``, microdata, and the byline that readers see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from normalizer.changes import Set
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.declared import Declared, clean
from normalizer_article.features import fold
from normalizer_article.names import BIT, group_mask, words

_BY = re.compile(
    r"^(?:(?:written|posted|published|article|story|words|text|reported|authored|reviewed|created)\s+)?"
    r"(?:by|von|par|por|di|door|przez|autor(?:in|a|zy)?|auteur|автор|текст|συντάκτης|yazan|作者|記者|记者|文|author)"
    r"\b\s*[:：]?\s+|^(?:作者|記者|记者|文)\s*[:：/／]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||\band\b|\bund\b|\bet\b|\by\b|\be\b|&|、|，)\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*(?:[|•·/–—]|\s-\s|\bon\b\s|\d|\(|\bupdated\b|\bpublished\b|\bposted\b|\breviewed\b|\bedited\b|\bfor\b\s|\bat\b\s).*$",
    re.IGNORECASE | re.DOTALL,
)
_NOT_NAME = re.compile(
    r"https?:|www\.|@|[<>{}=\[\]#]|\b(?:admin|administrator|editor|editors|staff|team|webmaster|user|unknown|anonymous|guest|none|null"
    r"|contributor|contributors|author|authors|read more|follow|share|subscribe|comments?|minutes?|min read|updated)\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 60
_MOST = 12  # authors
_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "citation_author",
    "byl", "article:author_name", "twitter:creator:name", "og:article:author", "cxenseparse:author", "shareaholic:article_author_name",
)  # fmt: skip


def read_authors(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool], site: str
) -> Set | None:
    """Give the authors from the surest source that names any."""
    for rule, evidence, names in _sources(page, declared, first, in_comments):
        kept = tuple(dict.fromkeys(name for name in names if is_name(name, site)))[:_MOST]
        if kept:
            return Set("authors", kept, rule, evidence[:300], confidence=0.9 if rule != "byline" else 0.8)
    return None


def _sources(
    page: Page, declared: Declared, first: int, in_comments: Sequence[bool]
) -> Iterator[tuple[str, str, list[str]]]:
    for node in declared.articles():
        names = list(_json_names(node.get("author"), declared))
        yield "json-ld", f"author: {', '.join(names)}", names
    for key in _META:
        contents = [clean(content) for content in declared.metas.get(key, ())]
        names = [name for content in contents for name in split_names(content)]
        yield "meta", f"{key}: {', '.join(contents)}", names
    for element in page.document.select('[itemprop~="author"]')[:3]:
        named = element.select_one('[itemprop~="name"]')
        text = clean((named or element).attr("content") or (named or element).text)
        yield "microdata", f"author: {text}", split_names(text)
    yield from _visible(page, first, in_comments)
    for element in page.document.select('a[rel~="author"]')[:2]:
        text = clean(element.text)
        yield "rel-author", text, split_names(text)
    for node in declared.typed("recipe", "product", "discussionforumposting", "question", "videoobject", "webpage"):
        names = list(_json_names(node.get("author"), declared))
        yield "json-ld", f"author: {', '.join(names)}", names


def _json_names(value: Any, declared: Declared) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str):
            yield from split_names(clean(one))
        elif isinstance(one, dict):
            if "name" not in one and "@id" in one:
                one = next((node for node in declared.nodes if node.get("@id") == one["@id"] and "name" in node), one)
            names = one.get("name")
            for name in names if isinstance(names, list) else [names]:
                yield from split_names(clean(name))


def _visible(page: Page, first: int, in_comments: Sequence[bool]) -> Iterator[tuple[str, str, list[str]]]:
    """Read bylines near the start of the article: a block that begins with "By", or is named author or byline."""
    for i in range(max(0, first - 25), min(first + 6, len(page.blocks))):
        block = page.blocks[i]
        if in_comments[i] or len(block.text) > 160 or block.kind == "heading":
            continue
        match = _BY.match(block.text)
        if match and len(block.text) > match.end():
            yield "byline", block.text, split_names(_AFTER_NAME.sub("", block.text[match.end() :]))
        elif len(block.text) < 60 and named(block, "author", up=2):
            yield "byline", block.text, split_names(_AFTER_NAME.sub("", block.text))


def named(block: TextBlock, group: str, up: int) -> bool:
    """Say whether the box of a block, or one of the ``up`` boxes around it, is named after a group of words."""
    box: Box | None = block.box
    for _ in range(up + 1):
        if box is None:
            return False
        if box.names and group_mask(words(box.names)) & BIT[group]:
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


def is_name(text: str, site: str) -> bool:
    """Say whether a text can be an author's name."""
    if not 2 <= len(text) <= _LONGEST_NAME or _NOT_NAME.search(text) or not any(c.isalpha() for c in text):
        return False
    return len(text.split()) <= 7 and bool(fold(text)) and fold(text) != fold(site)


def join(names: Iterable[str]) -> str:
    """Give a list of names as one string."""
    return ", ".join(names)
