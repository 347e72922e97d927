"""The folder of a run's output: nothing stands under its final name before it is whole and on the disk."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch.records import Place, Record
from normalizer.batch.state import Checkpoint, State
from normalizer.batch.summary import Summary
from normalizer.batch.worker import Done
from normalizer.errors import ConfigError

QUARANTINE = "quarantine.jsonl"
SUMMARY = "summary.json"
MANIFEST = "manifest.json"
#: What pass one learned, in a run of two passes.
LEARNED = "learned.jsonl"
#: While a run goes on, its files are in this folder.
WORK = ".run"
#: Documents are compressed in pieces of so many bytes, so that a run can go on between two.
_PIECE = 4 << 20
#: So many seconds go by between two checkpoints: that much work is done again after a kill.
_EVERY = 1.0


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row of the quarantine: everything that is needed to find a record, understand it, and run it again."""

    file: str | None
    #: The number of the record in its file (the line, for JSON Lines), from 1; None for the file as such.
    record: int | None = None
    #: Where the record begins in its file, in bytes after decompression.
    offset: int | None = None
    id: str | None = None
    reason: str
    message: str
    #: The plugin or reader at fault, or "host".
    plugin: str
    #: The record as it came in: as text if it is UTF-8, otherwise in base64.
    text: str | None = None
    base64: str | None = None
    #: Whether only the beginning of the record is here, as it was too long to be read.
    truncated: bool = False


def row_of(record: Record, done: Done) -> Row:
    """Make the row of a record that was not cleaned."""
    source = record.bad or record.item
    raw: bytes | str | None = source.raw if source else None
    if raw is None and record.item is not None:
        raw = record.item.content
    text = encoded = None
    if isinstance(raw, str):
        raw = raw.encode("utf-8", "surrogatepass")
    if raw is not None:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            encoded = base64.b64encode(raw).decode("ascii")
    return Row(
        file=source.file if source else None,
        record=source.record if source else None,
        offset=source.offset if source else None,
        id=record.item.id if record.item else None,
        reason=done.reason,
        message=done.message,
        plugin=done.plugin or (record.bad and record.bad.plugin) or "host",
        text=text,
        base64=encoded,
        truncated=bool(record.bad and record.bad.truncated),
    )


