"""Train the model by which normalizer_article tells the article's blocks from the rest of a page.

    python tools/train_article.py DATA OUT.json [--test-only | --cross-validate]

DATA holds ``ground-truth/*.json`` and ``html/*.html.gz`` as WCXB lays them out (Murrough Foley, CC-BY-4.0,
https://github.com/Murrough-Foley/web-content-extraction-benchmark). Needs lightgbm, numpy and rapidfuzz.

Pages are split by registrable domain: the domain's SHA-256 gives one of ten parts. First a model is trained on parts
0 to 7 and scored on parts 8 and 9; then, unless ``--test-only``, the model that is written is trained on all pages.
Two stages of boosted trees: the second sees what the first thinks of the blocks around. Everything that is learned
from labels and is seen by a later step (word weights, first stage) is made for a page from pages of other domains.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lightgbm
import numpy as np
from rapidfuzz.distance import Indel

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "plugins")]

from normalizer_article import choose, context, features, names  # noqa: E402
from normalizer_article.boxes import Page  # noqa: E402
from normalizer_article.declared import hints, read_declared  # noqa: E402
from normalizer_article.elements import FRAME  # noqa: E402
from normalizer_article.walker import read_page  # noqa: E402

WORD = re.compile(r"\w+")
FOLDS = 5
TEST_PARTS = (8, 9)
#: The first stage is small, since it looks at all blocks; the second looks closely at those that are in doubt.
FIRST = {"num_leaves": 24, "learning_rate": 0.16, "feature_fraction": 0.4, "rounds": 30}
SECOND = {"num_leaves": 31, "learning_rate": 0.09, "feature_fraction": 0.3, "rounds": 60}
#: Pages whose text a model of other sites finds less well than this (F1) teach nothing: mostly the gold text is of
#: another part of the page, or of none.
LEAST = 0.4


@dataclass
class Sample:
    """One page with the labels of its blocks."""

    stem: str
    kind: str
    part: int
    fold: int
    gold: str
    page: Page
    hints: features.Hints
    words: list[int]
    hits: list[int]
    gold_words: int
    #: The blocks that the model scores; set by `rows_of`.
    wanted: list[int] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)


def registrable(url: str) -> str:
    """Give a host without its subdomains, near enough to keep a site in one part."""
    labels = (urlsplit(url).hostname or "").split(".")
    keep = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    return ".".join(labels[-keep:])


def part_of(url: str, stem: str) -> int:
    return hashlib.sha256((registrable(url) or stem).encode()).digest()[0] % 10


def page_kind(record: dict[str, Any]) -> str:
    kind = record.get("_internal", {}).get("page_type")
    kind = kind["primary"] if isinstance(kind, dict) else "article"
    return "collection" if kind == "category" else kind


def load(data: Path) -> Iterable[Sample]:
    for file in sorted((data / "ground-truth").glob("*.json")):
        record = json.loads(file.read_text())
        html = gzip.decompress((data / "html" / f"{file.stem}.html.gz").read_bytes()).decode("utf-8", "replace")
        page = read_page(html)
        gold = record["ground_truth"].get("main_content") or ""
        words, hits, gold_words = align([block.text for block in page.blocks], gold)
        part = part_of(record.get("url") or "", file.stem)
        yield Sample(
            file.stem, page_kind(record), part, part % FOLDS, gold, page,
            hints(read_declared(page.document)), words, hits, gold_words,
        )  # fmt: skip


def align(texts: Sequence[str], gold: str) -> tuple[list[int], list[int], int]:
    """Count the words of each block, and those that the longest common subsequence with the gold text takes."""
    own, tokens = [], []
    for i, text in enumerate(texts):
        for word in WORD.findall(text.lower()):
            own.append(i)
            tokens.append(word)
    gold_tokens = WORD.findall(gold.lower())
    numbers: dict[str, int] = {}
    number = lambda words: [numbers.setdefault(word, len(numbers)) for word in words]  # noqa: E731
    words, hits = [0] * len(texts), [0] * len(texts)
    for i in own:
        words[i] += 1
    if tokens and gold_tokens and len(tokens) * len(gold_tokens) < 4e8:
        for step in Indel.opcodes(number(tokens), number(gold_tokens)):
            if step.tag == "equal":
                for at in range(step.src_start, step.src_end):
                    hits[own[at]] += 1
    return words, hits, len(gold_tokens)


def labels(sample: Sample) -> np.ndarray:
    return np.array([2 * sample.hits[i] >= sample.words[i] > 0 for i in sample.wanted], dtype=np.float32)


def importance(sample: Sample) -> np.ndarray:
    """Weigh a block by its share of the page's gold words, as the score does."""
    size = max(sample.gold_words, 100)
    return np.array([min(1.0, (sample.words[i] + 3) / size) for i in sample.wanted], dtype=np.float32)


