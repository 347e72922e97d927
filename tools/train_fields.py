"""Train the trees by which normalizer_article chooses title, authors and date of publication among candidates.

    python tools/train_fields.py DATA OUT.json [--test-only]

DATA holds ``ground-truth/*.json`` and ``html/*.html.gz`` as WCXB lays them out (Murrough Foley, CC-BY-4.0,
https://github.com/Murrough-Foley/web-content-extraction-benchmark). Needs lightgbm, numpy and rapidfuzz.

First it prints the exact match of each field on five folds by registrable domain, each scored by trees of the other
four, by page type; then it writes the trees of all pages. Where the article begins is what the shipped model of blocks
says, which has seen these pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from train_article import TEST_PARTS, export_trees, page_kind, part_of

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "plugins")]

from normalizer_article import (  # noqa: E402
    author_candidates,
    author_features,
    choose,
    date_candidates,
    date_features,
    metadata,
    model,
    title_candidates,
    title_features,
)  # fmt: skip
from normalizer_article.declared import hints, read_declared  # noqa: E402
from normalizer_article.view import View  # noqa: E402
from normalizer_article.walker import read_page  # noqa: E402

FOLDS = 5
PARAMETERS = {
    "num_leaves": 8, "learning_rate": 0.12, "min_data_in_leaf": 10, "feature_fraction": 0.7,
    "extra_trees": True, "bagging_fraction": 0.8, "bagging_freq": 1, "deterministic": True,
    "num_threads": 1, "verbose": -1,
}  # fmt: skip
ROUNDS = 80
#: A model is trained with each, and their mean is taken: one alone chooses worse.
SEEDS = (1, 2, 3)
#: How much a page counts whose gold names no author or date: such gold is often incomplete.
WEIGHT_WITHOUT_GOLD = 0.1
GOLD = {"title": "title", "authors": "author", "published": "publish_date"}
WORD = re.compile(r"\w+")


@dataclass
class Sample:
    """The candidates of one page for one field."""

    kind: str
    part: int
    gold: str
    values: list[str] = field(default_factory=list)
    rows: list[list[float]] = field(default_factory=list)

    @property
    def hits(self) -> list[int]:
        return [int(bool(self.gold) and fold(value) == self.gold) for value in self.values]


def fold(text: str | None) -> str:
    return " ".join(WORD.findall((text or "").lower()))


def samples_of(record: dict[str, Any], html: str, stem: str) -> dict[str, Sample]:
    """Give the candidates of each field, as the package sees them."""
    url = record.get("url") or ""
    page = read_page(html)
    declared = read_declared(page.document)
    hint = hints(declared)
    chances = model.load().chances(page, hint)
    chosen = choose.best_set(chances, choose.sizes_of(page.blocks))
    in_comments = choose.comment_blocks(page, hint, chosen)
    first = metadata.first_prose(page, chosen)
    publisher, language = metadata.read_publisher(declared), metadata.read_language(page, declared, chosen)
    languages = [str(language.value)] if language else []
    gold = {name: fold(record["ground_truth"].get(key)) for name, key in GOLD.items()}
    kind, part = page_kind(record), part_of(url, stem)
    found = {name: Sample(kind, part, gold[name]) for name in GOLD}

    titles = title_candidates.collect(page, declared, first, str(publisher.value) if publisher else "", url)
    found["title"].values = [one.text for one in titles.candidates]
    found["title"].rows = title_features.rows(titles, hint)

    view = View(page, declared, hint, chosen, in_comments, first, url or declared.canonical, languages)
    authors = author_candidates.collect(view)
    found["authors"].values = [", ".join(one.names) for one in authors]
    found["authors"].rows = author_features.rows(view, authors, titles)

    days, changes = date_candidates.collect(view)
    found["published"].values = [one.day for one in days]
    found["published"].rows = date_features.rows(view, days, changes)
    return found


def train(samples: list[Sample]) -> list[lightgbm.Booster]:
    """Train models for the choice among the candidates of a page and none: a softmax over their scores and 0."""
    samples = [sample for sample in samples if sample.rows]
    rows = [row for sample in samples for row in sample.rows]
    hits = np.array([hit for sample in samples for hit in sample.hits], float)
    sizes = np.array([len(sample.rows) for sample in samples])
    starts = np.cumsum(sizes) - sizes
    of_page = np.repeat(np.arange(len(samples)), sizes)
    weights = np.array([1.0 if sample.gold else WEIGHT_WITHOUT_GOLD for sample in samples])[of_page]
    wanted = hits / np.maximum(np.add.reduceat(hits, starts), 1)[of_page]

    def objective(scores: Any, _: lightgbm.Dataset) -> tuple[Any, Any]:
        most = np.maximum(np.maximum.reduceat(scores, starts), 0)
        odds = np.exp(scores - most[of_page])
        chances = odds / (np.add.reduceat(odds, starts) + np.exp(-most))[of_page]
        return (chances - wanted) * weights, np.maximum(chances * (1 - chances), 1e-6) * weights

    every = []
    for seed in SEEDS:
        parameters = {**PARAMETERS, "seed": seed, "objective": objective}
        every.append(lightgbm.train(parameters, lightgbm.Dataset(np.array(rows), hits), ROUNDS))
    return every


def best_of(models: list[lightgbm.Booster], sample: Sample) -> int:
    """Give the place of the candidate that the models find likeliest."""
    return int(np.argmax(np.mean([one.predict(np.array(sample.rows)) for one in models], axis=0)))


def export_mean(models: list[lightgbm.Booster]) -> list[Any]:
    """Give the trees of all models, whose sum is the mean of theirs."""

    def shared(node: Any) -> Any:
        return [*node[:2], *map(shared, node[2:])] if isinstance(node, list) else round(node / len(models), 4)

    return [shared(tree) for one in models for tree in export_trees(one)]


def report(name: str, samples: list[Sample]) -> None:
    """Print the exact match on pages with gold of domains that were not trained on, and how far the candidates go."""
    right: dict[str, list[int]] = defaultdict(list)
    reach = []
    for number in range(FOLDS):
        models = train([sample for sample in samples if sample.part % FOLDS != number])
        for sample in samples:
            if sample.part % FOLDS == number and sample.gold:
                hit = sample.hits[best_of(models, sample)] if sample.rows else 0
                right[sample.kind].append(hit)
                reach.append(any(sample.hits))
    every = [hit for hits in right.values() for hit in hits]
    parts = "  ".join(f"{kind} {np.mean(hits):.3f} ({len(hits)})" for kind, hits in sorted(right.items()))
    print(
        f"{name}: {np.mean(every):.3f} ({len(every)}), a candidate is right {np.mean(reach):.3f}   {parts}", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--test-only", action="store_true", help="write the trees of parts 0 to 7")
    options = parser.parse_args()
    every: dict[str, list[Sample]] = {name: [] for name in GOLD}
    for file in sorted((options.data / "ground-truth").glob("*.json")):
        record = json.loads(file.read_text())
        html = gzip.decompress((options.data / "html" / f"{file.stem}.html.gz").read_bytes()).decode("utf-8", "replace")
        for name, sample in samples_of(record, html, file.stem).items():
            every[name].append(sample)
    trees = {}
    for name, samples in every.items():
        report(name, samples)
        used = [sample for sample in samples if not options.test_only or sample.part not in TEST_PARTS]
        trees[name] = export_mean(train(used))
    pages = f"parts 0 to {min(TEST_PARTS) - 1} of 10" if options.test_only else "all of dev"
    note = f"Trained by tools/train_fields.py on WCXB v1.0 (Murrough Foley, CC-BY-4.0), {pages}."
    options.out.write_text(json.dumps({"note": note, "fields": trees}, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{options.out}: {options.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
