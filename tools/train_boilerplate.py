"""Train the model of ``normalizer_boilerplate`` and write ``model.json``.

    python tools/train_boilerplate.py DATA/text/{recall,resili,layout}.dev.jsonl.gz WCXB.jsonl.gz \\
        --out plugins/normalizer_boilerplate/model.json

where WCXB.jsonl.gz comes from ``tools/render_wcxb.py``. It needs the packages numpy, scipy, scikit-learn and lightgbm,
and the project itself importable. The data are records of labelled lines:
``{"site", "src", "lang", "variant", "lines": [[text, label], ...]}`` with the labels c (content),
b (boilerplate) and others, which are not trained on. Of renderings of whole pages (variant "layout") the article
is used with some of the lines before and after it. ``--folds N`` cross-validates by site first and prints, for each
kind of record, how much is found and lost; ``--scores FILE`` keeps the probabilities of the held-out lines, and the
models of the folds.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from normalizer_boilerplate.around import AROUND, MOST, around
from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.features import NAMES, document_features
from normalizer_boilerplate.lines import OWN_NAMES, Line, grams, read_line
from normalizer_boilerplate.model import CONTENT, Model, Scores, scored

#: A gram must occur on so many sites; so many grams are kept.
SITES, GRAMS = 6, 6000
#: Weights are stored as whole numbers of 1/SCALE.
SCALE = 50
INNER = 4
#: So many trees see all lines, and so many more the lines of which the first are not clear.
TREES, FURTHER = 200, 80
SETTINGS = {
    "objective": "binary",
    "learning_rate": 0.13,
    "num_leaves": 16,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.8,
    "extra_trees": True,  # the best thresholds fit the sites that were seen; those drawn at random fit others better
    "max_bin": 127,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}
#: More of these never speaks for content.
RISING = {"score", "cue_max", "sure_count", "odds", *(name for name in OWN_NAMES if name.startswith("cue_"))}
#: How much a kind of record counts: news after a high-recall extractor is what users mostly have.
WEIGHTS = {
    "news-recall": 4.0,
    "news-resili": 2.0,
    "daniel-recall": 1.0,
    "daniel-resili": 0.6,
    "wcxb-recall": 1.5,
    "wcxb-resili": 0.8,
    "news-crop": 1.0,
}
#: How much more for the trees than for the words: of these there are only five languages.
MORE_FOR_TREES = {"daniel-recall": 2.0, "daniel-resili": 3.0}
#: Of a whole page, crops with fewer lines than these before and after the article.
CROPS = ((4, 9), (9, 17))


class Data:
    """Records with their lines as the plugin sees them."""

    def __init__(self, paths: list[Path]) -> None:
        cues = load_cues()
        self.records: list[dict[str, Any]] = []
        for path in paths:
            with gzip.open(path, "rt", encoding="utf-8") as file:
                for record in map(json.loads, file):
                    self.records += crops(record) if record["variant"] == "layout" else [record]
        self.records = [record for record in self.records if usable(record)]
        self.lines = [[read_line(text, cues) for text, _ in record["lines"]] for record in self.records]
        self.labels = [[label for _, label in record["lines"]] for record in self.records]
        self.sites = [site(record["site"]) for record in self.records]
        self.weights = [WEIGHTS[kind(r)] / max(8, len(r["lines"])) ** 0.5 for r in self.records]

        self._count_grams()

    def _count_grams(self) -> None:
        """Make the matrix of all lines and all grams that are on enough sites."""
        self.site_names = sorted(set(self.sites))
        number = {name: at for at, name in enumerate(self.site_names)}
        found = [[grams(line) for line in lines] for lines in self.lines]
        on_sites: dict[str, set[str]] = defaultdict(set)
        for name, document in zip(self.sites, found, strict=True):
            for gram in set().union(*document):
                on_sites[gram].add(name)
        self.grams = sorted(gram for gram, names in on_sites.items() if len(names) >= SITES)
        column = {gram: at for at, gram in enumerate(self.grams)}
        indices: list[int] = []
        pointers = [0]
        for bag in (bag for document in found for bag in document):
            indices += sorted(column[gram] for gram in bag if gram in column)
            pointers.append(len(indices))
        shape = (len(pointers) - 1, len(self.grams))
        self.bags = sparse.csr_matrix((np.ones(len(indices), dtype=np.float32), indices, pointers), shape=shape)
        sizes = [len(lines) for lines in self.lines]
        self.first = np.concatenate([[0], np.cumsum(sizes)])
        self.site_of = np.repeat([number[name] for name in self.sites], sizes)
        self.line_weight = np.repeat(self.weights, sizes)
        codes = {"b": 1, "c": 0}
        self.target = np.array([codes.get(label, -1) for labels in self.labels for label in labels])

    def inner(self, at: int) -> int:
        return zlib.crc32(self.sites[at].encode()) % INNER


def usable(record: dict[str, Any]) -> bool:
    return kind(record) in WEIGHTS and len(record["lines"]) > 1 and record.get("cov", 1) >= 0.75


def crops(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Cut the article out of a whole page, with some of the lines around it, as extractors do."""
    content = [at for at, (_, label) in enumerate(record["lines"]) if label == "c"]
    if not content or record["src"] == "daniel":
        return []
    number = zlib.crc32(record["id"].encode())
    return [
        {**record, "variant": "crop",
         "lines": record["lines"][max(0, content[0] - number % before) : content[-1] + 1 + (number >> 8) % after]}
        for before, after in CROPS
    ]  # fmt: skip


