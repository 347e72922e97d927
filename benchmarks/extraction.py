"""normalizer_article as the functions that an extraction benchmark calls: (html, url) -> text, or a dict with fields.

With the WCXB scorer, from its folder: ``score.py DATA dev trafilatura=peers:trafilatura ours=extraction:article``.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "plugins")]

from normalizer_article import extract_html  # noqa: E402


def article(html: str, url: str | None) -> dict[str, str]:
    """Give the article's text, and title, authors and date of publication as one string each."""
    found = extract_html(html, url)
    fields = {field.field: field.value for field in found.fields}
    authors = fields.get("authors", ())
    return {
        "text": text_of(found.blocks),
        "title": str(fields.get("title", "")),
        "author": ", ".join(authors) if isinstance(authors, tuple) else "",
        # A benchmark asks for one date; where the page states only that of the last change, that is it.
        "date": str(fields.get("published") or fields.get("modified", ""))[:10],
    }


def text_of(blocks: object) -> str:
    """Join the blocks that were not dropped."""
    pieces: list[str] = []
    for block in blocks:  # type: ignore[attr-defined]
        if not block.drop_rule and block.cut < 0:
            pieces += (block.gap if pieces else "", block.text)
    return "".join(pieces)