def word_weights(samples: Iterable[Sample]) -> features.Weights:
    """Learn how much each word of classes and of short texts speaks for content: smoothed log odds by page."""
    counts: tuple[dict[str, list[float]], dict[str, list[float]]] = (
        defaultdict(lambda: [0.0, 0.0, 0.0]), defaultdict(lambda: [0.0, 0.0, 0.0]),
    )  # fmt: skip
    for sample in samples:
        seen: tuple[dict[str, list[float]], dict[str, list[float]]] = (
            defaultdict(lambda: [0.0, 0.0]), defaultdict(lambda: [0.0, 0.0]),
        )  # fmt: skip
        for block, hit, weight in zip(sample.page.blocks, sample.hits, sample.words, strict=True):
            if block.flags & FRAME:
                continue
            y = 2 * hit >= weight > 0
            box, up = block.box, 0
            while box is not None and up < 4:
                for token in set(names.words(box.names)):
                    seen[0][token][int(y)] += weight
                box, up = box.parent, up + 1
            if weight <= 25:
                for token in set(features.tokens(block.text)):
                    seen[1][token][int(y)] += 1
        for table, page in zip(counts, seen, strict=True):
            for token, (no, yes) in page.items():
                total = table[token]
                share = yes / (yes + no or 1)
                total[0] += 1 - share
                total[1] += share
                total[2] += 1
    tables = []
    for table, least, most in ((counts[0], 6, 2000), (counts[1], 8, 3000)):
        yes = sum(v[1] for v in table.values())
        no = sum(v[0] for v in table.values())
        prior = math.log(yes / no)
        scored = {
            token: math.log((v[1] + 2 * yes / (yes + no)) / (v[0] + 2 * no / (yes + no))) - prior
            for token, v in table.items()
            if v[2] >= least and len(token) > 1
        }
        telling = sorted(scored, key=lambda t: (-abs(scored[t]) * math.sqrt(table[t][2]), t))[:most]
        tables.append({token: round(scored[token], 2) for token in sorted(telling) if abs(scored[token]) > 0.2})
    return features.Weights(names=names.Names(tables[0]), texts=tables[1])


def rows_of(sample: Sample, weights: features.Weights) -> np.ndarray:
    seen = features.page_rows(sample.page, sample.hints, weights)
    sample.wanted, sample.groups = seen.wanted, seen.groups
    rows = [features.flat(row) for row in seen.rows]
    return np.array(rows, dtype=np.float32).reshape(len(rows), len(features.NAMES))


def fit(rows: np.ndarray, y: np.ndarray, weight: np.ndarray, options: dict[str, Any]) -> lightgbm.Booster:
    settings = {
        "objective": "binary", "min_data_in_leaf": 40, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 2.0,
        "max_bin": 63, "num_threads": 1, "seed": 7, "deterministic": True, "force_row_wise": True, "verbose": -1,
        "min_sum_hessian_in_leaf": 0.5, **options,
    }  # fmt: skip
    rounds = settings.pop("rounds")
    return lightgbm.train(settings, lightgbm.Dataset(rows, y, weight=weight), rounds)


@dataclass
class Trained:
    """A model, and the pages' probabilities from models that did not see them."""

    weights: features.Weights
    first: lightgbm.Booster
    second: lightgbm.Booster


def train(samples: list[Sample]) -> Trained:
    rows: dict[str, np.ndarray] = {}
    for k in range(FOLDS):
        weights = word_weights(s for s in samples if s.fold != k)
        for sample in samples:
            if sample.fold == k:
                rows[sample.stem] = rows_of(sample, weights)
    samples = [s for s in samples if s.wanted]
    unseen = predict_unseen(samples, rows)
    samples = [s for s in samples if score_of(s, spread(s, unseen[s.stem])) >= LEAST]
    unseen = predict_unseen(samples, rows)
    first = fit_stage(samples, lambda s: rows[s.stem], FIRST)
    second = fit_stage(samples, lambda s: second_rows(s, rows[s.stem], unseen[s.stem]), SECOND)
    return Trained(word_weights(samples), first, second)


