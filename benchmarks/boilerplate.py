"""Compare `normalizer_boilerplate` with other tools on labelled lines, in one run.

    python benchmarks/boilerplate.py DATA.jsonl.gz ... [--where src=a,b] [--worst N]
    python benchmarks/boilerplate.py DATA.jsonl.gz ... --folds MODEL.0.json MODEL.1.json ...
    python benchmarks/boilerplate.py DATA.jsonl.gz ... --templates 20

A record is ``{"id", "site", "src", "lang", "variant", "lines": [[text, label], ...]}`` with the labels c (content),
b (boilerplate) and others, which are shown to the tools and not scored. The peers that want HTML get each line as a
paragraph. They are used if they are installed: justext, boilerpy3, trafilatura. Times are CPU times, and are given
as ratios to ours. With ``--templates N`` only records of sites with at least N pages are scored, once as they are and
once with the templates that a first pass over the same pages has learned, without their labels.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from normalizer_boilerplate import Settings
from normalizer_boilerplate.api import judge
from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.model import load_model, read_model
from normalizer_boilerplate.templates import Templates, count_lines, worth_keeping

Record = dict[str, Any]
Cleaner = Callable[[Record], list[bool]]
JUSTEXT = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian",
           "pl": "Polish", "ru": "Russian", "el": "Greek", "tr": "Turkish", "ar": "Arabic"}  # fmt: skip


def nothing(record: Record) -> list[bool]:
    return [True] * len(record["lines"])


def our_cleaner(folds: Sequence[Path], templates: Templates | None = None) -> Cleaner:
    """Give our cleaner, with a model for each fold of sites, or with the package's."""
    models = [read_model(path) for path in folds] or [load_model()]
    cues = load_cues()

    def clean(record: Record) -> list[bool]:
        model = models[fold_of(record["site"], len(models))]
        repeats = templates.look_up(site_key(record), texts(record)) if templates else ()
        settings = Settings(known_site=templates is not None and templates.knows(site_key(record)))
        verdict = judge(texts(record), "", settings, cues, model, repeats)
        return [not verdict.goes(decision) for decision in verdict.decisions]

    return clean


def site_key(record: Record) -> str:
    """Give the name of a site for templates: pages of two extractors are not counted twice."""
    return f"{record['site']}/{record['variant']}"


def learn(records: Sequence[Record]) -> Templates:
    """Count the lines of each site, as the plugin's first pass does."""
    counts: Counter[str] = Counter()
    for record in records:
        counts.update(count_lines(site_key(record), texts(record)))
    return Templates(dict(worth_keeping(sorted(counts.items()))))


def texts(record: Record) -> list[str]:
    return [text for text, _ in record["lines"]]


def fold_of(host: str, folds: int) -> int:
    """Give the fold of a site, as ``tools/train_boilerplate.py`` does."""
    labels = host.split(".")
    site = ".".join(labels[-3:] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2:])
    return zlib.crc32(site.encode()) % 97 % folds


def c4(record: Record) -> list[bool]:
    """Apply the line rules of C4 (Raffel et al. 2020, section 2.2): an end, five words, no "javascript"."""
    ends = (".", "!", "?", '"', "”", "。", "！", "？")
    return [
        line.rstrip().endswith(ends) and len(line.split()) >= 5 and "javascript" not in line.lower()
        for line in texts(record)
    ]


def page(lines: Sequence[str]) -> str:
    return "<html><body>" + "".join(f"<p>{html.escape(line)}</p>" for line in lines) + "</body></html>"


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def kept(lines: Sequence[str], answer: str) -> list[bool]:
    """Find the lines in a tool's answer, each as often as it is there."""
    left = Counter(map(plain, answer.splitlines()))
    flags = []
    for line in lines:
        key = plain(line)
        flags.append(left[key] > 0)
        left[key] -= 1
    return flags


def justext_cleaner() -> Cleaner:
    import justext  # noqa: PLC0415

    lists: dict[str, frozenset[str]] = {}

    def clean(record: Record) -> list[bool]:
        lines = texts(record)
        name = JUSTEXT.get(record.get("lang", ""), "English")
        if name not in lists:
            lists[name] = justext.get_stoplist(name)
        flags = [False] * len(lines)
        for paragraph in justext.justext(page(lines), lists[name]):
            if found := re.search(r"/p\[(\d+)\]", paragraph.xpath):
                flags[int(found[1]) - 1] = not paragraph.is_boilerplate
        return flags

    return clean


def boilerpy3_cleaner() -> Cleaner:
    from boilerpy3.extractors import ArticleExtractor  # noqa: PLC0415

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda record: kept(texts(record), extractor.get_content(page(texts(record))))


def trafilatura_cleaner() -> Cleaner:
    import trafilatura  # noqa: PLC0415

    return lambda record: kept(texts(record), trafilatura.extract(page(texts(record)), favor_recall=True) or "")


