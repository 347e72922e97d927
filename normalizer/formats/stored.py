"""Read structured documents that were written with everything in them: JSON Lines, compressed or not, and Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from normalizer.document import Document
from normalizer.errors import InputError
from normalizer.formats.arrow import NEEDED, document_of
from normalizer.formats.streams import COMPRESSIONS, opened

_LINES = (".jsonl", ".ndjson")
#: Rows of Parquet that are in memory at a time.
_ROWS = 32


def is_stored(path: Path) -> bool:
    """Tell by a file's name whether `documents_in` reads it."""
    name = path.name
    for compression in COMPRESSIONS:
        name = name.removesuffix(compression)
    return name.endswith((*_LINES, ".parquet")) and not name.endswith(".jsonld.jsonl")


def documents_in(path: Path) -> Iterator[Document]:
    """Yield the documents of a file in their order; few at a time are in memory.

    Raises:
        InputError: the file is broken, or holds something else; the message names it and the line.
        OSError: it can't be read.

    """
    return _table(path) if path.suffix == ".parquet" else _lines(path)


def _lines(path: Path) -> Iterator[Document]:
    with path.open("rb") as raw:
        try:
            stream, packed = opened(raw)
        except ValueError as error:
            raise InputError("not-installed", f"{path}: {error}") from None
        for number, line in enumerate(stream, 1):
            try:
                yield Document.from_json(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise InputError(
                    "not-a-document", f"{path}, line {number}: this is not a structured document ({error})"
                ) from None
        if packed and packed.problem:
            raise InputError(packed.problem[0], f"{path}: {packed.problem[1]}")


def _table(path: Path) -> Iterator[Document]:
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - an extra, only needed for such files
    except ImportError:
        raise InputError("not-installed", f"{path}: {NEEDED}") from None
    try:
        with parquet.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(_ROWS, use_threads=False):
                for row in batch.to_pylist():
                    yield document_of(row)
    except (ArrowException, msgspec.MsgspecError, KeyError) as error:
        raise InputError("not-documents", f"{path}: this is no table of structured documents ({error})") from None
