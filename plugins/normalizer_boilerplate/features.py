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
_DASH = re.compile(r"\s*[-–—]+\s?")
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
    #: The line without case, accents, white space and punctuation; of a long line, of its start and end.
    key: str
    tokens: list[str]
    hits: Hits
    size: float
    prose: bool
    ends: bool
    bullet: bool
    date: bool
    #: The longer words, without repeats.
    long: list[str]
    own: list[float]
    #: What the words say for boilerplate (above 0) or against it; from `Lexicon`.
    score: float = 0.0


def read_line(text: str, cues: Cues) -> Line:
    """Look at one line alone."""
    seen = text if len(text) <= HEAD + HEAD // 4 else f"{text[:HEAD]} {text[-HEAD // 4:]}"
    folded = fold(seen)
    tokens = words(folded)
    hits = cues.look_up(tokens) if tokens else NO_HITS
    ascii_only = seen.isascii()
    wide = 0 if ascii_only else len(_WIDE.findall(seen))
    size = len(text) + (WIDE - 1) * wide * (len(text) / max(1, len(seen)))
    ends = _END.search(seen[-28:]) is not None
    bullet = _BULLET.match(seen) is not None
    digits = sum(map(len, _DIGITS.findall(seen)))
    letters = max(1, len(seen))
    date = 4 <= len(text) <= 120 and digits > 0 and is_date_line(text)
    names = seen.split()
    capitals = sum(1 for name in names if name[0].isupper())
    inner = len(_INNER.findall(seen))
    own = [
        log1p(size),
        float(min(len(tokens), 60)),
        float(ends),
        float(seen.rstrip().endswith((":", "："))),
        float(_ELLIPSIS.search(seen[-12:]) is not None),
        float(bullet) + float(seen.startswith(("-", "–", "—"))),
        float(seen.startswith("|")),
        digits / letters,
        capitals / max(1, len(names)),
        float(seen.isupper()),
        float(min(inner, 6)),
        float(seen.count(",") + seen.count("，") + seen.count("、")) / (1 + size / 100),
        float(_QUOTE.search(seen) is not None),
        float(_WEB.search(folded) is not None),
        float(_CLOCK.search(seen) is not None),
        float(_YEAR.search(seen) is not None),
        len(_SYMBOL.findall(seen)) / letters,
        size / max(1, len(tokens)),
        float("?" in seen or "？" in seen),
        float("!" in seen or "！" in seen),
        float(date),
        float(":" in seen[:40] or "：" in seen[:40]),
        float("(" in seen),
        float(names[0][0].islower()) if names else 0.0,
        hits.total,
        float(bool(hits.sure)),
        float(bool(hits.credit)),
        *[hits.cover.get(name, 0.0) for name in CLASSES],
    ]
    return Line(
        text=text,
        key=plain(folded),
        tokens=tokens,
        hits=hits,
        size=size,
        prose=size >= PROSE and ends and not hits.sure,
        ends=ends,
        bullet=bullet,
        date=date,
        long=list(dict.fromkeys(word for word in tokens if len(word) > 3 or ord(word[0]) > 0x2E7F)),
        own=own,
    )


OWN_NAMES = (
    "size", "words", "ends", "colon", "ellipsis", "bullet", "pipe", "digits", "capitals", "upper", "sentences",
    "commas", "quote", "web", "clock", "year", "symbols", "word_size", "question", "exclamation", "date",
    "early_colon", "bracket", "lower", "cue_total", "cue_sure", "cue_credit", *(f"cue_{name}" for name in CLASSES),
)  # fmt: skip


def grams(tokens: Sequence[str]) -> set[str]:
    """Give the words, pairs of words and the first word (after ``^``) of a line, for the lexicon."""
    if len(tokens) > GRAM_HEAD + GRAM_TAIL:
        tokens = [*tokens[:GRAM_HEAD], *tokens[-GRAM_TAIL:]]
    found = {*tokens, *pairs(tokens)}
    if tokens:
        found.add(f"^{tokens[0]}")
    return found


#: Offsets of the neighbours whose shape is part of a line's features.
AROUND = (-3, -2, -1, 1, 2, 3)
#: Heading classes whose distance is a feature.
HEADINGS = ("related", "comment", "author_bio")
FAR = 30.0
#: The score of a line that is not there.
LOW = -5.0


def document_features(lines: Sequence[Line]) -> list[list[float]]:
    """Give the features of each line, in the order of `NAMES`."""
    count = len(lines)
    sizes = [line.size for line in lines]
    total = sum(sizes) or 1.0
    prose_at = [at for at, line in enumerate(lines) if line.prose]
    prose_total = sum(sizes[at] for at in prose_at)
    before = _running(sizes)
    prose_before = _running([size if line.prose else 0.0 for size, line in zip(sizes, lines, strict=True)])
    prose_count = _running([float(line.prose) for line in lines])
    copies = Counter(line.key for line in lines)
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
        [line.own[0], float(line.ends), line.own[5], line.hits.total, float(line.date), line.score]
        for line in lines
    ]
    overall = [log1p(count), log1p(total), prose_total / total, len(prose_at) / max(1, count)]
    rows: list[list[float]] = []
    for at, line in enumerate(lines):
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
            float(copies[line.key] > 1),
            *overlap(line, known, first),
            _window(sure, at, 6),
            _window(cue, at, 4),
            _window(ends, at, 4),
            cue[at] / (at + 1),
            (cue[count] - cue[at + 1]) / (count - at),
            line.score,
            score[at] / max(1, at),
            (score[count] - score[at + 1]) / max(1, count - 1 - at),
            _window(score, at, 4),
            worst_before[at],
            best_after[at],
        ]
        for offset in AROUND:
            row += shape[at + offset] if 0 <= at + offset < count else outside
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


def _window(sums: Sequence[float], at: int, width: int) -> float:
    """Give the mean from ``width`` lines before to ``width`` lines after ``at``."""
    start, end = max(0, at - width), min(len(sums) - 1, at + width + 1)
    return (sums[end] - sums[start]) / (end - start)


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
