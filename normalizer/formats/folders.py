"""Folders of files, one for each document: Markdown and text with front matter, and TEI.

A file's name is made of the document's identifier, of which only ASCII letters, digits, ``.``, ``_`` and ``-`` are
left, so that no identifier leads out of the folder; a name that is taken, also in other case, gets a number.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from normalizer.document import Document
from normalizer.formats.tei import to_tei
from normalizer.render import to_markdown, to_text, yaml_header

#: File systems take 255 bytes; a number and the ending come on top.
_MAX_NAME = 100
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
#: Names that stand for devices on Windows, whatever their ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|\Z)", re.IGNORECASE)


class _File(Struct):
    """A file to write: the identifier that it is named by, and what is in it."""

    id: str
    content: str


class FolderOfFiles:
    """Sub-folders of files, with at most so many files each that any tool can list them.

    Args:
        name: the format's name.
        suffix: the ending of the files' names.
        render: makes the content of a document's file.

    """

    folder = True
    whole = False
    part_bytes: int | None = None
    part_documents: int | None = 1000

    def __init__(self, name: str, suffix: str, render: Callable[[Document], str]) -> None:
        self.name = name
        self.suffix = suffix
        self._render = render

    def check(self) -> None:
        """There is nothing that it needs."""

    def encode(self, document: Document) -> bytes:
        """Give the file of the document as a line of JSON, of which `pack` makes the file."""
        return msgspec.json.encode(_File(document.id, self._render(document))) + b"\n"

    def pack(self, lines: Iterable[bytes], target: Path) -> None:
        """Write the files of a part."""
        target.mkdir(parents=True)
        names = _Names()
        for line in lines:
            file = msgspec.json.decode(line, type=_File)
            with (target / (names.free(file.id) + self.suffix)).open("xb") as out:
                out.write(file.content.encode())
                out.flush()
                os.fsync(out.fileno())


class _Names:
    """The names that are taken in one folder."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._tried: dict[str, int] = {}

    def free(self, identifier: str) -> str:
        """Give a name for an identifier that no earlier one has."""
        name = wanted = safe_name(identifier)
        number = self._tried.get(wanted.casefold(), 1)
        while name.casefold() in self._taken:
            number += 1
            name = f"{wanted}-{number}"
        self._tried[wanted.casefold()] = number
        self._taken.add(name.casefold())
        return name


def safe_name(identifier: str) -> str:
    """Give a file name, without an ending, that is safe on every file system."""
    name = _UNSAFE.sub("-", identifier)[:_MAX_NAME].strip(".-") or "document"
    return f"_{name}" if _DEVICES.match(name) else name


def folders() -> list[FolderOfFiles]:
    """Give the writers of folders: Markdown, text, TEI."""
    return [
        FolderOfFiles("markdown", ".md", _markdown),
        FolderOfFiles("text", ".txt", _text),
        FolderOfFiles("tei", ".xml", to_tei),
    ]


def _markdown(document: Document) -> str:
    return to_markdown(document, front_matter=True)


def _text(document: Document) -> str:
    return yaml_header(document) + to_text(document)
