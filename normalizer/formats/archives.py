"""Archives of files: tar and ZIP. Members are read where they are; nothing is ever unpacked to the disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO

from msgspec.structs import replace

from normalizer.errors import InputError
from normalizer.formats import BadRecord, Reader, ReadOptions, Skipped
from normalizer.formats.streams import MAX_RATIO, RATIO_FROM, opened, seekable
from normalizer.items import Item

Records = Iterator[Item | BadRecord | Skipped]


class Archive:
    """What tar and ZIP have in common."""

    def __init__(self) -> None:
        #: Gives the reader of a member by its name; set when all readers are known.
        self.reader_of: Callable[[str], Reader | None] = lambda name: None

    def _member(self, name: str, stream: BinaryIO, options: ReadOptions) -> Records:
        """Yield the records of one member, under its name."""
        reader = self.reader_of(name)
        if reader is None or isinstance(reader, Archive):
            yield Skipped("other-format")
            return
        try:
            inner, compressed = opened(stream)
            for one in reader.read(inner, options):
                yield one if isinstance(one, Skipped) else replace(one, file=name)
            if compressed is not None and compressed.problem:
                reason, message = compressed.problem
                yield BadRecord(reason=reason, message=message, file=name)
        except tarfile.TarError:
            raise
        except InputError as error:
            yield BadRecord(reason=error.reason, message=str(error), file=name)
        except Exception as error:
            yield BadRecord(reason="corrupt", message=f"can't read it: {type(error).__name__}: {error}", file=name)


class Tar(Archive):
    """A tar archive, read from its beginning to its end, compressed or not."""

    name = "tar"
    suffixes: tuple[str, ...] = (".tar", ".tgz")

    def read(self, stream: BinaryIO, options: ReadOptions) -> Records:
        """Yield the records of all members."""
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for member in archive:
                    if member.isdir():
                        continue
                    inner = archive.extractfile(member) if member.isreg() else None
                    if inner is None:
                        message = "a link or device in an archive is not read"
                        yield BadRecord(reason="not-a-file", message=message, file=member.name)
                    else:
                        # Its own buffer, as a member of a stream can't be sought in.
                        yield from self._member(member.name, io.BufferedReader(_Forward(inner)), options)
        except (tarfile.TarError, EOFError) as error:
            raise InputError("corrupt", f"the archive is broken: {error}") from None


class _Forward(io.RawIOBase):
    """A stream that can only be read on."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Zip(Archive):
    """A ZIP archive."""

    name = "zip"
    suffixes: tuple[str, ...] = (".zip",)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Records:
        """Yield the records of all members."""
        with seekable(stream) as file, _zip(file) as archive:
            for member in archive.infolist():
                if member.is_dir():
                    continue
                if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
                    message = f"not read: {member.file_size:,} bytes would come out of {member.compress_size:,}"
                    yield BadRecord(reason="decompression-bomb", message=message, file=member.filename)
                    continue
                try:
                    inner = archive.open(member)
                except Exception as error:  # a broken archive makes the library fail in many ways
                    yield BadRecord(reason="corrupt", message=f"can't read it: {error}", file=member.filename)
                    continue
                with inner:
                    yield from self._member(member.filename, io.BufferedReader(_Forward(inner)), options)


def _zip(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError) as error:
        raise InputError("corrupt", f"the archive is broken: {error}") from None
