"""Files as they are read: opened without ever waiting for a pipe, hashed on the way."""

from __future__ import annotations

import hashlib
import io
import os
import select
import stat
from collections.abc import Callable
from typing import Any, BinaryIO

from normalizer.batch import remote
from normalizer.batch.plan import STDIN, InputFile
from normalizer.errors import InputError

_BUFFER = 1 << 18
#: After so many bytes it says that it goes on.
_BEAT = 16 << 20
#: What a reader leaves at the end, such as the padding of an archive, is hashed without it.
_REST = 1 << 20


class HashedFile(io.RawIOBase):
    """A file whose bytes are hashed as they are read, also where a reader jumps.

    Args:
        inner: the file.
        alive: called now and then while much is read, so that a long file is not taken for one that hangs.

    """

    def __init__(self, inner: io.RawIOBase | BinaryIO, alive: Callable[[], None]) -> None:
        self._inner = inner
        self._alive = alive
        self._digest = hashlib.sha256()
        self._at = self._unsaid = 0
        self._jumped = self._ended = False
        #: How many bytes, from the beginning, are in the digest.
        self.hashed = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say whether it can be sought in."""
        return self._inner.seekable()

    def tell(self) -> int:
        """Give the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        self._at = self._inner.seek(offset, whence)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Read bytes; 0 at the end."""
        while (size := self._inner.readinto(buffer)) is None:  # type: ignore[union-attr]
            select.select([self._inner], [], [])  # a pipe that another program told not to block
        start = self._at
        self._at += size
        if start <= self.hashed < self._at:
            self._digest.update(memoryview(buffer)[self.hashed - start : size])
            self.hashed = self._at
        elif start > self.hashed:
            self._jumped = True
        if not size and start == self.hashed and len(buffer):
            self._ended = True
        self._unsaid += size
        if self._unsaid >= _BEAT:
            self._unsaid = 0
            self._alive()
        return size

    def sha256(self, *, whole: bool) -> str | None:
        """Give the checksum of the file; None if it was not read to its end.

        Args:
            whole: whether its reader got all records out of it; then what a reader jumped over is read now.

        """
        if not self._ended and self.seekable():
            rest = self.seek(0, os.SEEK_END) - self.hashed
            if rest <= _REST or (whole and self._jumped):
                self.seek(self.hashed)
                piece = bytearray(_BUFFER)
                while self.readinto(piece):
                    pass
        return self._digest.hexdigest() if self._ended else None

    def close(self) -> None:
        """Close it."""
        if not self.closed:
            self._inner.close()
        super().close()


def open_file(file: InputFile, alive: Callable[[], None]) -> tuple[io.BufferedReader, HashedFile]:
    """Open a file, and only a file: what became a pipe since it was looked at must not hold us up.

    Raises:
        InputError: it is no file any more.
        OSError: it can't be read.

    """
    if file.path == STDIN:
        inner: Any = io.FileIO(0, closefd=False)
    elif remote.is_remote(file.path):
        inner = remote.open_file(file.path)
    else:
        descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise InputError("not-a-file", "this is not a file any more")
        inner = io.FileIO(descriptor)
    hashed = HashedFile(inner, alive)
    return io.BufferedReader(hashed, _BUFFER), hashed
