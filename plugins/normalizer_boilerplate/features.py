"""What the model sees of a line: its shape, its cues, its place, and the lines around it.

Lengths are in "letters": a character of a script without spaces counts as `WIDE` of them, so that one set of
thresholds serves all scripts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log1p

from normalizer.dates import is_date_line
from normalizer_boilerplate.cues import CLASSES, NO_HITS, Cues, Hits, fold, pairs, words

__all__ = ["NAMES", "Line", "document_features", "grams", "known_words", "overlap", "plain", "read_line"]

#: A Chinese or Japanese character carries about as much as so many letters.
WIDE = 2.6
#: A line of so many letters that ends as a sentence is prose: the stuff articles are made of.
PROSE = 100
#: Of a longer line only so many characters at its start (and a quarter of them at its end) are looked at.
HEAD = 400
#: The lexicon sees so many words at the start and at the end of a line.
GRAM_HEAD, GRAM_TAIL = 24, 6
#: A line with a sure cue is not boilerplate by that cue alone if it is longer than this, in letters.
LONGEST_CUE_LINE = 320

_WIDE = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_BULLET = re.compile(r"\s*(?:[-–—*•·▪●◦‣►»>+]+\s|[•·▪●◦‣►]|\d{1,2}[.)]\s)")
_END = re.compile(
    r"[.!?…。！？」』؟।։;](?:[\s\"'”’»›)）\]*]|\[\d+\]|[(（][^()（）]{1,16}[)）])*$"  # "... he said. (AP)"
)
_ELLIPSIS = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\s\"'”’»)]*$")
_INNER = re.compile(r"[.!?…]\s+(?=\S)|[。！？]")
_QUOTE = re.compile(r"[\"“”„«»「」『』]|(?<!\w)['‘]|['’](?!\w)")
_WEB = re.compile(r"https?:|www\.|\w@\w|\w\.(?:com|org|net|de|ru|pl|gr|cn|fr|es|it|uk|tv|info|eu)\b")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGITS = re.compile(r"\d+")
_SYMBOL = re.compile(r"[|/\\<>_=#~^*©→←↑↓»«›‹•·{}\[\]]")
_NOT_LETTERS = re.compile(r"[\W_]+")


def plain(folded: str) -> str:
    """Give the letters and digits of folded text, for comparing lines."""
    return _NOT_LETTERS.sub("", folded)


@dataclass(slots=True)
class Line:
    """A line and what can be said of it without looking around."""

    text: str
    #: What is looked at: the line, or of a long one its start and its end; and that without case and accents.
    seen: str
    folded: str
    tokens: list[str]
    pairs: list[str]
    hits: Hits
    size: float
    prose: bool
    ends: bool
    #: 1.0 with a bullet or a number before it, 2.0 with a dash, else 0.0.
    mark: float
    date: bool
    #: The longer words, without repeats.
    long: set[str]
    #: What the words say for boilerplate (above 0) or against it; from `Lexicon`.
    score: float = 0.0
    _own: list[float] | None = None

    @property
    def bullet(self) -> bool:
        """Whether the line looks like an item of a list."""
        return self.mark > 0

    @property
    def key(self) -> str:
        """The line without case, accents, white space and punctuation, for comparing."""
        return _NOT_LETTERS.sub("", self.folded)

    @property
    def own(self) -> list[float]:
        """The features of the line alone, in the order of `OWN_NAMES`; made when first asked for."""
        if self._own is None:
            self._own = _own_features(self)
        return self._own


def read_line(text: str, cues: Cues) -> Line:
    """Look at one line alone."""
    seen = text if len(text) <= HEAD + HEAD // 4 else f"{text[:HEAD]} {text[-HEAD // 4 :]}"
    folded = fold(seen)
    tokens = words(folded)
    two = pairs(tokens)
    hits = cues.look_up(tokens, two) if tokens else NO_HITS
    if seen.isascii():
        size = float(len(text))
        long = {word for word in tokens if len(word) > 3}
    else:
        size = len(text) + (WIDE - 1) * len(_WIDE.findall(seen)) * (len(text) / max(1, len(seen)))
        long = {word for word in tokens if len(word) > 3 or word[0] > "\u2e7f"}
    ends = _END.search(seen[-28:]) is not None
    return Line(
        text=text,
        seen=seen,
        folded=folded,
        tokens=tokens,
        pairs=two,
        hits=hits,
        size=size,
        prose=size >= PROSE and ends and not hits.sure,
        ends=ends,
        mark=float(_BULLET.match(seen) is not None) + float(seen.startswith(("-", "–", "—"))),
        date=4 <= len(text) <= 120 and _DIGITS.search(text) is not None and is_date_line(text),
        long=long,
    )


def _own_features(line: Line) -> list[float]:
    """Give the features of a line that need no other line."""
    seen, folded, hits = line.seen, line.folded, line.hits
    last = seen[-28:]
    letters = max(1, len(seen))
    digits = sum(map(len, _DIGITS.findall(seen)))
    names = seen.split()
    capitals = sum(map(str.isupper, [name[0] for name in names]))
    return [
        log1p(line.size),
        min(len(line.tokens), 60),
        line.ends,
        seen.rstrip().endswith((":", "：")),
        ("…" in last or "..." in last) and _ELLIPSIS.search(last) is not None,
        line.mark,
        seen.startswith("|"),
        digits / letters,
        capitals / max(1, len(names)),
        seen.isupper(),
        min(len(_INNER.findall(seen)), 6),
        (seen.count(",") + seen.count("，") + seen.count("、")) / (1 + line.size / 100),
        _QUOTE.search(seen) is not None,
        ("." in folded or "@" in folded) and _WEB.search(folded) is not None,
        digits > 0 and _CLOCK.search(seen) is not None,
        digits > 0 and _YEAR.search(seen) is not None,
        len(_SYMBOL.findall(seen)) / letters,
        line.size / max(1, len(line.tokens)),
        "?" in seen or "？" in seen,
        "!" in seen or "！" in seen,
        line.date,
        ":" in seen[:40] or "：" in seen[:40],
        "(" in seen,
        bool(names) and names[0][0].islower(),
        hits.total,
        bool(hits.sure),
        bool(hits.credit),
        *([hits.cover.get(name, 0.0) for name in CLASSES] if hits.cover else NO_COVER),
    ]


NO_COVER = [0.0] * len(CLASSES)
OWN_NAMES = (
    "size", "words", "ends", "colon", "ellipsis", "bullet", "pipe", "digits", "capitals", "upper", "sentences",
    "commas", "quote", "web", "clock", "year", "symbols", "word_size", "question", "exclamation", "date",
    "early_colon", "bracket", "lower", "cue_total", "cue_sure", "cue_credit", *(f"cue_{name}" for name in CLASSES),
)  # fmt: skip


def grams(line: Line) -> set[str]:
    """Give the words, pairs of words and the first word (after ``^``) of a line, for the lexicon."""
    tokens, two = line.tokens, line.pairs
    if len(tokens) > GRAM_HEAD + GRAM_TAIL:
        found = {*tokens[:GRAM_HEAD], *tokens[-GRAM_TAIL:], *two[: GRAM_HEAD - 1], *two[-GRAM_TAIL + 1 :]}
    else:
        found = {*tokens, *two}
    if tokens:
        found.add(f"^{tokens[0]}")
    return found


#: Offsets of the neighbours whose shape is part of a line's features.
AROUND = (-3, -2, -1, 1, 2, 3)
#: Heading classes whose distance is a feature.
HEADINGS = ("related", "comment", "author_bio")
FAR = 30.0
#: Means are taken over so many lines before and after a line.
WINDOW, FAR_WINDOW = 4, 6
#: The score of a line that is not there.
LOW = -5.0


def document_features(lines: Sequence[Line], wanted: Sequence[int] | None = None) -> list[list[float]]:
    """Give the features of each line, or of those ``wanted``, in the order of `NAMES`."""
    count = len(lines)
    sizes = [line.size for line in lines]
    total = sum(sizes) or 1.0
    prose_at = [at for at, line in enumerate(lines) if line.prose]
    prose_total = sum(sizes[at] for at in prose_at)
    before = _running(sizes)
    prose_before = _running([size if line.prose else 0.0 for size, line in zip(sizes, lines, strict=True)])
    prose_count = _running([float(line.prose) for line in lines])
    copies = Counter(line.folded for line in lines)
    last = _since(lines, FAR)
    ahead = _since(lines[::-1], FAR)[::-1]
    headings = {name: _since_heading(lines, name) for name in HEADINGS}
    sure = _running([float(bool(line.hits.sure)) for line in lines])
    cue = _running([line.hits.total for line in lines])
    ends = _running([float(line.ends) for line in lines])
    runs = _runs(lines)
    known = known_words(lines)
    scores = [line.score for line in lines]
    score = _running(scores)
    worst_before = _best_so_far(scores)
    best_after = _best_so_far([-value for value in scores[::-1]])[::-1]
    first = set(lines[0].tokens) if lines and len(lines[0].tokens) < 30 else set()
    outside = [0.0, 0.0, 0.0, 0.0, 0.0, -1.0]
    shape = [
        [log1p(line.size), float(line.ends), line.mark, line.hits.total, float(line.date), line.score] for line in lines
    ]
    padded = [outside, outside, outside, *shape, outside, outside, outside]
    overall = [log1p(count), log1p(total), prose_total / total, len(prose_at) / max(1, count)]
    rows: list[list[float]] = []
    for at in range(count) if wanted is None else wanted:
        line = lines[at]
        low, high = max(0, at - FAR_WINDOW), min(count, at + FAR_WINDOW + 1)
        start, end = max(0, at - WINDOW), min(count, at + WINDOW + 1)
        row = [
            *line.own,
            *overall,
            before[at] / total,
            (total - before[at + 1]) / total,
            prose_before[at] / (prose_total or 1.0),
            min(9.0, prose_count[at]),
            min(9.0, prose_count[count] - prose_count[at + 1]),
            float(min(at, 30)),
            float(min(count - 1 - at, 30)),
            last[at],
            ahead[at],
            *[headings[name][at] for name in HEADINGS],
            *runs[at],
            copies[line.folded] > 1,
            *overlap(line, known, first),
            (sure[high] - sure[low]) / (high - low),
            (cue[end] - cue[start]) / (end - start),
            (ends[end] - ends[start]) / (end - start),
            cue[at] / (at + 1),
            (cue[count] - cue[at + 1]) / (count - at),
            line.score,
            score[at] / max(1, at),
            (score[count] - score[at + 1]) / max(1, count - 1 - at),
            (score[end] - score[start]) / (end - start),
            worst_before[at],
            best_after[at],
            *padded[at],
            *padded[at + 1],
            *padded[at + 2],
            *padded[at + 4],
            *padded[at + 5],
            *padded[at + 6],
        ]
        rows.append(row)
    return rows


NAMES = (
    *OWN_NAMES, "lines", "total", "prose_share", "prose_lines", "before", "after", "prose_before", "prose_lines_before",
    "prose_lines_after", "from_start", "from_end", "since_prose", "until_prose",
    *(f"since_{name}" for name in HEADINGS), "run", "run_place", "run_size", "run_bullets", "run_dates", "run_start",
    "run_end", "copy", "known", "in_first", "sure_near", "cue_near", "ends_near", "cue_before", "cue_after",
    "score", "score_before", "score_after", "score_near", "worst_before", "best_after",
    *(f"{name}{offset:+d}" for offset in AROUND for name in ("size", "ends", "bullet", "cue", "date", "score")),
)  # fmt: skip


def _running(values: Sequence[float]) -> list[float]:
    """Give the sums of the first 0, 1, 2, ... values."""
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    return sums


def _since(lines: Sequence[Line], far: float) -> list[float]:
    """Give for each line how many lines ago the last prose was."""
    distances, distance = [], far
    for line in lines:
        distances.append(distance)
        distance = 1.0 if line.prose else min(far, distance + 1)
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


def _runs(lines: Sequence[Line]) -> list[list[float]]:
    """Describe for each line the run of lines without prose, or of prose, that it is in."""
    rows: list[list[float]] = []
    start, count = 0, len(lines)
    while start < count:
        end = start
        while end < count and lines[end].prose == lines[start].prose:
            end += 1
        run = lines[start:end]
        length = len(run)
        common = [
            log1p(sum(line.size for line in run) / length),
            sum(line.bullet for line in run) / length,
            sum(line.date for line in run) / length,
            float(start == 0),
            float(end == count),
        ]
        sign = 1.0 if run[0].prose else -1.0
        rows += [[sign * min(length, 30), place / length, *common] for place in range(length)]
        start = end
    return rows


def known_words(lines: Sequence[Line]) -> Counter[str]:
    """Count in how many prose lines each longer word occurs."""
    known: Counter[str] = Counter()
    for line in lines:
        if line.prose:
            known.update(line.long)
    return known


def overlap(line: Line, known: Counter[str], first: set[str]) -> tuple[float, float]:
    """Give the share of the line's longer words that other prose has, and that the first line has."""
    if not line.long:
        return -1.0, -1.0
    least = 2 if line.prose else 1
    shared = sum([known[word] >= least for word in line.long])
    return shared / len(line.long), sum([word in first for word in line.long]) / len(line.long)


def _best_so_far(values: Sequence[float]) -> list[float]:
    """Give for each value the greatest one before it."""
    found, best = [], LOW
    for value in values:
        found.append(best)
        best = max(best, value)
    return found
