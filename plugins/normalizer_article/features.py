"""What the model sees of each block of a page: its text, its place, its neighbours and what it is in.

`page_features` gives one list of numbers a block; their names are in `NAMES`, in the same order. All of it is made
in a few passes over blocks and boxes, linear in the size of the page; what depends on the box alone, once a box.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, chain
from math import log1p

from normalizer_article import boxes as b
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.names import BIT, GROUPS, look_up

TYPES = ("article", "product", "forum", "qa", "recipe", "list", "video", "org", "website", "faq")

#: A block of at least this many characters outside links counts as prose.
PROSE = 80
_KINDS = {"heading": 1.0, "paragraph": 2.0, "list_item": 3.0, "quote": 4.0, "caption": 5.0, "table": 6.0, "code": 7.0}
_TAG_NAMES = ("p", "div", "li", "td", "th", "span", "section", "dd", "dt", "button", "label", "br")
_TAGS = {tag: float(i) for i, tag in enumerate(_TAG_NAMES, 1)}
_FLAGS = {
    "nav": b.NAV, "header": b.HEADER, "footer": b.FOOTER, "aside": b.ASIDE, "main": b.MAIN, "article": b.ARTICLE,
    "form": b.FORM, "figure": b.FIGURE, "table": b.TABLE, "quote": b.QUOTE, "dialog": b.DIALOG, "hidden": b.HIDDEN,
    "button": b.BUTTON, "section": b.SECTION, "caption": b.CAPTION, "link": b.LINK, "list": b.LIST,
    "definition": b.DEFINITION, "body_prop": b.BODY_PROP, "noscript": b.NOSCRIPT, "details": b.DETAILS,
}  # fmt: skip
_NEAR = ("review", "comment", "forum", "popup", "card", "meta", "product", "title", "related", "author")
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d")
#: So much of a long block is looked at, in characters.
_SAMPLE = 400
#: Blocks of more words are not looked up in the weights of short texts.
_FEW_WORDS = 25
_TITLE_WITHIN = 60  # blocks from the start of the page that are compared with its title
_LEVELS = 5  # boxes upward whose sums a block sees


@dataclass(slots=True)
class Hints:
    """What the page says about itself, in its metadata."""

    title: str = ""
    #: schema.org and OpenGraph types, as 0/1 in the order of `TYPES`.
    types: list[int] = field(default_factory=lambda: [0] * len(TYPES))

    @property
    def is_forum(self) -> bool:
        """Whether the page says that it is a thread of a forum or a question with answers."""
        return bool(self.types[TYPES.index("forum")] or self.types[TYPES.index("qa")])


@dataclass(slots=True)
class Weights:
    """How much each word of classes, and of short texts, speaks for content (log odds)."""

    names: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, float] = field(default_factory=dict)


def _named(names: str) -> tuple[str, ...]:
    return tuple(names.split())


NAMES: tuple[str, ...] = (
    *_named("chars words link_share links commas ends dot digit bars text_mean text_min text_max kind level gap"),
    *(f"in_{name}" for name in _FLAGS),
    *(f"near_{name}" for name in _NEAR),
    *(f"any_{name}" for name in GROUPS),
    *_named("names_own names_mean names_min names_max chain_min chain_max chain_sum depth tag list_depth"),
    *(f"box_{what}_{up}" for up in range(_LEVELS) for what in ("chars", "links", "count", "prose", "share")),
    *_named("in_top top_rise top_share top_prose article_share only_article"),
    *_named("at at_chars index since_h1 since_heading heading_level heading_mean from_end run_prose run_short"),
    *(f"{what}{where}" for where in ("_p2", "_p1", "_n1", "_n2") for what in ("chars", "links", "kind", "tag")),
    *_named("like_count like_chars like_links like_spread repeats title_overlap"),
    *_named("page_blocks page_chars page_prose page_links page_h1 page_headings page_code page_tables page_items"),
    *_named("page_articles page_main"),
    *(f"page_{name}" for name in TYPES),
)  # fmt: skip


def page_features(page: Page, hints: Hints, weights: Weights) -> tuple[list[int], list[list[float]]]:
    """Give the indices of the blocks that can be the article's, and for each its features in the order of `NAMES`."""
    blocks = page.blocks
    wanted = [i for i, block in enumerate(blocks) if not b.is_frame(block.flags)]
    if not wanted:
        return [], []
    texts = {i: _text_row(blocks[i], weights.texts) for i in wanted}
    _sum_up(page)
    by_box = _BoxRows(page, weights.names)
    places = _places(blocks, texts)
    likes = _likes(blocks, wanted, hints)
    shared = _page_row(page, hints, by_box)
    flags: dict[int, tuple[float, ...]] = {}
    edge = (0.0, 0.0, 0.0, 0.0)
    around = [edge, edge, *map(_seen_aside, blocks), edge, edge]
    rows = []
    for i in wanted:
        block = blocks[i]
        known = flags.get(block.flags)
        if known is None:
            known = flags[block.flags] = tuple(1.0 if block.flags & bit else 0.0 for bit in _FLAGS.values())
        row = texts[i]
        row += known
        row += by_box.row(block.box)
        row += places[i]
        row += around[i] + around[i + 1] + around[i + 3] + around[i + 4]
        row += likes[i]
        row += shared
        rows.append(row)
    return wanted, rows


