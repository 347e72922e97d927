"""Measure `normalizer_names` on labelled data, beside peers that are installed, in one run.

    python benchmarks/names.py DATA_FOLDER [--worst N]

DATA_FOLDER holds ``documents.dev.jsonl`` (texts with mentions: start, end, surface, canonical, full_in_doc),
``pairs.dev.jsonl`` (a, b, same, category) and ``aliases.dev.jsonl`` (id, canonical, variants). Documents come first,
and of them the false edits: mentions that would be called by a wrong name. The matcher was trained on such pairs; for a
figure on people it has not seen use ``tools/names_train_matcher.py DATA --check``. Peers: rapidfuzz, and rigour if
installed.

The functions `mentions`, `canonical_names` and `score` are adapters for scorers that want plain values.
"""

from __future__ import annotations

import argparse
import importlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from normalizer_names import find_people, resolve_names, same_person
from normalizer_names.authority import Authority
from normalizer_names.spelling import fold

Row = dict[str, Any]


def mentions(text: str) -> list[Row]:
    """Give each mention as start, end, surface and canonical name (None if ambiguous)."""
    return [
        {"start": m.start, "end": m.end, "surface": m.surface, "canonical": m.person or None} for m in find_people(text)
    ]


def canonical_names(names: Sequence[str]) -> list[str]:
    """Resolve a list of names, with the bundled people."""
    return resolve_names(names)


def discovered_names(names: Sequence[str]) -> list[str]:
    """Resolve a list of names without any authority."""
    return resolve_names(names, Authority())


def score(a: str, b: str) -> float:
    """Score a pair of names."""
    return same_person(a, b)


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def prf(right: int, found: int, wanted: int) -> tuple[float, float, float]:
    """Give precision, recall and F1."""
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def mention_counts(rows: Sequence[Row], answers: Sequence[list[Row]]) -> tuple[Counter[str], list[str]]:
    """Count words, gold mentions ("wanted"), those found, those called by a right name, and false edits; list these."""
    count: Counter[str] = Counter()
    errors: list[str] = []
    for row, answer in zip(rows, answers, strict=True):
        count["words"] += len(row["text"].split())
        hit = {id(m): False for m in answer}
        for gold in row["mentions"]:
            names = {fold(n) for n in (gold.get("canonical"), gold.get("full_in_doc")) if n}
            over = [m for m in answer if m["start"] < gold["end"] and gold["start"] < m["end"]]
            hit.update((id(m), True) for m in over)
            if not names:
                continue
            count["wanted"] += 1
            named = [m for m in over if m["canonical"]]
            if named:
                count["found"] += 1
                good = any(fold(m["canonical"]) in names for m in named)
                count["right"] += good
                if not good and named[0]["canonical"] != named[0]["surface"]:
                    count["false edits"] += 1
                    errors.append(f"{row['id']}: {named[0]['surface']!r} called {named[0]['canonical']!r}")
        for m in answer:
            if not hit[id(m)] and m["canonical"] and m["canonical"] != m["surface"]:
                count["false edits"] += 1
                errors.append(f"{row['id']}: {m['surface']!r}, no person, called {m['canonical']!r}")
    return count, errors


