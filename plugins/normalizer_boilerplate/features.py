"""What the model sees of the lines of a document: each line alone, its place, and the lines around it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from math import log1p

from normalizer_boilerplate.lines import OWN_NAMES, PROSE, Line

__all__ = ["NAMES", "document_features", "known_words", "overlap"]

#: Heading classes whose distance is a feature.
HEADINGS = ("related", "comment", "author_bio")
FAR = 30.0
#: Means are taken over so many lines before and after a line.
WINDOW, FAR_WINDOW = 4, 6
#: The score of a line that is not there.
LOW = -5.0

#: A feature of every line of a document.
Column = Sequence[float]


def document_features(lines: Sequence[Line], wanted: Sequence[int] | None = None) -> list[list[float]]:
    """Give the features of each line, or of those ``wanted``, in the order of `NAMES`."""
    if not lines:
        return []
    shared = _whole(lines)
    rows = list(zip(*_places(lines), *_scores(lines), *_runs(lines), *_neighbours(lines), strict=True))
    chosen = range(len(lines)) if wanted is None else wanted
    return [
        [*lines[at].own, *shared, *rows[at], *said]
        for at, said in zip(chosen, _words(lines, chosen), strict=True)
    ]  # fmt: skip


WHOLE = (
    "lines", "total", "prose_share", "prose_lines", "cue_max", "sure_count", "ends_share", "bullet_share",
    "short_share", "short_size", "headings", "first_bullet",
)  # fmt: skip


def _whole(lines: Sequence[Line]) -> list[float]:
    """Give the features of the document."""
    count = len(lines)
    total = sum([line.size for line in lines]) or 1.0
    prose = [line.size for line in lines if line.prose]
    short = [line.size for line in lines if not line.prose]
    return [
        log1p(count),
        log1p(total),
        sum(prose) / total,
        len(prose) / count,
        max([line.hits.total for line in lines]),
        sum([line.hits.sure != "" for line in lines]),
        sum([line.ends for line in lines]) / count,
        sum([line.mark > 0 for line in lines]) / count,
        len(short) / count,
        log1p(sum(short) / max(1, len(short))),
        min(20.0, len(_headings(lines))),
        lines[0].mark,
    ]


def _headings(lines: Sequence[Line]) -> list[float]:
    """Give the sizes of the lines that stand between prose and have the shape of headings."""
    sizes: list[float] = []
    pending: list[float] = []
    seen = False
    for line in lines:
        if line.prose:
            sizes += pending
            pending, seen = [], True
        elif seen and not line.ends and not line.mark:
            pending.append(line.size)
    return sizes


PLACES = (
    "before", "after", "prose_before", "prose_before_abs", "prose_after_abs", "prose_lines_before", "prose_lines_after",
    "from_start", "from_end", "since_prose", "until_prose", *(f"since_{name}" for name in HEADINGS), "relative_size",
    "heading_like", "copy", "same_first", "same_last",
)  # fmt: skip


def _places(lines: Sequence[Line]) -> list[Column]:
    """Give the features of where each line stands and how it compares with the others."""
    count = len(lines)
    sizes = [line.size for line in lines]
    total = sum(sizes) or 1.0
    before = [*accumulate(sizes, initial=0.0)]
    prose = [line.size if line.prose else 0.0 for line in lines]
    prose_before = [*accumulate(prose, initial=0.0)]
    prose_total = prose_before[-1] or 1.0
    numbers = [*accumulate([line.prose for line in lines], initial=0)]
    mean_prose = prose_before[-1] / max(1, numbers[-1])
    headings = _headings(lines)
    usual = sum(map(log1p, headings)) / max(1, len(headings))
    copies = Counter([line.folded for line in lines])
    first = Counter([line.tokens[0] if line.tokens else "" for line in lines])
    last = Counter([line.tokens[-1] if line.tokens else "" for line in lines])
    return [
        [size / total for size in before[:-1]],
        [1 - size / total for size in before[1:]],
        [size / prose_total for size in prose_before[:-1]],
        [*map(log1p, prose_before[:-1])],
        [log1p(max(0.0, prose_before[-1] - size)) for size in prose_before[1:]],
        [min(9, number) for number in numbers[:-1]],
        [min(9, numbers[-1] - number) for number in numbers[1:]],
        [min(at, 30) for at in range(count)],
        [min(at, 30) for at in range(count - 1, -1, -1)],
        _since(lines),
        _since(lines[::-1])[::-1],
        *[_since_heading(lines, name) for name in HEADINGS],
        [size / mean_prose if mean_prose else -1.0 for size in sizes],
        [abs(log1p(size) - usual) for size in sizes],
        [copies[line.folded] > 1 for line in lines],
        [first[line.tokens[0]] - 1 if line.tokens else -1 for line in lines],
        [last[line.tokens[-1]] - 1 if line.tokens else -1 for line in lines],
    ]


SCORES = (
    "sure_near", "cue_near", "ends_near", "cue_before", "cue_after", "score", "score_before", "score_after",
    "score_near", "lowest_before", "lowest_after", "highest_before", "highest_after",
)  # fmt: skip


def _scores(lines: Sequence[Line]) -> list[Column]:
    """Give what the cues and words of the lines around say."""
    count = len(lines)
    scores = [line.score for line in lines]
    cues = [line.hits.total for line in lines]
    score, cue = [*accumulate(scores, initial=0.0)], [*accumulate(cues, initial=0.0)]
    return [
        _mean_near([line.hits.sure != "" for line in lines], FAR_WINDOW),
        _mean_near(cues, WINDOW),
        _mean_near([line.ends for line in lines], WINDOW),
        [cue[at] / (at + 1) for at in range(count)],
        [(cue[-1] - cue[at + 1]) / (count - at) for at in range(count)],
        scores,
        [score[at] / max(1, at) for at in range(count)],
        [(score[-1] - score[at + 1]) / max(1, count - 1 - at) for at in range(count)],
        _mean_near(scores, WINDOW),
        [*accumulate(scores[:-1], min, initial=-LOW)],
        [*accumulate(scores[:0:-1], min, initial=-LOW)][::-1],
        [*accumulate(scores[:-1], max, initial=LOW)],
        [*accumulate(scores[:0:-1], max, initial=LOW)][::-1],
    ]


RUNS = ("run", "run_size", "run_bullets", "run_dates", "run_start", "run_end")


def _runs(lines: Sequence[Line]) -> list[Column]:
    """Describe for each line the run of lines without prose, or of prose, that it is in."""
    rows: list[list[float]] = []
    for prose, group in groupby(lines, key=lambda line: line.prose):
        run = [*group]
        length = len(run)
        row = [
            float(min(length, 30)) if prose else -float(min(length, 30)),
            log1p(sum([line.size for line in run]) / length),
            sum([line.mark > 0 for line in run]) / length,
            sum([line.date for line in run]) / length,
            float(not rows),
            float(len(rows) + length == len(lines)),
        ]
        rows += [row] * length
    return [*zip(*rows, strict=True)]


#: Offset of a neighbour, and which of its features are a line's.
NEAR = {-2: ("size", "score"), -1: ("size", "score", "ends", "bullet", "cue"),
        1: ("size", "score", "ends", "bullet", "cue"), 2: ("size", "score")}  # fmt: skip


def _neighbours(lines: Sequence[Line]) -> list[Column]:
    """Give some of what the lines next to each line are like."""
    own: dict[str, list[float]] = {
        "size": [log1p(line.size) for line in lines],
        "score": [line.score for line in lines],
        "ends": [line.ends for line in lines],
        "bullet": [line.mark for line in lines],
        "cue": [line.hits.total for line in lines],
    }
    count = len(lines)
    columns: list[Column] = []
    for offset, names in NEAR.items():
        for name in names:
            gap = [LOW if name == "score" else 0.0] * min(count, abs(offset))
            column = own[name]
            columns.append([*gap, *column[:offset]][:count] if offset < 0 else [*column[offset:], *gap][:count])
    return columns


WORDS = ("known", "known_all", "in_first", "in_prose_before", "in_prose_after", "sentence_words")


def _words(lines: Sequence[Line], chosen: Sequence[int]) -> Iterator[list[float]]:
    """Give how many words each chosen line shares with others."""
    known = known_words(lines)
    every = Counter([word for line in lines for word in line.long])
    first = lines[0].long if len(lines[0].tokens) < 30 else set()
    prose = [at for at, line in enumerate(lines) if line.prose]
    numbers = [*accumulate([line.prose for line in lines], initial=0)]
    sentences = OWN_NAMES.index("sentences")
    for at in chosen:
        line, number = lines[at], numbers[at]
        before = lines[prose[number - 1]] if number else None
        number += line.prose
        after = lines[prose[number]] if number < len(prose) else None
        yield [
            overlap(line, known),
            sum([every[word] > 1 for word in line.long]) / len(line.long) if line.long else -1.0,
            _common(line, first),
            _common(line, before.long) if before else -1.0,
            _common(line, after.long) if after else -1.0,
            len(line.tokens) / (1 + line.own[sentences]),
        ]


NAMES = (
    *OWN_NAMES, *WHOLE, *PLACES, *SCORES, *RUNS,
    *(f"{name}{offset:+d}" for offset, names in NEAR.items() for name in names), *WORDS,
)  # fmt: skip


def _mean_near(values: Sequence[float], width: int) -> list[float]:
    """Give for each value the mean of those up to ``width`` before and after it."""
    sums = [*accumulate(values, initial=0.0)]
    count = len(values)
    means = []
    for at in range(count):
        low, high = max(0, at - width), min(count, at + width + 1)
        means.append((sums[high] - sums[low]) / (high - low))
    return means


def _since(lines: Sequence[Line]) -> list[float]:
    """Give for each line how many lines ago the last prose was."""
    distances, distance = [], FAR
    for line in lines:
        distances.append(distance)
        distance = 1.0 if line.prose else min(FAR, distance + 1)
    return distances


def _since_heading(lines: Sequence[Line], name: str) -> list[float]:
    """Give for each line how many lines ago the last heading of boilerplate class ``name`` was."""
    distances, distance = [], FAR
    for line in lines:
        if line.hits.heading == name and line.size < PROSE:
            distance = 0.0
        distances.append(distance)
        distance = min(FAR, distance + 1)
    return distances


def known_words(lines: Sequence[Line]) -> Counter[str]:
    """Count in how many prose lines each longer word occurs."""
    return Counter([word for line in lines if line.prose for word in line.long])


def overlap(line: Line, known: Counter[str]) -> float:
    """Give the share of the line's longer words that other prose has, or -1.0 if it has none."""
    if not line.long:
        return -1.0
    least = 2 if line.prose else 1
    return sum([known[word] >= least for word in line.long]) / len(line.long)


def _common(line: Line, others: set[str]) -> float:
    """Give the share of the line's longer words that are among ``others``."""
    return len(line.long & others) / len(line.long) if line.long else -1.0
