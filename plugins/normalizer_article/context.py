"""What the first stage of the model thinks of the blocks around a block: features of the second stage."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, pairwise

from normalizer_article.boxes import Box, Page

#: How far the wide windows reach, in blocks to each side.
_WINDOWS = (3, 10)

NAMES: tuple[str, ...] = (
    *("p", "p_p1", "p_p2", "p_p3", "p_n1", "p_n2", "p_n3"),
    *(f"p_before{w}" for w in _WINDOWS), *(f"p_after{w}" for w in _WINDOWS),
    *(f"p_box{up}" for up in range(4)),
    *("p_page", "p_like", "p_above", "p_below", "p_heading", "p_section", "kept_share", "p_max"),
)  # fmt: skip


def around(page: Page, chances: list[float]) -> list[list[float]]:
    """Give the columns of `NAMES` for each block, from the first stage's probabilities."""
    blocks = page.blocks
    sizes = [len(block.text) + 10.0 for block in blocks]
    count = len(blocks)
    mass = [0.0, *accumulate(size * p for size, p in zip(sizes, chances, strict=True))]
    size_sum = [0.0, *accumulate(sizes)]

    def mean(first: int, after: int) -> float:
        first, after = max(0, first), min(count, after)
        return (mass[after] - mass[first]) / (size_sum[after] - size_sum[first]) if after > first else -1.0

    box_mean = _box_means(page, chances, sizes)
    like = _like_means(page, chances, sizes)
    sections = _sections(page, mean)
    whole = mean(0, count)
    best = max(chances, default=0.0)
    padded = [-1.0] * 3 + chances + [-1.0] * 3
    total = mass[-1] or 1.0
    rows = []
    for i, block in enumerate(blocks):
        boxes = []
        box: Box | None = block.box
        for _ in range(4):
            boxes.append(box_mean[box.index] if box is not None else -1.0)
            box = box.parent if box is not None else None
        at = i + 3
        heading, section = sections[i]
        rows.append(
            [
                padded[at], padded[at - 1], padded[at - 2], padded[at - 3],
                padded[at + 1], padded[at + 2], padded[at + 3],
                *(mean(i - w, i) for w in _WINDOWS), *(mean(i + 1, i + 1 + w) for w in _WINDOWS),
                *boxes, whole, like[i],
                mass[i] / total, (mass[-1] - mass[i + 1]) / total,
                chances[heading] if heading >= 0 else -1.0, section,
                total / (size_sum[-1] or 1.0), best,
            ]
        )  # fmt: skip
    return rows


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
