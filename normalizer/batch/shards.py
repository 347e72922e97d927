"""Put the outputs of the shards of a run together: what comes out is what one run would have written."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch.duplicates import Duplicates, check
from normalizer.batch.manifest import SAME, joined, writing
from normalizer.batch.output import MANIFEST, QUARANTINE, SUMMARY, Output
from normalizer.batch.parts import Layout, layout
from normalizer.batch.records import Place, Record
from normalizer.batch.rows import Row
from normalizer.batch.summary import Summary
from normalizer.batch.worker import Done, done_of
from normalizer.document import Document
from normalizer.errors import ConfigError
from normalizer.formats import BadRecord
from normalizer.formats.builtin import formats
from normalizer.formats.stored import documents_in, is_stored
from normalizer.items import Item


class Target(Struct, frozen=True, kw_only=True):
    """How joined documents are written; None for what the shards were told."""

    writer: str | None = None
    compress: str | None = None
    part_bytes: int | None = None
    duplicates: Duplicates | None = None


class _Shard(Struct, frozen=True):
    folder: Path
    manifest: dict[str, Any]

    @property
    def documents(self) -> list[Path]:
        names = (output["name"] for output in self.manifest["outputs"])
        return [self.folder / name for name in names if name.startswith("documents") and is_stored(Path(name))]

    @property
    def summary(self) -> Summary:
        return msgspec.json.decode((self.folder / SUMMARY).read_bytes(), type=Summary)


def merge(shards: Iterable[str | Path], output: str | Path, *, target: Target | None = None) -> Summary:
    """Join the outputs of all shards of a run. When it was interrupted, the same call goes on.

    Args:
        shards: the output folders, in any order; all shards must be there, and whole.
        output: the folder to write to; must not hold output.
        target: how to write, where that is not what the shards were told.

    Returns:
        What was counted.

    Raises:
        ConfigError: a shard is missing, not whole, there twice, or of another run; there is output already.
        InputError: the documents of a shard can't be read.
        OSError: the output can't be written.

    """
    found = _found([Path(folder) for folder in shards])
    shape, duplicates = _chosen(found[0].manifest["writing"], target or Target())
    how = writing(shape, duplicates)
    out = Output(Path(output), shape, {"shards": [one.manifest for one in found], "target": how}, duplicates=duplicates)
    try:
        if out.complete:
            out.publish()
            return out.summary
        if not out.place.records:
            out.summary = _not_cleaned(found)
        for record, document in islice(_records(found), out.place.records, None):
            unique = out.unique(record)
            out.add(unique, _done(unique, document, shape, duplicates))
        out.finish(joined([one.manifest for one in found], how, out.summary))
    except BaseException:
        out.abandon()
        raise
    return out.summary


def _chosen(told: dict[str, Any], target: Target) -> tuple[Layout, Duplicates]:
    """Give how to write: as the shards were told, unless another way is asked for."""
    writer = formats([]).writer(target.writer or told["to"])
    if writer.name != told["to"]:
        told = {**told, "compress": None, "part_bytes": None}
    shape = layout(writer, target.compress or told["compress"], target.part_bytes or told["part_bytes"])
    duplicates: Duplicates = target.duplicates or told["duplicates"]
    if duplicates != "keep":
        check()
    return shape, duplicates


def _found(folders: Sequence[Path]) -> list[_Shard]:
    """Read the manifests, and put them in the order of their shards."""
    found: dict[int, _Shard] = {}
    first: dict[str, Any] = {}
    for folder in folders:
        try:
            manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
            number, of = manifest["shard"]
        except (OSError, msgspec.DecodeError, KeyError, TypeError, ValueError):
            raise ConfigError(f"{folder}: this is not the output of a whole shard (run it again to its end)") from None
        first = first or manifest
        if any(manifest.get(name) != first.get(name) for name in SAME) or of != first["shard"][1]:
            raise ConfigError(f"{folder}: this shard was made with another configuration or division than {folders[0]}")
        if number in found:
            raise ConfigError(f"{folder}: shard {number}/{of} is there twice")
        found[number] = _Shard(folder, manifest)
    if not found:
        raise ConfigError("no shards were given")
    of = first["shard"][1]
    missing = ", ".join(f"{number}/{of}" for number in range(1, of + 1) if number not in found)
    if missing:
        raise ConfigError(f"missing: shard {missing}")
    return [found[number] for number in sorted(found)]


def _not_cleaned(shards: Iterable[_Shard]) -> Summary:
    """Give the counts of what did not become documents; those of the documents are counted anew."""
    whole = sum((one.summary for one in shards), Summary())
    quarantined, skipped = whole.quarantined, whole.skipped
    records = quarantined + skipped
    return Summary(records=records, quarantined=quarantined, skipped=skipped, reasons=whole.reasons)


def _records(shards: Iterable[_Shard]) -> Iterator[tuple[Record, Document | None]]:
    """Yield the documents of each shard and then its quarantine, as records; those of the quarantine have no document.

    What was skipped left no trace but its count, so that it is no record here.
    """
    numbers = count()
    for shard in shards:
        for path in shard.documents:
            for document in documents_in(path):
                source = document.source
                item = Item(content="", id=document.id, file=source.file, record=source.record)
                yield _record(next(numbers), item, None), document
        with (shard.folder / QUARANTINE).open("rb") as rows:
            for row in map(msgspec.json.Decoder(Row).decode, rows):
                item = Item(content="", id=row.id, file=row.file, record=row.record)
                yield _record(next(numbers), item, _bad(row)), None


def _record(number: int, item: Item, bad: BadRecord | None) -> Record:
    return Record(number, item if item.id else None, bad, Place(number + 1), 0, 0)


def _bad(row: Row) -> BadRecord:
    raw = row.text.encode() if row.text is not None else base64.b64decode(row.base64) if row.base64 else None
    return BadRecord(
        reason=row.reason,
        message=row.message,
        raw=raw,
        record=row.record,
        offset=row.offset,
        truncated=row.truncated,
        file=row.file,
        plugin=row.plugin,
    )


def _done(record: Record, document: Document | None, shape: Layout, duplicates: Duplicates) -> Done:
    """Say what became of a record, as a worker would."""
    if document is None or record.item is None:
        bad = record.bad or BadRecord(reason="", message="")
        return Done(number=record.number, summary=Summary(), reason=bad.reason, message=bad.message)
    if record.item.id is not None and record.item.id != document.id:
        document = replace(document, id=record.item.id)
    return done_of(document, record.number, shape.writer, duplicates)
