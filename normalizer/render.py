"""A document as plain text or as Markdown."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from normalizer.document import Block, Document

_BULLET = re.compile(r"(?:[•‣▪◦·●○■□*+–—-]|\d{1,3}[.)])\s+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|=+(?=\s*$)|-{3,}|\d{1,9}(?=[.)]\s))", re.MULTILINE)

#: The fields that go into front matter, in this order.
FRONT_MATTER = (
    *("id", "url", "duplicate_of", "title", "subtitle", "authors", "editors", "published", "modified", "language"),
    *("agency", "publisher", "original_source", "photo_credits"),
)


def to_text(document: Document) -> str:
    """Give the clean text, with a newline at its end if there is any."""
    return document.text + "\n" if document.text else ""


def to_markdown(document: Document, *, front_matter: bool = False) -> str:
    """Give the document as CommonMark, with pipe tables.

    What the text holds of Markdown's or HTML's own characters is escaped, so that it shows as it is. With
    ``front_matter`` the fields stand above it as YAML (in JSON's notation, which is YAML).
    """
    parts = [yaml_header(document)] if front_matter else []
    first = document.blocks[0].text if document.blocks else None
    if document.title and document.title != first:
        parts.append(f"# {_line(document.title)}\n\n")
    for block, following in pairwise([*document.blocks, None]):
        if block is None:
            break
        parts.append(_block(block))
        together = following is not None and block.kind == following.kind == "list_item"
        parts.append("\n" if together else "\n\n")
    text = "".join(parts).rstrip("\n")
    return text + "\n" if text else ""


def yaml_header(document: Document) -> str:
    """Give the fields of a document as front matter: YAML, in the notation of JSON, between two lines of dashes."""
    lines = ["---"]
    for field in FRONT_MATTER:
        value = getattr(document, field)
        if value:
            lines.append(f"{field}: {msgspec.json.encode(value).decode()}")
    if document.people:
        lines.append(f"people: {msgspec.json.encode([person.name for person in document.people]).decode()}")
    return "\n".join([*lines, "---", "", ""])


def _block(block: Block) -> str:
    text = block.text
    if block.kind == "heading":
        return f"{'#' * min(max(block.level, 1), 6)} {_line(text)}"
    if block.kind == "list_item":
        indent = "  " * max(block.level - 1, 0)
        return f"{indent}- " + _escape(_BULLET.sub("", text, count=1)).replace("\n", f"\n{indent}  ")
    if block.kind == "quote":
        return "> " + _escape(text).replace("\n", "\n> ")
    if block.kind == "code":
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    if block.kind == "table" and "\t" in text:
        return _table(text)
    if block.kind == "caption":
        return f"*{_line(text)}*"
    return _escape(text)


def _table(text: str) -> str:
    rows = [[_line(cell) for cell in row.split("\t")] for row in text.split("\n")]
    width = max(len(row) for row in rows)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _line(text: str) -> str:
    return _escape(" ".join(text.split()))


def _escape(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    return _LINE_START.sub(lambda m: m[1] + (m[2] + "\\" if m[2][0].isdigit() else "\\" + m[2]), text)
