"""What the first stage of the model thinks of the blocks around a block: features of the second stage."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, pairwise

from normalizer_article.boxes import Box, Page

#: A block less likely than the first, with none around it as likely as the second, is not looked at again.
HOPELESS, HOPELESS_AROUND = 0.1, 0.3

NAMES: tuple[str, ...] = (
    *("p", "p_p1", "p_p2", "p_p3", "p_n1", "p_n2", "p_n3"),
    *("p_before3", "p_before10", "p_after3", "p_after10"),
    *(f"p_box{up}" for up in range(4)),
    *("p_page", "p_like", "p_above", "p_below", "p_heading", "p_section", "kept_share", "p_max"),
)  # fmt: skip


class Context:
    """The first stage's probabilities of one page, and what they say around a block."""

    def __init__(self, page: Page, chances: list[float]) -> None:
        self._blocks = page.blocks
        self._chances = chances
        sizes = [len(block.text) + 10.0 for block in page.blocks]
        self._mass = [0.0, *accumulate([size * p for size, p in zip(sizes, chances, strict=True)])]
        self._size = [0.0, *accumulate(sizes)]
        self._box = _box_means(page, chances, sizes)
        self._like = _like_means(page, chances, sizes)
        self._sections = _sections(page, self._mean)
        self._padded = [-1.0] * 3 + chances + [-1.0] * 3
        self._whole = self._mean(0, len(chances))
        self._best = max(chances, default=0.0)

    def _mean(self, first: int, after: int) -> float:
        first, after = max(0, first), min(len(self._chances), after)
        if after <= first:
            return -1.0
        return (self._mass[after] - self._mass[first]) / (self._size[after] - self._size[first])

    def is_hopeless(self, i: int) -> bool:
        """Say whether block ``i`` and all around it are so unlikely that a closer look can't change it."""
        return self._padded[i + 3] < HOPELESS and max(self._padded[i : i + 7]) < HOPELESS_AROUND

    def row(self, i: int) -> list[float]:
        """Give the columns of `NAMES` for block ``i``."""
        boxes: list[float] = []
        box: Box | None = self._blocks[i].box
        for _ in range(4):
            boxes.append(self._box[box.index] if box is not None else -1.0)
            box = box.parent if box is not None else None
        mean, mass, padded = self._mean, self._mass, self._padded
        heading, section = self._sections[i]
        total = mass[-1] or 1.0
        return [
            padded[i + 3], padded[i + 2], padded[i + 1], padded[i], padded[i + 4], padded[i + 5], padded[i + 6],
            mean(i - 3, i), mean(i - 10, i), mean(i + 1, i + 4), mean(i + 1, i + 11),
            *boxes, self._whole, self._like[i], mass[i] / total, (mass[-1] - mass[i + 1]) / total,
            self._chances[heading] if heading >= 0 else -1.0, section,
            total / (self._size[-1] or 1.0), self._best,
        ]  # fmt: skip


def _box_means(page: Page, chances: list[float], sizes: list[float]) -> list[float]:
    mass = [0.0] * len(page.boxes)
    size = [0.0] * len(page.boxes)
    for block, p, s in zip(page.blocks, chances, sizes, strict=True):
        mass[block.box.index] += p * s
        size[block.box.index] += s
    for box in reversed(page.boxes):
        if box.parent is not None:
            mass[box.parent.index] += mass[box.index]
            size[box.parent.index] += size[box.index]
    return [m / s if s else -1.0 for m, s in zip(mass, size, strict=True)]


def _like_means(page: Page, chances: list[float], sizes: list[float]) -> list[float]:
    """Give the mean over blocks of the same tag, classes and parent's classes."""
    keys = []
    sums: dict[tuple[str, str, str, str], list[float]] = {}
    for block, p, s in zip(page.blocks, chances, sizes, strict=True):
        parent = block.box.parent
        key = (block.box.tag, block.box.names, parent.names if parent else "", block.kind)
        keys.append(key)
        total = sums.setdefault(key, [0.0, 0.0])
        total[0] += p * s
        total[1] += s
    return [sums[key][0] / sums[key][1] for key in keys]


def _sections(page: Page, mean: Callable[[int, int], float]) -> list[tuple[int, float]]:
    """Give, for each block, its last heading and the mean of the section under that heading."""
    blocks = page.blocks
    starts = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    bounds = [*starts, len(blocks)]
    found = [(-1, mean(0, bounds[0]))] * len(blocks)
    for start, after in pairwise(bounds):
        value = (start, mean(start + 1, after))
        for i in range(start, after):
            found[i] = value
    return found
