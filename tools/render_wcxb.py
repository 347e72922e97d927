"""Make labelled lines of the article pages of WCXB, a part of what ``train_boilerplate.py`` learns from.

    python tools/render_wcxb.py WCXB/dev OUT.jsonl.gz

needs trafilatura, resiliparse and the folder ``WCXB/dev`` with ``html/`` and ``ground-truth/`` (WCXB v1.0, CC-BY-4.0).
Each page becomes text twice, by trafilatura's ``extract`` and by Resiliparse's ``extract_plain_text``, so that little
is missing. A line is content (c) if the gold text has it, boilerplate (b) if not, unclear (x) if the gold text has a
part of it, t if it is the title, m if it is short and has the year or the author.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import trafilatura
from resiliparse.extract.html2text import extract_plain_text

#: Of a line's runs of four words, so many in the gold text make it content, or unclear.
CONTENT, UNCLEAR = 0.8, 0.15


def plain(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).casefold()


def fours(text: str) -> list[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return list(zip(words, words[1:], words[2:], words[3:], strict=False))


class Gold:
    """The gold text of a page, ready to label lines."""

    def __init__(self, truth: dict[str, Any]) -> None:
        text = truth.get("main_content") or ""
        self.lines = {plain(line) for line in text.split("\n")} - {""}
        self.all = plain(text)
        self.fours = set(fours(text))
        self.title = plain(truth.get("title") or "")
        self.author = plain(truth.get("author") or "")

    def label(self, line: str) -> str:
        text = plain(line)
        if not text:
            return "b"
        if text in self.lines:
            return "c"
        if self.is_title(text):
            return "t"
        if len(text) >= 20 and text in self.all:
            return "c"
        runs = fours(line)
        share = sum(run in self.fours for run in runs) / len(runs) if runs else 0.0
        if share >= CONTENT:
            return "c"
        if share > UNCLEAR or (3 < len(text) < 20 and text in self.all):
            return "x"
        dated = len(line) < 60 and re.search(r"\b(19|20)\d\d\b", line)
        signed = self.author and len(line) < 80 and self.author in text
        return "m" if dated or signed else "b"

    def is_title(self, text: str) -> bool:
        if not self.title:
            return False
        inside = len(self.title) > 15 and self.title in text and len(text) < 1.6 * len(self.title)
        return text == self.title or inside or (len(text) > 15 and text in self.title)


def recall(html: str) -> str:
    return trafilatura.extract(html, favor_recall=True, include_comments=True, include_tables=True) or ""


def resili(html: str) -> str:
    return str(extract_plain_text(html, main_content=True, alt_texts=False, comments=True, links=False))


RENDERINGS: dict[str, Callable[[str], str]] = {"recall": recall, "resili": resili}


def records(folder: Path, path: Path) -> Iterator[dict[str, Any]]:
    """Make the records of one page; there are none if it is not an article or has no text."""
    page = json.loads(path.read_text("utf-8"))
    truth = page["ground_truth"]
    if page["_internal"]["page_type"]["primary"] != "article" or not truth.get("main_content"):
        return
    with gzip.open(folder / "html" / f"{path.stem}.html.gz") as file:
        html = file.read().decode("utf-8", "replace")
    host = (page.get("url") or path.name).split("//", 1)[-1].split("/")[0].removeprefix("www.")
    about = {"id": f"wcxb-{path.stem}", "site": host, "src": "wcxb", "lang": truth.get("language") or ""}
    for variant, render in RENDERINGS.items():
        lines = [line.strip() for line in render(html).split("\n") if line.strip()]
        if lines:
            yield {**about, "variant": variant, **labelled(lines, truth)}


def labelled(lines: list[str], truth: dict[str, Any]) -> dict[str, Any]:
    """Give the lines with their labels, and how much of the gold text they cover."""
    gold = Gold(truth)
    labels = [gold.label(line) for line in lines]
    covered = sum(len(plain(line)) for line, label in zip(lines, labels, strict=True) if label == "c")
    return {"cov": round(covered / max(1, len(gold.all)), 3), "lines": list(zip(lines, labels, strict=True))}


def main() -> None:
    folder, out = map(Path, sys.argv[1:3])
    with gzip.open(out, "wt", encoding="utf-8") as file:
        for path in sorted((folder / "ground-truth").glob("*.json")):
            for made in records(folder, path):
                file.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
