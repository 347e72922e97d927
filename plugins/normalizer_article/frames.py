"""The frame of a page: elements around the article that are never it, each read as one block."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from turbohtml import Comment, Element, Text

from normalizer_article.boxparts import PROSE
from normalizer_article.elements import (
    ARTICLE,
    ASIDE,
    BLOCK,
    DIALOG,
    FOOTER,
    HEADER,
    INLINE_TAGS,
    MAIN,
    NAV,
    UNSEEN,
)

#: What an element can be that begins a part of the frame.
FRAMES = NAV | FOOTER | ASIDE | HEADER | DIALOG


def is_frame(own: int, above: int, element: Element, headlines: Callable[[], int]) -> bool:
    """Say whether an element is never the article's, by its own flags and those of the elements around it.

    Such are navigations, and what stands outside the article and holds neither an article nor a headline; a footer or
    a dialog may hold a headline (such as that of the terms of use) if the page has another one outside it. Of 5,085
    such elements in WCXB's development pages, the words of 36 are mostly in the gold.

    Args:
        own: the element's flags.
        above: the flags of the elements around it.
        element: the element.
        headlines: gives how many ``<h1>`` the page has.

    """
    if own & NAV:
        return True
    if above & (ARTICLE | MAIN):
        return False
    if element.select_one("main, article, h1") is None:
        return True
    if not own & (FOOTER | DIALOG) or element.select_one("main, article") is not None:
        return False
    return len(element.select("h1")) < headlines()


def read_frame(frame: Element, trail: list[Element | Comment | str], roles: Mapping[str, int]) -> str:
    """Give the text of an element, a line for each run that a browser would set apart, and go on with the trail."""
    pieces: list[str] = []
    parted = True  # whether white space comes before the next text
    nodes: Iterator[Any] = iter(frame.descendants)
    for node in nodes:
        kind = type(node)
        if kind is Text:
            data = node.data
            if data.isspace():
                if not parted:
                    pieces.append(" ")
                continue
            if not parted and type(before := node.previous_sibling) is Element and before.tag not in INLINE_TAGS:
                pieces.append("\n")
            trail.append(data)
            pieces.append(data)
            parted = False
        elif kind is Element:
            trail.append(node)
            tag = node.tag
            role = roles.get(tag, BLOCK)
            if role < BLOCK:
                continue
            if role != UNSEEN:
                if not parted:
                    pieces.append("\n")
                    parted = True
            elif node.children:
                inner = sum([1 for _ in node.descendants])
                next(islice(nodes, inner, inner), None)
        elif kind is Comment:
            trail.append(node)
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return "\n".join([line for line in lines if line])


def reads_on(frames: Iterable[str]) -> bool:
    """Say whether the texts of frames (see `read_frame`) are prose for the most part, not links and labels."""
    lines = [len(line) for text in frames for line in text.split("\n")]
    return 2 * sum([size for size in lines if size >= PROSE]) > sum(lines)