def kind(record: dict[str, Any]) -> str:
    source = "news" if record["src"] in {"fundus", "readability"} else record["src"]
    return f"{source}-{record['variant']}"


def fold_of(record: dict[str, Any], folds: int) -> int:
    """Give the fold of a record: that of its site."""
    return zlib.crc32(site(record["site"]).encode()) % 97 % folds


def site(host: str) -> str:
    """Give the registered domain, roughly: the last two labels, or three where the second is short."""
    labels = host.split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])


def fit_lexicon(data: Data, ids: list[int]) -> tuple[dict[str, float], float]:
    """Weigh words by logistic regression on lines as bags of grams, each line of length 1."""
    rows = np.concatenate([np.arange(data.first[at], data.first[at + 1]) for at in ids])
    bags = data.bags[rows]
    on_sites = sparse.csr_matrix(
        (np.ones(len(rows)), (data.site_of[rows], np.arange(len(rows)))), shape=(len(data.site_names), len(rows))
    )
    enough = np.asarray(((on_sites @ bags) > 0).sum(0)).ravel() >= SITES
    scored = data.target[rows] >= 0
    bags, target, weight = bags[scored], data.target[rows][scored], data.line_weight[rows][scored]
    weight = weight * (len(weight) / weight.sum())
    columns = np.flatnonzero(enough)
    for size in (None, GRAMS):
        chosen = bags[:, columns]
        length = np.maximum(1, np.asarray(chosen.sum(1)).ravel())
        matrix = sparse.csr_matrix(sparse.diags(length**-0.5) @ chosen)
        model = LogisticRegression(C=1.0, solver="liblinear").fit(matrix, target, sample_weight=weight)
        weights = model.coef_[0]
        if size:
            break
        count = np.asarray(chosen.sum(0)).ravel()
        best = np.argsort(-np.abs(weights) * np.sqrt(count), kind="stable")[:GRAMS]
        columns = np.sort(columns[best])
    rounded = {data.grams[at]: round(float(value) * SCALE) for at, value in zip(columns, weights, strict=True)}
    return {gram: value / SCALE for gram, value in rounded.items() if value}, round(float(model.intercept_[0]), 3)


def score_lines(lines: list[Line], lexicon: tuple[dict[str, float], float]) -> None:
    weights, bias = lexicon
    for line in lines:
        found = [weights[gram] for gram in sorted(grams(line)) if gram in weights]
        line.score = bias + sum(found) / len(found) ** 0.5 if found else bias


class Rows:
    """What the trees learn from: the lines of some records that trees are asked about; these must have their scores."""

    def __init__(self, data: Data, ids: list[int]) -> None:
        rows: list[list[float]] = []
        target: list[int] = []
        weight: list[float] = []
        inner: list[int] = []
        #: For each record how many lines it has, and which of them are rows.
        self.documents: list[tuple[int, list[int]]] = []
        for at in ids:
            record, lines = data.records[at], data.lines[at]
            places = scored(lines)
            rows += document_features(lines, places)
            inner += [data.inner(at)] * len(places)
            self.documents.append((len(lines), places))
            for line, label in [(lines[place], data.labels[at][place]) for place in places]:
                is_known = label == "b" or (label == "c" and not doubtful(record, line))
                target.append(int(label == "b") if is_known else -1)
                long = min(2.0, line.size / 150) if label == "c" else 0.0
                weight.append(data.weights[at] * MORE_FOR_TREES.get(kind(record), 1.0) * (1 + long))
        self.matrix = np.array(rows, dtype=np.float32)
        #: 1 for boilerplate, 0 for content, -1 for lines that are not learned from.
        self.target = np.array(target)
        self.weight = np.array(weight)
        self.inner = np.array(inner)

    def around(self, odds: np.ndarray) -> np.ndarray:
        """Give what the log odds of the lines around each line are."""
        rows: list[list[float]] = []
        found = iter(odds.tolist())
        for count, places in self.documents:
            document = [CONTENT] * count
            for place in places:
                document[place] = next(found)
            rows += [around(document, place) for place in places]
        return np.array(rows, dtype=np.float32)


def boost(rows: Rows, chosen: np.ndarray, matrix: np.ndarray, trees: int) -> lightgbm.Booster:
    lines = lightgbm.Dataset(matrix[chosen], rows.target[chosen], weight=rows.weight[chosen])
    rising = [int(name in RISING) for name in (*NAMES, *AROUND)[: matrix.shape[1]]]
    return lightgbm.train({**SETTINGS, "monotone_constraints": rising}, lines, num_boost_round=trees)


