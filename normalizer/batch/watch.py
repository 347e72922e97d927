"""What surrounds a pass over records: signals that end it, and news of how far it is."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Protocol

from msgspec import Struct

from normalizer.batch.pool import Stopped
from normalizer.batch.summary import Summary


class Progress(Struct, frozen=True):
    """How far a run is."""

    summary: Summary
    #: Seconds of wall-clock time since this attempt began.
    seconds: float
    #: Records that an earlier attempt had done.
    resumed: int
    #: Bytes of the input files that were read, roughly, and the bytes of all; 0 if not known.
    position: int = 0
    total: int = 0


class Watch:
    """Tells the caller of the progress, ten times a second at most.

    Args:
        tell: is called with the progress; None to tell nobody.
        total: bytes of all input files.
        resumed: records that an earlier attempt had done.

    """

    def __init__(self, tell: Callable[[Progress], None] | None, total: int, resumed: int = 0) -> None:
        self._tell = tell
        self._total = total
        self._began = self._told = time.monotonic()
        self._resumed = resumed
        self._position = 0

    def look(self, position: int, summary: Summary) -> None:
        """Note where in the input a record ended, and what was counted so far."""
        self._position = position
        if time.monotonic() - self._told >= 0.1:
            self.tell(summary)

    def tell(self, summary: Summary) -> None:
        """Tell the caller now."""
        self._told = now = time.monotonic()
        if self._tell:
            self._tell(Progress(summary, now - self._began, self._resumed, self._position, self._total))


class Stoppable(Protocol):
    """What can be asked to stop, such as a `Crew`."""

    #: Set from a signal handler: end soon.
    stopping: bool
    #: Whether it is waiting for input right now, where a signal handler may raise.
    reading: bool


class Anywhere:
    """What may be stopped at any moment, such as a run whose processes are not started yet."""

    stopping = False
    reading = True


@contextlib.contextmanager
def stoppable(pool: Stoppable) -> Iterator[None]:
    """Let SIGINT and SIGTERM stop the run between two steps; where it waits for input, at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        pool.stopping = True
        if pool.reading:
            raise Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
