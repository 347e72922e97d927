"""What the text of a page is in: blocks of text, and the block-level elements around them."""

from __future__ import annotations

from dataclasses import dataclass

import turbohtml

from normalizer.changes import Kind
from normalizer_article.spans import Spans


class Box:
    """A block-level element, with what its blocks inherit from it."""

    __slots__ = (
        "depth", "flags", "heading", "index", "item_used", "list_depth", "mask", "names", "offset", "parent", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, parent: Box | None, index: int, flags: int, names: str) -> None:
        self.tag = tag
        self.parent = parent
        self.index = index
        #: Where its start tag begins in the normalised source; -1 if the source has none, or nobody asked for it.
        self.offset = -1
        self.flags = flags
        #: Classes and id, as written.
        self.names = names
        self.depth: int = parent.depth + 1 if parent else 0
        self.list_depth: int = parent.list_depth if parent else 0
        self.heading: int = parent.heading if parent else 0
        self.item_used = False
        #: The groups of words (see `names`) that its names belong to; filled in by `boxparts`.
        self.mask = 0


class TextBlock:
    """A run of text set as one block. What it is made of are the texts in a part of the page's trail (see `Spans`)."""

    __slots__ = ("after", "box", "first", "flags", "gap", "kind", "level", "link_chars", "links", "text")

    def __init__(
        self, text: str, box: Box, kind: Kind, level: int, gap: str, first: int, after: int, link_chars: int, links: int
    ) -> None:
        self.text = text
        self.box = box
        self.kind: Kind = kind
        self.level = level
        self.gap = gap
        self.first = first
        self.after = after
        self.link_chars = link_chars
        self.links = links
        self.flags = box.flags


@dataclass(slots=True)
class Page:
    """A parsed page: its blocks and boxes in document order, and turbohtml's document."""

    document: turbohtml.Document
    blocks: list[TextBlock]
    boxes: list[Box]
    spans: Spans
