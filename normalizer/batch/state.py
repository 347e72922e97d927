"""The state of a run in SQLite: how far it came, and which identifiers are taken.

Everything up to a checkpoint is on the disk; what was written after it is cut off when the run goes on. So a run that
was killed at any moment continues as if nothing had been.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import msgspec
from msgspec import Struct

from normalizer.batch.duplicates import Originals, Print
from normalizer.batch.parts import PartPlace
from normalizer.batch.records import Place
from normalizer.batch.summary import Summary


class Checkpoint(Struct, frozen=True):
    """How far a run came in its input, and how many bytes of each file are written."""

    place: Place
    sizes: dict[str, int]
    summary: Summary
    #: How far the documents are written.
    part: PartPlace = PartPlace()
    #: All records are done; only the files' names are still to be changed.
    complete: bool = False


class State:
    """The database of one run.

    Raises:
        OSError: it can't be read or written; the disk is full.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken: set[int] = set()
        try:
            self._database = sqlite3.connect(path, isolation_level=None)
            # One process only, so the log needs no shared memory; a commit is one write and one sync.
            self._database.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute("CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value BLOB)")
            # A hash of 64 bits each: the identifiers of a large run would not fit in memory.
            self._database.execute("CREATE TABLE IF NOT EXISTS ids (hash INTEGER PRIMARY KEY)")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS inputs (number INTEGER PRIMARY KEY, size INTEGER, sha256 TEXT)"
            )
            self._originals = Originals(self._database)
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _as_os_error(error, path) from None

    def load(self, name: str) -> bytes | None:
        """Give a value that was saved with the last checkpoint."""
        row = self._database.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def save(self, name: str, value: bytes) -> None:
        """Save a value with the next checkpoint."""
        try:
            self._database.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))
        except sqlite3.Error as error:
            raise _as_os_error(error, self._path) from None

    def checkpoint(self) -> Checkpoint | None:
        """Give the last checkpoint."""
        value = self.load("checkpoint")
        return msgspec.json.decode(value, type=Checkpoint) if value else None

    def commit(self, checkpoint: Checkpoint) -> None:
        """Save a checkpoint, and everything since the last one, at once."""
        self.save("checkpoint", msgspec.json.encode(checkpoint))
        try:
            # In order, many at once: each one by itself would touch another page of the database.
            self._database.executemany("INSERT OR IGNORE INTO ids VALUES (?)", zip(sorted(self._taken)))
            self._database.execute("COMMIT")
            self._taken.clear()
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _as_os_error(error, self._path) from None

    def has(self, identifier: str) -> bool:
        """Tell whether a document of the run has the identifier."""
        key = _hashed(identifier)
        found = self._database.execute("SELECT 1 FROM ids WHERE hash = ?", (key,))
        return key in self._taken or found.fetchone() is not None

    def take(self, identifier: str) -> None:
        """Note that a document has the identifier, with the next checkpoint."""
        self._taken.add(_hashed(identifier))

    def note_input(self, number: int, size: int, sha256: str | None) -> None:
        """Note the size and the checksum of an input file that was read."""
        try:
            self._database.execute("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?)", (number, size, sha256))
        except sqlite3.Error as error:
            raise _as_os_error(error, self._path) from None

    def inputs(self) -> dict[int, tuple[int, str]]:
        """Give the sizes and checksums of the input files that were read to their ends, by their numbers."""
        found = self._database.execute("SELECT number, size, sha256 FROM inputs WHERE sha256 IS NOT NULL")
        return {number: (size, sha256) for number, size, sha256 in found}

    def original_of(self, identifier: str, own: Print) -> str | None:
        """Give the identifier of the document that one repeats; if there is none, note it as an original."""
        try:
            return self._originals.original_of(identifier, own)
        except sqlite3.Error as error:
            raise _as_os_error(error, self._path) from None

    def close(self) -> None:
        """Close the database; what was not committed is forgotten."""
        self._database.close()


def _hashed(identifier: str) -> int:
    return int.from_bytes(hashlib.blake2b(identifier.encode(), digest_size=8).digest(), "big", signed=True)


def _as_os_error(error: sqlite3.Error, path: Path) -> OSError:
    return OSError(0, f"the state of the run can't be written ({error})", str(path))
