"""From files to numbered records. What can't be read is a record, too: one for the quarantine."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch import remote
from normalizer.batch.files import HashedFile, open_file
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


class FileEnd(Struct, frozen=True):
    """All records of a file were read."""

    #: The place of the file in the plan, from 0.
    file: int
    #: The bytes that were read of it, and their checksum; None if it was not read to its end.
    size: int
    sha256: str | None


#: Is told the place of a file in the plan, how many of its records were read, and the name of its reader.
News = Callable[[int, int, str], None]


def no_news(file: int, within: int, reader: str) -> None:
    """Tell nobody how far the reading is."""


def records(
    plan: Plan,
    formats: Formats,
    options: ReadOptions,
    *,
    reader: Reader | None = None,
    sample: Sample | None = None,
    start: Place = Place(),  # noqa: B008 - a frozen value
    news: News = no_news,
    ended: Callable[[FileEnd], None] | None = None,
) -> Iterator[Record]:
    """Yield the records of all files.

    Args:
        plan: the files.
        formats: the readers.
        options: how to read.
        reader: the reader for every file, instead of the one that the file's name asks for.
        sample: which records are taken; None for all.
        start: where to begin: what is before was cleaned by an earlier attempt.
        news: called before a record is read, and now and then while that takes long.
        ended: called when all records of a file were read; without it, files are not read for their checksums.

    """
    number = start.records
    passed = sum(file.size for file in plan.files[: start.file])
    for index in range(start.file, len(plan.files)):
        file = plan.files[index]
        source = _Source(file, lambda within, reader, index=index: news(index, within, reader))  # type: ignore[misc]
        skip = start.within if index == start.file else 0
        with source:
            for within, one in enumerate(source.read(formats, options, reader), 1):
                source.within = within
                if within > skip and (sample is None or sample.takes(file.name, within)):
                    after = Place(number + 1, index, within)
                    yield _record(number, file, one, after, passed + source.position())
                    number += 1
                source.alive()
            if ended is not None:
                ended(FileEnd(index, *source.checksum()))
        passed += file.size


def failed(number: int, file: InputFile, bad: BadRecord, after: Place, position: int) -> Record:
    """Make the record that stands for the rest of a file, which could not be read."""
    return _record(number, file, bad, after, position)


class _Source:
    """One file while it is read."""

    def __init__(self, file: InputFile, news: Callable[[int, str], None]) -> None:
        self.file = file
        self.within = 0
        self._news = news
        self._reader = ""
        self._raw: io.BufferedReader | None = None
        self._hashed: HashedFile | None = None
        self._whole = False

    def __enter__(self) -> None:
        pass

    def __exit__(self, *why: object) -> None:
        if self._raw is not None:
            self._raw.close()

    def alive(self) -> None:
        """Say how far it is."""
        self._news(self.within, self._reader)

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
            self._raw, self._hashed = open_file(self.file, self.alive)
            stream, compressed = opened(self._raw)
            chosen = chosen or _sniffed(stream, formats)
            self._reader = chosen.name
            self.alive()
            for one in chosen.read(stream, options):
                yield _checked(one, chosen)
            if compressed is not None and compressed.problem:
                reason, message = compressed.problem
                yield BadRecord(reason=reason, message=message)
            else:
                self._whole = True
        except OSError as error:
            yield BadRecord(reason="unreadable", message=f"can't read it ({error.strerror or error})")
        except InputError as error:
            yield BadRecord(reason=error.reason, message=str(error))
        except MemoryError:
            message = "it takes more memory than the limit allows (--memory changes that)"
            yield BadRecord(reason="memory", message=message, plugin=chosen.name if chosen else None)
        except (Exception, SystemExit) as error:
            message = f"reading failed: {type(error).__name__}: {error}"
            yield BadRecord(reason="reader-failed", message=message, plugin=chosen.name if chosen else None)

    def checksum(self) -> tuple[int, str | None]:
        """Give the number of bytes that were read, and their checksum, if they are the whole file."""
        if self._hashed is None:
            return 0, None
        try:
            # What is on other storage is not fetched twice.
            digest = self._hashed.sha256(whole=self._whole and not remote.is_remote(self.file.path))
        except (OSError, ValueError):
            return 0, None
        return self._hashed.hashed, digest


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