def _seen_aside(block: TextBlock) -> tuple[float, ...]:
    """Give what a block's neighbours see of it."""
    size = len(block.text)
    return (float(size), block.link_chars / size, _KINDS[block.kind], _TAGS.get(block.box.tag, 0.0))


def _text_row(block: TextBlock, weights: Mapping[str, float]) -> list[float]:
    text = block.text
    size = len(text)
    if size > _SAMPLE:
        sample = text[:_SAMPLE]
        count = float(sample.count(" ") * size // _SAMPLE)
    else:
        sample = text
        count = float(text.count(" ") + 1)
    low = high = mean = 0.0
    if count <= _FEW_WORDS:
        scores = [weights.get(token, 0.0) for token in _WORD.findall(text.lower())]
        if scores:
            low, high, mean = min(scores), max(scores), sum(scores) / len(scores)
    return [
        log1p(size),
        count,
        block.link_chars / size,
        float(block.links),
        float(sample.count(",")),
        float(sample.count(". ") + sample.count("? ") + sample.count("! ") + sample.count("。")),
        1.0 if text[-1] in ".!?。！？”\"'’)" else 0.0,
        len(_DIGITS.findall(sample)) / len(sample),
        float(sample.count("|") + sample.count(">") + sample.count("›") + sample.count("·")),
        mean,
        low,
        high,
        _KINDS[block.kind],
        float(block.level) if block.kind == "heading" else 0.0,
        float(len(block.gap)),
    ]


def _sum_up(page: Page) -> None:
    """Add up what each box holds, from the leaves to the root."""
    for i, block in enumerate(page.blocks):
        box = block.box
        size = len(block.text)
        box.chars += size
        box.link_chars += block.link_chars
        box.count += 1
        if size - block.link_chars >= PROSE and block.kind != "table":
            box.prose += size - block.link_chars
            # As readability does: a paragraph counts for its parent fully, for those above less and less.
            points = 1 + block.text.count(",") + min(size / 100, 3.0)
            above: Box | None = box
            for share in (0.3, 1.0, 0.5, 0.25, 0.12):
                if above is None:
                    break
                above.score += points * share
                above = above.parent
        if box.first < 0:
            box.first = i
        box.last = i
    for box in reversed(page.boxes):
        parent = box.parent
        if parent is not None and box.count:
            parent.chars += box.chars
            parent.link_chars += box.link_chars
            parent.count += box.count
            parent.prose += box.prose
            if parent.first < 0 or box.first < parent.first:
                parent.first = box.first
            parent.last = max(parent.last, box.last)


def _articles(page: Page, largest: int, only: bool) -> list[tuple[float, float]]:
    """Give, for each box, how much of the largest ``<article>`` the nearest one around it holds."""
    found: list[tuple[float, float]] = []
    for box in page.boxes:
        if box.tag == "article":
            found.append((box.chars / largest, float(only)))
        else:
            found.append(found[box.parent.index] if box.parent else (0.0, 0.0))
    return found


class _Above:
    """What the boxes around a box are: the names of three of them, sums of four."""

    __slots__ = ("count", "high", "low", "mask", "sums", "total")

    def __init__(self) -> None:
        self.mask = 0
        self.count = 0
        self.total = 0.0
        self.low, self.high = 9.0, -9.0
        self.sums: tuple[float, ...] = ()


class _BoxRows:
    """The columns that depend on the box of a block alone."""

    def __init__(self, page: Page, weights: Mapping[str, float]) -> None:
        self.total = float(page.boxes[0].chars or 1)
        self.rows: dict[int, tuple[float, ...]] = {}
        self.sums: dict[int, tuple[float, ...]] = {}
        self.masks: dict[int, tuple[float, ...]] = {}
        self.near: dict[int, tuple[float, ...]] = {}
        self._names(page, weights)
        self.top = max(page.boxes, key=lambda box: box.score * (1 - box.link_chars / (box.chars or 1)))
        articles = [box for box in page.boxes if box.tag == "article" and box.count]
        self.articles = len(articles)
        self.article = _articles(page, max((box.chars for box in articles), default=0) or 1, len(articles) == 1)
        self.has_main = any(box.tag == "main" for box in page.boxes)
        self.meets = self._rises()
        self.above: dict[int, _Above] = {}

    def _names(self, page: Page, weights: Mapping[str, float]) -> None:
        """Read what each box is called: groups of words as bits, and how much the words speak for content."""
        nothing = (0, 0.0)
        cache: dict[str, tuple[int, float]] = {"": nothing}
        self.any: list[int] = []
        self.score: list[float] = []
        self.chain: list[tuple[float, float, float]] = []
        for box in page.boxes:
            known = cache.get(box.names) if box.count else nothing
            if known is None:
                mask, tokens = look_up(box.names)
                found = [weights[token] for token in tokens if token in weights]
                known = cache[box.names] = (mask, sum(found) / len(found) if found else 0.0)
            mask, score = known
            parent = box.parent
            box.mask = mask
            self.score.append(score)
            if parent is None:
                self.any.append(mask)
                self.chain.append((min(score, 0.0), max(score, 0.0), score))
                continue
            # The names of <html> and <body> speak of the whole page.
            self.any.append(mask | self.any[parent.index] if parent.depth > 2 else mask)
            low, high, total = self.chain[parent.index]
            self.chain.append((score if score < low else low, score if score > high else high, total * 0.8 + score))

    def row(self, box: Box) -> tuple[float, ...]:
        known = self.rows.get(box.index)
        if known is None:
            known = self.rows[box.index] = self._row(box)
        return known

    def _row(self, box: Box) -> tuple[float, ...]:
        above = self._above(box.parent)
        value = self.score[box.index]
        low = value if value < above.low else above.low
        high = value if value > above.high else above.high
        return (
            self._bits(self.near, box.mask | above.mask, _NEAR)
            + self._bits(self.masks, self.any[box.index], tuple(GROUPS))
            + (value, (value + above.total) / (above.count + 1), low, high, *self.chain[box.index])
            + (float(box.depth), _TAGS.get(box.tag, 0.0), float(box.list_depth))
            + self._sums(box)
            + above.sums
            + self._top(box)
            + self.article[box.index]
        )

    def _above(self, parent: Box | None) -> _Above:
        """Give what all boxes in ``parent`` see of the boxes around them."""
        index = parent.index if parent else -1
        known = self.above.get(index)
        if known is None:
            known = self.above[index] = self._look_up(parent)
        return known

    def _look_up(self, box: Box | None) -> _Above:
        found = _Above()
        sums: list[tuple[float, ...]] = []
        while box is not None and len(sums) < _LEVELS - 1:
            if found.count < 3:
                value = self.score[box.index]
                found.mask |= box.mask
                found.total += value
                found.low = min(found.low, value)
                found.high = max(found.high, value)
                found.count += 1
            sums.append(self._sums(box))
            box = box.parent
        while len(sums) < _LEVELS - 1:
            sums.append(sums[-1] if sums else (0.0,) * 5)
        found.sums = tuple(chain.from_iterable(sums))
        return found

    def _sums(self, box: Box) -> tuple[float, ...]:
        if box.index in self.sums:
            return self.sums[box.index]
        chars = box.chars or 1
        known = (log1p(chars), box.link_chars / chars, log1p(box.count), box.prose / chars, chars / self.total)
        self.sums[box.index] = known
        return known

    @staticmethod
    def _bits(cache: dict[int, tuple[float, ...]], mask: int, groups: tuple[str, ...]) -> tuple[float, ...]:
        known = cache.get(mask)
        if known is None:
            known = cache[mask] = tuple(1.0 if mask & BIT[group] else 0.0 for group in groups)
        return known

    def _rises(self) -> dict[int, tuple[float, ...]]:
        """Give the columns of the box with most prose and of the boxes around it, by index."""
        top = self.top
        found: dict[int, tuple[float, ...]] = {}
        box: Box | None = top
        rise = 0
        while box is not None:
            up = min(rise, 20)
            found[box.index] = (float(up == 0), float(up), top.chars / self.total, top.prose / (top.chars or 1))
            box, rise = box.parent, rise + 1
        return found

    def _top(self, box: Box) -> tuple[float, ...]:
        """Say how many levels above the box with most prose it meets ``box``: at 0, that is inside."""
        below: list[Box] = []
        up: Box | None = box
        while up is not None and up.index not in self.meets:
            below.append(up)
            up = up.parent
        known = self.meets[up.index] if up is not None else self.meets[0]
        for one in below:
            self.meets[one.index] = known
        return known


def _places(blocks: list[TextBlock], texts: dict[int, list[float]]) -> list[tuple[float, ...]]:
    """Give the columns that say where on the page each block is, and how much prose is around it."""
    h1 = next((i for i, block in enumerate(blocks) if block.kind == "heading" and block.level == 1), -1)
    count = len(blocks)
    sizes = [len(block.text) - block.link_chars for block in blocks]
    prose = [0, *accumulate(size >= PROSE for size in sizes)]
    short = [0, *accumulate(size < 25 for size in sizes)]
    total = float(sum(len(block.text) for block in blocks))
    before = 0
    heading, level, heading_mean = -1, 0.0, 0.0
    rows: list[tuple[float, ...]] = []
    for i, block in enumerate(blocks):
        low, high = max(0, i - 4), min(count, i + 5)
        rows.append(
            (
                i / count,
                before / total,
                float(min(i, 200)),
                float(max(-30, min(60, i - h1))) if h1 >= 0 else -99.0,
                float(min(i - heading, 50)) if heading >= 0 else 99.0,
                level,
                heading_mean,
                float(min(count - i, 200)),
                float(prose[high] - prose[low]),
                float(short[high] - short[low]),
            )
        )
        before += len(block.text)
        if block.kind == "heading":
            heading, level, heading_mean = i, float(block.level), texts[i][9] if i in texts else 0.0
    return rows


def fold(text: str) -> str:
    """Give the words of a text alone, in lower case, for comparing."""
    return " ".join(_WORD.findall(text.lower()))


def _likes(blocks: list[TextBlock], wanted: list[int], hints: Hints) -> dict[int, tuple[float, ...]]:
    """Give the columns that compare a block with others like it on the page, and with the title."""
    groups: dict[tuple[str, ...], list[int]] = {}
    own: list[list[int]] = []  # of each block's group: count, characters, characters in links, first, last
    for i in wanted:
        block = blocks[i]
        box = block.box
        parent = box.parent
        key = (box.tag, box.names, parent.names, block.kind) if parent else (box.tag, box.names, "", block.kind)
        group = groups.get(key)
        if group is None:
            group = groups[key] = [0, 0, 0, i, i]
        group[0] += 1
        group[1] += len(block.text)
        group[2] += block.link_chars
        group[4] = i
        own.append(group)
    repeats = Counter([block.text[:100] for block in blocks])
    title = set(fold(hints.title).split())
    shapes = {
        id(group): (
            log1p(group[0]),
            group[1] / group[0],
            group[2] / (group[1] or 1),
            (group[4] - group[3] + 1) / group[0],
        )
        for group in groups.values()
    }
    rows: dict[int, tuple[float, ...]] = {}
    for i, group in zip(wanted, own, strict=True):
        block = blocks[i]
        text = block.text
        overlap = 0.0
        if title and (block.kind == "heading" or i < _TITLE_WITHIN) and 8 < len(text) < 160:
            tokens = set(_WORD.findall(text.lower()))
            overlap = len(tokens & title) / (len(tokens | title) or 1)
        rows[i] = (*shapes[id(group)], float(min(repeats[text[:100]], 9)), overlap)
    return rows


def _page_row(page: Page, hints: Hints, by_box: _BoxRows) -> tuple[float, ...]:
    blocks = page.blocks
    root = page.boxes[0]
    kinds = Counter([block.kind for block in blocks])
    h1 = sum(block.kind == "heading" and block.level == 1 for block in blocks)
    return (
        log1p(len(blocks)),
        log1p(root.chars),
        root.prose / (root.chars or 1),
        root.link_chars / (root.chars or 1),
        float(h1),
        kinds["heading"] / len(blocks),
        kinds["code"] / len(blocks),
        kinds["table"] / len(blocks),
        kinds["list_item"] / len(blocks),
        float(min(by_box.articles, 20)),
        float(by_box.has_main),
        *map(float, hints.types),
    )
