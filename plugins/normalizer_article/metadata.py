"""Title, authors, dates, language, publisher and subtitle of an HTML page, each with what it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from normalizer.changes import Set, one_line
from normalizer_article import bylines, pagedates, title_candidates, titles
from normalizer_article.boxes import Page
from normalizer_article.boxparts import PROSE
from normalizer_article.declared import Declared, clean, hints
from normalizer_article.describe import language_of
from normalizer_article.view import View, named


def read_fields(
    page: Page, declared: Declared, chosen: Sequence[bool], in_comments: Sequence[bool], url: str | None
) -> list[Set]:
    """Give the fields that the page states, the surest source of each.

    Args:
        page: the parsed page.
        declared: what its head declares.
        chosen: for each block, whether it is the article's.
        in_comments: for each block, whether it is in a comment section: no name or date is read there.
        url: the address of the page, if known.

    """
    fields = []
    first = first_prose(page, chosen)
    publisher = read_publisher(declared)
    site = publisher.value if publisher and isinstance(publisher.value, str) else ""
    hint = hints(declared)
    stated = title_candidates.collect(page, declared, first, site, url)
    title = titles.read_title(stated, hint)
    if title:
        fields.append(title)
    language = read_language(page, declared, chosen)
    languages = [str(language.value)] if language else []
    view = View(page, declared, hint, chosen, in_comments, first, url or declared.canonical, languages)
    authors = bylines.read_authors(view, stated)
    if authors:
        fields.append(authors)
    if language:
        fields.append(language)
    fields.extend(pagedates.read_page_dates(view))
    if publisher:
        fields.append(publisher)
    fields.extend(_subtitle(page, declared, str(title.value) if title else "", first))
    return [field for field in map(_legible, fields) if field.value]


def _legible(field: Set) -> Set:
    """Give a field without what is nothing but control characters."""
    if isinstance(field.value, str):
        return field if one_line(field.value) else replace(field, value="")
    names = tuple(name for name in field.value if one_line(name))
    return field if len(names) == len(field.value) else replace(field, value=names)


def first_prose(page: Page, chosen: Sequence[bool]) -> int:
    """Give where the article begins: its first block of prose, else its first block."""
    first = -1
    for i, (block, yes) in enumerate(zip(page.blocks, chosen, strict=True)):
        if yes:
            if len(block.text) - block.link_chars >= PROSE and block.kind != "table":
                return i
            first = i if first < 0 else first
    return max(first, 0)


def read_publisher(declared: Declared) -> Set | None:
    """Give the name of the site or paper."""
    for node in declared.articles():
        publisher = node.get("publisher")
        for one in publisher if isinstance(publisher, list) else [publisher]:
            name = clean(one.get("name")) if isinstance(one, dict) else clean(one)
            if name and not name.startswith("http"):
                return Set("publisher", name, "json-ld", f"publisher: {name}")
    name = clean(declared.meta("og:site_name"))
    if name:
        return Set("publisher", name, "meta", f"og:site_name: {name}")
    for node in declared.typed("website", "organization", "newsmediaorganization"):
        name = clean(node.get("name"))
        if name and not name.startswith("http"):
            return Set("publisher", name, "json-ld", f"name: {name}", confidence=0.8)
    name = clean(declared.meta("application-name", "apple-mobile-web-app-title", "dc.publisher"))
    return Set("publisher", name, "meta", f"application-name: {name}", confidence=0.6) if name else None


def read_language(page: Page, declared: Declared, chosen: Sequence[bool]) -> Set | None:
    """Give the language of the text; what the page declares adds the region, if it names the same language."""
    taken = (block.text for block, yes in zip(page.blocks, chosen, strict=True) if yes)
    text = "\n".join(islice(taken, 40))
    tag = (declared.language or declared.meta("og:locale", "language", "content-language")).replace("_", "-")
    parts = tag.split("-")
    stated = ""
    if 2 <= len(parts[0]) <= 3 and parts[0].isalpha():
        regions = [part.upper() for part in parts[1:2] if len(part) == 2 and part.isalpha()]
        stated = "-".join([parts[0].lower(), *regions])
    seen = language_of(text, stated.split("-")[0])
    if seen and (not stated or stated.split("-")[0] not in (seen, {"nb": "no"}.get(seen, seen))):
        return Set("language", seen, "language", reason="character trigrams of the text", confidence=0.9)
    return Set("language", stated, "html-lang", f"lang: {tag}") if stated else None


def _subtitle(page: Page, declared: Declared, title: str, first: int) -> Iterator[Set]:
    """Give the line under the headline: a block near it that is named so, or reads as the page's description."""
    description = clean(declared.meta("og:description", "description", "twitter:description"))
    alternative = next((clean(node.get("alternativeHeadline")) for node in declared.articles()), "")
    if alternative and alternative != title:
        yield Set("subtitle", alternative, "json-ld", f"alternativeHeadline: {alternative}")
        return
    for block in page.blocks[max(0, first - 12) : first + 3]:
        text = block.text
        if not 20 <= len(text) <= 300 or text == title or block.kind not in ("paragraph", "heading"):
            continue
        fits = named(block, "title", up=1) and (block.kind == "paragraph" or block.level == 2)
        if fits and (text == description or block.kind == "heading" or not text.endswith(".")):
            yield Set("subtitle", text, "standfirst", text, confidence=0.8)
            return
