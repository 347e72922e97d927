"""Documents as rows of a table: one fixed Arrow schema, for Parquet files and for engines that work on Arrow batches.

The columns are the fields of `normalizer.Document`, under the names they have in its JSON. Positions and sizes are
64-bit integers, dates are text (ISO 8601 with only the precision that is known, which no Arrow type can say),
structures are structs, and the two fields of no fixed shape, ``ledger`` and ``made_by``, are JSON text. Nothing is left
out, so that `document_of` gives back an equal document, and `normalizer.restore` works on it.

Needs pyarrow (the extra ``parquet``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect

from normalizer.document import Document
from normalizer.errors import InputError

if TYPE_CHECKING:
    import pyarrow

#: The columns that hold JSON: what is in them has no fixed shape.
JSON_COLUMNS = ("ledger", "made_by")
#: What to do without pyarrow.
NEEDED = "Arrow and Parquet need pyarrow: pip install 'article-normalizer[parquet]'"
_SCALARS: dict[type[inspect.Type], str] = {
    inspect.StrType: "string",
    inspect.IntType: "int64",
    inspect.FloatType: "float64",
    inspect.BoolType: "bool_",
}


@cache
def schema() -> pyarrow.Schema:
    """Give the schema of a table of documents; a column that every document fills is not nullable.

    Raises:
        InputError: pyarrow is not installed.

    """
    arrow = _pyarrow()
    described = inspect.type_info(Document)
    if not isinstance(described, inspect.StructType):
        raise TypeError("a document must be a struct")
    columns = []
    for field in described.fields:
        name = field.encode_name
        column = arrow.field(name, arrow.string(), nullable=False) if name in JSON_COLUMNS else _field(arrow, field)
        columns.append(column)
    return arrow.schema(columns)


def row_of(document: Document) -> dict[str, Any]:
    """Give a document as a row: values by the names of the columns, as ``pyarrow`` takes them."""
    row: dict[str, Any] = msgspec.to_builtins(document)
    for name in JSON_COLUMNS:
        row[name] = msgspec.json.encode(getattr(document, name)).decode()
    return row


def document_of(row: Mapping[str, Any]) -> Document:
    """Give the document of a row that `row_of` made, or that was read from a table of this schema.

    Raises:
        msgspec.ValidationError: the row is not one of this schema; the message names the column.
        msgspec.DecodeError: a column of JSON holds none.

    """
    values = {
        **row,
        **{name: msgspec.json.decode(row[name]) for name in JSON_COLUMNS if isinstance(row.get(name), str)},
    }
    return msgspec.convert(values, Document)


def batch_of(documents: Iterable[Document]) -> pyarrow.RecordBatch:
    """Give documents as one batch of rows.

    Raises:
        InputError: pyarrow is not installed.

    """
    return _pyarrow().RecordBatch.from_pylist([row_of(document) for document in documents], schema=schema())


def _pyarrow() -> Any:
    try:
        import pyarrow  # noqa: PLC0415 - an extra, only needed here
    except ImportError:
        raise InputError("not-installed", NEEDED) from None
    return pyarrow


def _field(arrow: Any, field: inspect.Field) -> Any:
    """Give the Arrow field of a struct's field."""
    kind, nullable = _without_none(field.type)
    return arrow.field(field.encode_name, _type(arrow, kind), nullable=nullable)


def _type(arrow: Any, kind: inspect.Type) -> Any:
    """Give the Arrow type of a type that a document uses."""
    if type(kind) in _SCALARS:
        return getattr(arrow, _SCALARS[type(kind)])()
    if isinstance(kind, inspect.LiteralType):
        return arrow.int64() if isinstance(kind.values[0], int) else arrow.string()
    if isinstance(kind, inspect.VarTupleType):
        return arrow.list_(arrow.field("item", _type(arrow, kind.item_type), nullable=False))
    if isinstance(kind, inspect.TupleType):
        return arrow.list_(arrow.field("item", _type(arrow, kind.item_types[0]), nullable=False))
    if isinstance(kind, inspect.StructType):
        return arrow.struct([_field(arrow, field) for field in kind.fields])
    raise TypeError(f"no column can hold {type(kind).__name__}: name it in JSON_COLUMNS")


def _without_none(kind: inspect.Type) -> tuple[inspect.Type, bool]:
    """Give a type without None, and whether it took None."""
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
    if isinstance(kind, inspect.UnionType):
        others = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
        if len(others) == 1:
            return others[0], len(kind.types) == 2
    return kind, False
