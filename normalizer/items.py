"""What goes into a pipeline beside bare text, and what is told of each call."""

from __future__ import annotations

from msgspec import Struct

from normalizer import intake

#: What a file's name says of its content.
MEDIA_TYPES = {
    ".html": intake.HTML,
    ".htm": intake.HTML,
    ".xhtml": intake.HTML,
    ".txt": intake.TEXT,
    ".text": intake.TEXT,
}


class Item(Struct, frozen=True, kw_only=True):
    """A record to clean, with what is known of it. Only ``content`` is needed."""

    content: str | bytes
    id: str | None = None
    url: str | None = None
    #: "text/html" or "text/plain"; found out if not given.
    media_type: str | None = None
    #: What the sender declared, for bytes.
    charset: str | None = None
    #: The publication date in ISO 8601, if the record states it.
    date: str | None = None
    file: str | None = None
    record: int | None = None
    #: Where the record begins in its file, in bytes after decompression.
    offset: int | None = None
    #: The record as it came in, for the quarantine, where that is more than ``content``.
    raw: bytes | None = None


class Call(Struct, frozen=True):
    """One call of a plugin: how long it took (seconds of processor time) and how much it changed.

    ``changes`` counts the changes that were applied: 0 where the plugin failed. ``failure`` says how it failed, "" if
    it did not. A stage may run more than once (see `Pipeline.run`), and each run is a call.
    """

    plugin: str
    stage: str
    seconds: float
    changes: int
    failure: str = ""
