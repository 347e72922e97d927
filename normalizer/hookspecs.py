# mypy: disable-error-code="empty-body"
"""The stages in the order in which they run: the pipeline's table of contents.

A plugin implements any of them, with any subset of the arguments, and marks each with ``@hookimpl``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import pluggy

from normalizer.changes import (
    Cut,
    Decoded,
    Drop,
    Edit,
    Extraction,
    Flag,
    Link,
    Merge,
    Replace,
    Retag,
    Set,
    SourceCut,
    Split,
)
from normalizer.document import Document

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from normalizer.formats import Reader, Writer

PROJECT = "normalizer"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Stages:
    """One method a stage."""

    @hookspec(firstresult=True)
    def decode(self, data: bytes, charset: str | None, media_type: str) -> Decoded | None:
        """Turn bytes into text. ``charset`` is what the sender declared. The first answer wins."""

    @hookspec
    def clean_html(self, soup: BeautifulSoup, url: str | None) -> Iterable[Cut]:
        """Cut subtrees out of an HTML page before the article is looked for."""

    @hookspec(firstresult=True)
    def extract(self, source: str, media_type: str, url: str | None, cuts: tuple[SourceCut, ...]) -> Extraction | None:
        """Make blocks and fields of the source. The first answer wins."""

    @hookspec
    def clean_text(self, document: Document) -> Iterable[Edit | Replace]:
        """Edit the text within blocks."""

    @hookspec
    def clean_blocks(self, document: Document) -> Iterable[Drop | Split | Merge | Retag | Edit | Replace | Set | Flag]:
        """Drop what is not the article; split, merge and retag blocks; keep what they say in fields."""

    @hookspec
    def describe(self, document: Document) -> Iterable[Set]:
        """Read title, dates, authors, language, agency, ... from the document and from what was removed."""

    @hookspec
    def find_people(self, document: Document) -> Iterable[Link]:
        """Link mentions to people, and say which become the canonical name."""

    @hookspec
    def finish(self, document: Document) -> Iterable[Edit | Replace | Drop | Split | Merge | Retag | Set | Link | Flag]:
        """Do anything of the above, after everything else."""


class Corpus:
    """What a plugin learns of a whole corpus: pass one counts, pass two knows."""

    @hookspec
    def survey(self, document: Document) -> Mapping[str, int]:
        """Count what a finished document tells of its corpus. The counts of all documents are added up."""

    @hookspec
    def keep(self, counts: Iterator[tuple[str, int]]) -> Iterable[tuple[str, int]]:
        """Choose which of the summed counts, given in order of their keys, are worth keeping. Without it, all are."""

    @hookspec
    def learn(self, counts: Mapping[str, int]) -> object:
        """Answer the plugin as it is with these counts: a new object; this one stays as it is."""


class Formats:
    """What reads and writes many documents."""

    @hookspec
    def readers(self) -> Iterable[Reader]:
        """Give readers of input formats."""

    @hookspec
    def writers(self) -> Iterable[Writer]:
        """Give writers of output formats."""


#: The stages in the order in which they run.
STAGES = (
    "decode",
    "clean_html",
    "extract",
    "clean_text",
    "clean_blocks",
    "describe",
    "find_people",
    "finish",
)
#: All hooks that a plugin may implement.
HOOKS = (*STAGES, "survey", "keep", "learn", "readers", "writers")
