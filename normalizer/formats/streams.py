"""Streams of bytes: decompression with limits, lines with a limit, whole files with a limit."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import tempfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from msgspec import Struct

from normalizer.errors import ConfigError, InputError
from normalizer.formats import BadRecord

#: Of a record that is too long to be read, this many bytes are kept in the quarantine.
MAX_KEPT = 4096
#: More bytes out of each byte in than this is taken for a decompression bomb; text does not come near it.
MAX_RATIO = 200
#: The ratio is looked at from this many bytes on.
RATIO_FROM = 1 << 20

#: Of a compressed file that must be sought in, more is not copied to the disk.
MAX_COPY = 8 << 30

_BLOCK = 4096
_PIECE = 1 << 16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
#: The endings of the names of compressed files.
COMPRESSIONS = (".gz", ".bz2", ".xz", ".zst")


class _Gunzip:
    """`zlib` with the interface that `bz2` and `lzma` have; what comes before broken data is given before the error."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)
        self._broken: zlib.error | None = None
        self.unused_data = b""

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not (self._inner.unconsumed_tail or self._broken)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._broken:
            raise self._broken
        data = self._inner.unconsumed_tail + data
        before = self._inner.copy()
        try:
            out = self._inner.decompress(data, max_length)
        except zlib.error as error:
            # Nothing of this piece was given, not even if only the checksum at the end of the file is wrong.
            self._broken = error
            return b"".join(_until_broken(before, data))
        self.unused_data = self._inner.unused_data
        return out


def _until_broken(decompressor: Any, data: bytes) -> Iterator[bytes]:
    """Decompress byte by byte, up to the error."""
    with contextlib.suppress(zlib.error):
        for at in range(len(data)):
            yield decompressor.decompress(data[at : at + 1])


class _Unzstd:
    """`zstandard` with that interface, too: its pieces are small, since its blocks hold 128 KiB at most."""

    def __init__(self) -> None:
        import zstandard  # noqa: PLC0415 - an extra, only needed for such files

        self._inner = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        self.unused_data = b""
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out: bytes = self._inner.decompress(data)
        self.unused_data = self._inner.unused_data
        return out


def _decompressor(head: bytes) -> Any:
    if head.startswith(_GZIP):
        return _Gunzip()
    if head.startswith(_ZSTD):
        return _Unzstd()
    if head.startswith(b"BZh"):
        return bz2.BZ2Decompressor()
    if head.startswith(b"\xfd7zXZ"):
        return lzma.LZMADecompressor(memlimit=1 << 28)
    return None


class Decompressed(io.RawIOBase):
    """A compressed stream, decompressed as it is read.

    What goes wrong ends the stream, so that what was whole before can be read, and is found in ``problem`` afterwards
    as (reason, message).
    """

    def __init__(self, raw: BinaryIO, head: bytes) -> None:
        self._raw = raw
        self._pending = head
        self._decompressor = _decompressor(head)
        self._in = self._out = 0
        self._ready = memoryview(b"")
        self.problem: tuple[str, str] | None = None

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read decompressed bytes; 0 at the end."""
        while not self._ready and not self.problem and self._decompressor is not None:
            try:
                self._ready = memoryview(self._more())
            except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError, MemoryError) as error:
                self.problem = ("corrupt", f"the compressed data is broken: {error}")
            except Exception as error:  # zstandard has an error class of its own
                self.problem = ("corrupt", f"the compressed data is broken: {error}")
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size

    def _more(self) -> bytes:
        decompressor = self._decompressor
        if decompressor.eof:
            self._next_member(decompressor.unused_data)
            return b""
        data = b""
        if decompressor.needs_input:
            data = self._pending or self._raw.read(_BLOCK)
            self._pending = b""
            self._in += len(data)
            if not data:
                self.problem = ("truncated", "the compressed data ends too early: the file was cut off")
                return b""
        out: bytes = decompressor.decompress(data, _PIECE)
        self._out += len(out)
        if self._out > RATIO_FROM and self._out > MAX_RATIO * self._in:
            self.problem = (
                "decompression-bomb",
                f"stopped: {self._out:,} bytes came out of {self._in:,}; no text compresses that well",
            )
        return out

    def _next_member(self, rest: bytes) -> None:
        """Go on with the next compressed member, if there is one."""
        rest = rest or self._raw.read(_BLOCK)
        if not rest.strip(b"\0"):
            self._decompressor = None
            return
        if len(rest) < 6:
            rest += self._raw.read(_BLOCK)
        self._decompressor = _decompressor(rest)
        self._pending = rest
        if self._decompressor is None:
            self.problem = ("trailing-garbage", "after the compressed data follow bytes that are not compressed")


def opened(raw: BinaryIO) -> tuple[BinaryIO, Decompressed | None]:
    """Give a stream decompressed if its first bytes say that it is compressed.

    Returns:
        The stream to read, and the decompressing stream under it (for its ``problem``), if there is one.

    """
    head = raw.read(6)
    if not head.startswith((_GZIP, _ZSTD, b"BZh", b"\xfd7zXZ")):
        if raw.seekable():
            raw.seek(0)
            return raw, None
        return _Prefixed(head, raw), None
    try:
        inner = Decompressed(raw, head)
    except ImportError:
        raise ValueError("a Zstandard file needs zstandard: pip install 'article-normalizer[zstd]'") from None
    return io.BufferedReader(inner, _PIECE), inner


class _Prefixed(io.BufferedReader):
    """A stream of which a few bytes were read already."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__(_Chain(head, rest), _PIECE)


