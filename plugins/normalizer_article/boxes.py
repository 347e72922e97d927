"""The visible text blocks of an HTML page, in the order of the page, joined inline as a browser shows them.

`read_page` parses with turbohtml and walks the tree once, without recursion. A `Box` is a block-level element, a
`TextBlock` a run of text that a browser would set as one paragraph, heading, list item, table row, ...
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import turbohtml
from turbohtml import Comment, Element, Node, Text

from normalizer.changes import Kind
from normalizer_article.spans import Spans

#: Elements whose content a browser does not show as text.
_UNSEEN = frozenset(
    (
        "script", "style", "template", "svg", "canvas", "head", "iframe", "object", "embed", "audio", "video",
        "select", "datalist", "textarea", "map", "input", "img", "meta", "link", "base", "param", "source", "track",
        "title",
        "frame", "frameset", "noframes", "rp", "picture", "wbr", "area", "annotation", "annotation-xml", "col",
        "colgroup",
    )
)  # fmt: skip
#: Of these, the ones that can hold what reads like the text after them.
_RAW = frozenset(("script", "style", "template", "svg", "textarea", "select"))
_INLINE = frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins",
        "kbd", "mark", "meter", "nobr", "output", "progress", "q", "s", "samp", "small", "span", "strike", "strong",
        "sub",
        "sup", "time", "tt", "u", "var", "ruby", "rt", "rb", "rtc", "slot", "blink", "math", "mi", "mo", "mn",
        "mrow", "msup",
        "msub", "mfrac", "mtext", "semantics", "mstyle", "msubsup", "msqrt", "mspace", "mover", "munder", "tspan",
    )
)  # fmt: skip

# What a box is in, as bits that its descendants inherit.
(
    NAV,
    HEADER,
    FOOTER,
    ASIDE,
    MAIN,
    ARTICLE,
    FORM,
    FIGURE,
    TABLE,
    ITEM,
    QUOTE,
    DIALOG,
    HIDDEN,
    BUTTON,
    DETAILS,
    SECTION,
) = (1 << bit for bit in range(16))
CAPTION, PRE, HEADING, LINK, LIST, DEFINITION, BODY_PROP, COMMENT_PROP, PROSE_PROP = (1 << bit for bit in range(16, 25))
NOSCRIPT = 1 << 25
_FRAMES = NAV | FOOTER

_TAG_FLAGS = {
    "nav": NAV, "header": HEADER, "footer": FOOTER, "aside": ASIDE, "main": MAIN, "article": ARTICLE, "form": FORM,
    "figure": FIGURE, "table": TABLE, "li": ITEM, "blockquote": QUOTE, "dialog": DIALOG, "button": BUTTON,
    "details": DETAILS, "section": SECTION, "figcaption": CAPTION, "caption": CAPTION, "pre": PRE, "listing": PRE,
    "xmp": PRE, "h1": HEADING, "h2": HEADING, "h3": HEADING, "h4": HEADING, "h5": HEADING, "h6": HEADING, "ul": LIST,
    "ol": LIST, "menu": LIST, "dt": DEFINITION, "dd": DEFINITION, "noscript": NOSCRIPT,
}  # fmt: skip
_ROLE_FLAGS = {
    "navigation": NAV, "menu": NAV, "menubar": NAV, "banner": HEADER, "contentinfo": FOOTER, "complementary": ASIDE,
    "main": MAIN, "article": ARTICLE, "form": FORM, "search": FORM, "dialog": DIALOG, "alertdialog": DIALOG,
    "button": BUTTON, "figure": FIGURE,
}  # fmt: skip
_PROP_FLAGS = {
    "articlebody": BODY_PROP, "text": BODY_PROP, "blogpost": BODY_PROP, "comment": COMMENT_PROP, "review": COMMENT_PROP,
    "reviewbody": COMMENT_PROP, "description": PROSE_PROP, "acceptedanswer": PROSE_PROP, "suggestedanswer": PROSE_PROP,
}  # fmt: skip

#: Inline elements that are more than their text: links, and what may be hidden.
_WATCHED = frozenset(("a", "span"))
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNSEEN_NAMES = re.compile(
    r"\b(?:sr-only|visually-?hidden|screen-reader-text|screenreader\w*|a11y-hidden)\b", re.IGNORECASE
)
_SPACE = re.compile(r"[ \t\n\f\r]+")
_SPACES = " \t\n\f\r"
#: So far the end of a script or style is looked for, in characters.
_LONGEST_RAW = 1_000_000
#: Cells longer than this, in characters, are not joined to a table row: the table may lay out the page.
_LONGEST_CELL = 300


class Box:
    """A block-level element, with what its blocks inherit from it."""

    __slots__ = (
        "depth", "flags", "heading", "index", "item_used", "list_depth", "mask", "names", "offset", "parent", "tag",
    )  # fmt: skip

    def __init__(self, tag: str, parent: Box | None, index: int, offset: int, flags: int, names: str) -> None:
        self.tag = tag
        self.parent = parent
        self.index = index
        #: Where its start tag begins in the normalised source; -1 if the source has none.
        self.offset = offset
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

    def __init__(self, text: str, box: Box, kind: Kind, level: int, gap: str) -> None:
        self.text = text
        self.box = box
        self.kind: Kind = kind
        self.level = level
        self.gap = gap
        self.start = self.end = -1
        self.link_chars = 0
        self.links = 0
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
    document = turbohtml.parse(source)
    spans = Spans(source)
    walker = _Walker(spans, apart)
    root = document.root
    if root is not None:
        walker.walk(root)
    return Page(document, _shown(walker.blocks), walker.boxes, spans)


def _shown(blocks: list[TextBlock]) -> list[TextBlock]:
    """Leave out what only a browser without scripts shows, unless the page has its text there alone."""
    fallback = sum(len(block.text) for block in blocks if block.flags & NOSCRIPT)
    if not fallback:
        return blocks
    if fallback > sum(len(block.text) for block in blocks) / 2:
        return blocks
    return [block for block in blocks if not block.flags & NOSCRIPT]


#: Marks on the walker's stack: a link, or an element within a frame, has been walked. (Of other elements, their box.)
_LEAVE_LINK, _LEAVE_IN_FRAME = object(), object()


def is_frame(flags: int) -> bool:
    """Say whether flags are those of a navigation, or of a footer that is not the article's own.

    These are never taken for the article: of WCXB's development pages they hold three blocks in eight, and one in a
    hundred of these holds text of the gold. What is in them is not looked at closely: all its blocks are of one box.
    """
    return bool(flags & NAV) or (bool(flags & FOOTER) and not flags & (ARTICLE | MAIN))


class _Walker:
    def __init__(self, spans: Spans, apart: frozenset[int]) -> None:
        self.apart = apart
        self.blocks: list[TextBlock] = []
        self.boxes: list[Box] = []
        self.spans = spans
        self.box = Box("", None, 0, -1, 0, "")
        self.boxes.append(self.box)
        self.in_frame = False
        self.links = 0  # how many <a> are open
        self.pieces: list[str] = []
        self.start = self.end = -1
        self.link_chars = self.link_count = 0
        self.breaks = 0  # line breaks since the last text
        self.unseen: dict[str, bool] = {}  # whether a class list hides its element
        self.rows: list[list[int]] = []  # of each open table row, where the blocks of each cell begin

    def walk(self, root: Node) -> None:
        stack: list[Any] = [root]
        pop, push, extend = stack.pop, stack.append, stack.extend
        apart = self.apart
        while stack:
            node = pop()
            kind = type(node)
            if kind is Text:
                self._text(node.data)
            elif kind is Element:
                tag = node.tag
                if tag in _INLINE and not (apart and self._is_apart(node)):
                    if tag in _WATCHED and not self._inline(node, tag, stack):
                        continue
                    extend(node.children[::-1])
                    continue
                if tag in _UNSEEN:
                    self._skip(node, tag)
                    continue
                if tag == "br":
                    self._break()
                    continue
                if self.pieces:
                    self._flush()
                self.breaks = 0
                children = node.children
                if not children:
                    if self.rows and tag in ("td", "th"):
                        self.rows[-1].append(len(self.blocks))
                elif self.in_frame and not apart:
                    push(_LEAVE_IN_FRAME)
                    extend(children[::-1])
                else:
                    push(self._enter(node, tag))
                    extend(children[::-1])
            elif kind is Box:
                self._leave(node)
            elif node is _LEAVE_LINK:
                self.links -= 1
            elif node is _LEAVE_IN_FRAME:
                if self.pieces:
                    self._flush()
                self.breaks = 0
            elif kind is Comment:
                self.spans.skip_comment(node.data)
        self._flush()

    def _skip(self, node: Element, tag: str) -> None:
        if self.spans.enter(node.position) >= 0 and tag in _RAW:
            self.spans.skip(f"</{tag}", _LONGEST_RAW)

    def _is_apart(self, node: Element) -> bool:
        position = node.position
        return position is not None and self.spans.original(self.spans.offset(position)) in self.apart

    def _inline(self, node: Element, tag: str, stack: list[Any]) -> bool:
        """Enter an inline element; answer whether its content shows."""
        if tag == "a":
            self.links += 1
            self.link_count += 1
            stack.append(_LEAVE_LINK)
        else:
            names = node.attr("class")
            if names and self._hides(names):
                return False
            style = node.attr("style")
            return not (style and _HIDING.search(style))
        return True

    def _hides(self, names: str) -> bool:
        """Say whether a class list is one of those by which pages hide text from all but screen readers."""
        known = self.unseen.get(names)
        if known is None:
            known = self.unseen[names] = bool(_UNSEEN_NAMES.search(names))
        return known

    def _text(self, data: str) -> None:
        if data.isspace() and not data.strip(_SPACES):
            if self.pieces or self.box.flags & PRE:
                self.pieces.append(data)
            return
        start, end = self.spans.take(data)
        if start >= 0:
            if self.start < 0:
                self.start = start
            self.end = end
        self.pieces.append(data)
        if self.links:
            self.link_chars += len(data)

    def _break(self) -> None:
        if self.box.flags & PRE:
            self.pieces.append("\n")
        elif self.box.heading:
            self.pieces.append(" ")
        else:
            self._flush()
            self.breaks += 1

    def _enter(self, node: Element, tag: str) -> Box:
        parent = self.box
        flags = parent.flags | _TAG_FLAGS.get(tag, 0)
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
        if flags & _FRAMES:
            self.in_frame = is_frame(flags)
        box = self.box = Box(tag, parent, len(self.boxes), self.spans.enter(node.position), flags, names)
        self.boxes.append(box)
        if tag in ("ul", "ol", "menu"):
            box.list_depth += 1
        elif len(tag) == 2 and tag[0] == "h" and "1" <= tag[1] <= "6":
            box.heading = int(tag[1])
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(len(self.blocks))
        return box

    @staticmethod
    def _attributes(node: Element, attrs: Container[str]) -> int:
        """Read the flags that an element's attributes give it."""
        flags = 0
        if role := node.attr("role"):
            flags |= _ROLE_FLAGS.get(role.casefold(), 0)
        if prop := node.attr("itemprop"):
            flags |= _PROP_FLAGS.get(prop.casefold(), 0)
        style = node.attr("style")
        if (style and _HIDING.search(style)) or "hidden" in attrs:
            flags |= HIDDEN
        return flags

    def _leave(self, box: Box) -> None:
        if self.pieces:
            self._flush()
        self.breaks = 0
        self.box = box.parent or box
        if self.in_frame:
            self.in_frame = is_frame(self.box.flags)
        if box.tag == "tr" and self.rows:
            self._row(self.rows.pop())

    def _flush(self) -> None:
        """End the block that is being collected."""
        if self.start < 0 and not self.pieces:
            return
        box = self.box
        text = "".join(self.pieces)
        self.pieces = []
        if box.flags & PRE:
            text = text.strip("\n").rstrip()
        else:
            text = text.strip(_SPACES)
            if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\f" in text:
                text = _SPACE.sub(" ", text)
        if text and not text.isspace():
            kind, level = _kind(box)
            block = TextBlock(text, box, kind, level, self._gap(kind))
            block.start, block.end = self.start, self.end
            block.link_chars, block.links = min(self.link_chars, len(text)), self.link_count
            self.blocks.append(block)
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
        row = TextBlock("\t".join(texts).strip("\t"), parts[0].box, "table", 0, "\n\n")
        before = blocks[bounds[0] - 1] if bounds[0] else None
        if before is not None and before.kind == "table":
            row.gap = "\n"
        starts = [part.start for part in parts if part.start >= 0]
        row.start, row.end = (min(starts), max(part.end for part in parts)) if starts else (-1, -1)
        row.link_chars = sum(part.link_chars for part in parts)
        row.links = sum(part.links for part in parts)
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
