"""From the model's probabilities to the article: which blocks are it, and what the others are."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from normalizer.dates import is_date_line
from normalizer_article import elements as b
from normalizer_article.boxes import Box, Page, TextBlock
from normalizer_article.boxparts import PROSE
from normalizer_article.features import Hints, fold
from normalizer_article.names import BIT

#: Groups of names that say what a block outside the article is, the most telling first.
_CLASSES = (
    ("comment", "comment"),
    ("cookie", "cookie_notice"),
    ("breadcrumb", "navigation"),
    ("newsletter", "subscribe"),
    ("share", "share"),
    ("related", "related"),
    ("nav", "navigation"),
    ("ad", "advertisement"),
    ("author", "author_bio"),
    ("footer", "footer"),
    ("header", "header"),
    ("sidebar", "sidebar"),
    ("popup", "popup"),
    ("form", "form"),
)
_CLASS_BITS = tuple((BIT[group], name) for group, name in _CLASSES)
_TELLING = sum(bit for bit, _ in _CLASS_BITS)
_DIGIT = re.compile(r"\d")
#: The reason that goes with each class.
REASONS = {
    "comment": "a reader's comment",
    "cookie_notice": "a notice about cookies or consent",
    "navigation": "navigation of the site",
    "subscribe": "an invitation to subscribe",
    "share": "a share bar",
    "related": "related or recommended content",
    "advertisement": "an advertisement",
    "author_bio": "about the author",
    "footer": "the footer of the site",
    "header": "the header of the site",
    "sidebar": "a sidebar",
    "popup": "a dialog over the page",
    "form": "a form",
    "date_line": "dates and times only",
    "title": "the headline, which is the document's title",
    "page": "outside the article",
}
#: A comment section that holds more of the chosen text than this is what the page is about: a forum.
_FORUM_SHARE = 0.5
#: A page can be one without an article only if no block is likelier than the first of these, and if less than the
#: second of its words would be taken: a short text with nothing around it is what there is to read.
_DOUBTFUL, _LITTLE = 0.5, 0.2
_TITLE_REACH = 40  # how many blocks before the article's first the headline can be


def sizes_of(blocks: Sequence[TextBlock]) -> list[float]:
    """Give about how many words each block has, in any script."""
    return [len(block.text) / 6 + 1 for block in blocks]


def best_set(chances: list[float], sizes: Sequence[float]) -> list[bool]:
    """Choose the blocks that make the expected word F1 highest; none if the page is likelier to have no article.

    Taking blocks from the most likely on, the expected F1 of the first k is 2 * (likely words taken) / (words taken +
    likely words of the page); sizes are in words.
    """
    # The expected F1 falls from the first block on that is less likely than half of it.
    order = sorted([i for i, p in enumerate(chances) if p > 0], key=chances.__getitem__, reverse=True)
    likely = sum([p * size for p, size in zip(chances, sizes, strict=True)])
    taken = hit = best = 0.0
    count = 0
    for k, i in enumerate(order, 1):
        size, p = sizes[i], chances[i]
        more_taken, more_hit = taken + size, hit + p * size
        value = 2 * more_hit / (more_taken + likely)
        if value < best:
            break
        taken, hit, best, count = more_taken, more_hit, value, k
    chosen = [False] * len(chances)
    if count and chances[order[0]] < _DOUBTFUL and taken < _LITTLE * sum(sizes):
        nothing = math.prod([1 - chances[i] for i in order])
        # If the page has an article, likely / (1 - nothing) of its words are likely; multiplied out, as that can be 0.
        if nothing * (taken * (1 - nothing) + likely) > 2 * hit * (1 - nothing):
            return chosen
    for i in order[:count]:
        chosen[i] = True
    return chosen


def comment_blocks(page: Page, hints: Hints, chosen: list[bool]) -> list[bool]:
    """Say which blocks are readers' comments: in a box that is named so, unless the page is a forum."""
    if hints.is_forum or not any(box.mask & BIT["comment"] for box in page.boxes):
        return [False] * len(page.blocks)
    inside: list[bool] = []
    for box in page.boxes:
        inside.append((box.parent is not None and inside[box.parent.index]) or _is_comment_box(box))
    marked = [inside[block.box.index] for block in page.blocks]
    total = sum(len(block.text) for block, yes in zip(page.blocks, chosen, strict=True) if yes)
    within = sum(
        len(block.text) for block, yes, in_it in zip(page.blocks, chosen, marked, strict=True) if yes and in_it
    )
    if within > _FORUM_SHARE * total:
        return [False] * len(marked)
    return marked


def _is_comment_box(box: Box) -> bool:
    if box.tag in ("body", "html", "main", "p", "li") or not box.names:
        return False
    if box.tag == "article" and not box.flags & b.COMMENT_PROP and box.depth < 8:
        return False
    return bool(box.mask & BIT["comment"]) and "omment" in box.names


def title_blocks(page: Page, chosen: list[bool], title: str) -> list[int]:
    """Find the headline in the page: blocks before the article's prose, or at its start, that read as the title."""
    wanted = fold(title)
    if not wanted:
        return []
    first = next(
        (i for i, (block, yes) in enumerate(zip(page.blocks, chosen, strict=True)) if yes and _is_prose(block)), 0
    )
    found = []
    for i in range(max(0, first - _TITLE_REACH), min(first + 3, len(page.blocks))):
        block = page.blocks[i]
        if len(block.text) <= len(title) + 80 and fold(block.text) == wanted and not block.flags & (b.NAV | b.FOOTER):
            found.append(i)
    return found


def _is_prose(block: TextBlock) -> bool:
    return len(block.text) >= PROSE and block.link_chars < len(block.text) / 2


def class_of(block: TextBlock, near: bool, known: dict[int, str]) -> str:
    """Give the class of a block outside the article.

    ``near`` says whether it is near the article's text, so that a date line is the article's; ``known`` keeps the
    classes of boxes, for the next block.
    """
    text = block.text
    if near and len(text) < 120 and _DIGIT.search(text) and is_date_line(text):
        return "date_line"
    index = block.box.index
    name = known.get(index)
    if name is None:
        name = known[index] = _class_of_box(block.box, block.flags)
    return name


def _class_of_box(box: Box, flags: int) -> str:
    above: Box | None = box
    for _ in range(6):
        if above is None or above.tag in ("body", "html", "main"):
            break
        if mask := above.mask & _TELLING:
            for bit, name in _CLASS_BITS:
                if mask & bit:
                    return name
        above = above.parent
    for flag, name in (
        (b.NAV, "navigation"), (b.FOOTER, "footer"), (b.DIALOG, "popup"), (b.FORM, "form"), (b.ASIDE, "sidebar"),
        (b.HEADER, "header"), (b.BUTTON, "navigation"),
    ):  # fmt: skip
        if flags & flag:
            return name
    return "page"
