"""What the model sees of each block of a page: its text, its place, its neighbours and what it is in.

A row is a tuple of parts, most of which blocks share: `PARTS` names the columns of those that are tuples, `BITS` the
bits of those that are masks. So no row is ever copied together; `flat` writes one out, for training. All is made in a
few passes over blocks and boxes, linear in the size of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, repeat
from math import log1p
from typing import Any

from normalizer_article import elements as b
from normalizer_article.boxes import Page, TextBlock
from normalizer_article.boxparts import BOX_PARTS, LEVELS, PROSE, BoxParts
from normalizer_article.names import Names

TYPES = ("article", "product", "forum", "qa", "recipe", "list", "video", "org", "website", "faq")

_KINDS = {"heading": 1.0, "paragraph": 2.0, "list_item": 3.0, "quote": 4.0, "caption": 5.0, "table": 6.0, "code": 7.0}
_FLAGS = {
    "header": b.HEADER, "footer": b.FOOTER, "aside": b.ASIDE, "main": b.MAIN, "article": b.ARTICLE,
    "form": b.FORM, "figure": b.FIGURE, "table": b.TABLE, "quote": b.QUOTE, "dialog": b.DIALOG, "hidden": b.HIDDEN,
    "button": b.BUTTON, "section": b.SECTION, "caption": b.CAPTION, "link": b.LINK, "list": b.LIST,
    "definition": b.DEFINITION, "body_prop": b.BODY_PROP, "noscript": b.NOSCRIPT, "details": b.DETAILS,
}  # fmt: skip
_WORD = re.compile(r"\w+")
#: The bytes of ASCII in lower case, with spaces for what is not of a word.
_FOLDED = bytes(ord(chr(code).lower()) if code < 128 and _WORD.match(chr(code)) else 32 for code in range(256))
#: So much of a long block is looked at, in characters.
_SAMPLE = 400
#: Blocks of more words are not looked up in the weights of short texts.
_FEW_WORDS = 25
_ZEROS = repeat(0.0)


@dataclass(slots=True)
class Hints:
    """What the page says about itself, in its metadata."""

    title: str = ""
    #: How long the longest text is that its JSON-LD holds, in characters.
    longest: int = 0
    #: schema.org and OpenGraph types, as 0/1 in the order of `TYPES`.
    types: list[int] = field(default_factory=lambda: [0] * len(TYPES))

    @property
    def is_forum(self) -> bool:
        """Whether the page says that it is a thread of a forum or a question with answers."""
        return bool(self.types[TYPES.index("forum")] or self.types[TYPES.index("qa")])


@dataclass(slots=True)
class Weights:
    """How much each word of classes, and of short texts, speaks for content (log odds)."""

    names: Names = field(default_factory=lambda: Names({}))
    texts: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Rows:
    """The blocks of a page that the model looks at."""

    #: Their indices among the page's blocks.
    wanted: list[int]
    #: The row of each.
    rows: list[tuple[Any, ...]]
    #: For each block of the page, the number of its group of blocks in boxes that are alike; -1 if not wanted.
    groups: list[int]


def _named(names: str) -> tuple[str, ...]:
    return tuple(names.split())


#: The parts of a row, in order, and the columns of those that are tuples.
PARTS: dict[str, tuple[str, ...]] = {
    "text": _named("chars words link_share links text_mean kind level"),
    "flags": (),
    **BOX_PARTS,
    "place": (
        *_named("at at_chars index from_end since_h1 since_heading heading_level heading_mean"),
        *_named("run_prose run_short repeats copies"),
    ),
    "like": _named("like_count like_chars like_links like_spread"),
    "page": (
        *_named("page_blocks page_chars page_prose page_links page_h1 page_headings page_code page_tables page_items"),
        *_named("page_articles page_main top_share top_prose page_declared"),
        *(f"page_{name}" for name in TYPES),
    ),
}
#: Of the parts that are masks, the bit of each column.
BITS: dict[str, dict[str, int]] = {"flags": {f"in_{name}": bit for name, bit in _FLAGS.items()}}
#: The columns that hold integers.
WHOLE = frozenset((
    *_named("chars words links level depth list_depth index from_end since_h1 since_heading heading_level"),
    *_named("run_prose run_short repeats copies"),
    *(f"box_{what}_{up}" for what in ("chars", "count") for up in range(LEVELS)),
))  # fmt: skip
NAMES: tuple[str, ...] = tuple(name for part, names in PARTS.items() for name in (names or BITS[part]))


def flat(row: tuple[Any, ...]) -> list[float]:
    """Write the columns of a row out in the order of `NAMES`."""
    columns: list[float] = []
    for part, value in zip(PARTS, row, strict=True):
        columns += [1.0 if value & bit else 0.0 for bit in BITS[part].values()] if part in BITS else value
    return columns


def page_rows(page: Page, hints: Hints, weights: Weights) -> Rows:
    """Give the rows of the blocks that can be the article's: those outside navigations and the site's footer."""
    blocks = page.blocks
    wanted = [i for i, block in enumerate(blocks) if not block.flags & b.FRAME]
    if not wanted:
        return Rows([], [], [-1] * len(blocks))
    texts = _text_parts([blocks[i] for i in wanted], weights.texts)
    boxes = BoxParts(page, weights.names)
    places = _places(blocks, wanted, texts)
    groups, likes = _likes(blocks, wanted)
    shared = _page_part(page, hints, boxes)
    parts = boxes.parts
    rows = [
        (text, (block := blocks[i]).flags, *parts(block.box), place, likes[groups[i]], shared)
        for i, text, place in zip(wanted, texts, places, strict=True)
    ]
    return Rows(wanted, rows, groups)


def tokens(text: str) -> list[str]:
    """Give what `Weights` knows of a short text: its words, in lower case, with the marks beside them."""
    return text.lower().split()


def _text_parts(blocks: list[TextBlock], weights: Mapping[str, float]) -> list[tuple[float, ...]]:
    """Give the parts that say what each block's own text is like."""
    weight_of = weights.get
    parts: list[tuple[float, ...]] = []
    for block in blocks:
        text, kind = block.text, block.kind
        size = len(text)
        mean = 0.0
        if size > _SAMPLE:
            count = text.count(" ", 0, _SAMPLE) * size // _SAMPLE
        else:
            count = text.count(" ") + 1
            if count <= _FEW_WORDS:
                words = tokens(text)
                mean = sum(map(weight_of, words, _ZEROS)) / len(words)
        level = block.level if kind == "heading" else 0
        parts.append((size, count, block.link_chars / size, block.links, mean, _KINDS[kind], level))
    return parts


