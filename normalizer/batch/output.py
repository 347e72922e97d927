"""The folder of a run's output: nothing stands under its final name before it is whole and on the disk."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from normalizer.batch.duplicates import Duplicates
from normalizer.batch.parts import Layout, Parts, cut, outputs_in, remove, sync
from normalizer.batch.records import FileEnd, Place, Record
from normalizer.batch.rows import Row, dropped_row_of, row_of
from normalizer.batch.state import Checkpoint, State
from normalizer.batch.summary import Summary, summary_of_dropped
from normalizer.batch.worker import Done
from normalizer.document import Document
from normalizer.errors import ConfigError

__all__ = ["DROPPED", "LEARNED", "MANIFEST", "QUARANTINE", "SUMMARY", "WORK", "Output", "Row"]

QUARANTINE = "quarantine.jsonl"
#: Documents that were left out, as they repeat earlier ones.
DROPPED = "dropped.jsonl"
SUMMARY = "summary.json"
MANIFEST = "manifest.json"
#: What pass one learned, in a run of two passes.
LEARNED = "learned.jsonl"
#: While a run goes on, its files are in this folder.
WORK = ".run"
#: So many seconds go by between two checkpoints: that much work is done again after a kill.
_EVERY = 1.0


class Output:
    """A run's output while it is being written.

    Args:
        folder: the output folder; made if it is not there.
        shape: which files the documents go to.
        identity: what this run is: configuration, versions, inputs. A run goes on only if it is still the same.
        overwrite: throw away what an earlier run left.
        duplicates: what becomes of documents that repeat earlier ones.

    Raises:
        ConfigError: there is output already, or an unfinished run that is another one.
        OSError: the folder can't be written.

    """

    def __init__(
        self,
        folder: Path,
        shape: Layout,
        identity: dict[str, object],
        *,
        overwrite: bool = False,
        duplicates: Duplicates = "keep",
    ) -> None:
        self.folder = folder
        self._shape = shape
        self._duplicates = duplicates
        self._work = folder / WORK
        self._made = [path for path in (folder, *folder.parents) if not path.exists()]
        self._prepare(overwrite)
        self._lock = _locked(self._work, folder)
        self._files: dict[str, BinaryIO] = {}
        self._parts: Parts | None = None
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
        there = [path.name for path in _results_in(self.folder)]
        if there and not overwrite and not (self._work / "state.sqlite").exists():
            raise ConfigError(
                f"{self.folder}: there is output already ({', '.join(there[:5])}); choose another folder, or replace "
                f"it with --overwrite"
            )
        self._work.mkdir(parents=True, exist_ok=True)

    def _begin(self, identity: dict[str, object], overwrite: bool) -> None:
        """Start anew, or from the last checkpoint."""
        checkpoint = None if overwrite else self._state.checkpoint()
        if checkpoint is None:
            self._state.close()
            for path in self._work.iterdir():
                if path.name != "lock":
                    remove(path)
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
        for name in (QUARANTINE, *([DROPPED] if self._duplicates == "drop" else [])):
            file = (self._work / f"{name}.part").open("ab")
            self._files[name] = file
            cut(file, checkpoint.sizes.get(name, 0))
        self._parts = Parts(self._work, self._shape, checkpoint.part)

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
            self.summary += self._document(record, done, done.output)
        else:
            if done.reason:
                self.hold(msgspec.json.encode(row_of(record, done)) + b"\n")
            self.summary += done.summary
        if record.item is not None and record.item.id:
            self._state.take(record.item.id)
            self._ahead.discard(record.item.id)
        self.place = record.after
        if time.monotonic() - self._last >= _EVERY:
            self.commit()

    def hold(self, row: bytes) -> None:
        """Write a row of the quarantine."""
        self._files[QUARANTINE].write(row)

    def _document(self, record: Record, done: Done, output: bytes) -> Summary:
        """Write a document, unless it repeats an earlier one and such are dropped; give what it counts."""
        original = None if done.print is None else self._state.original_of(done.id, done.print)
        if original is None:
            self._open_parts.write(output)
            return done.summary
        if self._duplicates == "drop":
            self._files[DROPPED].write(msgspec.json.encode(dropped_row_of(record, done, original)) + b"\n")
            return summary_of_dropped("duplicate")
        document = replace(Document.from_json(done.document or output), duplicate_of=original)
        self._open_parts.write(self._shape.writer.encode(document))
        return done.summary + Summary(duplicates=1)

    @property
    def _open_parts(self) -> Parts:
        if self._parts is None:
            raise RuntimeError("the run is whole already")
        return self._parts

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

    def note_input(self, end: FileEnd) -> None:
        """Note that an input file was read."""
        self._state.note_input(end.file, end.size, end.sha256)

    @property
    def inputs(self) -> dict[int, tuple[int, str]]:
        """The sizes and checksums of the input files that were read to their ends, by their places in the plan."""
        return self._state.inputs()

    def commit(self, *, complete: bool = False) -> None:
        """Put everything so far on the disk for good; not where the documents can't be cut."""
        sizes = {}
        if not complete:
            if not self._open_parts.even:
                return
            for name, file in self._files.items():
                file.flush()
                os.fsync(file.fileno())
                sizes[name] = file.tell()
            part = self._open_parts.sync()
            self._state.commit(Checkpoint(self.place, sizes, self.summary, part))
            self._open_parts.committed(part)
        else:
            self._state.commit(Checkpoint(self.place, sizes, self.summary, complete=True))
        self._committed = self.place.records
        self._last = time.monotonic()

    # -- the end -----------------------------------------------------------------------------------------------

    def finish(self, manifest: dict[str, object]) -> None:
        """Give the files their final names: the run is whole."""
        names = self._open_parts.finish()
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        self._write(SUMMARY, self.summary.steady())
        outputs = [checked(self._open_parts.ready / name, name) for name in names]
        others = [name for name in (*self._files, SUMMARY, LEARNED) if self._part(name).exists()]
        outputs += [checked(self._part(name), name) for name in others]
        self._write(MANIFEST, {**manifest, "outputs": outputs})
        self.commit(complete=True)
        self.publish()

    def _part(self, name: str) -> Path:
        return self._work / f"{name}.part"

    def _write(self, name: str, value: dict[str, object]) -> None:
        with self._part(name).open("wb") as file:
            file.write(msgspec.json.encode(value) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def publish(self) -> None:
        """Rename the files, the manifest last; safe to repeat."""
        if self._part(MANIFEST).exists():
            outputs = msgspec.json.decode(self._part(MANIFEST).read_bytes())["outputs"]
            names = {Path(output["name"]).parts[0] for output in outputs} | {MANIFEST}
            ready = self._work / "parts"
            for path in _results_in(self.folder):  # of an earlier run that is being replaced
                if path.name not in names or (ready / path.name).is_dir():
                    remove(path)
            for part in sorted(ready.iterdir()):
                part.replace(self.folder / part.name)
            for name in (QUARANTINE, DROPPED, SUMMARY, LEARNED, MANIFEST):
                if self._part(name).exists():
                    self._part(name).replace(self.folder / name)
        sync(self.folder)
        self._close()
        shutil.rmtree(self._work)

    def abandon(self) -> None:
        """End without an end: keep what is committed, so that the same command can go on; else leave nothing."""
        self._close()
        if not self._committed:
            shutil.rmtree(self._work, ignore_errors=True)
            for path in self._made:
                with contextlib.suppress(OSError):
                    path.rmdir()

    def _close(self) -> None:
        if self._parts is not None:
            with contextlib.suppress(OSError):
                self._parts.close()
        for file in self._files.values():
            with contextlib.suppress(OSError):
                file.close()
        if hasattr(self, "_state"):
            self._state.close()
        self._lock.close()


def _results_in(folder: Path) -> Iterable[Path]:
    """Give what a run left in its output folder."""
    yield from outputs_in(folder)
    for name in (QUARANTINE, DROPPED, SUMMARY, LEARNED, MANIFEST):
        if (folder / name).exists():
            yield folder / name


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
    """Give an output's name, size and checksum, for the manifest.

    The checksum of a folder is that of the list of its files as ``sha256sum *`` prints it, in the order of bytes.
    """
    if not path.is_dir():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return {"name": name, "size": file.tell(), "sha256": digest}
    files = [checked(one, one.name) for one in sorted(path.iterdir(), key=lambda one: os.fsencode(one.name))]
    listed = "".join(f"{file['sha256']}  {file['name']}\n" for file in files)
    size = sum(one.stat().st_size for one in path.iterdir())
    return {"name": name, "files": len(files), "size": size, "sha256": hashlib.sha256(listed.encode()).hexdigest()}
