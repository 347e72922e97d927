"""What the first stage of the model thinks of the blocks around a block: a part of the second stage's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from normalizer_article.boxes import Box, Page, TextBlock

#: A block less likely than the first, with none around it as likely as the second, is not looked at again.
HOPELESS, HOPELESS_AROUND = 0.1, 0.3
#: Nor is one more likely than the first, between two more likely than the second.
SURE, SURE_AROUND = 0.93, 0.8

NAMES: tuple[str, ...] = (
    *("p", "p_p1", "p_p2", "p_p3", "p_n1", "p_n2", "p_n3"),
    *("p_before3", "p_before10", "p_after3", "p_after10"),
    *(f"p_box{up}" for up in range(4)),
    *("p_page", "p_like", "p_above", "p_below", "p_heading", "p_section", "kept_share", "p_max"),
)  # fmt: skip


class Context:
    """The first stage's probabilities of one page, and what they say around a block."""

    def __init__(self, page: Page, chances: list[float], groups: Sequence[int]) -> None:
        self._blocks = page.blocks
        self._count = len(chances)
        self._chances = chances
        self._groups = groups
        sizes = [len(block.text) + 10.0 for block in page.blocks]
        masses = [size * p for size, p in zip(sizes, chances, strict=True)]
        self._mass = [0.0, *accumulate(masses)]
        self._size = [0.0, *accumulate(sizes)]
        self._box = _box_means(page, masses, sizes)
        self._like = _like_means(masses, sizes, groups)
        self._sections = _sections(page.blocks, self._mean)
        self._padded = [-1.0] * 3 + chances + [-1.0] * 3
        total = self._mass[-1]
        self._total = total or 1.0
        self._page = self._mean(0, self._count)
        self._best = max(chances, default=0.0)

    def _mean(self, first: int, after: int) -> float:
        first = max(first, 0)
        after = min(after, self._count)
        if after <= first:
            return -1.0
        mass, size = self._mass, self._size
        return (mass[after] - mass[first]) / (size[after] - size[first])

    def is_settled(self, i: int) -> bool:
        """Say whether block ``i`` and those around it are so unlikely, or likely, that a closer look is idle."""
        padded = self._padded
        p = padded[i + 3]
        if p < HOPELESS:
            return max(padded[i : i + 7]) < HOPELESS_AROUND
        return p > SURE and padded[i + 2] > SURE_AROUND and padded[i + 4] > SURE_AROUND

    def part(self, i: int) -> tuple[float, ...]:
        """Give the columns of `NAMES` for block ``i``."""
        means = self._box
        box: Box | None = self._blocks[i].box
        boxes: list[float] = []
        for _ in range(4):
            if box is None:
                boxes.append(-1.0)
            else:
                boxes.append(means[box.index])
                box = box.parent
        mean, mass = self._mean, self._mass
        before3, before2, before, own, after, after2, after3 = self._padded[i : i + 7]
        heading, section = self._sections[i]
        total = self._total
        return (
            own, before, before2, before3, after, after2, after3,
            mean(i - 3, i), mean(i - 10, i), mean(i + 1, i + 4), mean(i + 1, i + 11),
            *boxes, self._page, self._like[self._groups[i]], mass[i] / total, (mass[-1] - mass[i + 1]) / total,
            self._chances[heading] if heading >= 0 else -1.0, section,
            total / self._size[-1], self._best,
        )  # fmt: skip


def _box_means(page: Page, masses: list[float], sizes: list[float]) -> list[float]:
    mass = [0.0] * len(page.boxes)
    size = [0.0] * len(page.boxes)
    for block, m, s in zip(page.blocks, masses, sizes, strict=True):
        index = block.box.index
        mass[index] += m
        size[index] += s
    for box in reversed(page.boxes):
        held = size[box.index]
        if held and box.parent is not None:
            above = box.parent.index
            mass[above] += mass[box.index]
            size[above] += held
    return [m / s if s else -1.0 for m, s in zip(mass, size, strict=True)]


def _like_means(masses: list[float], sizes: list[float], groups: Sequence[int]) -> list[float]:
    """Give the mean of each group of blocks in boxes that are alike."""
    mass = [0.0] * (max(groups, default=-1) + 1)
    size = mass[:]
    for group, m, s in zip(groups, masses, sizes, strict=True):
        if group >= 0:
            mass[group] += m
            size[group] += s
    return [m / s for m, s in zip(mass, size, strict=True)]


def _sections(blocks: Sequence[TextBlock], mean: Callable[[int, int], float]) -> list[tuple[int, float]]:
    """Give, for each block, its last heading and the mean of the section under that heading."""
    starts = [i for i, block in enumerate(blocks) if block.kind == "heading"]
    bounds = [*starts, len(blocks)]
    found = [(-1, mean(0, bounds[0]))] * bounds[0]
    for start, after in pairwise(bounds):
        found += [(start, mean(start + 1, after))] * (after - start)
    return found
