"""Worker processes that may die, hang or eat memory at any moment, and never cost more than one record.

Each worker has a pipe of its own and answers for one record at a time, so that the parent always knows which record
a worker had when it ended; that record is tried once more, alone, in a fresh worker, and then goes to the
quarantine. (Pools that share one pipe between workers can't tell, and wait for a lock that a dead worker held.)
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

import msgspec
from msgspec.structs import replace

from normalizer.batch.limits import Limits, fault
from normalizer.batch.processes import Inbox, can_fork, start
from normalizer.batch.records import Record
from normalizer.batch.summary import summary_of_bad, summary_of_skipped
from normalizer.batch.worker import Done, Setup, bad, main
from normalizer.pipeline import Pipeline

#: A chunk ends at this many records or bytes, whichever comes first.
CHUNK_RECORDS = 16
CHUNK_BYTES = 1 << 20
#: So many chunks for each worker may be on their way: read, but not yet given on in order.
_AHEAD = 8
_AHEAD_BYTES = 64 << 20
_TICK = 0.25


class Stopped(BaseException):
    """The user or the system asked the run to stop."""


class Crew(Protocol):
    """What cleans the records of a run: worker processes here, or the machines of an engine."""

    #: Set from a signal handler: end soon.
    stopping: bool
    #: Whether it is waiting for input right now, where a signal handler may raise.
    reading: bool

    def results(self, records: Iterator[Record]) -> Iterator[tuple[Record, Done]]:
        """Yield each record with what became of it, in their order, and then let everything go.

        Raises:
            Stopped: ``stopping`` was set.

        """


#: Makes what cleans of a setup, a pipeline, and how many processes there may be.
MakeCrew = Callable[[Setup, Pipeline, int | None], Crew]


class _Worker:
    """A worker process as the parent sees it."""

    def __init__(self, setup: Setup, pipeline: Pipeline | None, *, fork: bool) -> None:
        self.process, self.connection, self.note = start(main, setup, pipeline, fork=fork)
        self.inbox = Inbox(self.connection)
        self.records: deque[Record] = deque()
        self.deadline = 0.0
        self.late = False
        self.spent = False

    def send(self, records: list[Record], limits: Limits) -> None:
        """Send records to the worker, which waits for them."""
        self.records = deque(records)
        self.deadline = time.monotonic() + limits.wall_seconds
        chunk = [(record.number, replace(record.item, raw=None)) for record in records]  # type: ignore[type-var]
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send_bytes(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL))

    def end(self) -> None:
        """End the process, and whatever a plugin started in it, at once."""
        with contextlib.suppress(OSError):
            if self.process.pid:
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.inbox.close()
        self.connection.close()


class Pool:
    """Clean records in worker processes; results come in the order of the records.

    Args:
        setup: what the workers need.
        pipeline: the pipeline, handed over where processes are forked, or where the configuration does not make it.
        workers: how many processes at most, started as they are needed; None for one for each processor.

    """

    def __init__(self, setup: Setup, pipeline: Pipeline | None, workers: int | None = None) -> None:
        self._fork = can_fork()
        self._pipeline = pipeline if self._fork or (pipeline and not pipeline.is_configured) else None
        self._setup = setup
        self._size = max(1, workers or _processors())
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        self._looked_after = 0.0
        self._again: deque[Record] = deque()
        self._tried: set[int] = set()
        self._queue: deque[Record] = deque()
        self._window: dict[int, Record] = {}
        self._window_bytes = 0
        self._done: dict[int, Done] = {}
        self._decode = msgspec.msgpack.Decoder(Done).decode
        #: Set from a signal handler: end soon.
        self.stopping = False
        #: Whether it is waiting for input right now, where a signal handler may raise.
        self.reading = False

    def results(self, records: Iterator[Record]) -> Iterator[tuple[Record, Done]]:
        """Yield each record with what became of it, and end the workers.

        Raises:
            Stopped: ``stopping`` was set.

        """
        try:
            yield from self.more_results(records)
        finally:
            self.close()

    def more_results(self, records: Iterator[Record]) -> Iterator[tuple[Record, Done]]:
        """Do the same, but let the workers stay, for other records of higher numbers.

        Raises:
            Stopped: ``stopping`` was set.

        """
        exhausted = False
        expected: deque[int] = deque()
        while True:
            if self.stopping:
                raise Stopped
            if not exhausted:
                exhausted = self._read(records, expected)
            self._hand_out(exhausted)
            while expected and expected[0] in self._done:
                number = expected.popleft()
                record = self._window.pop(number)
                self._window_bytes -= record.size
                self._tried.discard(number)
                yield record, self._done.pop(number)
            if exhausted and not expected:
                return
            self._wait()

    def close(self) -> None:
        """End all workers at once."""
        for worker in list(self._workers):
            self._end(worker)

    # -- records in --------------------------------------------------------------------------------------------

    def _read(self, records: Iterator[Record], expected: deque[int]) -> bool:
        """Read ahead as far as the window allows; say whether the records have ended."""
        while (
            len(self._window) < self._size * CHUNK_RECORDS * _AHEAD
            and self._window_bytes < _AHEAD_BYTES
            and len(self._queue) < self._size * CHUNK_RECORDS * 2
        ):
            record = read_next(records, self)
            if record is None:
                return True
            expected.append(record.number)
            self._window[record.number] = record
            self._window_bytes += record.size
            if record.item is not None:
                self._queue.append(record)
            else:
                self._done[record.number] = refused(record)
        return False

    def _hand_out(self, exhausted: bool) -> None:
        for worker in [w for w in self._workers if w.spent and not w.records]:
            self._end(worker)
        while self._again or self._queue:
            free = next((w for w in self._workers if not w.records), None)
            if self._again and free is not None:
                # A record that ended a worker gets a fresh one, so that nothing left over there can harm it.
                self._end(free)
                free = None
            if free is None:
                if len(self._workers) >= self._size:
                    return
                free = _Worker(self._setup, self._pipeline, fork=self._fork)
                self._workers.append(free)
                for one in (free.inbox, free.process.sentinel):
                    self._selector.register(one, selectors.EVENT_READ, free)
            free.send([self._again.popleft()] if self._again else self._chunk(exhausted), self._setup.limits)

    def _chunk(self, exhausted: bool) -> list[Record]:
        # Towards the end, chunks get smaller, so that all workers end together.
        most = CHUNK_RECORDS
        if exhausted:
            most = max(1, min(most, len(self._queue) // (2 * self._size)))
        chunk = [self._queue.popleft()]
        size = chunk[0].size
        while self._queue and len(chunk) < most and size + self._queue[0].size < CHUNK_BYTES:
            chunk.append(self._queue.popleft())
            size += chunk[-1].size
        return chunk

    # -- results out -------------------------------------------------------------------------------------------

    def _wait(self) -> None:
        """Wait for workers to answer, or to end; look after those that are late."""
        if not any(worker.records for worker in self._workers):
            return
        ready = {id(key.data): key.data for key, _ in self._selector.select(_TICK)}
        for worker in ready.values():
            self._receive(worker)
        now = time.monotonic()
        if now - self._looked_after < _TICK:
            return
        self._looked_after = now
        for worker in list(self._workers):
            if not worker.process.is_alive():
                self._receive(worker)
            elif worker.records and now > worker.deadline:
                worker.late = True
                worker.process.kill()

    def _receive(self, worker: _Worker) -> None:
        alive = worker.process.is_alive()  # before its answers are read: what it sent last is among them
        try:
            for answer in worker.inbox.answers():
                done = self._decode(answer)
                if not worker.records or worker.records[0].number != done.number:
                    raise ValueError("an answer for another record")
                worker.records.popleft()
                self._done[done.number] = done
                worker.spent = worker.spent or done.spent
                worker.deadline = time.monotonic() + self._setup.limits.wall_seconds
        except (ValueError, msgspec.MsgspecError):
            alive = False
        if worker.spent or worker.inbox.ended or not alive:
            self._lost(worker)

    def _end(self, worker: _Worker) -> None:
        for one in (worker.inbox, worker.process.sentinel):
            self._selector.unregister(one)
        worker.end()
        self._workers.remove(worker)

    def _lost(self, worker: _Worker) -> None:
        """A worker ended: what it had not begun goes back in line, what it had is tried again, once."""
        plugin, _, stage = worker.note.value.decode("utf-8", "replace").partition("\n")
        worker.process.join(1)
        exitcode = worker.process.exitcode
        self._end(worker)
        rest = list(worker.records)
        if rest and not worker.spent:
            culprit = rest.pop(0)
            if culprit.number in self._tried:
                reason, what = fault(exitcode, worker.late, self._setup.limits, "the document")
                message = f"{what} in the plugin '{plugin}' ({stage})" if plugin else f"{what} outside any plugin"
                self._done[culprit.number] = bad(culprit.number, reason, message, plugin or None)
            else:
                self._tried.add(culprit.number)
                self._again.append(culprit)
        self._queue.extendleft(reversed(rest))


def read_next(records: Iterator[Record], crew: Crew) -> Record | None:
    """Give the next record, and let a signal handler raise while that is waited for; None if there is no more."""
    crew.reading = True
    try:
        return next(records, None)
    finally:
        crew.reading = False


def refused(record: Record) -> Done:
    """Answer for a record that needs no worker."""
    if record.bad is not None:
        reason = record.bad.reason
        return Done(number=record.number, summary=summary_of_bad(reason), reason=reason, message=record.bad.message)
    return Done(number=record.number, summary=summary_of_skipped(record.skipped))


def _processors() -> int:
    """Give the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
