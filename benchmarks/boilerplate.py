"""Compare `normalizer_boilerplate` with other tools on labelled lines, in one run.

    python benchmarks/boilerplate.py DATA.jsonl.gz ... [--sites FOLD/FOLDS --model MODEL.json] [--where src=a,b] [--worst N]

A record is ``{"id", "site", "src", "lang", "variant", "lines": [[text, label], ...]}`` with the labels c (content),
b (boilerplate) and others, which are shown to the tools and not scored. The peers that want HTML get each line as a
paragraph. They are used if they are installed: justext, boilerpy3, trafilatura. Times are CPU times, and are given
as ratios to the fastest tool that does more than nothing.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from normalizer_boilerplate import Settings
from normalizer_boilerplate.api import judge
from normalizer_boilerplate.cues import load_cues
from normalizer_boilerplate.model import load_model, read_model

Record = dict[str, Any]
Cleaner = Callable[[Sequence[str], str], list[bool]]
JUSTEXT = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "it": "Italian",
           "pl": "Polish", "ru": "Russian", "el": "Greek", "tr": "Turkish", "ar": "Arabic"}  # fmt: skip


def nothing(lines: Sequence[str], language: str) -> list[bool]:
    return [True] * len(lines)


def our_cleaner(path: Path | None) -> Cleaner:
    model = read_model(path) if path else load_model()
    cues, settings = load_cues(), Settings()

    def clean(lines: Sequence[str], language: str) -> list[bool]:
        verdict = judge(lines, "", settings, cues, model)
        return [verdict.too_much or decision is None for decision in verdict.decisions]

    return clean


def c4(lines: Sequence[str], language: str) -> list[bool]:
    """Apply the line rules of C4 (Raffel et al. 2020, section 2.2): an end, five words, no "javascript"."""
    ends = (".", "!", "?", '"', "”", "。", "！", "？")
    return [
        line.rstrip().endswith(ends) and len(line.split()) >= 5 and "javascript" not in line.lower()
        for line in lines
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
    import justext

    lists: dict[str, frozenset[str]] = {}

    def clean(lines: Sequence[str], language: str) -> list[bool]:
        name = JUSTEXT.get(language, "English")
        if name not in lists:
            lists[name] = justext.get_stoplist(name)
        flags = [False] * len(lines)
        for paragraph in justext.justext(page(lines), lists[name]):
            if found := re.search(r"/p\[(\d+)\]", paragraph.xpath):
                flags[int(found[1]) - 1] = not paragraph.is_boilerplate
        return flags

    return clean


def boilerpy3_cleaner() -> Cleaner:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda lines, language: kept(lines, extractor.get_content(page(lines)))


def trafilatura_cleaner() -> Cleaner:
    import trafilatura

    return lambda lines, language: kept(lines, trafilatura.extract(page(lines), favor_recall=True) or "")


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
    if options.sites:
        from train_boilerplate import fold_of

        fold, folds = map(int, options.sites.split("/"))
        records = [record for record in records if fold_of(record, folds) == fold]
    return records


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--where", action="append", default=[])
    parser.add_argument("--sites", default="", help="only the sites of this fold, such as 0/5")
    parser.add_argument("--model", type=Path, help="a model that was trained without those sites")
    parser.add_argument("--by", default="src,variant", help="also print the scores by these fields")
    parser.add_argument("--peers", default="c4,justext,boilerpy3,trafilatura")
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
    records = load(options)
    makers: dict[str, Callable[[], Cleaner]] = {
        "c4": lambda: c4, "justext": justext_cleaner, "boilerpy3": boilerpy3_cleaner, "trafilatura": trafilatura_cleaner
    }  # fmt: skip
    cleaners: dict[str, Cleaner] = {"nothing": nothing, "ours": our_cleaner(options.model)}
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
        answers = [cleaner([text for text, _ in record["lines"]], record.get("lang", "")) for record in records]
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
            print(f"{name}: {value / seconds['ours']:.2f} ({len(records) / max(1e-9, value):.0f} documents a CPU second here)")


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
