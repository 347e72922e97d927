"""JSON Lines, and JSON files that hold one record or a list of records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

import msgspec

from normalizer.formats import BadRecord, ReadOptions
from normalizer.formats.fields import item_of
from normalizer.formats.streams import MAX_KEPT, lines, whole
from normalizer.items import Item

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


class JsonLines:
    """One JSON object a line, in UTF-8."""

    name = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson")

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord]:
        """Yield a record for each line that is not blank; its number is the number of the line."""
        for line in lines(stream, options.max_bytes):
            data = line.data.removeprefix(_BOM) if line.number == 1 else line.data
            if line.number == 1 and data.startswith(_UTF16):
                yield BadRecord(
                    reason="not-utf8", message="this is UTF-16; JSON Lines must be UTF-8", raw=data[:MAX_KEPT]
                )
                return
            if line.cut:
                yield BadRecord(
                    reason="too-long",
                    message=f"the line is longer than {options.max_bytes:,} bytes",
                    raw=data[:MAX_KEPT],
                    truncated=True,
                    record=line.number,
                    offset=line.offset,
                )
            elif data.strip():
                yield decoded(data.rstrip(b"\r\n"), options, line.number, line.offset)


class Json:
    """A JSON file with one record, or a list of records."""

    name = "json"
    suffixes: tuple[str, ...] = (".json",)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord]:
        """Yield the records of the list, or the one record."""
        data = whole(stream, options.max_bytes)
        if isinstance(data, BadRecord):
            yield data
            return
        try:
            values = decode(data.removeprefix(_BOM))
        except ValueError as error:
            yield BadRecord(reason="not-json", message=str(error), raw=data)
            return
        if not isinstance(values, list):
            yield item_of(values, options.fields, data, 1, 0)
            return
        for number, value in enumerate(values, 1):
            raw = json.dumps(value, ensure_ascii=True).encode()
            yield item_of(value, options.fields, raw, number, None)


def decoded(data: bytes, options: ReadOptions, number: int, offset: int) -> Item | BadRecord:
    """Make an item of one JSON text."""
    try:
        value = decode(data)
    except ValueError as error:
        reason = "not-utf8" if isinstance(error, UnicodeDecodeError) else "not-json"
        message = f"not UTF-8 ({error.reason} at byte {error.start})" if reason == "not-utf8" else str(error)  # type: ignore[attr-defined]
        return BadRecord(reason=reason, message=message, raw=data, record=number, offset=offset)
    return item_of(value, options.fields, data, number, offset)


def decode(data: bytes) -> object:
    """Decode JSON strictly: no NaN, no deeper nesting than Python takes; lone surrogates pass.

    Raises:
        ValueError: it is not JSON; `UnicodeDecodeError` if it is not UTF-8.

    """
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        raise ValueError("not read: the JSON is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        problem = error
    text = data.decode("utf-8")  # tells where the bytes are no UTF-8
    if "\\u" in text:
        # The fast decoder refuses the escape of half a surrogate pair; the document can mend it.
        try:
            return json.loads(text, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            pass
    raise ValueError(f"not JSON: {str(problem).removeprefix('JSON is malformed: ')}")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