class _Chain(io.RawIOBase):
    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head or self._rest.read(len(buffer))
        self._head = data[len(buffer) :] if self._head else b""
        data = data[: len(buffer)]
        buffer[: len(data)] = data
        return len(data)


@contextlib.contextmanager
def seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """Give a stream that can be sought in: itself, or a copy in a file without a name on the disk.

    Raises:
        InputError: it is longer than such a copy may be.
        OSError: the disk is full.

    """
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        size = 0
        while piece := stream.read(1 << 20):
            size += len(piece)
            if size > MAX_COPY:
                raise InputError("too-long", f"more than {MAX_COPY:,} bytes come out of it; unpack it first")
            copy.write(piece)
        copy.seek(0)
        yield copy


def compressor(name: str) -> Callable[[bytes], bytes]:
    """Give what compresses a piece of output ("gz" or "zst"); pieces can be joined.

    Raises:
        ConfigError: the package for it is not installed.

    """
    if name == "gz":
        return lambda data: gzip.compress(data, 6, mtime=0)
    try:
        import zstandard  # noqa: PLC0415 - an extra, only needed for such files
    except ImportError:
        raise ConfigError("--compress zst needs zstandard: pip install 'article-normalizer[zstd]'") from None
    return zstandard.ZstdCompressor(write_checksum=True).compress


class Line(Struct, frozen=True):
    """One line of a stream, with its newline; ``cut`` if it was too long, then ``data`` is its beginning."""

    data: bytes
    number: int
    offset: int
    cut: bool = False


def lines(stream: BinaryIO, max_bytes: int) -> Iterator[Line]:
    """Yield the lines of a stream; of one that is longer than ``max_bytes``, only the beginning is kept."""
    offset = number = 0
    while data := stream.readline(max_bytes + 1):
        number += 1
        size = len(data)
        cut = size > max_bytes and not data.endswith(b"\n")
        if cut:
            data = data[:MAX_KEPT]
            while rest := stream.readline(_PIECE):
                size += len(rest)
                if rest.endswith(b"\n"):
                    break
        yield Line(data, number, offset, cut)
        offset += size


def whole(stream: BinaryIO, max_bytes: int) -> bytes | BadRecord:
    """Read a stream to its end, or refuse it if it is longer than ``max_bytes``."""
    pieces, size = [], 0
    while piece := stream.read(1 << 20):
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            message = f"the file is longer than {max_bytes:,} bytes (--max-bytes changes that)"
            return BadRecord(reason="too-long", message=message, raw=pieces[0][:MAX_KEPT], truncated=True)
    return b"".join(pieces)
