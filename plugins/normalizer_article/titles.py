"""The headline of a page, without the name of the site that pages add to it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from normalizer.changes import Set
from normalizer_article import boxes as b
from normalizer_article.boxes import Page
from normalizer_article.declared import Declared, clean
from normalizer_article.features import fold

_SEPARATOR = re.compile(r"\s+(?:[|–—\-·•»«›:~/]|::|\|\|)+\s+|(?<=\S)\s?\|\s?|\s*[»•·|]\s*|:\s+(?=[A-Z])")
_ANCHOR = re.compile(r"[\s¶#§🔗]+$")
_LONGEST = 300
#: A headline in the page is looked for this many blocks around the article's first.
_BEFORE, _AFTER = 40, 4


def read_title(page: Page, declared: Declared, first: int, site: str, url: str | None) -> Set | None:
    """Give the headline: a visible heading that the page's declarations agree with, else what they say."""
    stated = _stated(declared)
    sites = _site_names(site, declared, url)
    headings = _headings(page, first)
    for level in (1, 2, 3):
        agreeing = [
            (best, -i, text)
            for i, (text, at) in enumerate(headings)
            if at == level and (best := max((_agrees(text, candidate) for _, candidate in stated), default=0))
        ]
        if agreeing:
            text = max(agreeing)[2]
            short = without_site(text, sites)
            return Set("title", short, "headline", text, reason="a heading that the page's title agrees with")
    main = [text for text, level in headings if level == 1 and not _is_site(text, sites)]
    likely = max(main, key=lambda text: max((_overlap(text, c) for _, c in stated), default=0.0), default="")
    if likely and (max((_overlap(likely, c) for _, c in stated), default=0.0) >= 0.25 or len(main) == 1):
        return Set("title", likely, "headline", likely, reason="the main heading of the page", confidence=0.8)
    for source, text in stated:
        short = without_site(text, sites)
        if short:
            return Set("title", short, source, f"{source}: {text}", confidence=0.8)
    return None


def _overlap(a: str, c: str) -> float:
    """Give the share of words that two titles have in common."""
    first, second = set(fold(a).split()), set(fold(c).split())
    return len(first & second) / (len(first | second) or 1)


def _stated(declared: Declared) -> list[tuple[str, str]]:
    found = []
    for node in declared.articles():
        found.append(("json-ld", clean(node.get("headline"), 500) or clean(node.get("name"), 500)))
    for key in (
        "og:title",
        "twitter:title",
        "headline",
        "dc.title",
        "citation_title",
        "parsely-title",
        "sailthru.title",
    ):
        found.append(("meta", clean(declared.meta(key), 500)))
    found.append(("title-tag", declared.title_tag))
    return [(source, text) for source, text in found if text and len(text) <= _LONGEST]


def _headings(page: Page, first: int) -> list[tuple[str, int]]:
    """Give the headings near the start of the article as (text, level)."""
    found = []
    for i, block in enumerate(page.blocks[: first + 60]):
        if block.kind != "heading" or block.flags & (b.NAV | b.FOOTER | b.DIALOG) or len(block.text) > _LONGEST:
            continue
        if block.level == 1 or first - _BEFORE <= i <= first + _AFTER:
            found.append((_ANCHOR.sub("", block.text), block.level))
    return found


def _agrees(heading: str, stated: str) -> int:
    """Say how well a heading fits the stated title: 3 the same, 2 its beginning, 1 its end or a part of it."""
    a, c = fold(heading), fold(stated)
    if not a or not c:
        return 0
    if a == c:
        return 3
    if c.startswith(a + " "):
        return 2
    # Title tags are often cut short.
    if len(c) > 30 and a.startswith(c.removesuffix("…").removesuffix("...")):
        return 2
    if c.endswith(" " + a):
        return int(len(a) >= 0.4 * len(c))
    return int(any(fold(part) == a for part in _SEPARATOR.split(stated)))


def host_of(url: str) -> str:
    """Give the host of an address without "www."; "" if it is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _site_names(site: str, declared: Declared, url: str | None) -> set[str]:
    names = {fold(site), fold(clean(declared.meta("og:site_name"))), fold(clean(declared.meta("application-name")))}
    names |= {fold(clean(node.get("name"))) for node in declared.typed("website", "organization")}
    host = host_of(url or declared.canonical or declared.meta("og:url"))
    names |= {fold(host), host.split(".")[0], host.rsplit(".", 1)[0]}
    return {name for name in names if len(name) > 1}


def without_site(text: str, sites: set[str]) -> str:
    """Take the name of the site off the end or the start of a title: ``"Rain at last | The Paper"``."""
    parts = list(_SEPARATOR.finditer(text))
    if not parts:
        return text
    last, first = parts[-1], parts[0]
    if _is_site(text[last.end() :], sites):
        shorter = text[: last.start()].strip()
        return without_site(shorter, sites) if shorter else text
    if _is_site(text[: first.start()], sites):
        return text[first.end() :].strip() or text
    tail = text[last.end() :]
    # After a bar stands the site's name even if the page names it nowhere.
    if "|" in last[0] and len(tail.split()) <= 5 and len(text[: last.start()].split()) >= 3:
        return text[: last.start()].strip()
    return text


def _is_site(part: str, sites: set[str]) -> bool:
    folded = fold(part)
    if not folded:
        return True
    joined = folded.replace(" ", "")
    return (
        any(
            folded == site
            or joined == site.replace(" ", "")
            or (len(site) > 3 and (site in folded.split() or folded in site))
            for site in sites
        )
        and len(folded.split()) <= 6
    )
