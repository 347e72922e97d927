"""The visible text blocks of an HTML page, in the order of the page, joined inline as a browser shows them.

`read_page` parses with turbohtml and walks the tree once, without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import turbohtml
from turbohtml import Comment, Element, Node, Text

from normalizer.changes import Kind
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.elements import (
    ANCHOR,
    ATTRIBUTES,
    BLOCK,
    BREAK,
    CAPTION,
    CELLS,
    FRAME,
    HEADINGS,
    HIDDEN,
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
    SPACES,
    SPAN,
    TAG_FLAGS,
    TELLING,
    hides,
)
from normalizer_article.frames import FRAMES, is_frame, read_frame, reads_on
from normalizer_article.spans import Spans

_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
#: The ids that React gives to what it sends late, hidden until a script has put it in its place.
_STREAMED = re.compile(r"S:[0-9a-f]+$")
_SPACE = re.compile(r"[ \t\n\f\r]+")
#: Cells longer than this, in characters, are not joined to a table row: the table may lay out the page.
_LONGEST_CELL = 300
#: Blocks of these kinds follow each other without a blank line.
_RUNS = frozenset(("list_item", "code"))
#: What makes a block more than a paragraph.
_KINDS = PRE | CAPTION | ITEM | QUOTE
_PARAGRAPH: tuple[Kind, int] = ("paragraph", 0)
_ROLES_WITHOUT_SCRIPTS = {**ROLES, "noscript": BLOCK}


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
    if all(block.flags & FRAME for block in page.blocks) and reads_on([block.text for block in page.blocks]):
        # Without anything else, the frame is what the page has to say, unless it is but links and labels.
        return _walked(source, apart, scripting=True, framed=False)[0]
    return page


def _walked(source: str, apart: frozenset[int], *, scripting: bool, framed: bool = True) -> tuple[Page, _Walker]:
    """Parse as a browser with or without scripts, and walk.

    With scripts, what ``<noscript>`` holds stays in it; ``framed`` reads each part of the page's frame as one block.
    """
    spans = Spans(source, RAW_TAGS if scripting else RAW_TAGS - {"noscript"})
    document = turbohtml.parse(spans.source, scripting=scripting)
    headlines = cache(lambda: len(document.select("h1")))
    walker = _Walker(spans, apart, ROLES if scripting else _ROLES_WITHOUT_SCRIPTS, headlines if framed else None)
    root = document.root
    if root is not None:
        walker.walk(root)
    return Page(document, walker.blocks, walker.boxes, spans), walker


class _Walker:
    def __init__(
        self, spans: Spans, apart: frozenset[int], roles: Mapping[str, int], headlines: Callable[[], int] | None
    ) -> None:
        self.spans = spans
        self.trail = spans.trail
        self.apart = apart
        self.roles = roles
        self.headlines = headlines  # how many <h1> the page has; None: no element is taken for its frame
        self.fallbacks: list[Element] = []  # what is for browsers without scripts, unread
        self.blocks: list[TextBlock] = []
        self.boxes: list[Box] = [Box("", None, 0, 0, "")]
        self.links = 0  # how many <a> are open
        self.pieces: list[str] = []
        self.first = 0  # how long the trail was at the end of the last block
        self.link_chars = self.link_count = 0
        self.breaks = 0  # line breaks since the last text
        self.hides = cache(hides)  # a page has few class lists, and each of them often
        self.rows: list[list[int]] = []  # of each open table row, where the blocks of each cell begin

    def walk(self, root: Node) -> None:  # noqa: PLR0915 - one loop over all nodes
        """Go through the tree: what can be done for a node in a few lines is done here, since there are so many."""
        box, pieces, apart, roles, trail = self.boxes[0], self.pieces, self.apart, self.roles, self.trail
        around = self._around_apart(root) if apart else frozenset()
        # What is left to walk of the elements around, and what each is.
        stack: list[tuple[Iterator[Any], int]] = []
        nodes: Iterator[Any] = iter((root,))
        within = INSIDE
        while True:
            for node in nodes:
                kind = type(node)
                if kind is Text:
                    data = node.data
                    if not data.isspace() or data.strip(SPACES):
                        pieces.append(data)
                        trail.append(data)
                        if self.links:
                            self.link_chars += len(data)
                    elif pieces or box.flags & PRE:
                        pieces.append(data)
                elif kind is Element:
                    trail.append(node)
                    tag = node.tag
                    role = roles.get(tag, BLOCK)
                    if role == BLOCK or (apart and role < BLOCK and self._is_apart(node)):
                        if pieces:
                            self._flush(box)
                        self.breaks = 0
                        if children := node.children:
                            entered = self._enter(node, tag, box)
                            if entered.flags & FRAME and not (apart and self.spans.begin(node) in around):
                                self._frame(node, entered)
                                if tag == "tr":
                                    self.rows.pop()
                            else:
                                stack.append((nodes, within))
                                nodes, within, box = iter(children), BLOCK, entered
                                break
                        elif self.rows and tag in CELLS:
                            self.rows[-1].append(len(self.blocks))
                    elif role < BLOCK:
                        if role == ANCHOR:
                            self.link_count += 1
                        elif role == SPAN and not self._shows(node):
                            continue
                        children = node.children
                        if (
                            len(children) == 1
                            and type(children[0]) is Text
                            and not (data := children[0].data).isspace()
                        ):
                            # Most inline elements hold a text alone.
                            pieces.append(data)
                            trail.append(data)
                            if role == ANCHOR or self.links:
                                self.link_chars += len(data)
                        elif children:
                            if role == ANCHOR:
                                self.links += 1
                            stack.append((nodes, within))
                            nodes, within = iter(children), role
                            break
                    elif role == BREAK:
                        self._break(box)
                    elif tag == "noscript":
                        if pieces:
                            self._flush(box)
                        self.fallbacks.append(node)
                elif kind is Comment:
                    trail.append(node)
            else:
                if within == BLOCK:
                    if pieces:
                        self._flush(box)
                    self.breaks = 0
                    if box.tag == "tr" and self.rows:
                        self._row(self.rows.pop())
                    box = box.parent or box
                elif within == ANCHOR:
                    self.links -= 1
                if not stack:
                    break
                nodes, within = stack.pop()

    def _is_apart(self, node: Element) -> bool:
        return self.spans.begin(node) in self.apart

    def _around_apart(self, root: Node) -> set[int]:
        """Give where the elements begin that hold elements that are set apart."""
        around: set[int] = set()
        for node in root.descendants:
            if isinstance(node, Element) and self._is_apart(node):
                above = node.parent
                while isinstance(above, Element) and (begin := self.spans.begin(above)) not in around:
                    if begin >= 0:
                        around.add(begin)
                    above = above.parent
        return around

    def _shows(self, node: Element) -> bool:
        """Say whether the content of a ``<span>`` shows."""
        attrs = node.attrs
        count = len(attrs)
        if not count:
            return True
        names = node.attr("class")
        if names:
            if self.hides(names):
                return False
            if count == 1:
                return True
        style = node.attr("style")
        return not (style and _HIDING.search(style))

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
        own = TAG_FLAGS.get(tag, 0)
        names = ""
        attrs = node.attrs
        count = len(attrs)
        if count:
            names = node.attr("class") or ""
            if count > 1 or not names:
                if not ATTRIBUTES.isdisjoint(attrs):
                    own |= self._attributes(node, attrs)
                if identifier := node.attr("id"):
                    names = f"{names} {identifier}"
            if names and self.hides(names):
                own |= HIDDEN
        flags = parent.flags | own
        if own & FRAMES and self.headlines and is_frame(own, parent.flags, node, self.headlines):
            flags |= FRAME
        if self.links:
            flags |= LINK
        boxes = self.boxes
        box = Box(tag, parent, len(boxes), flags, names, parent.depth + 1, parent.list_depth, parent.heading)
        boxes.append(box)
        if self.apart:
            box.offset = self.spans.begin(node)
        if tag in TELLING:
            if tag in LISTS:
                box.list_depth += 1
            elif tag in HEADINGS:
                box.heading = HEADINGS[tag]
            elif tag == "tr":
                self.rows.append([])
            elif tag == "dialog":
                if "open" not in attrs:
                    box.flags |= HIDDEN
            elif self.rows:
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

    def _flush(self, box: Box) -> None:
        """End the block that is being collected."""
        pieces = self.pieces
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        after = len(self.trail)
        if box.flags & PRE:
            text = text.replace("\t\f", "\n").replace("\f", "\n").strip("\n").rstrip()
        else:
            text = text.strip(SPACES)
            if "\f" in text or "\t" in text or "  " in text or "\n" in text or "\r" in text:
                text = _SPACE.sub(" ", text)
        if text and not text.isspace():
            flags = box.flags
            kind, level = _kind(box) if box.heading or flags & _KINDS else _PARAGRAPH
            linked = min(self.link_chars, len(text)) if self.link_chars else 0
            gap = self._gap(kind) if self.breaks or kind in _RUNS else "\n\n"
            self.blocks.append(
                TextBlock(text, box, kind, level, gap, self.first, after, linked, self.link_count, flags)
            )
            self.breaks = 0
        self.first = after
        self.link_chars = self.link_count = 0

    def _frame(self, element: Element, box: Box) -> None:
        """Make one block of all that is in an element that is never the article's."""
        trail, first = self.trail, len(self.trail)
        if text := read_frame(element, trail, self.roles):
            size = len(text)
            self.blocks.append(TextBlock(text, box, "paragraph", 0, "\n\n", first, len(trail), size, 1, box.flags))
        self.first = len(trail)

    def _gap(self, kind: Kind) -> str:
        if self.breaks == 1:
            return "\n"
        same = self.blocks and self.blocks[-1].kind == kind and kind in _RUNS
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
        first, after = parts[0].first, parts[-1].after
        link_chars, links = sum(part.link_chars for part in parts), sum(part.links for part in parts)
        text, box = "\t".join(texts).strip("\t"), parts[0].box
        row = TextBlock(text, box, "table", 0, gap, first, after, link_chars, links, box.flags)
        blocks[bounds[0] :] = [row]


def _joins(cell: TextBlock) -> bool:
    return len(cell.text) <= _LONGEST_CELL and cell.kind in ("paragraph", "table") and not cell.flags & FRAME


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
