"""Files that are one record each: text and HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from normalizer.formats import BadRecord, ReadOptions
from normalizer.formats.streams import whole
from normalizer.items import Item

#: A file of these bytes alone holds nothing; NUL bytes are what a power cut leaves.
_NOTHING = b" \t\r\n\f\v\0"


class WholeFile:
    """A file that is one article."""

    def __init__(self, name: str, suffixes: tuple[str, ...], media_type: str | None) -> None:
        self.name = name
        self.suffixes = suffixes
        self.media_type = media_type

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord]:
        """Yield the file as one record."""
        data = whole(stream, options.max_bytes)
        if isinstance(data, BadRecord):
            yield data
        elif not data.strip(_NOTHING):
            yield BadRecord(reason="empty", message="the file is empty", raw=data)
        else:
            yield Item(content=data, media_type=self.media_type, charset=options.charset)


def plain_readers() -> list[WholeFile]:
    """Give the readers of text, of HTML, and of either."""
    return [
        WholeFile("text", (".txt", ".text"), "text/plain"),
        WholeFile("html", (".html", ".htm", ".xhtml"), "text/html"),
        WholeFile("article", (), None),
    ]