def predict_unseen(samples: list[Sample], rows: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give for each page the first stage's probabilities by a model of the other folds."""
    unseen: dict[str, np.ndarray] = {}
    for k in range(FOLDS):
        model = fit_stage([s for s in samples if s.fold != k], lambda s: rows[s.stem], FIRST)
        for sample in samples:
            if sample.fold == k:
                unseen[sample.stem] = model.predict(rows[sample.stem], num_threads=1)
    return unseen


def fit_stage(samples: list[Sample], rows: Callable[[Sample], np.ndarray], options: dict[str, Any]) -> lightgbm.Booster:
    weight = np.concatenate([importance(s) for s in samples])
    return fit(
        np.concatenate([rows(s) for s in samples]),
        np.concatenate([labels(s) for s in samples]),
        weight * (len(weight) / weight.sum()),
        options,
    )


def second_rows(sample: Sample, rows: np.ndarray, first: np.ndarray) -> np.ndarray:
    seen = context.Context(sample.page, spread(sample, first), sample.groups)
    around = np.array([seen.part(i) for i in sample.wanted], dtype=np.float32)
    return np.concatenate([rows, around], axis=1)


def spread(sample: Sample, chances: np.ndarray) -> list[float]:
    """Give the probabilities of the scored blocks as a list over all blocks of the page."""
    everything = [0.0] * len(sample.page.blocks)
    for i, p in zip(sample.wanted, chances.tolist(), strict=True):
        everything[i] = p
    return everything


def predict(model: Trained, sample: Sample) -> tuple[list[float], list[float]]:
    rows = rows_of(sample, model.weights)
    if not len(rows):
        nothing = [0.0] * len(sample.page.blocks)
        return nothing, nothing
    first = model.first.predict(rows, num_threads=1)
    second = model.second.predict(second_rows(sample, rows, first), num_threads=1)
    return spread(sample, first), spread(sample, second)


def score(predicted: str, gold: str) -> float:
    """Give the word-bag F1 of the benchmark."""
    a, b = Counter(WORD.findall(predicted.lower())), Counter(WORD.findall(gold.lower()))
    if not a or not b:
        return float(not a and not b)
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values()))


def score_of(sample: Sample, chances: list[float], threshold: float | None = None) -> float:
    """Give the F1 of a page; without a threshold, of the set that `choose.best_set` takes."""
    if threshold is None:
        taken = choose.best_set(chances, choose.sizes_of(sample.page.blocks))
    else:
        taken = [p >= threshold for p in chances]
    chosen = [block.text for block, yes in zip(sample.page.blocks, taken, strict=True) if yes]
    return score("\n".join(chosen), sample.gold)


def report(samples: list[Sample], chances: dict[str, list[float]], threshold: float | None = None) -> float:
    """Print the score by page type."""
    by_kind: dict[str, list[float]] = defaultdict(list)
    for sample in samples:
        by_kind[sample.kind].append(score_of(sample, chances[sample.stem], threshold))
    everything = [v for values in by_kind.values() for v in values]
    mean = sum(everything) / len(everything)
    parts = "  ".join(f"{k} {sum(v) / len(v):.3f} ({len(v)})" for k, v in sorted(by_kind.items()))
    print(f"  {f'threshold {threshold}' if threshold else 'best set'}  F1 {mean:.4f}   {parts}", flush=True)
    return mean


def cross_validate(samples: list[Sample]) -> None:
    """Score every page by a model of the pages of other sites: five times two parts of ten are left out."""
    chances: dict[str, list[float]] = {}
    for k in range(5):
        model = train([s for s in samples if s.part // 2 != k])
        for sample in samples:
            if sample.part // 2 == k:
                chances[sample.stem] = predict(model, sample)[1]
    print("cross-validation, all pages unseen")
    report(samples, chances)


def export_trees(model: lightgbm.Booster) -> list[list[Any]]:
    """Give each tree as nested lists: [feature, threshold, left, right], or a leaf's value; left is ``<=``."""

    def node(part: dict[str, Any]) -> Any:
        if "leaf_value" in part:
            return round(part["leaf_value"], 4)
        threshold = float(f"{part['threshold']:.6g}")
        return [part["split_feature"], threshold, node(part["left_child"]), node(part["right_child"])]

    return [node(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]


def export(model: Trained, out: Path, note: str) -> None:
    data = {
        "note": note,
        "features": [*features.NAMES, *context.NAMES],
        "names": dict(model.weights.names.weights),
        "texts": dict(model.weights.texts),
        "first": export_trees(model.first),
        "second": export_trees(model.second),
    }
    out.write_text(json.dumps(data, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{out}: {out.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--test-only", action="store_true", help="write the model of parts 0 to 7")
    parser.add_argument("--cross-validate", action="store_true", help="only print the score of all pages, unseen")
    options = parser.parse_args()
    samples = list(load(options.data))
    if options.cross_validate:
        cross_validate(samples)
        return
    training = [s for s in samples if s.part not in TEST_PARTS]
    test = [s for s in samples if s.part in TEST_PARTS]
    print(f"{len(training)} pages to train on, {len(test)} to test on", flush=True)
    model = train(training)
    chances = {s.stem: predict(model, s) for s in test}
    print("first stage alone, unseen pages")
    report(test, {k: v[0] for k, v in chances.items()})
    print("both stages, unseen pages")
    for threshold in (None, 0.4, 0.5):
        report(test, {k: v[1] for k, v in chances.items()}, threshold)
    note = "Trained by tools/train_article.py on WCXB v1.0 (Murrough Foley, CC-BY-4.0)"
    if options.test_only:
        export(model, options.out, f"{note}, parts 0 to 7 of 10.")
    else:
        export(train(samples), options.out, f"{note}, all of dev.")


if __name__ == "__main__":
    main()
