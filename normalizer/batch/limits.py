"""Limits around plugins, counted in processor time so that a busy machine changes nothing.

Three nets, the finest first: a timer of processor time around each plugin call, whose exception costs the plugin its
changes (`guard`); a limit of the operating system on the worker's processor time and memory; and in the parent a
limit of wall-clock time for what hangs without using the processor.
"""

from __future__ import annotations

import contextlib
import math
import signal
import sys
import time
from types import FrameType, TracebackType
from typing import Any

from msgspec import Struct

try:
    import resource
except ImportError:  # Windows has no such limits; the one of wall-clock time remains
    resource = None  # type: ignore[assignment]


class Limits(Struct, frozen=True):
    """What a document may cost."""

    #: Processor time of one plugin call, in seconds; after that, the plugin loses its changes.
    plugin_seconds: float = 10.0
    #: Processor time of one document, in seconds; after that, the worker is ended.
    document_seconds: float = 60.0
    #: Wall-clock time of one document, in seconds: only for what hangs without using the processor.
    wall_seconds: float = 300.0
    #: Memory that a worker may take above what it has at its start, in MiB; 0 for no limit.
    memory: int = 2048


class TimeLimitError(Exception):
    """A plugin call used more processor time than it may."""


class Guard:
    """Surrounds each plugin call in a worker: notes which plugin has the document, and limits its processor time.

    Args:
        limits: how much a call may cost.
        note: a buffer that the parent can read when the worker has died; holds plugin and stage.

    """

    def __init__(self, limits: Limits, note: Any) -> None:
        self._seconds = limits.plugin_seconds
        self._message = f"used more than {limits.plugin_seconds:g} s of processor time"
        self._note = note
        self._armed = False
        self._recursion_limit = sys.getrecursionlimit()
        if hasattr(signal, "SIGPROF"):
            signal.signal(signal.SIGPROF, self._expired)

    def __call__(self, plugin: str, stage: str) -> Guard:
        """Note the plugin and the stage; the answer is the context manager."""
        self._note.value = f"{plugin}\n{stage}".encode()[:255]
        return self

    def __enter__(self) -> None:
        self._armed = True
        if hasattr(signal, "setitimer"):
            # Repeats, for a plugin that catches everything.
            signal.setitimer(signal.ITIMER_PROF, self._seconds, 1.0)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._armed = False
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_PROF, 0)
        self._note.value = b""
        if sys.getrecursionlimit() != self._recursion_limit:
            sys.setrecursionlimit(self._recursion_limit)
        if kind is KeyboardInterrupt:
            # The worker ignores the terminal's interrupt, so this one is the plugin's own.
            raise RuntimeError("the plugin raised KeyboardInterrupt")

    def _expired(self, number: int, frame: FrameType | None) -> None:
        if self._armed:
            raise TimeLimitError(self._message)


def limit_memory(limits: Limits) -> None:
    """Limit this process's address space to what it has plus what it may take."""
    if resource is None or not limits.memory:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = address_space()
    if size:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = size + (limits.memory << 20)
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


def limit_next_document(limits: Limits) -> None:
    """Let the operating system end this process when the document that comes now uses too much processor time."""
    if resource is None:
        return
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = math.ceil(used + limits.document_seconds)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (wanted, hard))


def address_space() -> int:
    """Give the size of this process's address space in bytes; 0 where it is not known."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 - called for each document
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def fault(exitcode: int | None, late: bool, limits: Limits, what: str) -> tuple[str, str]:
    """Say how a process ended, the same for every run: a short word, and the beginning of a sentence.

    Args:
        exitcode: its exit status, or the negative number of the signal that ended it.
        late: whether it was ended as it hung.
        limits: the limits that it had.
        what: what it was doing.

    """
    if late:
        return "hang", f"{what} did not end within {limits.wall_seconds:g} s of wall-clock time:"
    if exitcode is not None and -exitcode == getattr(signal, "SIGXCPU", None):
        return "time-limit", f"{what} used more than {limits.document_seconds:g} s of processor time:"
    if exitcode is not None and exitcode < 0:
        try:
            name = signal.Signals(-exitcode).name
        except ValueError:
            name = str(-exitcode)
        return "crash", f"the process was ended by {name}"
    return "crash", f"the process ended itself with status {exitcode}"