def _places(blocks: list[TextBlock], wanted: list[int], texts: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Give the parts that say where on the page each block is, and how much prose is around it."""
    h1 = next((i for i, block in enumerate(blocks) if block.kind == "heading" and block.level == 1), -1)
    count = len(blocks)
    sizes = [len(block.text) for block in blocks]
    free = [size - block.link_chars for size, block in zip(sizes, blocks, strict=True)]
    # From 4 blocks before to 4 after: both ends padded.
    prose = [0] * 5 + list(accumulate([size >= PROSE for size in free]))
    short = [0] * 5 + list(accumulate([size < 25 for size in free]))
    prose += prose[-1:] * 4
    short += short[-1:] * 4
    starts = [block.text[:100] for block in blocks]
    repeats = Counter(starts)
    copies = dict.fromkeys([start for start, times in repeats.items() if times > 1], 0)
    total = sum(sizes)
    means = {i: text[4] for i, text in zip(wanted, texts, strict=True) if blocks[i].kind == "heading"}
    done = before = 0
    heading, level, heading_mean = -99, 0, 0.0
    rows: list[tuple[float, ...]] = []
    for i in wanted:
        while done < i:
            block = blocks[done]
            before += sizes[done]
            if block.kind == "heading":
                heading, level, heading_mean = done, block.level, means.get(done, 0.0)
            if (start := starts[done]) in copies:
                copies[start] += 1
            done += 1
        rows.append(
            (
                i / count,
                before / total,
                i,
                count - i,
                i - h1 if h1 >= 0 else -99,
                i - heading,
                level,
                heading_mean,
                prose[i + 9] - prose[i],
                short[i + 9] - short[i],
                repeats[starts[i]],
                copies.get(starts[i], 0),
            )
        )
    return rows


def fold(text: str) -> str:
    """Give the words of a text alone, in lower case, for comparing."""
    if text.isascii():
        # As most texts are; this takes half of the time.
        return b" ".join(text.encode("ascii").translate(_FOLDED).split()).decode("ascii")
    return " ".join(_WORD.findall(text.lower()))


def _likes(blocks: list[TextBlock], wanted: list[int]) -> tuple[list[int], list[tuple[float, ...]]]:
    """Group the blocks whose boxes are alike: for each block its group, for each group its part."""
    numbers: dict[tuple[str, ...], int] = {}
    sums: list[list[int]] = []  # of each group: count, characters, characters in links, first, last
    groups = [-1] * len(blocks)
    for i in wanted:
        block = blocks[i]
        box = block.box
        parent = box.parent
        key = (box.tag, box.names, parent.names if parent else "", block.kind)
        number = numbers.get(key)
        if number is None:
            number = numbers[key] = len(sums)
            sums.append([0, 0, 0, i, i])
        groups[i] = number
        group = sums[number]
        group[0] += 1
        group[1] += len(block.text)
        group[2] += block.link_chars
        group[4] = i
    likes: list[tuple[float, ...]] = [
        (float(count), chars / count, links / chars, (last - first + 1) / count)
        for count, chars, links, first, last in sums
    ]
    return groups, likes


def _page_part(page: Page, hints: Hints, boxes: BoxParts) -> tuple[float, ...]:
    blocks = page.blocks
    kinds = Counter([block.kind for block in blocks])
    h1 = sum([block.level == 1 for block in blocks if block.kind == "heading"])
    chars, links, prose = boxes.whole
    return (
        log1p(len(blocks)),
        log1p(chars),
        prose / chars,
        links / chars,
        float(h1),
        kinds["heading"] / len(blocks),
        kinds["code"] / len(blocks),
        kinds["table"] / len(blocks),
        kinds["list_item"] / len(blocks),
        float(min(boxes.articles, 20)),
        float(boxes.has_main),
        *boxes.top,
        log1p(hints.longest),
        *map(float, hints.types),
    )
