"""What the model sees of each block of a page: its text, its place, its neighbours and what it is in.

`page_features` gives one list of numbers a block; their names are in `NAMES`, in the same order. All of it is made
in a few passes over blocks and boxes: linear in the size of the page.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from normalizer_article import boxes as b
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.names import GROUPS, group_mask, words

#: A block of at least this many characters outside links counts as prose.
_PROSE = 80
_KINDS = {"heading": 1, "paragraph": 2, "list_item": 3, "quote": 4, "caption": 5, "table": 6, "code": 7}
_TAGS = {tag: i for i, tag in enumerate(("p", "div", "li", "td", "th", "a", "span", "section", "dd", "dt", "button", "label"), 1)}
_FLAG_NAMES = (
    "nav header footer aside main article form figure table item quote dialog hidden button details section caption"
    " pre heading link list definition body_prop comment_prop prose_prop"
).split()
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d")
_UPPER = re.compile(r"[A-Z]")
_SENTENCE_END = re.compile(r"[.!?。！？](?=\s|$|[\"”’)])")
_ODD = re.compile(r"[|»›•·→>]")
_CURRENCY = re.compile(r"[$€£¥₹]\s?\d|\d\s?[$€£]")


@dataclass(slots=True)
class Hints:
    """What the page says about itself, in its metadata."""

    title: str = ""
    #: Normalised text of JSON-LD's articleBody and the like.
    body: str = ""
    description: str = ""
    #: schema.org and OpenGraph types, as 0/1 columns in the order of `TYPES`.
    types: list[int] = field(default_factory=lambda: [0] * len(TYPES))

    @property
    def is_forum(self) -> bool:
        """Whether the page says that it is a thread of a forum or a question with answers."""
        return bool(self.types[TYPES.index("forum")] or self.types[TYPES.index("qa")])


TYPES = ("article", "product", "forum", "qa", "recipe", "list", "video", "org", "website", "faq")


@dataclass(slots=True)
class Weights:
    """How much each word of classes, and of short texts, speaks for content (log odds)."""

    names: Mapping[str, float] = field(default_factory=dict)
    texts: Mapping[str, float] = field(default_factory=dict)


NAMES: tuple[str, ...] = (
    # the block's text
    *("chars words link_share links commas ends dot colon question lower upper digit word_length odd currency copyright".split()),
    *("text_mean text_min text_max kind level tag list_depth gap".split()),
    # what it is in
    *(f"in_{name}" for name in _FLAG_NAMES),
    *(f"near_{name}" for name in GROUPS),
    *(f"any_{name}" for name in GROUPS),
    *("names_own names_mean names_min names_max chain_min chain_max chain_sum depth".split()),
    # where it is
    *("at at_chars index since_h1 after_h1 since_heading heading_level from_end".split()),
    # its neighbours
    *(f"{what}{where}" for where in ("_p2", "_p1", "_n1", "_n2") for what in ("chars", "links", "kind", "tag", "same", "ends")),
    "run_prose", "run_short",
    # its boxes
    *(f"{what}_{up}" for up in range(5) for what in ("box_chars", "box_links", "box_count", "box_prose", "box_share")),
    # the box with most prose
    *("in_top top_rise top_share top_prose article_share articles main_exists in_only_article".split()),
    # like blocks
    *("like_count like_chars like_links like_spread repeats is_title title_overlap in_body in_description".split()),
    # the page
    *("page_blocks page_chars page_prose page_links page_h1 page_headings page_code page_tables page_items".split()),
    *(f"page_{name}" for name in TYPES),
)


def page_features(page: Page, hints: Hints, weights: Weights) -> list[list[float]]:
    """Give the features of each block of ``page``, in the order of `NAMES`."""
    blocks = page.blocks
    if not blocks:
        return []
    local = [_text_features(block, weights.texts) for block in blocks]
    _sum_up(page)
    top = _top_box(page)
    inherited = _inherited(page, weights.names)
    total = max(1, sum(len(block.text) for block in blocks))
    places = _places(blocks, total)
    likes = _likes(blocks, hints)
    shared = _page_row(page, hints)
    articles, largest, has_main = _landmarks(page)
    rows = []
    for i, block in enumerate(blocks):
        box = block.box
        row = local[i] + [float(block.flags >> bit & 1) for bit in range(len(_FLAG_NAMES))]
        row += inherited[box.index]
        row += places[i]
        for j in (i - 2, i - 1, i + 1, i + 2):
            row += _neighbour(blocks, local, box, j)
        row += _runs(blocks, i)
        row += _box_columns(box, total)
        row += _top_columns(box, top, total)
        share, only = _article_columns(box, articles, largest, total)
        row += (share, float(min(articles, 20)), has_main, only)
        row += likes[i]
        row += shared
        rows.append(row)
    return rows


def _text_features(block: TextBlock, weights: Mapping[str, float]) -> list[float]:
    text = block.text
    size = len(text)
    sample = text if size <= 2000 else text[:2000]
    tokens = _WORD.findall(sample)
    count = len(tokens) or 1
    letters = len(sample) or 1
    low = high = mean = 0.0
    if len(tokens) <= 25 and weights:
        scores = [weights.get(token.lower(), 0.0) for token in tokens]
        if scores:
            low, high, mean = min(scores), max(scores), sum(scores) / len(scores)
    return [
        math.log1p(size),
        float(len(tokens) if size <= 2000 else len(tokens) * size // 2000),
        block.link_chars / size,
        float(block.links),
        float(sample.count(",")),
        float(len(_SENTENCE_END.findall(sample))),
        float(text[-1] in ".!?。！？”\"'’)"),
        float(text[-1] in ":："),
        float(text[-1] in "?？"),
        float(text[0].islower()),
        len(_UPPER.findall(sample)) / letters,
        len(_DIGITS.findall(sample)) / letters,
        letters / count,
        float(len(_ODD.findall(sample))),
        float(len(_CURRENCY.findall(sample))),
        float("©" in sample),
        mean,
        low,
        high,
        float(_KINDS[block.kind]),
        float(block.level if block.kind == "heading" else 0),
        float(_TAGS.get(block.box.tag, 0)),
        float(block.box.list_depth),
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
        if size - block.link_chars >= _PROSE and not block.kind == "table":
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


def _top_box(page: Page) -> Box:
    """Give the box that most likely holds the article: prose right below it, few links."""
    return max(page.boxes, key=lambda box: box.score * (1 - box.link_chars / (box.chars or 1)))


def _inherited(page: Page, weights: Mapping[str, float]) -> list[list[float]]:
    """Give, for each box, the columns that say what it and the boxes around it are called."""
    cache: dict[str, tuple[int, float, int]] = {}
    masks: list[tuple[int, int]] = []  # near: the box and its three ancestors; any: all of them
    own: list[int] = []
    chain: list[tuple[float, float, float]] = []
    scores: list[float] = []
    columns: list[list[float]] = []
    bits = range(len(GROUPS))
    for box in page.boxes:
        names = box.names
        known = cache.get(names)
        if known is None:
            tokens = words(names) if names else []
            found = [weights[token] for token in tokens if token in weights]
            known = cache[names] = (group_mask(tokens), sum(found) / len(found) if found else 0.0, len(found))
        mask, score, _ = known
        own.append(mask)
        scores.append(score)
        parent = box.parent
        near, mean, low, high, count, above = mask, score, score, score, 1, parent
        while above is not None and count < 4:
            at = above.index
            near |= own[at]
            value = scores[at]
            mean += value
            low, high = min(low, value), max(high, value)
            count += 1
            above = above.parent
        below = chain[parent.index] if parent else (0.0, 0.0, 0.0)
        chain.append((min(below[0], score), max(below[1], score), below[2] * 0.8 + score))
        everything = mask | (masks[parent.index][1] if parent and parent.depth > 2 else 0)
        masks.append((near, everything))
        if box.count:
            columns.append(
                [float(near >> bit & 1) for bit in bits]
                + [float(everything >> bit & 1) for bit in bits]
                + [score, mean / count, low, high, *chain[-1], float(box.depth)]
            )
        else:
            columns.append([])
    return columns


def _places(blocks: list[TextBlock], total: int) -> list[list[float]]:
    """Give the columns that say where on the page each block is."""
    h1 = next((i for i, block in enumerate(blocks) if block.kind == "heading" and block.level == 1), -1)
    count, before = len(blocks), 0
    heading, level = -1, 0
    rows = []
    for i, block in enumerate(blocks):
        since = max(-30, min(60, i - h1)) if h1 >= 0 else -99
        rows.append(
            [
                i / count,
                before / total,
                float(min(i, 200)),
                float(since),
                float(h1 >= 0 and i > h1),
                float(min(i - heading, 50) if heading >= 0 else 99),
                float(level),
                float(min(count - i, 200)),
            ]
        )
        before += len(block.text)
        if block.kind == "heading":
            heading, level = i, block.level
    return rows


def _neighbour(blocks: list[TextBlock], local: list[list[float]], box: Box, j: int) -> tuple[float, ...]:
    if not 0 <= j < len(blocks):
        return (0.0, 0.0, 0.0, 0.0, -1.0, 0.0)
    row = local[j]
    other = blocks[j].box
    if other is box:
        same = 3.0
    elif other.parent is box.parent:
        same = 2.0
    else:
        parent, other_parent = box.parent, other.parent
        same = float(parent is not None and other_parent is not None and parent.parent is other_parent.parent)
    return (row[0], row[2], row[19], row[21], same, row[6])


def _runs(blocks: list[TextBlock], at: int) -> tuple[float, float]:
    """Count prose and short blocks among the eight around."""
    prose = short = 0
    for block in blocks[max(0, at - 4) : at] + blocks[at + 1 : at + 5]:
        size = len(block.text) - block.link_chars
        prose += size >= _PROSE
        short += size < 25
    return float(prose), float(short)


def _box_columns(box: Box, total: int) -> list[float]:
    row: list[float] = []
    above: Box | None = box
    for _ in range(5):
        if above is None:
            row += (0.0, 0.0, 0.0, 0.0, 0.0)
            continue
        chars = above.chars or 1
        row += (math.log1p(chars), above.link_chars / chars, math.log1p(above.count), above.prose / chars, chars / total)
        above = above.parent
    return row


def _top_columns(box: Box, top: Box, total: int) -> tuple[float, float, float, float]:
    """Say how many levels above ``top`` a box shares an ancestor with it: 0 is inside."""
    above, rise = top, 0
    while above.parent is not None and rise < 20:
        if above.first <= box.first and box.last <= above.last and box.depth >= above.depth:
            break
        above, rise = above.parent, rise + 1
    return float(rise == 0), float(rise), top.chars / total, top.prose / (top.chars or 1)


def _landmarks(page: Page) -> tuple[int, int, float]:
    articles = [box for box in page.boxes if box.tag == "article" and box.count]
    largest = max((box.chars for box in articles), default=0)
    has_main = any(box.tag == "main" for box in page.boxes)
    return len(articles), largest, float(has_main)


def _article_columns(box: Box, articles: int, largest: int, total: int) -> tuple[float, float]:
    above: Box | None = box
    while above is not None and above.flags & b.ARTICLE:
        if above.tag == "article":
            return above.chars / (largest or 1), float(articles == 1)
        above = above.parent
    return 0.0, 0.0


def fold(text: str) -> str:
    """Give the words of a text alone, in lower case, for comparing."""
    return " ".join(_WORD.findall(text.lower()))


def _likes(blocks: list[TextBlock], hints: Hints) -> list[list[float]]:
    """Give the columns that compare a block with others like it, and with what the page says of itself."""
    signatures = []
    for block in blocks:
        box, parent = block.box, block.box.parent
        signatures.append((box.tag, box.names, parent.tag if parent else "", parent.names if parent else "", block.kind))
    count: Counter[tuple[str, ...]] = Counter(signatures)
    chars: Counter[tuple[str, ...]] = Counter()
    links: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], int] = {}
    last: dict[tuple[str, ...], int] = {}
    for i, (block, signature) in enumerate(zip(blocks, signatures, strict=True)):
        chars[signature] += len(block.text)
        links[signature] += block.link_chars
        first.setdefault(signature, i)
        last[signature] = i
    folded = [fold(block.text[:300]) for block in blocks]
    texts = Counter(folded)
    title = fold(hints.title)
    title_words = set(title.split())
    rows = []
    for text, signature, block in zip(folded, signatures, blocks, strict=True):
        tokens = set(text.split()) if title_words and len(text) < 300 else set()
        overlap = len(tokens & title_words) / len(tokens | title_words) if tokens else 0.0
        many = count[signature]
        probe = text[:120]
        long_enough = len(probe) > 20
        rows.append(
            [
                math.log1p(many),
                chars[signature] / many,
                links[signature] / (chars[signature] or 1),
                (last[signature] - first[signature] + 1) / many,
                float(min(texts[text], 9)),
                float(bool(title) and (text == title or (len(text) > 20 and len(block.text) < 300 and text in title))),
                overlap,
                float(long_enough and probe in hints.body),
                float(long_enough and probe[:80] in hints.description),
            ]
        )
    return rows


def _page_row(page: Page, hints: Hints) -> list[float]:
    blocks = page.blocks
    root = page.boxes[0]
    kinds = Counter(block.kind for block in blocks)
    h1 = sum(block.kind == "heading" and block.level == 1 for block in blocks)
    return [
        math.log1p(len(blocks)),
        math.log1p(root.chars),
        root.prose / (root.chars or 1),
        root.link_chars / (root.chars or 1),
        float(h1),
        kinds["heading"] / len(blocks),
        kinds["code"] / len(blocks),
        kinds["table"] / len(blocks),
        kinds["list_item"] / len(blocks),
        *map(float, hints.types),
    ]
