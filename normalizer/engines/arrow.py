"""Clean the articles of an Arrow table: exactly one row out for each row in, and no row ever raises.

Needs pyarrow (the extra ``parquet``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct

from normalizer.batch.limits import Limits
from normalizer.batch.worker import Done, Setup
from normalizer.config import Config
from normalizer.engines.cleaner import cleaner
from normalizer.formats import BadRecord, Fields
from normalizer.formats.arrow import JSON_COLUMNS
from normalizer.formats.arrow import schema as document_schema
from normalizer.formats.fields import item_of, plain_value
from normalizer.items import Item
from normalizer.pipeline import Pipeline

if TYPE_CHECKING:
    import pyarrow


_B = TypeVar("_B", "pyarrow.RecordBatch", "pyarrow.Table")

#: What became of a row, in the column ``status``.
CLEANED = "cleaned"
FAILED = "failed"


@cache
def schema() -> pyarrow.Schema:
    """Give the schema of what `clean_batch` answers.

    First ``status`` ("cleaned" or "failed"); then ``reason`` (a short word), ``error`` (a sentence) and ``plugin`` (the
    one at fault), which are null where the row was cleaned; then the columns of a document (see
    `normalizer.formats.arrow`), which are null where it was not, but for the identifier.

    Raises:
        InputError: pyarrow is not installed.

    """
    documents = document_schema()
    import pyarrow  # noqa: PLC0415 - an extra

    told = [pyarrow.field("status", pyarrow.string(), nullable=False)]
    told += [pyarrow.field(name, pyarrow.string()) for name in ("reason", "error", "plugin")]
    return pyarrow.schema([*told, *(field.with_nullable(True) for field in documents)])


def clean_batch(
    batch: _B, pipeline: Pipeline | None = None, *, fields: Fields | None = None, limits: Limits | None = None
) -> _B:
    """Clean the articles of a table, a row each.

    Every document is cleaned in a process beside this one, which goes on from batch to batch: a plugin that crashes,
    hangs or eats memory costs its own row. Nothing is carried from row to row.

    Args:
        batch: a table or record batch with a column of text or HTML, and perhaps of id, url and date.
        pipeline: what cleans; default: the installed plugins.
        fields: the names of the columns; default: the usual ones, such as "text", "html", "content".
        limits: what a document may cost; default: those of ``article-normalizer run``.

    Returns:
        A table or batch, as was given, of the same number of rows in the same order, of the columns of `schema`.

    Raises:
        InputError: pyarrow is not installed.
        PluginError: the pipeline can't be handed to another process.

    """
    import pyarrow  # noqa: PLC0415 - an extra

    fields = fields or Fields()
    wanted = {name for names in msgspec.structs.astuple(fields) for name in names}
    columns = [name for name in batch.schema.names if name in wanted]
    sources = [_source(row, fields) for row in batch.select(columns).to_pylist()]
    pipeline = pipeline or _pipeline_of(Config())
    setup = Setup(pipeline.config, "jsonl", limits or Limits())
    with cleaner((pipeline, limits), setup, pipeline) as worker:
        rows = [_row(source, done) for source, done in zip(sources, worker.clean(sources), strict=True)]
    made = pyarrow.RecordBatch.from_pylist(rows, schema=schema())
    return pyarrow.Table.from_batches([made]) if isinstance(batch, pyarrow.Table) else made


def _source(row: dict[str, Any], fields: Fields) -> Item | BadRecord:
    """Make the article of a row; where it stands in its batch must not show in the document."""
    made = item_of({name: plain_value(value) for name, value in row.items()}, fields, b"", 0, None)
    return msgspec.structs.replace(made, record=None, raw=None)


def _row(source: Item | BadRecord, done: Done) -> dict[str, Any]:
    """Give the row of a record with what became of it."""
    if done.output is None:
        identifier = source.id if isinstance(source, Item) else None
        fault = {"reason": done.reason, "error": done.message, "plugin": done.plugin or "host"}
        return {"status": FAILED, **fault, "id": identifier}
    values = msgspec.json.decode(done.output, type=dict[str, msgspec.Raw])
    columns = {
        name: bytes(value).decode() if name in JSON_COLUMNS else msgspec.json.decode(value)
        for name, value in values.items()
    }
    return {"status": CLEANED, **columns}


class BatchCleaner(Struct, frozen=True, kw_only=True):
    """`clean_batch` with its arguments, as engines want it that send it to other machines and processes.

    Each process makes its own pipeline of the configuration, once. The machines need the same packages, and plugin
    files at the same place.
    """

    #: As for `normalizer.Pipeline`.
    config: Config = Config()
    fields: Fields = Fields()
    limits: Limits = Limits()

    def __call__(self, batch: _B) -> _B:
        """Clean one batch or table, as `clean_batch` does."""
        return clean_batch(batch, _pipeline_of(self.config), fields=self.fields, limits=self.limits)

    def partition(self, batches: Iterable[_B]) -> Iterator[_B]:
        """Clean batch after batch, as they come."""
        return map(self, batches)


_pipelines: dict[bytes, Pipeline] = {}


def _pipeline_of(config: Config) -> Pipeline:
    """Give this process's pipeline of a configuration."""
    key = msgspec.json.encode(config, enc_hook=str)
    if key not in _pipelines:
        _pipelines[key] = Pipeline(config)
    return _pipelines[key]
