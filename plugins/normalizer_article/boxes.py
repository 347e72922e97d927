"""The visible text blocks of an HTML page, in the order of the page, joined inline as a browser shows them.

`read_page` parses with turbohtml and walks the tree once, without recursion. A `Box` is a block-level element, a
`TextBlock` a run of text that a browser would set as one paragraph, heading, list item, table row, ...
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import turbohtml
from turbohtml import Comment, Element, Node, Text

from normalizer.changes import Kind
from normalizer_article.elements import (
    ANCHOR,
    BLOCK,
    BREAK,
    CAPTION,
    CELLS,
    FRAMES,
    HEADINGS,
    HIDDEN,
    IN_FRAME,
    INSIDE,
    ITEM,
    LINK,
    LISTS,
    PRE,
    PROP_FLAGS,
    QUOTE,
    RAW_TAGS,
    ROLE_FLAGS,
    ROLES,
    SPAN,
    TAG_FLAGS,
    UNSEEN,
    hides,
    is_frame,
)
from normalizer_article.spans import Spans

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
#: The ids that React gives to what it sends late, hidden until a script has put it in its place.
_STREAMED = re.compile(r"S:[0-9a-f]+$")
_SPACE = re.compile(r"[ \t\n\f\r]+")
_CONTROL_SPACE = re.compile(r"[\t\n\f\r]")
_SPACES = " \t\n\f\r"
#: So far the end of a script or style is looked for, in characters.
_LONGEST_RAW = 1_000_000
#: Cells longer than this, in characters, are not joined to a table row: the table may lay out the page.
_LONGEST_CELL = 300
_ROLES_WITHOUT_SCRIPTS = {**ROLES, "noscript": BLOCK}


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
    """A run of text set as one block. Positions count in the newline-normalised source; -1 where not known."""

    __slots__ = ("box", "end", "flags", "gap", "kind", "level", "link_chars", "links", "start", "text")

    def __init__(
        self, text: str, box: Box, kind: Kind, level: int, gap: str, start: int, end: int, link_chars: int, links: int
    ) -> None:
        self.text = text
        self.box = box
        self.kind: Kind = kind
        self.level = level
        self.gap = gap
        self.start = start
        self.end = end
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


def read_page(source: str, apart: frozenset[int] = frozenset()) -> Page:
    """Parse ``source`` and find its visible text blocks.

    Inline elements whose start tag begins at a position of ``apart`` (in ``source``) are set as blocks of their own.
    """
    page, walker = _walked(source, apart, scripting=True)
    if walker.fallbacks:
        # What only a browser without scripts shows is left out, unless the page has its text there alone.
        fallback = sum(len(_TAG.sub("", node.text)) for node in walker.fallbacks)
        if fallback > sum(len(block.text) for block in page.blocks):
            return _walked(source, apart, scripting=False)[0]
    return page


def _walked(source: str, apart: frozenset[int], *, scripting: bool) -> tuple[Page, _Walker]:
    """Parse as a browser with or without scripts, and walk; with them, what ``<noscript>`` holds stays in it."""
    document = turbohtml.parse(source, scripting=scripting)
    spans = Spans(source)
    walker = _Walker(spans, apart, ROLES if scripting else _ROLES_WITHOUT_SCRIPTS)
    root = document.root
    if root is not None:
        walker.walk(root)
    return Page(document, walker.blocks, walker.boxes, spans), walker


class _Walker:
    def __init__(self, spans: Spans, apart: frozenset[int], roles: Mapping[str, int]) -> None:
        self.apart = apart
        self.roles = roles
        self.fallbacks: list[Element] = []  # what is for browsers without scripts, unread
        self.blocks: list[TextBlock] = []
        self.boxes: list[Box] = [Box("", None, 0, 0, "")]
        self.spans = spans
        self.links = 0  # how many <a> are open
        self.pieces: list[str] = []
        self.start = self.end = -1
        self.link_chars = self.link_count = 0
        self.breaks = 0  # line breaks since the last text
        self.unseen: dict[str, bool] = {}  # whether a class list hides its element
        self.rows: list[list[int]] = []  # of each open table row, where the blocks of each cell begin

    def walk(self, root: Node) -> None:  # noqa: PLR0915 - one loop over all nodes
        """Go through the tree: what can be done for a node in a few lines is done here, since there are so many."""
        box, pieces, apart, roles = self.boxes[0], self.pieces, self.apart, self.roles
        in_frame = False
        # What is left to walk of the elements around, and what each is.
        stack: list[tuple[Iterator[Any], int]] = []
        nodes: Iterator[Any] = iter((root,))
        within = INSIDE
        while True:
            for node in nodes:
                kind = type(node)
                if kind is Text:
                    data = node.data
                    if not data.isspace() or data.strip(_SPACES):
                        self._text(data)
                    elif pieces or box.flags & PRE:
                        pieces.append(data)
                elif kind is Element:
                    tag = node.tag
                    role = roles.get(tag, BLOCK)
                    if role < BLOCK and apart and self._is_apart(node):
                        role = BLOCK
                    if role == UNSEEN:
                        if pieces and tag == "noscript":
                            self._flush(box)
                        self._skip(node, tag)
                    elif role == BREAK:
                        self._break(box)
                    elif role < BLOCK:
                        if role == ANCHOR:
                            self.link_count += 1
                        elif role == SPAN and not self._shows(node):
                            continue
                        if children := node.children:
                            if role == ANCHOR:
                                self.links += 1
                            stack.append((nodes, within))
                            nodes, within = iter(children), role
                            break
                    else:
                        if pieces:
                            self._flush(box)
                        self.breaks = 0
                        if children := node.children:
                            stack.append((nodes, within))
                            nodes, within = iter(children), IN_FRAME
                            if not in_frame or apart:
                                box, within = self._enter(node, tag, box), BLOCK
                                in_frame = bool(box.flags & FRAMES) and is_frame(box.flags)
                            break
                        if self.rows and tag in CELLS:
                            self.rows[-1].append(len(self.blocks))
                elif kind is Comment:
                    self.spans.skip_comment(node.data)
            else:
                if within == ANCHOR:
                    self.links -= 1
                elif within >= BLOCK:
                    if pieces:
                        self._flush(box)
                    self.breaks = 0
                    if within == BLOCK:
                        box = self._leave(box)
                        in_frame = bool(box.flags & FRAMES) and is_frame(box.flags)
                if not stack:
                    break
                nodes, within = stack.pop()

    def _skip(self, node: Element, tag: str) -> None:
        if tag not in RAW_TAGS:
            self.spans.enter_late(node)
        elif self.spans.enter(node.position) >= 0:
            self.spans.skip(f"</{tag}", _LONGEST_RAW)
        if tag == "noscript":
            self.fallbacks.append(node)

    def _is_apart(self, node: Element) -> bool:
        position = node.position
        return position is not None and self.spans.original(self.spans.offset(position)) in self.apart

    def _shows(self, node: Element) -> bool:
        """Say whether the content of a ``<span>`` shows."""
        names = node.attr("class")
        if names and self._hides(names):
            return False
        style = node.attr("style")
        return not (style and _HIDING.search(style))

    def _hides(self, names: str) -> bool:
        """Say whether a class list is one of those by which pages hide text from all but screen readers."""
        known = self.unseen.get(names)
        if known is None:
            known = self.unseen[names] = hides(names)
        return known

    def _text(self, data: str) -> None:
        start, end = self.spans.take(data)
        if start >= 0:
            if self.start < 0:
                self.start = start
            self.end = end
        self.pieces.append(data)
        if self.links:
            self.link_chars += len(data)

    def _break(self, box: Box) -> None:
        if box.flags & PRE:
            self.pieces.append("\n")
        elif box.heading:
            self.pieces.append(" ")
        else:
            if self.pieces:
                self._flush(box)
            self.breaks += 1

    def _enter(self, node: Element, tag: str, parent: Box) -> Box:
        flags = parent.flags | TAG_FLAGS.get(tag, 0)
        names = ""
        attrs = node.attrs
        count = len(attrs)
        if count:
            names = node.attr("class") or ""
            if count > 1 or not names:
                flags |= self._attributes(node, attrs)
                if identifier := node.attr("id"):
                    names = f"{names} {identifier}"
            if names and self._hides(names):
                flags |= HIDDEN
        if tag == "dialog" and "open" not in attrs:
            flags |= HIDDEN
        if self.links:
            flags |= LINK
        box = Box(tag, parent, len(self.boxes), flags, names)
        self.boxes.append(box)
        if self.apart:
            box.offset = self.spans.enter(node.position)
        else:
            self.spans.enter_late(node)
        if tag in LISTS:
            box.list_depth += 1
        elif tag in HEADINGS:
            box.heading = HEADINGS[tag]
        elif tag == "tr":
            self.rows.append([])
        elif tag in CELLS and self.rows:
            self.rows[-1].append(len(self.blocks))
        return box

    @staticmethod
    def _attributes(node: Element, attrs: Container[str]) -> int:
        """Read the flags that an element's attributes give it."""
        flags = 0
        if role := node.attr("role"):
            flags |= ROLE_FLAGS.get(role.casefold(), 0)
        if prop := node.attr("itemprop"):
            flags |= PROP_FLAGS.get(prop.casefold(), 0)
        style = node.attr("style")
        if (style and _HIDING.search(style)) or ("hidden" in attrs and not _STREAMED.match(node.attr("id") or "")):
            flags |= HIDDEN
        return flags

    def _leave(self, box: Box) -> Box:
        if box.tag == "tr" and self.rows:
            self._row(self.rows.pop())
        return box.parent or box

    def _flush(self, box: Box) -> None:
        """End the block that is being collected."""
        pieces = self.pieces
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        if box.flags & PRE:
            text = text.strip("\n").rstrip()
        else:
            text = text.strip(_SPACES)
            if "  " in text or (not text.isprintable() and _CONTROL_SPACE.search(text)):
                text = _SPACE.sub(" ", text)
        if text and not text.isspace():
            kind, level = _kind(box)
            linked = min(self.link_chars, len(text)) if self.link_chars else 0
            gap = self._gap(kind)
            self.blocks.append(TextBlock(text, box, kind, level, gap, self.start, self.end, linked, self.link_count))
            self.breaks = 0
        self.start = self.end = -1
        self.link_chars = self.link_count = 0

    def _gap(self, kind: Kind) -> str:
        if self.breaks == 1:
            return "\n"
        same = self.blocks and self.blocks[-1].kind == kind and kind in ("list_item", "code")
        return "\n" if same and not self.breaks else "\n\n"

    def _row(self, cells: list[int]) -> None:
        """Join the cells of a table row, unless the table lays out something else than short cells."""
        blocks = self.blocks
        bounds = [*cells, len(blocks)]
        if len(cells) < 2 or bounds[0] == bounds[-1]:
            return
        texts = []
        for first, after in pairwise(bounds):
            if after - first > 1 or (after > first and not _joins(blocks[first])):
                return
            texts.append(blocks[first].text if after > first else "")
        parts = blocks[bounds[0] :]
        if len(parts) < 2:
            return
        before = blocks[bounds[0] - 1] if bounds[0] else None
        gap = "\n" if before is not None and before.kind == "table" else "\n\n"
        starts = [part.start for part in parts if part.start >= 0]
        start, end = (min(starts), max(part.end for part in parts)) if starts else (-1, -1)
        link_chars, links = sum(part.link_chars for part in parts), sum(part.links for part in parts)
        row = TextBlock("\t".join(texts).strip("\t"), parts[0].box, "table", 0, gap, start, end, link_chars, links)
        blocks[bounds[0] :] = [row]


def _joins(cell: TextBlock) -> bool:
    return len(cell.text) <= _LONGEST_CELL and cell.kind in ("paragraph", "table")


def _kind(box: Box) -> tuple[Kind, int]:
    flags = box.flags
    if flags & PRE:
        return "code", 0
    if box.heading:
        return "heading", box.heading
    if flags & CAPTION:
        return "caption", 0
    if flags & ITEM and box.list_depth:
        item = _nearest_item(box)
        if item is not None and not item.item_used:
            item.item_used = True
            return "list_item", box.list_depth
    if flags & QUOTE:
        return "quote", 0
    return "paragraph", 0


def _nearest_item(box: Box) -> Box | None:
    """Give the list item that a box is, or is a few levels inside of."""
    nearest: Box | None = box
    for _ in range(6):
        if nearest is None or nearest.tag == "li":
            return nearest
        nearest = nearest.parent
    return None