class Score:
    """Sums over documents; see `line`."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.f1: list[float] = []

    def add(self, record: Record, keep: Sequence[bool]) -> None:
        here: Counter[str] = Counter()
        for (text, label), stays in zip(record["lines"], keep, strict=True):
            if label in "bc":
                here[f"{label}{'+' if stays else '-'}"] += 1
                here[f"{label}{'+' if stays else '-'}chars"] += len(text)
        self.count.update(here)
        self.count["docs"] += 1
        content = here["c+chars"] + here["c-chars"]
        self.count["over"] += bool(content) and here["c-chars"] > 0.05 * content
        self.count["perfect"] += not here["c-"] and not here["b+"]
        if here["b-"] + here["b+"]:
            self.f1.append(f1(here))

    def line(self, name: str) -> str:
        count = self.count
        content = count["c+chars"] + count["c-chars"]
        return (
            f"| {name} | {count['docs']} | {sum(self.f1) / max(1, len(self.f1)):.3f} | {f1(count):.3f} "
            f"| {count['c-chars'] / max(1, content):.2%} | {count['over'] / max(1, count['docs']):.1%} "
            f"| {count['perfect'] / max(1, count['docs']):.1%} |"
        )


HEAD = """| | documents | mean document F1 | line F1 | content lost | documents losing over 5 % | perfect |
|---|---|---|---|---|---|---|"""


def f1(count: Counter[str]) -> float:
    found = 2 * count["b-"]
    return found / (found + count["c-"] + count["b+"]) if found + count["c-"] + count["b+"] else 1.0


def load(options: argparse.Namespace) -> list[Record]:
    records: list[Record] = []
    for path in options.data:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as file:
            records += map(json.loads, file)
    for condition in options.where:
        key, _, values = condition.partition("=")
        records = [record for record in records if str(record.get(key, "")) in values.split(",")]
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--where", action="append", default=[])
    parser.add_argument(
        "--folds", nargs="+", type=Path, default=[], help="models that were each trained without one fold of the sites"
    )
    parser.add_argument("--by", default="src,variant", help="also print the scores by these fields")
    parser.add_argument("--peers", default="c4,justext,boilerpy3,trafilatura")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--templates", type=int, default=0, metavar="N", help="only sites with N pages or more")
    options = parser.parse_args()
    records = load(options)
    if options.templates:
        pages = Counter(map(site_key, records))
        records = [record for record in records if pages[site_key(record)] >= options.templates]
    makers: dict[str, Callable[[], Cleaner]] = {
        "c4": lambda: c4, "justext": justext_cleaner, "boilerpy3": boilerpy3_cleaner, "trafilatura": trafilatura_cleaner
    }  # fmt: skip
    cleaners: dict[str, Cleaner] = {"nothing": nothing, "ours": our_cleaner(options.folds)}
    if options.templates:
        cleaners["ours, with templates"] = our_cleaner(options.folds, learn(records))
    for name in filter(None, options.peers.split(",")):
        try:
            cleaners[name] = makers[name]()
        except ImportError as error:
            print(f"without {name}: {error}")
    compare(records, cleaners, options)


def compare(records: list[Record], cleaners: dict[str, Cleaner], options: argparse.Namespace) -> None:
    print(HEAD)
    seconds: dict[str, float] = {}
    for name, cleaner in cleaners.items():
        start = time.process_time()
        answers = [cleaner(record) for record in records]
        seconds[name] = time.process_time() - start
        groups: dict[str, Score] = {"": Score()}
        for record, keep in zip(records, answers, strict=True):
            groups[""].add(record, keep)
            for key in filter(None, options.by.split(",")):
                groups.setdefault(f", {key} {record.get(key, '')}", Score()).add(record, keep)
        for group in sorted(groups):
            print(groups[group].line(f"{name}{group}"))
        if name == "ours" and options.worst:
            worst(records, answers, options.worst)
    print("\nCPU time, relative to ours:")
    for name, value in seconds.items():
        if name != "nothing":
            speed = len(records) / max(1e-9, value)
            print(f"{name}: {value / seconds['ours']:.2f} ({speed:.0f} documents a CPU second here)")


def worst(records: list[Record], answers: list[list[bool]], number: int) -> None:
    """Print the documents that lose most content, with what they lose."""
    losses = []
    for record, keep in zip(records, answers, strict=True):
        lost = [text for (text, label), stays in zip(record["lines"], keep, strict=True) if label == "c" and not stays]
        losses.append((sum(map(len, lost)), record["id"], lost))
    for size, name, lost in sorted(losses, key=lambda loss: -loss[0])[:number]:
        print(f"{size} characters lost in {name}: {[text[:60] for text in lost[:5]]}")


if __name__ == "__main__":
    main()
