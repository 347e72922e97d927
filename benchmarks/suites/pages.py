"""HTML pages with their gold: the form of WCXB (``html/*.html[.gz]`` and ``ground-truth/*.json``)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import NamedTuple

from benchmarks.suites import SHIPPED, Settings


class Page(NamedTuple):
    """A page, and what is to be found in it."""

    name: str
    kind: str
    url: str
    html: str
    text: str
    title: str
    author: str
    date: str


def pages(settings: Settings) -> tuple[list[Page], str]:
    """Read pages of a folder, evenly spread over all in the order of their names; also say what they are."""
    folder = settings.data or SHIPPED / "pages"
    files = sorted((folder / "ground-truth").glob("*.json"))
    count = min(len(files), settings.limit)
    read = [_page(files[i * len(files) // count], folder) for i in range(count)]
    return read, f"{len(read)} pages of {'the shipped data' if settings.data is None else folder.name}"


def _page(file: Path, folder: Path) -> Page:
    record = json.loads(file.read_text("utf-8"))
    gold, internal = record["ground_truth"], record.get("_internal") or {}
    plain = folder / "html" / f"{file.stem}.html"
    data = plain.read_bytes() if plain.exists() else gzip.decompress(plain.with_suffix(".html.gz").read_bytes())
    return Page(
        file.stem,
        (internal.get("page_type") or {}).get("primary", "page"),
        record.get("url") or "",
        data.decode("utf-8", "replace"),
        gold.get("main_content") or "",
        gold.get("title") or "",
        gold.get("author") or "",
        (gold.get("publish_date") or "")[:10],
    )
