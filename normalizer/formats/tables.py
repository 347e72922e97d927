"""Tables: CSV with a header line, and Parquet."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from typing import BinaryIO

from normalizer.errors import InputError
from normalizer.formats import BadRecord, ReadOptions
from normalizer.formats.fields import item_of, plain_value
from normalizer.formats.streams import lines, seekable
from normalizer.items import Item

_BOM = b"\xef\xbb\xbf"
#: Rows of Parquet that are in memory at a time.
_ROWS = 64


class Csv:
    """Rows of comma-separated (or tab-separated) values; the first row names the fields."""

    def __init__(self, name: str, suffix: str, delimiter: str) -> None:
        self.name = name
        self.suffixes: tuple[str, ...] = (suffix,)
        self._delimiter = delimiter

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord]:
        """Yield a record for each row; its number is that of its first line."""
        csv.field_size_limit(min(options.max_bytes, sys.maxsize))
        source = _Lines(stream, options.max_bytes)
        table = csv.reader(source, delimiter=self._delimiter, strict=True)
        header: list[str] | None = None
        while True:
            source.begin()
            try:
                row = next(table, None)
            except csv.Error as error:
                yield source.bad("not-csv", f"not CSV: {error}")
                continue
            if row is None:
                return
            if header is None:
                header = [name.strip() for name in row]
            elif row:
                yield self._record(header, row, source, options)

    def _record(self, header: list[str], row: list[str], source: _Lines, options: ReadOptions) -> Item | BadRecord:
        try:
            raw = source.raw.decode("utf-8").encode()
        except UnicodeDecodeError as error:
            return source.bad("not-utf8", f"not UTF-8 ({error.reason} at byte {error.start} of the row)")
        if len(row) != len(header):
            message = f"the row has {len(row)} values, but the header names {len(header)}"
            return source.bad("wrong-columns", message)
        return item_of(dict(zip(header, row, strict=True)), options.fields, raw, source.number, source.offset)


class _Lines:
    """The lines of a stream as text, with what was taken for the row that is being read."""

    def __init__(self, stream: BinaryIO, max_bytes: int) -> None:
        self._lines = lines(stream, max_bytes)
        self._most = max_bytes
        self.begin()

    def begin(self) -> None:
        """Begin a row."""
        self._pieces: list[bytes] = []
        self._size = 0
        self.number = self.offset = -1

    @property
    def raw(self) -> bytes:
        """The row as it came in."""
        return b"".join(self._pieces)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if self.number < 0:
            self.number, self.offset = line.number, line.offset
        data = line.data.removeprefix(_BOM) if line.number == 1 else line.data
        self._size += len(data)
        if line.cut or self._size > self._most:
            raise InputError("too-long", f"a row is longer than {self._most:,} bytes")
        self._pieces.append(data)
        return data.decode("utf-8", "surrogateescape")

    def bad(self, reason: str, message: str) -> BadRecord:
        """Give the row as a bad record."""
        return BadRecord(reason=reason, message=message, raw=self.raw, record=self.number, offset=self.offset)


class Parquet:
    """The rows of a Parquet file. Needs pyarrow."""

    name = "parquet"
    suffixes: tuple[str, ...] = (".parquet",)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Item | BadRecord]:
        """Yield a record for each row."""
        try:
            from pyarrow import parquet  # noqa: PLC0415 - an extra, only needed for such files
        except ImportError:
            raise InputError(
                "not-installed", "Parquet needs pyarrow: pip install 'article-normalizer[parquet]'"
            ) from None
        names = [name for use in options.fields.__struct_fields__ for name in getattr(options.fields, use)]
        with seekable(stream) as whole:
            try:
                file = parquet.ParquetFile(whole, pre_buffer=False)
            except (OSError, ValueError) as error:
                raise InputError("corrupt", f"not a whole Parquet file: {error}") from None
            number = 0
            wanted = [name for name in file.schema_arrow.names if name in names]
            for batch in file.iter_batches(_ROWS, columns=wanted, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    record = {name: plain_value(value) for name, value in row.items()}
                    raw = json.dumps(record, default=repr).encode()
                    yield item_of(record, options.fields, raw, number, None)
