"""From files to numbered records. What can't be read is a record, too: one for the quarantine."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch import remote
from normalizer.batch.plan import STDIN, InputFile, Plan, printable
from normalizer.errors import InputError
from normalizer.formats import BadRecord, Item, Reader, ReadOptions, Skipped
from normalizer.formats.builtin import Formats
from normalizer.formats.streams import opened
from normalizer.intake import well_formed

#: A longer identifier of a record is cut.
MAX_ID = 200


class Place(Struct, frozen=True):
    """A place in the run's input: after ``records`` records, ``within`` of them in the file ``file`` (from 0)."""

    records: int = 0
    file: int = 0
    within: int = 0


class Sample(Struct, frozen=True):
    """A share of the records, chosen by their file's name and place: the same for any division of the input."""

    share: float
    #: Another number gives another sample.
    seed: int = 0

    def takes(self, file: str, within: int) -> bool:
        """Whether a record is in the sample."""
        digest = hashlib.blake2b(f"{self.seed}:{within}:{file}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") < self.share * (1 << 64)


class Record(Struct, frozen=True):
    """A record: an item to clean, or a bad record."""

    #: Its number in the run, from 0.
    number: int
    item: Item | None
    bad: BadRecord | None
    #: The place after it.
    after: Place
    #: Roughly how many bytes it holds in memory.
    size: int
    #: How many bytes of the input files were read up to here, roughly.
    position: int
    #: Why it is only counted, if it is no article.
    skipped: str = ""


def records(
    plan: Plan,
    formats: Formats,
    options: ReadOptions,
    *,
    reader: Reader | None = None,
    sample: Sample | None = None,
    start: Place = Place(),  # noqa: B008 - a frozen value
) -> Iterator[Record]:
    """Yield the records of all files.

    Args:
        plan: the files.
        formats: the readers.
        options: how to read.
        reader: the reader for every file, instead of the one that the file's name asks for.
        sample: which records are taken; None for all.
        start: where to begin: what is before was cleaned by an earlier attempt.

    """
    number = start.records
    passed = sum(file.size for file in plan.files[: start.file])
    for index in range(start.file, len(plan.files)):
        file = plan.files[index]
        source = _Source(file)
        skip = start.within if index == start.file else 0
        for within, one in enumerate(source.read(formats, options, reader), 1):
            if within <= skip or not (sample is None or sample.takes(file.name, within)):
                continue
            after = Place(number + 1, index, within)
            yield _record(number, file, one, after, passed + source.position())
            number += 1
        passed += file.size


class _Source:
    """One file while it is read."""

    def __init__(self, file: InputFile) -> None:
        self.file = file
        self._raw: BinaryIO | None = None

    def position(self) -> int:
        """Give how many bytes of the file were read."""
        if self._raw is None or self._raw.closed or self.file.path == STDIN:
            return 0
        return self._raw.tell()

    def read(
        self, formats: Formats, options: ReadOptions, reader: Reader | None
    ) -> Iterator[Item | BadRecord | Skipped]:
        """Yield what a reader makes of the file, and a bad record for what goes wrong with the file itself."""
        if self.file.reason:
            yield BadRecord(reason=self.file.reason, message=self.file.message)
            return
        chosen = reader or formats.reader_of(self.file.name)
        try:
            self._raw = _open(self.file)
            stream, compressed = opened(self._raw)
            chosen = chosen or _sniffed(stream, formats)
            for one in chosen.read(stream, options):
                yield _checked(one, chosen)
            if compressed is not None and compressed.problem:
                reason, message = compressed.problem
                yield BadRecord(reason=reason, message=message)
        except OSError as error:
            yield BadRecord(reason="unreadable", message=f"can't read it ({error.strerror or error})")
        except InputError as error:
            yield BadRecord(reason=error.reason, message=str(error))
        except Exception as error:
            message = f"reading failed: {type(error).__name__}: {error}"
            yield BadRecord(reason="reader-failed", message=message, plugin=chosen.name if chosen else None)
        finally:
            if self._raw is not None and self.file.path != STDIN:
                self._raw.close()


def _open(file: InputFile) -> BinaryIO:
    """Open a file, and only a file: what became a pipe since it was looked at must not hold us up."""
    if file.path == STDIN:
        return sys.stdin.buffer
    if remote.is_remote(file.path):
        return remote.open_file(file.path)
    descriptor = os.open(file.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError("not-a-file", "this is not a file any more")
    return os.fdopen(descriptor, "rb")


def _sniffed(stream: BinaryIO, formats: Formats) -> Reader:
    """Choose a reader by the first bytes: an object of JSON looks like JSON Lines, everything else like an article."""
    head = stream.peek(64)[:64] if hasattr(stream, "peek") else b""
    looks_like_json = head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b'{"')
    return formats.readers["jsonl" if looks_like_json else "article"]


def _checked(one: object, reader: Reader) -> Item | BadRecord | Skipped:
    if isinstance(one, BadRecord) and one.plugin is None:
        return replace(one, plugin=reader.name)
    if isinstance(one, Item | BadRecord | Skipped):
        return one
    raise TypeError(f"the reader '{reader.name}' must yield Item, BadRecord or Skipped, not {type(one).__name__}")


def _record(number: int, file: InputFile, one: Item | BadRecord | Skipped, after: Place, position: int) -> Record:
    """Fill in the file and the identifier."""
    if isinstance(one, Skipped):
        return Record(number, None, None, after, 200, position, one.reason)
    size = len(one.raw or b"") + 500
    name = f"{file.name}!{printable(one.file)}" if one.file else file.name
    if isinstance(one, BadRecord):
        message = one.message.encode("utf-8", "backslashreplace").decode()
        return Record(number, None, replace(one, file=name, message=message), after, size, position)
    item = replace(one, id=_identifier(one, name), file=name)
    return Record(number, item, None, after, size + len(one.content), position)


def _identifier(item: Item, name: str) -> str:
    """Make a record's identifier: its own one, else the file's name with the number of the record."""
    own, _ = well_formed(item.id or "")
    own = own.strip()
    if not own:
        return name if item.record is None else f"{name}:{item.record}"
    return own if len(own) <= MAX_ID else own[:MAX_ID] + "..."
