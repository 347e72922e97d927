"""Reading in a process of its own: a file that crashes or hangs its reader, or eats memory, ends no run.

The process reads ahead, so that reading goes on beside the cleaning. It is given the limits of a worker for each
record. Where it ends before its end it is started once more, at the record after the last one that came; then each
record is sent as soon as it is read, so that a second end at the same place shows which file is to blame. What is left
of that file becomes one bad record, and the next file is read.
"""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable, Generator, Iterator
from multiprocessing.connection import Connection

from msgspec import Struct

from normalizer.batch import remote
from normalizer.batch.limits import Limits, fault, limit_memory, limit_next_document
from normalizer.batch.plan import STDIN, Plan
from normalizer.batch.processes import Note, can_fork, settle, start
from normalizer.batch.records import FileEnd, News, Place, Record, Sample, failed, no_news, records
from normalizer.config import Config
from normalizer.formats import BadRecord, ReadOptions
from normalizer.formats.builtin import formats
from normalizer.pipeline import Pipeline

#: A package of records ends at so many records or bytes, or seconds after it began, whichever comes first.
_RECORDS = 16
_BYTES = 1 << 19
_SECONDS = 0.05
_TICK = 1.0

_Package = list[Record | FileEnd]


class Source(Struct, frozen=True):
    """What is read, and how."""

    plan: Plan
    #: Its plugins bring readers.
    config: Config
    options: ReadOptions
    #: The name of the reader of all files, instead of the one that a file's name asks for.
    reader: str | None = None
    sample: Sample | None = None
    limits: Limits = Limits()
    #: Leave standard error open, for debugging a reader.
    noisy: bool = False


def records_apart(
    source: Source, pipeline: Pipeline, begin: Place, ended: Callable[[FileEnd], None] | None = None
) -> Generator[Record, None, None]:
    """Yield the records of all files, read by another process.

    Args:
        source: what is read.
        pipeline: handed over where processes are forked, or where the configuration does not make it.
        begin: where to begin: what is before was cleaned by an earlier attempt.
        ended: called when all records of a file were read.

    """
    if any(remote.is_of_this_process(file.path) for file in source.plan.files):
        yield from _records(source, pipeline, begin, ended=ended)
        return
    place = begin
    suspect: tuple[int, int] | None = None
    futile = 0
    while place.file < len(source.plan.files):
        child = _Child(source, pipeline, place, careful=suspect is not None)
        before = place
        try:
            for one in child.packages():
                if isinstance(one, Record):
                    place = one.after
                    yield one
                elif ended is not None:
                    ended(one)
            if child.whole:
                return
            (file, within), reader = at = child.at()
            futile = 0 if place != before else futile + 1
            if at[0] != suspect and futile < 2 and source.plan.files[file].path != STDIN:
                suspect = at[0]
                continue
            bad = child.verdict(reader)
        finally:
            child.end()
        suspect, futile = None, 0
        if (file, within) >= (begin.file, begin.within):  # otherwise an earlier attempt has it
            place = Place(place.records + 1, file, within + 1)
            position = sum(one.size for one in source.plan.files[: file + 1])
            yield failed(place.records - 1, source.plan.files[file], bad, place, position)
        place = Place(place.records, file + 1, 0)


