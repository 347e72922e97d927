"""Parquet output: documents in a table with everything in it, by the schema of `normalizer.formats.arrow`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import msgspec

from normalizer.document import Document
from normalizer.errors import InputError
from normalizer.formats.arrow import NEEDED, batch_of, schema

#: A row group ends at so many bytes of the documents' JSON: it is held in memory as a whole.
_GROUP = 16 << 20


class DocumentTable:
    """A Parquet file with a row for each document. Needs pyarrow."""

    name = "parquet"
    suffix = ".parquet"
    whole = True
    folder = False
    part_bytes: int | None = 512 << 20
    part_documents: int | None = None

    def check(self) -> None:
        """See that pyarrow is there.

        Raises:
            InputError: it is not.

        """
        if find_spec("pyarrow") is None:  # not imported here: its threads would keep us from forking
            raise InputError("not-installed", NEEDED)

    def encode(self, document: Document) -> bytes:
        """Give the document as a line of JSON, of which `pack` makes a row."""
        return msgspec.json.encode(document) + b"\n"

    def pack(self, lines: Iterable[bytes], target: Path) -> None:
        """Write the table of a part."""
        from pyarrow import Table, parquet  # noqa: PLC0415 - an extra, only needed here

        with parquet.ParquetWriter(target, schema(), compression="zstd") as writer:
            for group in _groups(lines):
                batch = batch_of(map(Document.from_json, group))
                writer.write_table(Table.from_batches([batch]), row_group_size=max(1, len(group)))


def _groups(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut lines into groups of about so many bytes."""
    group: list[bytes] = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line)
        if size >= _GROUP:
            yield group
            group, size = [], 0
    if group:
        yield group
