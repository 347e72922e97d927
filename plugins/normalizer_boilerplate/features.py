"""What the model sees of a line of a document: the line alone, its place, and the lines around it.

`Context` takes sums over the document once; then the features of any line are made in constant time, and only those
of the lines whose fate is open have to be made.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate, groupby
from math import log1p

from normalizer_boilerplate.lines import OWN_NAMES, PROSE, Line
from normalizer_boilerplate.shapes import opens_speech

__all__ = ["NAMES", "Context", "document_features"]

#: Heading classes whose distance is a feature.
HEADINGS = ("related", "comment", "author_bio")
FAR = 30.0
#: Means are taken over so many lines before and after a line.
NEAR_WINDOW, WINDOW, FAR_WINDOW = 3, 4, 6
#: A line with so large a share of words of cues is one of boilerplate's own.
CUE_LINE = 0.5
#: The words of so many lines of prose before a line, and after it, are compared with its own.
NEXT_PROSE = 2
#: The score of a line that is not there.
LOW = -5.0
#: The distances of headings where there are none.
NO_HEADINGS = [FAR] * len(HEADINGS)


def document_features(lines: Sequence[Line], wanted: Sequence[int] | None = None) -> list[list[float]]:
    """Give the features of each line, or of those ``wanted``, in the order of `NAMES`."""
    context = Context(lines)
    return [context.row(at) for at in (range(len(lines)) if wanted is None else wanted)]


WHOLE = (
    "lines", "total", "prose_share", "prose_lines", "cue_max", "sure_count", "ends_share", "bullet_share",
    "short_share", "short_size", "headings", "first_bullet", "mean_size", "stamp_share", "speech_share", "upper_share",
)  # fmt: skip
PLACES = (
    "before", "after", "prose_before", "prose_before_abs", "prose_after_abs", "prose_lines_before", "prose_lines_after",
    "from_start", "from_end", "since_prose", "until_prose", *(f"since_{name}" for name in HEADINGS), "since_cue",
    "until_sure", "relative_size", "heading_like", "copy", "same_first", "same_last",
)  # fmt: skip
SCORES = (
    "sure_near", "cue_near", "ends_near", "stamps_near", "stamp_before", "size_near", "prose_size_near", "cue_before",
    "cue_after", "score", "score_before", "score_after", "score_near", "lowest_before", "lowest_after",
    "highest_before", "highest_after",
)  # fmt: skip
RUNS = ("run", "run_size", "run_bullets", "run_dates", "run_start", "run_end")
#: Offset of a neighbour, and which of its features are a line's.
NEAR = {-2: ("size", "score"), -1: ("size", "score", "ends", "bullet", "cue"),
        1: ("size", "score", "ends", "bullet", "cue"), 2: ("size", "score")}  # fmt: skip
WORDS = ("known", "known_all", "in_first", "in_prose_before", "in_prose_after", "sentence_words")
NAMES = (
    *OWN_NAMES, *WHOLE, *PLACES, *SCORES, *RUNS,
    *(f"{name}{offset:+d}" for offset, names in NEAR.items() for name in names), *WORDS,
)  # fmt: skip

_SENTENCES = OWN_NAMES.index("sentences")


class Context:
    """The lines of a document, with the sums that the features of each of them are made of."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Take the lines, with their lexicon scores."""
        self._lines = lines
        self._count = count = len(lines)
        self._sizes = sizes = [line.size for line in lines]
        self._prose = prose = [line.prose for line in lines]
        self._scores = scores = [line.score for line in lines]
        self._cues = cues = [line.hits.total for line in lines]
        self._ends = ends = [1.0 if line.ends else 0.0 for line in lines]
        self._is_first_short = count > 0 and len(lines[0].tokens) < 30
        self._marks = [line.mark for line in lines]
        self._sure = [line.hits.sure != "" for line in lines]
        #: Sums of all before each line, and in all.
        self._before = [*accumulate(sizes, initial=0.0)]
        self._prose_before = [*accumulate([line.size if line.prose else 0.0 for line in lines], initial=0.0)]
        self._numbers = [*accumulate(prose, initial=0)]
        self._score_sums = [*accumulate(scores, initial=0.0)]
        self._cue_sums = [*accumulate(cues, initial=0.0)]
        self._end_sums = [*accumulate(ends, initial=0.0)]
        self._sure_sums = [*accumulate(self._sure, initial=0.0)]
        self._stamp_sums = [*accumulate([line.stamp for line in lines], initial=0)]
        #: Where boilerplate names itself: lines made of cues, and sure cues.
        self._cue_places = [at for at, cue in enumerate(cues) if cue >= CUE_LINE]
        self._sure_places = [at for at, sure in enumerate(self._sure) if sure]
        #: The places of the prose, and the logarithms of all sizes.
        self._prose_at = [at for at, is_prose in enumerate(prose) if is_prose]
        self._logs = [*map(log1p, sizes)]

    def row(self, at: int) -> list[float]:
        """Give the features of line ``at``, in the order of `NAMES`."""
        return [
            *self._lines[at].own, *self._whole, *self._place(at), *self._around(at), *self._runs[at],
            *self._neighbours(at), *self._words(at),
        ]  # fmt: skip

    @cached_property
    def _whole(self) -> list[float]:
        """Features of the document."""
        count, sizes = self._count, self._sizes
        total = self._before[-1] or 1.0
        prose = [sizes[at] for at in self._prose_at]
        short = [size for size, is_prose in zip(sizes, self._prose, strict=True) if not is_prose]
        return [
            log1p(count),
            log1p(total),
            sum(prose) / total,
            len(prose) / count,
            max(self._cues),
            self._sure_sums[-1],
            self._end_sums[-1] / count,
            sum([mark > 0 for mark in self._marks]) / count,
            len(short) / count,
            log1p(sum(short) / max(1, len(short))),
            min(20.0, len(self._headings)),
            self._marks[0],
            log1p(total / count),
            self._stamp_sums[-1] / count,
            sum([opens_speech(line.seen) for line in self._lines]) / count,
            sum([line.seen.isupper() for line in self._lines]) / count,
        ]

    @cached_property
    def _headings(self) -> list[float]:
        """The logarithms of the sizes of the lines that stand between prose and have the shape of headings."""
        if not self._prose_at:
            return []
        inside = range(self._prose_at[0] + 1, self._prose_at[-1])
        prose, ends, marks, logs = self._prose, self._ends, self._marks, self._logs
        return [logs[at] for at in inside if not (prose[at] or ends[at] or marks[at])]

    @cached_property
    def _shape(self) -> tuple[float, float]:
        """How long prose is on average, and the logarithm of how long a heading is."""
        number = self._numbers[-1]
        return self._prose_before[-1] / max(1, number), sum(self._headings) / max(1, len(self._headings))

    @cached_property
    def _copies(self) -> tuple[Counter[str], Counter[str], Counter[str]]:
        """How often each line is there, each first word and each last word."""
        lines = self._lines
        return (
            Counter([line.folded for line in lines]),
            Counter([line.tokens[0] for line in lines if line.tokens]),
            Counter([line.tokens[-1] for line in lines if line.tokens]),
        )

    @cached_property
    def _heading_places(self) -> list[tuple[int, str]]:
        """Where there are headings, and of which classes."""
        return [
            (at, line.hits.heading) for at, line in enumerate(self._lines) if line.hits.heading and line.size < PROSE
        ]

    @cached_property
    def _heading_columns(self) -> list[list[int]]:
        """Where there are headings of each class of `HEADINGS`."""
        return [[at for at, name in self._heading_places if name == wanted] for wanted in HEADINGS]

    def _since_headings(self, at: int) -> list[float]:
        """Give how many lines ago the last heading of each class was."""
        return [_since(places, at) for places in self._heading_columns]

    def _place(self, at: int) -> list[float]:
        """Give where a line stands and how it compares with the others."""
        line, last, number = self._lines[at], self._count - 1, self._numbers[at]
        prose_before, prose_total = self._prose_before[at], self._prose_before[-1]
        total = self._before[-1] or 1.0
        until = number + self._prose[at]
        mean_prose, usual = self._shape
        copies, firsts, lasts = self._copies
        tokens = line.tokens
        return [
            self._before[at] / total,
            1 - self._before[at + 1] / total,
            prose_before / (prose_total or 1.0),
            log1p(prose_before),
            log1p(max(0.0, prose_total - self._prose_before[at + 1])),
            number if number < 9 else 9.0,
            min(9, self._numbers[-1] - until),
            at if at < FAR else FAR,
            last - at if last - at < FAR else FAR,
            min(FAR, at - self._prose_at[number - 1]) if number else FAR,
            min(FAR, self._prose_at[until] - at) if until < len(self._prose_at) else FAR,
            *(self._since_headings(at) if self._heading_places else NO_HEADINGS),
            min(FAR, 1 + _since(self._cue_places, at - 1)),
            _until(self._sure_places, at),
            line.size / mean_prose if mean_prose else -1.0,
            abs(self._logs[at] - usual),
            1.0 if copies[line.folded] > 1 else 0.0,
            firsts[tokens[0]] - 1.0 if tokens else -1.0,
            lasts[tokens[-1]] - 1.0 if tokens else -1.0,
        ]

    @cached_property
    def _extremes(self) -> list[list[float]]:
        """The lowest and the highest score before and after each line."""
        scores = self._scores
        return [
            [*accumulate(scores[:-1], min, initial=-LOW)],
            [*accumulate(scores[:0:-1], min, initial=-LOW)][::-1],
            [*accumulate(scores[:-1], max, initial=LOW)],
            [*accumulate(scores[:0:-1], max, initial=LOW)][::-1],
        ]

    def score_near(self, at: int) -> float:
        """Give the mean score of a line and those around it."""
        low, high = self._window(at, WINDOW)
        return (self._score_sums[high] - self._score_sums[low]) / (high - low)

    def _window(self, at: int, reach: int) -> tuple[int, int]:
        """Give the first of the lines within reach of a line, and the one after the last."""
        return at - reach if at > reach else 0, at + reach + 1 if at + reach < self._count else self._count

    def _around(self, at: int) -> list[float]:
        """Give what the cues and words of the lines around say."""
        count, score, cue = self._count, self._score_sums, self._cue_sums
        low, high = self._window(at, WINDOW)
        far_low, far_high = self._window(at, FAR_WINDOW)
        near = high - low
        close_low, close_high = self._window(at, NEAR_WINDOW)
        stamps = self._stamp_sums
        own = stamps[at + 1] - stamps[at]
        return [
            (self._sure_sums[far_high] - self._sure_sums[far_low]) / (far_high - far_low),
            (cue[high] - cue[low]) / near,
            (self._end_sums[high] - self._end_sums[low]) / near,
            (stamps[far_high] - stamps[far_low] - own) / (far_high - far_low),
            float(stamps[at] - stamps[at - 1]) if at else 0.0,
            log1p((self._before[close_high] - self._before[close_low]) / (close_high - close_low)),
            self._prose_size_near(at, low, high),
            cue[at] / (at + 1),
            (cue[-1] - cue[at + 1]) / (count - at),
            self._scores[at],
            score[at] / max(1, at),
            (score[-1] - score[at + 1]) / max(1, count - 1 - at),
            (score[high] - score[low]) / near,
            *[extreme[at] for extreme in self._extremes],
        ]

    def _prose_size_near(self, at: int, low: int, high: int) -> float:
        """Give how long prose is on average between two places, but at one, compared with all; -1.0 if none is."""
        number = self._numbers[high] - self._numbers[low] - self._prose[at]
        if not number:
            return -1.0
        size = self._prose_before[high] - self._prose_before[low] - (self._sizes[at] if self._prose[at] else 0.0)
        return size / number / self._shape[0]

    @cached_property
    def _runs(self) -> list[list[float]]:
        """For each line what the run of lines without prose, or of prose, is like that it is in."""
        rows: list[list[float]] = []
        for prose, group in groupby(self._prose):
            start, length = len(rows), len([*group])
            end = start + length
            row = [
                float(min(length, 30)) if prose else -float(min(length, 30)),
                log1p(sum(self._sizes[start:end]) / length),
                sum([mark > 0 for mark in self._marks[start:end]]) / length,
                sum([line.date for line in self._lines[start:end]]) / length,
                float(not start),
                float(end == self._count),
            ]
            rows += [row] * length
        return rows

    def _neighbours(self, at: int) -> list[float]:
        """Give some of what the lines next to a line are like: see `NEAR`."""
        logs, scores, last = self._logs, self._scores, self._count - 1
        row = [logs[at - 2], scores[at - 2]] if at > 1 else [0.0, LOW]
        for near in (at - 1, at + 1):
            if 0 <= near <= last:
                row += (logs[near], scores[near], self._ends[near], self._marks[near], self._cues[near])
            else:
                row += (0.0, LOW, 0.0, 0.0, 0.0)
        row += (logs[at + 2], scores[at + 2]) if at + 2 <= last else (0.0, LOW)
        return row

    @cached_property
    def _vocabulary(self) -> tuple[set[str], set[str], set[str]]:
        """The longer words of the prose, those in more than one line of prose, and those in more than one line."""
        once: set[str] = set()
        twice: set[str] = set()
        for at in self._prose_at:
            words = self._lines[at].stems
            twice |= words & once
            once |= words
        every, repeated = once.copy(), twice.copy()
        for line in self._lines:
            if not line.prose:
                repeated |= line.stems & every
                every |= line.stems
        return once, twice, repeated

    def overlap(self, at: int) -> float:
        """Give the share of a line's longer words that other prose has, or -1.0 if it has none."""
        once, twice, _ = self._vocabulary
        line = self._lines[at]
        return len(line.stems & (twice if line.prose else once)) / len(line.stems) if line.stems else -1.0

    def _share(self, words: set[str], places: Sequence[int]) -> float:
        """Give the share of some words that the lines at some places have, or -1.0 if there are no lines."""
        if not places:
            return -1.0
        left = words.difference(*[self._lines[at].stems for at in places])
        return 1 - len(left) / len(words)

    def _words(self, at: int) -> list[float]:
        """Give how many words a line shares with others."""
        lines, number = self._lines, self._numbers[at]
        line = lines[at]
        until = number + line.prose
        per_sentence = len(line.tokens) / (1 + line.own[_SENTENCES])
        words = line.stems
        if not words:
            return [-1.0, -1.0, -1.0, -1.0, -1.0, per_sentence]
        count = len(words)
        once, twice, repeated = self._vocabulary
        return [
            len(words & (twice if line.prose else once)) / count,
            len(words & repeated) / count,
            len(words & lines[0].stems) / count if self._is_first_short else 0.0,
            self._share(words, self._prose_at[max(0, number - NEXT_PROSE) : number]),
            self._share(words, self._prose_at[until : until + NEXT_PROSE]),
            per_sentence,
        ]


def _until(places: Sequence[int], at: int) -> float:
    """Give in how many lines the next of some places after a line is."""
    number = bisect_right(places, at)
    return min(FAR, places[number] - at) if number < len(places) else FAR


def _since(places: Sequence[int], at: int) -> float:
    """Give how many lines ago the last of some places was."""
    number = bisect_right(places, at)
    return min(FAR, at - places[number - 1]) if number else FAR
