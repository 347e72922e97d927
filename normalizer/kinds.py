"""What kinds of blocks there are, and what fields of a document plugins fill."""

from __future__ import annotations

from typing import Literal

Kind = Literal["heading", "paragraph", "list_item", "quote", "caption", "table", "code"]

Field = Literal[
    "title",
    "subtitle",
    "authors",
    "editors",
    "published",
    "modified",
    "language",
    "agency",
    "publisher",
    "original_source",
    "photo_credits",
]
