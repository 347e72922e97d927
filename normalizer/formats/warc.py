"""Web archives (WARC 1.0 and 1.1): the HTML and text that servers answered."""

from __future__ import annotations

import http.client
import io
from collections.abc import Iterator
from email.message import Message
from typing import BinaryIO

from normalizer.errors import InputError
from normalizer.formats import BadRecord, ReadOptions, Skipped
from normalizer.formats.streams import MAX_KEPT, opened, whole
from normalizer.items import Item

_TEXT = ("text/html", "application/xhtml+xml", "text/plain")
_MAX_HEADER = 1 << 16


class Warc:
    """Response records whose status is 200 and whose content is HTML or text; the others are counted."""

    name = "warc"
    suffixes: tuple[str, ...] = (".warc",)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord | Skipped]:
        """Yield the records. A record whose length is wrong is bad, and the next record is looked for."""
        offset = number = 0
        line = stream.readline(_MAX_HEADER)
        while line:
            if not line.startswith(b"WARC/"):
                # White space parts records; anything else was left by one whose length is wrong.
                offset += len(line)
                line = stream.readline(_MAX_HEADER)
                continue
            number += 1
            start = offset
            head, fields = _header(line, stream)
            offset += len(head)
            length = _length(fields)
            if length is None:
                yield _bad("bad-header", "the record does not state its length", head, number, start)
                line = stream.readline(_MAX_HEADER)
                continue
            body, size = _body(stream, length, options.max_bytes)
            offset += size
            raw = head + body
            if size < length:
                message = f"the record states {length:,} bytes, but {size:,} follow: cut off, or its length is wrong"
                yield _bad("truncated", message, raw, number, start)
            elif len(body) < size:
                message = f"the record is longer than {options.max_bytes:,} bytes"
                yield _bad("too-long", message, raw[:MAX_KEPT], number, start, truncated=True)
            else:
                yield _answer(fields, body, raw, number, start, options)
            line = stream.readline(_MAX_HEADER)


def _header(first: bytes, stream: BinaryIO) -> tuple[bytes, Message]:
    """Read a record's header: the bytes, and the fields."""
    read = [first]
    while (line := stream.readline(_MAX_HEADER)).strip() and len(read) < 1000:
        read.append(line)
    fields = Message()
    for one in read[1:]:
        name, colon, value = one.decode("utf-8", "replace").partition(":")
        if colon:
            fields[name.strip()] = value.strip()
    return b"".join([*read, line]), fields


def _length(fields: Message) -> int | None:
    text = fields.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _body(stream: BinaryIO, length: int, most: int) -> tuple[bytes, int]:
    """Read a body: what is kept of it (at most ``most`` bytes), and how many bytes there were."""
    kept: list[bytes] = []
    size = held = 0
    while size < length and (piece := stream.read(min(length - size, 1 << 20))):
        size += len(piece)
        if held < most:
            kept.append(piece[: most - held])
            held += len(kept[-1])
    return b"".join(kept), size


def _answer(
    fields: Message, body: bytes, raw: bytes, number: int, offset: int, options: ReadOptions
) -> Item | BadRecord | Skipped:
    kind = fields.get("WARC-Type", "").lower()
    url = fields.get("WARC-Target-URI", "").strip("<>") or None
    if kind in ("response", "resource") and url is not None and url.startswith(("http://", "https://")):
        try:
            content, media_type, charset = _content(fields, body, kind, options)
        except InputError as error:
            return _bad(error.reason, str(error), raw, number, offset)
        if media_type not in _TEXT:
            return Skipped("warc-other-media")
        if content is None:
            return Skipped("warc-other-status")
        if not content.strip():
            return _bad("empty", "the answer is empty", raw, number, offset)
        media_type = "text/plain" if media_type == "text/plain" else "text/html"
        identifier = fields.get("WARC-Record-ID", "").strip("<>") or None
        return Item(
            content=content,
            id=identifier,
            url=url,
            media_type=media_type,
            charset=charset,
            record=number,
            offset=offset,
            raw=raw,
        )
    return Skipped(f"warc-{kind if kind.isalpha() else 'record'}"[:40])


def _content(fields: Message, body: bytes, kind: str, options: ReadOptions) -> tuple[bytes | None, str, str | None]:
    """Give the content of an answer (None if the status is not 200), its media type and its charset."""
    if kind == "resource":
        return body, fields.get_content_type(), fields.get_content_charset()
    try:
        response = http.client.HTTPResponse(_Socket(body))  # type: ignore[arg-type]
        response.begin()
        status, headers = response.status, response.headers
        media_type = headers.get_content_type() if "Content-Type" in headers else "text/html"
        if status != 200 or media_type not in _TEXT:
            return None, media_type, None
        content = response.read()
    except (http.client.HTTPException, ValueError) as error:
        raise InputError("bad-http", f"the answer of the server is broken: {type(error).__name__}: {error}") from None
    encoding = headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip", "zstd"):
        stream, compressed = opened(io.BytesIO(content))
        unpacked = whole(stream, options.max_bytes)
        if isinstance(unpacked, BadRecord):
            raise InputError(unpacked.reason, unpacked.message)
        if compressed is not None and compressed.problem:
            raise InputError(*compressed.problem)
        content = unpacked
    elif encoding not in ("identity", ""):
        raise InputError("bad-http", f"the answer is encoded as '{encoding[:40]}', which is not supported")
    return content, media_type, headers.get_content_charset()


class _Socket:
    """Bytes in the shape in which `http.client` wants them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> io.BytesIO:
        """Give the bytes as a file."""
        return io.BytesIO(self._data)


def _bad(reason: str, message: str, raw: bytes, number: int, offset: int, *, truncated: bool = False) -> BadRecord:
    return BadRecord(reason=reason, message=message, raw=raw, record=number, offset=offset, truncated=truncated)