def documents(rows: Sequence[Row], worst: int) -> None:
    find_people("Jane Doe met John Roe in Paris.")
    began = time.process_time()
    answers = [mentions(row["text"]) for row in rows]
    spent = time.process_time() - began
    count, errors = mention_counts(rows, answers)
    precision, recall, f1 = prf(count["right"], count["found"], count["wanted"])
    print(f"documents: {len(rows)}, {count['words']} words")
    print(f"  false edits per 1,000 words  {1000 * count['false edits'] / count['words']:.2f}")
    print(f"  right person  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    print(f"  {len(rows) / spent:.0f} documents a CPU second")
    print(*(f"    {error}" for error in errors[:worst]), sep="\n", end="\n" if worst else "")


def best_threshold(scores: Sequence[float], rows: Sequence[Row]) -> tuple[float, tuple[float, float, float]]:
    wanted = sum(row["same"] for row in rows)
    best = (0.0, (0.0, 0.0, 0.0))
    right = 0
    for n, i in enumerate(sorted(range(len(rows)), key=lambda i: -scores[i]), 1):
        right += rows[i]["same"]
        values = prf(right, n, wanted)
        if values[2] > best[1][2]:
            best = (scores[i], values)
    return best


def scored_at(threshold: float, scores: Sequence[float], rows: Sequence[Row]) -> tuple[float, float, float]:
    """Give precision, recall and F1 of taking scores from the threshold on for one person."""
    same = [value >= threshold for value in scores]
    right = sum(found and row["same"] for found, row in zip(same, rows, strict=True))
    return prf(right, sum(same), sum(row["same"] for row in rows))


def pair_peers() -> Iterable[tuple[str, Callable[[str, str], float]]]:
    yield "same_person", same_person
    yield "rapidfuzz token_sort_ratio", lambda a, b: fuzz.token_sort_ratio(a.casefold(), b.casefold())
    yield "rapidfuzz WRatio", lambda a, b: fuzz.WRatio(a.casefold(), b.casefold())
    try:
        compare = importlib.import_module("rigour.names").levenshtein_similarity
    except (ImportError, AttributeError):
        return
    yield "rigour", lambda a, b: compare(a.casefold(), b.casefold())


def pairs(rows: Sequence[Row], worst: int) -> None:
    print(f"pairs: {len(rows)}; each at its own best threshold (in sample), same_person at 0.5")
    base = 0.0
    for name, compare in pair_peers():
        compare("Jane Doe", "John Roe")
        began = time.process_time()
        scores = [compare(row["a"], row["b"]) for row in rows]
        spent = time.process_time() - began
        base = base or spent
        threshold, values = best_threshold(scores, rows)
        if name == "same_person":
            threshold = 0.5
            values = scored_at(threshold, scores, rows)
            wrong = [(abs(v - 0.5), r) for v, r in zip(scores, rows, strict=True) if (v >= 0.5) != r["same"]]
        print(f"  {name:28} P {values[0]:.3f}  R {values[1]:.3f}  F1 {values[2]:.3f}  at {threshold:.2f}; "
              f"time x {spent / base:.2f}, {len(rows) / spent:.0f} pairs/s")  # fmt: skip
    for _, row in sorted(wrong, key=lambda item: -item[0])[:worst]:
        print(f"    {'same' if row['same'] else 'not'}: {row['a']} | {row['b']}")


def listed(people: Sequence[Row], rows: Sequence[Row]) -> tuple[dict[str, str], list[str]]:
    """Give whose each name is, and the names: variants of people, among names of different people."""
    gold: dict[str, str] = {}
    for person in people:
        for name in (person["canonical"], *person["variants"]):
            gold.setdefault(name, person["id"])
    for row in rows:
        for name in () if row["same"] else (row["a"], row["b"]):
            gold.setdefault(name, f"other: {name}")
    return gold, sorted(gold)


def clusters(people: Sequence[Row], rows: Sequence[Row]) -> None:
    gold, names = listed(people, rows)
    wanted = joined([gold[name] for name in names], names)
    print(f"lists of names: {len(names)} names, {len(people)} people with variants among others")
    for label, resolve in (("with the bundled people", canonical_names), ("without", discovered_names)):
        found = joined(resolve(names), names)
        precision, recall, f1 = prf(len(found & wanted), len(found), len(wanted))
        print(f"  {label:24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")


def joined(keys: Iterable[str], names: Sequence[str]) -> set[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for key, name in zip(keys, names, strict=True):
        groups.setdefault(key, []).append(name)
    return {pair for group in groups.values() for pair in combinations(group, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--worst", type=int, default=0, help="show so many of the worst cases")
    arguments = parser.parse_args()
    rows = read(arguments.folder / "pairs.dev.jsonl")
    documents(read(arguments.folder / "documents.dev.jsonl"), arguments.worst)
    pairs(rows, arguments.worst)
    counts = Counter(row["category"] for row in rows)
    print("  categories:", ", ".join(f"{name} {count}" for name, count in counts.most_common(6)), "...")
    clusters(read(arguments.folder / "aliases.dev.jsonl"), rows)


if __name__ == "__main__":
    main()
