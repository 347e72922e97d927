"""What the model sees of the box that a block is in, and of the boxes around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from normalizer_article.boxes import Box, Page
from normalizer_article.names import Names

#: A block of at least this many characters outside links counts as prose.
PROSE = 80
_TAG_NAMES = ("p", "div", "li", "td", "th", "span", "section", "dd", "dt", "button", "label", "br")
TAGS = {tag: float(i) for i, tag in enumerate(_TAG_NAMES, 1)}
#: Boxes upward whose sums a block sees.
LEVELS = 5
#: How much of a paragraph's points its own box gets, and those above; as readability does.
_SHARES = (0.3, 1.0, 0.5, 0.25, 0.12)

#: The parts of a row that depend on its box alone: the columns of those that are tuples.
BOX_PARTS: dict[str, tuple[str, ...]] = {
    "box": (
        "names_min", "chain_min", "chain_max", "chain_sum", "depth", "tag", "list_depth", "top_rise", "article_share",
        "only_article",
    ),
    **{
        f"up{up}": tuple(f"box_{what}_{up}" for what in ("chars", "links", "count", "prose", "share", "names"))
        for up in range(LEVELS)
    },
}  # fmt: skip


class BoxParts:
    """The parts of rows that depend on the box of a block alone; also sets the masks of the page's boxes."""

    def __init__(self, page: Page, names: Names) -> None:
        self._sums = _Sums(page)
        sums = self._sums
        self._parts: dict[int, tuple[Any, ...]] = {}
        #: Characters, characters in links and characters of prose of the page.
        self.whole = (sums.chars[0] or 1, sums.links[0], sums.prose[0])
        top = page.boxes[sums.top()]
        chars = sums.chars[top.index] or 1
        #: How much of the page the box with most prose holds, and how much of that is prose.
        self.top = (chars / self.whole[0], sums.prose[top.index] / chars)
        articles = [box.index for box in page.boxes if box.tag == "article" and sums.count[box.index]]
        self.articles = len(articles)
        self.has_main = any(box.tag == "main" for box in page.boxes)
        self._largest = max([sums.chars[i] for i in articles], default=0) or 1
        self._look_down(page.boxes, names, _rises(top))

    def _look_down(self, boxes: Sequence[Box], names: Names, path: dict[int, float]) -> None:
        """From the root down, give each box that holds text what its blocks see."""
        size = len(boxes)
        sums, look_up, largest = self._sums, names.look_up, self._largest
        chars, links, counts, prose = sums.chars, sums.links, sums.count, sums.prose
        whole = self.whole[0]
        only = float(self.articles == 1)
        up: list[Any] = [None] * size
        inherited: list[tuple[Any, ...]] = [()] * size
        for i, box in enumerate(boxes):
            count = counts[i]
            if not count:
                continue
            score = 0.0
            if box.names:
                box.mask, score = look_up(box.names)
            held = chars[i]
            up[i] = (held, links[i] / held, count, prose[i] / held, held / whole, score)
            parent = box.parent
            if parent is None:
                low, high, total, rise = min(score, 0.0), max(score, 0.0), score, 0.0
                article = (0.0, 0.0)
            else:
                low, high, total, rise, article = inherited[parent.index]
                low = score if score < low else low
                high = score if score > high else high
                total = total * 0.8 + score
            if i in path:
                rise = path[i]
            if box.tag == "article":
                article = (held / largest, only)
            inherited[i] = (low, high, total, rise, article)
        self._up, self._inherited = up, inherited

    def parts(self, box: Box) -> tuple[Any, ...]:
        """Give the parts of `BOX_PARTS` for the blocks of ``box``."""
        index = box.index
        known = self._parts.get(index)
        if known is not None:
            return known
        low, high, total, rise, article = self._inherited[index]
        all_up = self._up
        up = all_up[index]
        least = up[5]
        ups = [up]
        above = box.parent
        for level in (1, 2, 3, 4):
            if above is not None:
                up = all_up[above.index]
                if level < 4 and up[5] < least:
                    least = up[5]
                above = above.parent
            ups.append(up)
        own = (
            least, low, high, total, box.depth, TAGS.get(box.tag, 0.0), box.list_depth, rise, *article,
        )  # fmt: skip
        known = self._parts[index] = (own, *ups)
        return known


class _Sums:
    """What each box holds with all that is in it, by the boxes' indices: characters, links, blocks and prose."""

    def __init__(self, page: Page) -> None:
        size = len(page.boxes)
        self.chars, self.links, self.count, self.prose = [0] * size, [0] * size, [0] * size, [0] * size
        self._points = [0.0] * size
        chars, links, count, prose, points = self.chars, self.links, self.count, self.prose, self._points
        for block in page.blocks:
            box = block.box
            i = box.index
            held = len(block.text)
            chars[i] += held
            links[i] += block.link_chars
            count[i] += 1
            free = held - block.link_chars
            if free >= PROSE and block.kind != "table":
                prose[i] += free
                value = 1 + block.text.count(",") + min(held / 100, 3.0)
                above: Box | None = box
                for share in _SHARES:
                    if above is None:
                        break
                    points[above.index] += value * share
                    above = above.parent
        for box in reversed(page.boxes):
            i = box.index
            if count[i] and box.parent is not None:
                j = box.parent.index
                chars[j] += chars[i]
                links[j] += links[i]
                count[j] += count[i]
                prose[j] += prose[i]

    def top(self) -> int:
        """Give the index of the box with most prose that is not in links."""
        best, most = 0, 0.0
        for i, points in enumerate(self._points):
            if points > most and (value := points * (1 - self.links[i] / self.chars[i])) > most:
                best, most = i, value
        return best


def _rises(top: Box) -> dict[int, float]:
    """Say of the box with most prose and of the boxes around it how many levels above it they are."""
    found: dict[int, float] = {}
    box: Box | None = top
    rise = 0
    while box is not None:
        found[box.index] = float(min(rise, 20))
        box, rise = box.parent, rise + 1
    return found