def fit_trees(data: Data, ids: list[int]) -> tuple[lightgbm.Booster, lightgbm.Booster]:
    """Fit the first trees, and the further ones over what trees say that have not seen the line's site."""
    rows = Rows(data, ids)
    known = rows.target >= 0
    odds = np.empty(len(known))
    for inner in range(INNER):
        held = rows.inner == inner
        odds[held] = boost(rows, known & ~held, rows.matrix, TREES).predict(rows.matrix[held], raw_score=True)
    odds = odds.clip(-MOST, MOST)
    unclear = known & (abs(odds) < MOST)
    further = boost(rows, unclear, np.hstack([rows.matrix, rows.around(odds)]), FURTHER)
    return boost(rows, known, rows.matrix, TREES), further


def fit(data: Data, ids: list[int]) -> dict[str, Any]:
    """Fit a lexicon, and trees over the scores of lexicons that have not seen the line's site: give ``model.json``."""
    for inner in range(INNER):
        lexicon = fit_lexicon(data, [at for at in ids if data.inner(at) != inner])
        for at in ids:
            if data.inner(at) == inner:
                score_lines(data.lines[at], lexicon)
    return export(fit_lexicon(data, ids), *fit_trees(data, ids))


def doubtful(record: dict[str, Any], line: Line) -> bool:
    """Say whether a content line is left out: the gold texts of WCXB count credits, teasers and comments as content."""
    return record["src"] == "wcxb" and bool(line.hits.total > 0.3 or line.hits.credit or line.hits.sure)


def export(
    lexicon: tuple[dict[str, float], float], trees: lightgbm.Booster, further: lightgbm.Booster
) -> dict[str, Any]:
    weights, bias = lexicon
    return {
        "features": list(NAMES),
        "lexicon": {"bias": bias, "scale": SCALE, "weights": {gram: round(w * SCALE) for gram, w in weights.items()}},
        "trees": nodes(trees),
        "further": nodes(further),
    }


def nodes(trees: lightgbm.Booster) -> list[Any]:
    return [node(tree["tree_structure"]) for tree in trees.dump_model()["tree_info"]]


def node(tree: dict[str, Any]) -> Any:
    if "leaf_value" in tree:
        return round(tree["leaf_value"], 4)
    threshold = float(f"{tree['threshold']:.5g}")
    return [tree["split_feature"], threshold, node(tree["left_child"]), node(tree["right_child"])]


def validate(data: Data, options: argparse.Namespace) -> dict[int, list[float]]:
    """Give the probabilities of each record's lines by a model that has not seen its site."""
    _shared["data"], _shared["options"] = data, options
    held_out: dict[int, list[float]] = {}
    with ProcessPoolExecutor(options.jobs, get_context("fork")) as pool:
        for found in pool.map(_fold, range(options.folds)):
            held_out |= found
    return held_out


#: What the processes of `validate` work on; too large to be sent to them.
_shared: dict[str, Any] = {}


def _fold(fold: int) -> dict[int, list[float]]:
    data, options = _shared["data"], _shared["options"]
    held = [at for at, record in enumerate(data.records) if fold_of(record, options.folds) == fold]
    fitted = fit(data, sorted({*range(len(data.records))} - {*held}))
    if options.scores:
        options.scores.with_suffix(f".{fold}.json").write_text(json.dumps(fitted, ensure_ascii=False))
    model = Model(fitted)
    found: dict[int, list[float]] = {}
    for at in held:
        lines = data.lines[at]
        for line in lines:
            line.weighed = False
        scores = Scores(model, lines)
        found[at] = [scores[place] for place in range(len(lines))]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="so many folds at once")
    parser.add_argument("--scores", type=Path)
    options = parser.parse_args()
    data = Data(options.data)
    everything = list(range(len(data.records)))
    print(len(data.records), "records,", sum(map(len, data.lines)), "lines")
    held_out = validate(data, options) if options.folds else {}
    if held_out:
        report(data, held_out)
    if options.scores:
        keep = [
            {**data.records[at], "kind": kind(data.records[at]), "fold": fold_of(data.records[at], options.folds),
             "p": [round(p, 3) for p in held_out[at]]}
            for at in everything
        ]  # fmt: skip
        options.scores.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in keep))
    if options.out:
        model = fit(data, everything)
        options.out.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
        print(options.out, options.out.stat().st_size, "bytes")


def report(data: Data, held_out: dict[int, list[float]]) -> None:
    for name in WEIGHTS:
        for threshold in (0.4, 0.5, 0.6):
            found = lost = missed = content = 0
            for at, scores in held_out.items():
                if kind(data.records[at]) == name:
                    for line, label, score in zip(data.lines[at], data.labels[at], scores, strict=True):
                        gone = score >= threshold
                        found += label == "b" and gone
                        missed += label == "b" and not gone
                        lost += len(line.text) if label == "c" and gone else 0
                        content += len(line.text) if label == "c" else 0
            if content:
                print(f"{name:<14} at {threshold}: found {found / max(1, found + missed):.1%} of the boilerplate")
                print(f"{'':<14} lines, lost {lost / content:.2%} of the content characters")


if __name__ == "__main__":
    main()
