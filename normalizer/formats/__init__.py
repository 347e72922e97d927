"""Formats: what reads records to clean, and what writes documents. A file each, registered through a hook.

A plugin adds its own with the hooks ``readers`` and ``writers``; the built-in ones are registered in the same way (see
`normalizer.formats.builtin`). A reader gets a stream of bytes that is decompressed and limited already, and yields an
`Item` for each record, a `BadRecord` for one that it can't make an item of (never a reason to stop), or `Skipped`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from msgspec import Struct

from normalizer.document import Document
from normalizer.items import Item

__all__ = ["BadRecord", "Fields", "Item", "Packer", "ReadOptions", "Reader", "Skipped", "Writer"]


class BadRecord(Struct, frozen=True, kw_only=True):
    """A record that can't be cleaned, or a file that can't be read: a row of the quarantine."""

    #: A short fixed word for counting, such as "empty" or "not-json".
    reason: str
    #: A sentence for people: what is wrong.
    message: str
    #: The record as it came in, as far as it was read.
    raw: bytes | None = None
    #: The number of the record in its file, from 1; None if the whole file is meant.
    record: int | None = None
    #: Where the record begins in its file, in bytes after decompression.
    offset: int | None = None
    #: Whether ``raw`` holds only the beginning.
    truncated: bool = False
    #: The file; for a member of an archive, a reader gives its name in the archive.
    file: str | None = None
    #: The plugin or reader at fault, where one is.
    plugin: str | None = None


class Skipped(Struct, frozen=True):
    """A record that is no article and not meant to be one, such as an image in a web archive: it is only counted."""

    #: A short fixed word for counting, such as "warc-request".
    reason: str


class Fields(Struct, frozen=True):
    """The names of the fields of a record, by what they hold. The first that is there and not empty counts."""

    text: tuple[str, ...] = ("text", "content", "body")
    html: tuple[str, ...] = ("html", "raw_html")
    id: tuple[str, ...] = ("id", "_id", "uuid")
    url: tuple[str, ...] = ("url", "link", "source_url")
    date: tuple[str, ...] = ("date", "published", "date_published", "published_at", "publish_date", "pubdate")


class ReadOptions(Struct, frozen=True):
    """How to read."""

    fields: Fields = Fields()
    #: The encoding that was declared for text and HTML files.
    charset: str | None = None
    #: A record of more bytes is not read.
    max_bytes: int = 64 << 20


@runtime_checkable
class Reader(Protocol):
    """Reads the records of one input format."""

    #: A short name, such as "jsonl"; what ``--from`` takes.
    name: str
    #: The endings of file names that it reads, with the dot, without that of a compression: ``(".jsonl",)``.
    suffixes: tuple[str, ...]

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord | Skipped]:
        """Yield the records in their order.

        The stream can be sought in only if the file is not compressed. ``Item.id`` is the record's own identifier, if
        it has one; the host makes ids unique and fills in the file. An exception ends the file: what was yielded
        before counts, and the file gets a row in the quarantine.
        """


@runtime_checkable
class Writer(Protocol):
    """Writes documents in one output format: each on its own, one after the other in a file."""

    #: A short name, such as "jsonl"; what ``--to`` takes.
    name: str
    #: The ending of the file's name, with the dot.
    suffix: str

    def encode(self, document: Document) -> bytes:
        """Give the bytes that stand for a document in the file, with what parts it from the next."""


@runtime_checkable
class Packer(Writer, Protocol):
    """A writer whose files are more than its documents one after the other: a table, or a folder of files.

    What ``encode`` gives must be one line, with its newline. When a part is full, ``pack`` makes a file or a folder of
    its lines, in a process of its own.
    """

    #: Whether a part is a folder.
    folder: bool
    #: The most bytes (of lines) and documents of a part, if the user does not say; None for no limit.
    part_bytes: int | None
    part_documents: int | None

    def check(self) -> None:
        """See that what it needs is installed; raise `normalizer.InputError` with what to do if not."""

    def pack(self, lines: Iterable[bytes], target: Path) -> None:
        """Make the part ``target``, which is not there yet, of its lines. The same lines must give the same bytes."""
