"""Rows about records that did not become documents of the output: the quarantine, and what was dropped."""

from __future__ import annotations

import base64

from msgspec import Struct

from normalizer.batch.records import Record
from normalizer.batch.worker import Done


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of the quarantine: everything that is needed to find a record, understand it, and run it again."""

    file: str | None
    #: The number of the record in its file (the line, for JSON Lines), from 1; None for the file as such.
    record: int | None = None
    #: Where the record begins in its file, in bytes after decompression.
    offset: int | None = None
    id: str | None = None
    reason: str
    message: str
    #: The plugin or reader at fault, or "host".
    plugin: str
    #: The record as it came in: as text if it is UTF-8, otherwise in base64.
    text: str | None = None
    base64: str | None = None
    #: Whether only the beginning of the record is here, as it was too long to be read.
    truncated: bool = False


class DroppedRow(Struct, frozen=True, kw_only=True):
    """A document that was cleaned and left out, since an earlier one has the same or nearly the same text."""

    file: str | None
    record: int | None
    id: str
    duplicate_of: str


def row_of(record: Record, done: Done) -> Row:
    """Make the row of a record that was not cleaned."""
    source = record.bad or record.item
    raw: bytes | str | None = source.raw if source else None
    if raw is None and record.item is not None:
        raw = record.item.content
    text = encoded = None
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass")
    if raw is not None:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            encoded = base64.b64encode(raw).decode("ascii")
    return Row(
        file=source.file if source else None,
        record=source.record if source else None,
        offset=source.offset if source else None,
        id=record.item.id if record.item else None,
        reason=done.reason,
        message=done.message,
        plugin=done.plugin or (record.bad and record.bad.plugin) or "host",
        text=text,
        base64=encoded,
        truncated=bool(record.bad and record.bad.truncated),
    )


def dropped_row_of(record: Record, done: Done, original: str) -> DroppedRow:
    """Make the row of a document that was left out."""
    item = record.item
    return DroppedRow(
        file=item.file if item else None,
        record=item.record if item else None,
        id=done.id,
        duplicate_of=original,
    )
