"""What the first stage of the model thinks of the blocks around a block: a part of the second stage's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from normalizer_article.boxes import Box, Page, TextBlock

#: A block less likely than the first, with none around it as likely as the second, is not looked at again.
HOPELESS, HOPELESS_AROUND = 0.2, 0.6
#: Nor is one more likely than the first, between two more likely than the second.
SURE, SURE_AROUND = 0.9, 0.7

#: How many blocks before and after a block are looked at.
_REACH = 10

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
        self._last = len(chances) - 1
        self._chances = chances
        self._groups = groups
        sizes = [len(block.text) + 10.0 for block in page.blocks]
        masses = [size * p for size, p in zip(sizes, chances, strict=True)]
        # The sums before each block, and as many more at both ends as any window reaches out.
        mass, size = list(accumulate(masses, initial=0.0)), list(accumulate(sizes, initial=0.0))
        self._mass = [0.0] * _REACH + mass + mass[-1:] * _REACH
        self._size = [0.0] * _REACH + size + size[-1:] * _REACH
        self._box = _box_means(page, masses, sizes)
        self._like = _like_means(masses, sizes, groups)
        self._sections = _sections(page.blocks, self._mean)
        self._padded = [-1.0] * 3 + chances + [-1.0] * 3
        total = self._mass[-1]
        self._total = total or 1.0
        self._page = self._mean(0, len(chances))
        self._best = max(chances, default=0.0)

    def _mean(self, first: int, after: int) -> float:
        """Give the mean of the blocks from ``first`` to before ``after``, by size; -1 if there is none."""
        first, after = first + _REACH, after + _REACH
        size = self._size[after] - self._size[first]
        return (self._mass[after] - self._mass[first]) / size if size else -1.0

    def doubtful(self, wanted: Sequence[int]) -> list[int]:
        """Give which of the ``wanted`` blocks, by their places there, are worth a closer look.

        The others and those around them are so unlikely, or likely, that it would be idle.
        """
        padded = self._padded
        found = []
        for place, i in enumerate(wanted):
            p = padded[i + 3]
            if p < HOPELESS:
                if max(padded[i : i + 7]) < HOPELESS_AROUND:
                    continue
            elif p > SURE and padded[i + 2] > SURE_AROUND and padded[i + 4] > SURE_AROUND:
                continue
            found.append(place)
        return found

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
        before3, before2, before, own, after, after2, after3 = self._padded[i : i + 7]
        heading, section = self._sections[i]
        total, mass, size = self._total, self._mass, self._size
        at = i + _REACH
        mass_at, mass_after, size_at, size_after = mass[at], mass[at + 1], size[at], size[at + 1]
        windows = (
            (mass_at - mass[at - 3]) / (size_at - size[at - 3]) if i else -1.0,
            (mass_at - mass[at - 10]) / (size_at - size[at - 10]) if i else -1.0,
            (mass[at + 4] - mass_after) / (size[at + 4] - size_after) if i < self._last else -1.0,
            (mass[at + 11] - mass_after) / (size[at + 11] - size_after) if i < self._last else -1.0,
        )
        return (
            own, before, before2, before3, after, after2, after3,
            *windows, *boxes, self._page, self._like[self._groups[i]], mass_at / total, (mass[-1] - mass_after) / total,
            self._chances[heading] if heading >= 0 else -1.0, section,
            total / size[-1], self._best,
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
