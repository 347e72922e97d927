"""What the text of a page is in: blocks of text, and the block-level elements around them.

There are a thousand of these on a page, so they are msgspec's structs, which are made in half the time. They form no
cycles.
"""

from __future__ import annotations

from dataclasses import dataclass

import turbohtml
from msgspec import Struct

from normalizer.changes import Kind
from normalizer_article.spans import Spans


class Box(Struct, gc=False, eq=False):
    """A block-level element, with what its blocks inherit from it."""

    tag: str
    parent: Box | None
    index: int
    flags: int
    #: Classes and id, as written.
    names: str
    depth: int = 0
    list_depth: int = 0
    heading: int = 0
    #: Where its start tag begins in the normalised source; -1 if the source has none, or nobody asked for it.
    offset: int = -1
    item_used: bool = False
    #: The groups of words (see `names`) that its names belong to; filled in by `boxparts`.
    mask: int = 0


class TextBlock(Struct, gc=False, eq=False):
    """A run of text set as one block. What it is made of are the texts in a part of the page's trail (see `Spans`)."""

    text: str
    box: Box
    kind: Kind
    level: int
    gap: str
    first: int
    after: int
    link_chars: int
    links: int
    flags: int


@dataclass(slots=True)
class Page:
    """A parsed page: its blocks and boxes in document order, and turbohtml's document."""

    document: turbohtml.Document
    blocks: list[TextBlock]
    boxes: list[Box]
    spans: Spans