class Output:
    """A run's output while it is being written.

    Args:
        folder: the output folder; made if it is not there.
        documents: the name of the file with the documents.
        compress: what compresses the documents, a piece at a time.
        identity: what this run is: configuration, versions, inputs. A run goes on only if it is still the same.
        overwrite: throw away what an earlier run left.

    Raises:
        ConfigError: there is output already, or an unfinished run that is another one.
        OSError: the folder can't be written.

    """

    def __init__(
        self,
        folder: Path,
        documents: str,
        identity: dict[str, object],
        *,
        overwrite: bool,
        compress: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self._compress = compress
        self._piece: list[bytes] = []
        self._piece_size = 0
        self.folder = folder
        self._documents = documents
        self._work = folder / WORK
        self._made = [path for path in (folder, *folder.parents) if not path.exists()]
        self._prepare(overwrite)
        self._lock = _locked(self._work, folder)
        self._files: dict[str, BinaryIO] = {}
        #: Identifiers of records that were read and are not written yet.
        self._ahead: set[str] = set()
        self._committed = 0
        fresh = overwrite or not (self._work / "state.sqlite").exists()
        try:
            self._state = State(self._work / "state.sqlite")
            self._begin(identity, overwrite)
        except BaseException:
            if fresh:
                self.abandon()
            self._close()
            raise

    def _prepare(self, overwrite: bool) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise ConfigError(f"{self.folder}: this is a file; --output takes a folder")
        there = [name for name in (self._documents, QUARANTINE, SUMMARY, MANIFEST) if (self.folder / name).exists()]
        if there and not overwrite and not (self._work / "state.sqlite").exists():
            raise ConfigError(
                f"{self.folder}: there is output already ({', '.join(there)}); choose another folder, or replace it "
                f"with --overwrite"
            )
        self._work.mkdir(parents=True, exist_ok=True)

    def _begin(self, identity: dict[str, object], overwrite: bool) -> None:
        """Start anew, or from the last checkpoint."""
        checkpoint = None if overwrite else self._state.checkpoint()
        if checkpoint is None:
            self._state.close()
            (self._work / "state.sqlite").unlink()
            self._state = State(self._work / "state.sqlite")
            checkpoint = Checkpoint(Place(), {}, Summary())
            self._state.save("identity", msgspec.json.encode(identity))
        else:
            self._compare(identity)
        self.place = checkpoint.place
        self.summary = checkpoint.summary
        self.complete = checkpoint.complete
        self._committed = checkpoint.place.records
        self._last = time.monotonic()
        if self.complete:
            return
        for name in (self._documents, QUARANTINE):
            file = (self._work / f"{name}.part").open("ab")
            self._files[name] = file
            file.truncate(checkpoint.sizes.get(name, 0))

    def _compare(self, identity: dict[str, object]) -> None:
        before = msgspec.json.decode(self._state.load("identity") or b"{}")
        now = msgspec.json.decode(msgspec.json.encode(identity))
        different = [name for name in {**now, **before} if now.get(name) != before.get(name)]
        if different or now.get("stdin"):
            why = f"other {' and '.join(different)}" if different else "standard input, which can't be read again"
            raise ConfigError(
                f"{self.folder}: an unfinished run is there, with {why}; finish it with its own command, or start "
                f"anew with --overwrite"
            )

    @property
    def learned(self) -> Path:
        """Where pass one writes what it learned, until the run is whole."""
        return self._work / f"{LEARNED}.part"

    # -- while the run goes on ---------------------------------------------------------------------------------

    def add(self, record: Record, done: Done) -> None:
        """Write a document, or a row of the quarantine; commit now and then."""
        if done.output is not None:
            self._write_document(done.output)
        elif done.reason:
            self._files[QUARANTINE].write(msgspec.json.encode(row_of(record, done)) + b"\n")
        if record.item is not None and record.item.id:
            self._state.take(record.item.id)
            self._ahead.discard(record.item.id)
        self.summary += done.summary
        self.place = record.after
        if time.monotonic() - self._last >= _EVERY:
            self.commit()

    def _write_document(self, data: bytes) -> None:
        if self._compress is None:
            self._files[self._documents].write(data)
            return
        self._piece.append(data)
        self._piece_size += len(data)
        if self._piece_size >= _PIECE:
            self._write_piece()

    def _write_piece(self) -> None:
        if self._compress is not None and self._piece:
            self._files[self._documents].write(self._compress(b"".join(self._piece)))
            self._piece.clear()
            self._piece_size = 0

    def unique(self, record: Record) -> Record:
        """Give the record with an identifier that no other one of the run has."""
        item = record.item
        if item is None or item.id is None:
            return record
        identifier = item.id
        tries = 0
        while identifier in self._ahead or self._state.has(identifier):
            tries += 1
            identifier = f"{item.id}~{item.file}:{item.record or 1}{'+' * (tries - 1)}"
        self._ahead.add(identifier)
        return record if identifier == item.id else replace(record, item=replace(item, id=identifier))

    def commit(self, *, complete: bool = False) -> None:
        """Put everything so far on the disk for good; not within a piece, which must be the same in every run."""
        if self._piece:
            return
        sizes = {}
        for name, file in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            sizes[name] = file.tell()
        self._state.commit(Checkpoint(self.place, sizes, self.summary, complete))
        self._committed = self.place.records
        self._last = time.monotonic()

    # -- the end -----------------------------------------------------------------------------------------------

    def finish(self, manifest: dict[str, object]) -> None:
        """Give the files their final names: the run is whole."""
        self._write_piece()
        self._write(SUMMARY, self.summary.steady())
        self.commit()
        names = [self._documents, QUARANTINE, SUMMARY, *([LEARNED] if self.learned.exists() else [])]
        outputs = [checked(self._work / f"{name}.part", name) for name in names]
        self._write(MANIFEST, {**manifest, "outputs": outputs})
        self.commit(complete=True)
        self.publish()

    def _write(self, name: str, value: dict[str, object]) -> None:
        with (self._work / f"{name}.part").open("wb") as file:
            file.write(msgspec.json.encode(value) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Rename the files; safe to repeat."""
        for name in (self._documents, QUARANTINE, SUMMARY, LEARNED, MANIFEST):
            part = self._work / f"{name}.part"
            if part.exists():
                part.replace(self.folder / name)
            elif name == LEARNED:
                (self.folder / name).unlink(missing_ok=True)  # of an earlier run that is being replaced
        sync_folder(self.folder)
        self._close()
        shutil.rmtree(self._work)

    def abandon(self) -> None:
        """End without an end: keep what is committed, so that the same command can go on; else leave nothing."""
        if not self._committed:
            self._close()
            shutil.rmtree(self._work, ignore_errors=True)
            for path in self._made:
                with contextlib.suppress(OSError):
                    path.rmdir()
            return
        self._close()

    def _close(self) -> None:
        for file in self._files.values():
            with contextlib.suppress(OSError):
                file.close()
        if hasattr(self, "_state"):
            self._state.close()
        self._lock.close()


def _locked(work: Path, folder: Path) -> BinaryIO:
    """Hold the folder for this run alone."""
    lock = (work / "lock").open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise ConfigError(f"{folder}: another run is writing there now") from None
    return lock


def checked(path: Path, name: str) -> dict[str, object]:
    """Give an output's name, size and checksum, for the manifest."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"name": name, "size": file.tell(), "sha256": digest}


def sync_folder(folder: Path) -> None:
    """Put the names of a folder's files on the disk for good."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
