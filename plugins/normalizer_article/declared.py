"""What a page declares about itself: ``<meta>`` tags, JSON-LD, ``<title>``, the language of ``<html>``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from turbohtml import Document, unescape

from normalizer_article.features import TYPES, Hints

#: More JSON-LD than this, in characters or objects, is not read.
_LONGEST_JSON = 2_000_000
_MOST_NODES = 3_000
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_ARTICLE_TYPES = frozenset((
    "article", "newsarticle", "blogposting", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "techarticle", "scholarlyarticle", "socialmediaposting", "liveblogposting", "report", "advertisercontentarticle",
    "satiricalarticle", "medicalwebpage", "backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "blog",
))  # fmt: skip
_TYPE_COLUMN = {
    **dict.fromkeys(_ARTICLE_TYPES, "article"),
    "product": "product", "productgroup": "product", "offer": "product", "discussionforumposting": "forum",
    "qapage": "qa", "question": "qa", "recipe": "recipe", "itemlist": "list", "collectionpage": "list",
    "videoobject": "video", "organization": "org", "localbusiness": "org", "website": "website", "faqpage": "faq",
}  # fmt: skip
_UNSOUND = re.compile("[\ud800-\udfff\0]")
#: Where JSON-LD holds running text.
_TEXTS = ("articleBody", "description", "text", "reviewBody")


@dataclass(slots=True)
class Declared:
    """The declarations of one page, as written."""

    #: ``name``, ``property`` or ``itemprop`` of a ``<meta>``, in lower case, to its contents.
    metas: dict[str, list[str]] = field(default_factory=dict)
    #: The objects of all JSON-LD scripts, in order, nested ones too.
    nodes: list[dict[str, Any]] = field(default_factory=list)
    title_tag: str = ""
    language: str = ""
    canonical: str = ""
    _by_type: dict[str, list[int]] | None = None

    def meta(self, *names: str) -> str:
        """Give the first content of the first of these names that has one."""
        for name in names:
            for content in self.metas.get(name, ()):
                return content
        return ""

    def typed(self, *types: str) -> Iterator[dict[str, Any]]:
        """Give the JSON-LD objects of these schema.org types (lower case)."""
        known = self._by_type
        if known is None:
            known = self._by_type = {}
            for i, node in enumerate(self.nodes):
                for name in node_types(node):
                    known.setdefault(name, []).append(i)
        for i in sorted({i for name in known if name in types for i in known[name]}):
            yield self.nodes[i]

    def articles(self) -> Iterator[dict[str, Any]]:
        """Give the JSON-LD objects that are articles of some kind."""
        return self.typed(*_ARTICLE_TYPES)


def node_types(node: dict[str, Any]) -> list[str]:
    """Give the types of a JSON-LD object in lower case, without the vocabulary's address."""
    types = node.get("@type", ())
    types = types if isinstance(types, list) else [types]
    return [name.rsplit("/", 1)[-1].casefold() for name in types if isinstance(name, str)]


def read_declared(document: Document) -> Declared:
    """Collect what ``document`` declares."""
    found = Declared()
    size = 0

    def read(json_ld: str) -> None:
        nonlocal size
        size += len(json_ld)
        if size <= _LONGEST_JSON:
            found.nodes.extend(_nodes(json_ld, _MOST_NODES - len(found.nodes)))

    # turbohtml has the elements of one tag at hand: this is faster than one walk for all of them.
    select = document.select
    for element in select("meta"):
        name = element.attr("property") or element.attr("name") or element.attr("itemprop")
        content = element.attr("content")
        if name and content and (content := content.strip()):
            found.metas.setdefault(name.strip().lower(), []).append(content[:5000])
            if "ld+json" in name:  # what some frameworks make of a script
                read(content)
    for element in select("script"):
        kind = element.attr("type")
        if kind and "ld+json" in kind.lower() and size < _LONGEST_JSON:
            read(element.text.replace("\f", "\n"))  # as which pages are parsed: see `Spans`
    found.title_tag = next((text for e in select("title") if (text := " ".join(e.text.split())[:1000])), "")
    links = (link for link in select("link") if (link.attr("rel") or "").lower() == "canonical")
    found.canonical = next((address for link in links if (address := link.attr("href"))), "")
    languages = (element.attr("lang") or element.attr("xml:lang") or "" for element in select("html"))
    found.language = next((tag for language in languages if (tag := language.strip()[:40])), "")
    return found


def _nodes(text: str, most: int) -> Iterator[dict[str, Any]]:
    """Give the objects of a JSON-LD script, the outer before the inner; nothing if it can't be read."""
    waiting = [_json(text)]
    while waiting and most > 0:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            most -= 1
            waiting.extend(part for part in reversed(list(value.values())) if isinstance(part, (dict, list)))
        elif isinstance(value, list):
            waiting.extend(part for part in reversed(value) if isinstance(part, (dict, list)))


def _json(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_TRAILING_COMMA.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


def clean(value: object, longest: int = 2000) -> str:
    """Give a declared text as plain text: references resolved, white space collapsed; "" if it is not a string."""
    if not value or not isinstance(value, str):
        return ""
    text = value[:longest]
    if "&" in text:
        text = unescape(unescape(text))
    return sound(" ".join(text.split()))


def sound(text: str) -> str:
    """Give a text without what no document can hold: NUL and halves of surrogate pairs become U+FFFD."""
    plain = "\0" not in text if text.isascii() else text.isprintable()
    return text if plain else _UNSOUND.sub("\ufffd", text)


def hints(declared: Declared) -> Hints:
    """Make of the declarations what the model reads."""
    found = Hints()
    types = set()
    for node in declared.nodes:
        for key in _TEXTS:
            text = node.get(key)
            if isinstance(text, str):
                found.longest = max(found.longest, len(text))
        for name in node_types(node):
            if column := _TYPE_COLUMN.get(name):
                types.add(column)
    if declared.meta("og:type").lower() == "article":
        types.add("article")
    elif declared.meta("og:type").lower().startswith(("product", "og:product")):
        types.add("product")
    found.types = [int(name in types) for name in TYPES]
    found.title = clean(declared.meta("og:title", "twitter:title")) or declared.title_tag
    return found
