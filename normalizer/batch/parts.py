"""The documents of a run in files: one, or parts of bounded size, which some formats (tables, folders) pack when full.

Where a part ends depends on the documents alone, so the parts are the same for any number of workers and after any
interruption.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from normalizer.batch.processes import Note, can_fork, settle, start
from normalizer.errors import ConfigError
from normalizer.formats import Packer, Writer
from normalizer.formats.streams import compressor

#: Documents are compressed in pieces of so many bytes, so that a run can go on between two.
_PIECE = 4 << 20


class Layout(Struct, frozen=True):
    """Which files the documents go to."""

    writer: Writer
    #: "gz" or "zst".
    compress: str | None = None
    #: A part ends before it has more bytes (before compression and packing), or more documents, than that.
    part_bytes: int | None = None
    part_documents: int | None = None

    def name(self, number: int) -> str:
        """Give the name of a part (from 1) in the output folder."""
        if self.packer and self.packer.folder:
            return f"documents/{number:05d}"
        ending = self.writer.suffix + (f".{self.compress}" if self.compress else "")
        return f"documents{ending}" if self.single else f"documents-{number:05d}{ending}"

    @property
    def packer(self) -> Packer | None:
        """The writer, if it packs its parts."""
        return self.writer if isinstance(self.writer, Packer) else None

    @property
    def single(self) -> bool:
        """Whether all documents go to one file."""
        return self.part_bytes is None and self.part_documents is None


def layout(writer: Writer, compress: str | None, part_bytes: int | None) -> Layout:
    """Lay the output out as the writer wants it.

    Args:
        writer: the format.
        compress: "gz" or "zst", or None.
        part_bytes: the most bytes of a part; None for what the format is best with.

    Raises:
        ConfigError: the format can't be compressed.
        InputError: a package that the format needs is not installed.

    """
    if not isinstance(writer, Packer):
        return Layout(writer, compress, part_bytes)
    if compress:
        raise ConfigError(f"--compress: the format '{writer.name}' can't be compressed as a whole")
    writer.check()
    return Layout(writer, None, part_bytes or writer.part_bytes, writer.part_documents)


class PartPlace(Struct, frozen=True):
    """How far the parts are written."""

    #: The part that is being written, from 1.
    number: int = 1
    #: The bytes of its file.
    size: int = 0
    #: The bytes of the documents in it, before compression.
    filled: int = 0
    documents: int = 0


class Parts:
    """The parts while they are written.

    Args:
        work: the folder of the unfinished run; finished parts are below ``work/parts`` as they will be in the output.
        shape: which files the documents go to.
        place: where to go on; what was written after it is thrown away.

    Raises:
        OSError: a file can't be written.

    """

    def __init__(self, work: Path, shape: Layout, place: PartPlace) -> None:
        self._work = work
        self.ready = work / "parts"
        self._shape = shape
        self._compress: Callable[[bytes], bytes] | None = compressor(shape.compress) if shape.compress else None
        self._piece: list[bytes] = []
        self._piece_size = 0
        self._number, self._filled, self._documents = place.number, place.filled, place.documents
        self._packing: _Packing | None = None
        self._removable = 1
        self._forget_after(place)
        self.ready.mkdir(parents=True, exist_ok=True)
        self._file = self._opened()
        cut(self._file, place.size)
        for number in range(1, place.number):
            if self._source(number).exists() and not self._target(number).exists():
                self._pack(number)

    def write(self, data: bytes) -> None:
        """Write one document."""
        if self._is_full(len(data)):
            self._next()
        self._filled += len(data)
        self._documents += 1
        if self._compress is None:
            self._file.write(data)
            return
        self._piece.append(data)
        self._piece_size += len(data)
        if self._piece_size >= _PIECE:
            self._write_piece()

    @property
    def even(self) -> bool:
        """Whether a checkpoint can be made here; not within a piece, which must be the same in every run."""
        return not self._piece

    def sync(self) -> PartPlace:
        """Put what is written on the disk for good."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return PartPlace(self._number, self._file.tell(), self._filled, self._documents)

    def committed(self, place: PartPlace) -> None:
        """Throw away what a checkpoint made superfluous: the sources of parts that are packed."""
        if self._shape.packer is None:
            return
        while self._removable < place.number and self._target(self._removable).exists():
            self._source(self._removable).unlink(missing_ok=True)
            self._removable += 1

    def finish(self) -> list[str]:
        """End the last part, and give the names of all."""
        self._write_piece()
        self._end_file()
        if self._shape.packer is not None:
            self._wait()
            self._pack(self._number)
            self._wait()
        return [self._shape.name(number) for number in range(1, self._number + 1)]

    def close(self) -> None:
        """End without an end."""
        if self._packing:
            self._packing.kill()
        self._file.close()

    # -- parts -------------------------------------------------------------------------------------------------

    def _is_full(self, more: int) -> bool:
        if not self._documents:
            return False
        most_bytes, most = self._shape.part_bytes, self._shape.part_documents
        return (most_bytes is not None and self._filled + more > most_bytes) or (
            most is not None and self._documents >= most
        )

    def _next(self) -> None:
        """End the part, and begin another one."""
        self._write_piece()
        self._end_file()
        if self._shape.packer is not None:
            self._wait()
            self._pack(self._number)
        self._number += 1
        self._filled = self._documents = 0
        self._file = self._opened()

    def _opened(self) -> BinaryIO:
        source = self._source(self._number)
        source.parent.mkdir(parents=True, exist_ok=True)
        return source.open("ab")

    def _end_file(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def _write_piece(self) -> None:
        if self._compress is not None and self._piece:
            self._file.write(self._compress(b"".join(self._piece)))
            self._piece.clear()
            self._piece_size = 0

    def _source(self, number: int) -> Path:
        """Give the file that documents are written to: the part itself, unless it is packed."""
        if self._shape.packer is None:
            return self.ready / self._shape.name(number)
        return self._work / f"{number:05d}.lines"

    def _target(self, number: int) -> Path:
        return self.ready / self._shape.name(number)

    def _forget_after(self, place: PartPlace) -> None:
        """Remove what was written after a place, and what was not packed to its end."""
        for unfinished in (*self.ready.glob("*.part"), *self.ready.glob("documents/*.part")):
            remove(unfinished)
        number = place.number + 1
        while not self._shape.single and self._source(number).exists():
            remove(self._source(number))
            remove(self._target(number))
            number += 1
        if self._shape.packer is not None:
            remove(self._target(place.number))
        while self._removable < place.number and not self._source(self._removable).exists():
            self._removable += 1

    # -- packing -----------------------------------------------------------------------------------------------

    def _pack(self, number: int) -> None:
        self._wait()
        packer = self._shape.packer
        if packer is not None:
            self._target(number).parent.mkdir(parents=True, exist_ok=True)
            self._packing = _Packing(packer, self._source(number), self._target(number))

    def _wait(self) -> None:
        if self._packing:
            packing, self._packing = self._packing, None
            packing.wait()


class _Packing:
    """A process that packs a part while the run goes on."""

    def __init__(self, packer: Packer, source: Path, target: Path) -> None:
        self._name = packer.name
        self._target = target
        self._process, self._connection, _ = start(_pack, packer, source, target, fork=can_fork())

    def wait(self) -> None:
        """Wait for its end.

        Raises:
            OSError: it failed.

        """
        try:
            problem = self._connection.recv()
        except (EOFError, OSError):
            problem = "its process was ended"
        self._process.join()
        self._connection.close()
        if problem:
            raise OSError(0, f"the format '{self._name}' can't be written ({problem})", str(self._target))

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _pack(connection: Connection, note: Note, parent: int, packer: Packer, source: Path, target: Path) -> None:
    """Pack a part under a temporary name, put it on the disk, and rename it. Runs in a process of its own."""
    settle(parent, noisy=False)
    try:
        unfinished = target.with_name(f"{target.name}.part")
        remove(unfinished)
        with source.open("rb") as lines:
            packer.pack(lines, unfinished)
        sync(unfinished)
        remove(target)
        unfinished.rename(target)
        sync(target.parent)
    except Exception as error:
        connection.send(f"{type(error).__name__}: {error}")
    else:
        connection.send("")


def cut(file: BinaryIO, size: int) -> None:
    """Take off what a file has beyond a size, and go to its end."""
    file.truncate(size)
    file.seek(0, os.SEEK_END)


def sync(path: Path) -> None:
    """Put a file, or the names of a folder's files, on the disk for good."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def outputs_in(folder: Path) -> Iterator[Path]:
    """Give the files and folders with documents that a run left in its output folder."""
    for path in sorted(folder.glob("documents*")):
        if path.is_dir() == (path.name == "documents"):
            yield path