class _Child:
    """The reading process as the parent sees it."""

    def __init__(self, source: Source, pipeline: Pipeline, place: Place, *, careful: bool) -> None:
        fork = can_fork()
        handed = pipeline if fork or not pipeline.is_configured else None
        self._source = source
        self._place = place
        stdin = os.dup(0) if source.plan.has_stdin else None
        try:
            self._process, self._connection, self._note = start(
                _main, source, handed, place, careful, stdin, fork=fork, keep=() if stdin is None else (stdin,)
            )
        finally:
            if stdin is not None:
                os.close(stdin)
        self._late = False
        #: Whether it came to its end.
        self.whole = False

    def packages(self) -> Iterator[Record | FileEnd]:
        """Yield what it sends, until it ends in whatever way."""
        while (data := self._received()) is not None:
            package: _Package = pickle.loads(data)
            if not package:
                self.whole = True
                return
            yield from package

    def _received(self) -> bytes | None:
        """Wait for a package; None if there will be none."""
        said, since = self._note.value, time.monotonic()
        try:
            while not self._connection.poll(_TICK):
                if self._note.value != said or self._waits():
                    said, since = self._note.value, time.monotonic()
                elif time.monotonic() - since > self._source.limits.wall_seconds:
                    self._late = True
                    self._process.kill()
            return self._connection.recv_bytes()
        except (EOFError, OSError):
            return None

    def _waits(self) -> bool:
        """Whether it reads standard input, where nothing may come for as long as it likes."""
        return self._source.plan.files[self.at()[0][0]].path == STDIN

    def at(self) -> tuple[tuple[int, int], str]:
        """Give where it is: file, records that were read of it, and the name of the reader."""
        file, _, rest = self._note.value.decode("utf-8", "replace").partition(":")
        within, _, rest = rest.partition(":")
        if not (file.isdigit() and within.isdigit()):  # it has not begun
            return (self._place.file, self._place.within), ""
        return (int(file), int(within)), rest.partition(":")[2]

    def verdict(self, reader: str) -> BadRecord:
        """Say how it ended, the same in every run."""
        self._process.join(1)
        reason, what = fault(self._process.exitcode, self._late, self._source.limits, "reading one record")
        message = f"{what} in the reader '{reader}'; the rest of the file is not read"
        return BadRecord(reason=reason, message=message, plugin=reader or None)

    def end(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()
        self._connection.close()


def _main(
    connection: Connection,
    note: Note,
    parent: int,
    source: Source,
    pipeline: Pipeline | None,
    place: Place,
    careful: bool,
    stdin: int | None,
) -> None:
    """Read, and send packages; an empty one is the end. Runs in a process of its own."""
    settle(parent, source.noisy, stdin=stdin)
    pipeline = pipeline or Pipeline(source.config)
    limit_memory(source.limits)
    package = _Outgoing(connection, careful=careful or source.plan.has_stdin)
    beats = 0

    def news(file: int, within: int, reader: str) -> None:
        nonlocal beats
        beats += 1
        limit_next_document(source.limits)
        note.value = f"{file}:{within}:{beats}:{reader}".encode()[:200]

    try:
        for record in _records(source, pipeline, place, news=news, ended=package.add):
            package.add(record)
        package.send()
        package.send()
    except (BrokenPipeError, ConnectionResetError):
        pass  # the parent is gone, or has enough
    os._exit(0)  # whatever a reader left behind


def _records(
    source: Source,
    pipeline: Pipeline,
    begin: Place,
    *,
    news: News = no_news,
    ended: Callable[[FileEnd], None] | None = None,
) -> Iterator[Record]:
    """Read, in this process."""
    known = formats(pipeline.plugins)
    reader = known.reader(source.reader) if source.reader else None
    return records(
        source.plan, known, source.options, reader=reader, sample=source.sample, start=begin, news=news, ended=ended
    )


class _Outgoing:
    """Records that are sent together."""

    def __init__(self, connection: Connection, *, careful: bool) -> None:
        self._connection = connection
        self._careful = careful
        self._held: _Package = []
        self._size = 0
        self._since = 0.0

    def add(self, one: Record | FileEnd) -> None:
        """Add a record, or the end of a file, and send what has come together."""
        now = time.monotonic()
        if not self._held:
            self._since = now
        self._held.append(one)
        self._size += one.size if isinstance(one, Record) else 0
        if self._careful or len(self._held) >= _RECORDS or self._size >= _BYTES or now - self._since >= _SECONDS:
            self.send()

    def send(self) -> None:
        """Send what is held; nothing is the end."""
        self._connection.send_bytes(pickle.dumps(self._held, pickle.HIGHEST_PROTOCOL))
        self._held = []
        self._size = 0
