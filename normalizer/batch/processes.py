"""Processes of a run: how they are started, and how they are kept from outliving it.

They are forked where that is safe, else started afresh, which needs nothing of the program around them. (The library's
own way to start a process afresh runs the program's main module again, and refuses to where the program is itself such
a process, as on engines for many machines.)
"""

from __future__ import annotations

import ctypes
import json
import mmap
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Protocol

_PR_SET_PDEATHSIG = 1
_CODE = "import sys, json; sys.path[:] = json.loads(sys.argv[3]); from normalizer.batch.processes import child; child()"
_NOTE = 256
#: The bytes that say how long an answer is.
_LENGTH = 8
_PIECE = 1 << 18


class Process(Protocol):
    """A process as the pool sees it: `multiprocessing.Process` is one."""

    @property
    def pid(self) -> int | None:
        """Its number."""

    @property
    def sentinel(self) -> int:
        """A file descriptor that is ready to read when it has ended."""

    @property
    def exitcode(self) -> int | None:
        """Its exit status, or the negative number of the signal that ended it; None while it runs."""

    def is_alive(self) -> bool:
        """Whether it runs."""

    def kill(self) -> None:
        """End it at once."""

    def join(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""


class Note:
    """A few bytes that parent and child share: the child's last words, readable when it has died."""

    def __init__(self, file: int = -1) -> None:
        self._shared = mmap.mmap(file, _NOTE)

    @property
    def value(self) -> bytes:
        """What was noted last."""
        return bytes(self._shared).partition(b"\0")[0]

    @value.setter
    def value(self, text: bytes) -> None:
        self._shared[: len(text) + 1] = text + b"\0"


class Outbox:
    """Sends many small answers through a connection."""

    def __init__(self, connection: Connection) -> None:
        self._socket = socket.socket(fileno=os.dup(connection.fileno()))

    def send(self, data: bytes) -> None:
        """Send one answer."""
        self._socket.sendall(len(data).to_bytes(_LENGTH, "big") + data)


class Inbox:
    """Takes what an `Outbox` sent, all that is there at once."""

    def __init__(self, connection: Connection) -> None:
        self._socket = socket.socket(fileno=os.dup(connection.fileno()))
        self._held = bytearray()
        #: Nothing more will come.
        self.ended = False

    def fileno(self) -> int:
        """Give the file descriptor to wait for."""
        return self._socket.fileno()

    def answers(self) -> Iterator[bytes]:
        """Yield the answers that are there; never waits."""
        while not self.ended:
            try:
                data = self._socket.recv(_PIECE, socket.MSG_DONTWAIT)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                data = b""
            self.ended = not data
            self._held += data
            if len(data) < _PIECE:
                break
        done = 0
        while len(self._held) >= done + _LENGTH:
            end = done + _LENGTH + int.from_bytes(self._held[done : done + _LENGTH], "big")
            if end > len(self._held):
                break
            yield bytes(memoryview(self._held)[done + _LENGTH : end])
            done = end
        del self._held[:done]

    def close(self) -> None:
        """Close it."""
        self._socket.close()


def can_fork() -> bool:
    """Whether forking is safe: on Linux, from a process with one thread. It saves loading the plugins again."""
    if "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1:
        tasks = Path("/proc/self/task")
        return tasks.is_dir() and sum(1 for _ in tasks.iterdir()) == 1
    return False


def start(
    main: Callable[..., None], *arguments: Any, fork: bool, keep: tuple[int, ...] = ()
) -> tuple[Process, Connection, Note]:
    """Start a process that calls ``main(connection, note, parent, *arguments)``.

    Args:
        main: the function; of a module that can be imported.
        *arguments: for it; without forking they are pickled.
        fork: by forking.
        keep: file descriptors that it gets, too.

    Returns:
        The process, the connection to it, and its note.

    """
    connection, theirs = multiprocessing.Pipe()
    with theirs:
        if fork:
            note = Note()
            context = multiprocessing.get_context("fork")
            process = context.Process(target=main, args=(theirs, note, os.getpid(), *arguments), daemon=True)
            process.start()
            return process, connection, note
        with tempfile.TemporaryFile() as file:
            file.truncate(_NOTE)
            fresh = _Fresh((theirs.fileno(), file.fileno()), keep)
            connection.send_bytes(pickle.dumps((main, os.getpid(), arguments), pickle.HIGHEST_PROTOCOL))
            return fresh, connection, Note(file.fileno())


class _Fresh:
    """A process that was started afresh."""

    def __init__(self, files: tuple[int, int], keep: tuple[int, ...]) -> None:
        command = [sys.executable, "-c", _CODE, *map(str, files), json.dumps(sys.path)]
        self._process = subprocess.Popen(command, pass_fds=(*files, *keep), stdin=subprocess.DEVNULL)
        self.pid = self._process.pid
        self.sentinel = os.pidfd_open(self.pid) if hasattr(os, "pidfd_open") else os.dup(files[0])

    @property
    def exitcode(self) -> int | None:
        return self._process.poll()

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()

    def join(self, timeout: float | None = None) -> None:
        try:
            self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return

    def __del__(self) -> None:
        os.close(self.sentinel)


def child() -> None:
    """Do what the parent asked for: the beginning of a process that was started afresh."""
    connection, note = Connection(int(sys.argv[1])), Note(int(sys.argv[2]))
    sys.argv[1:] = []
    main, parent, arguments = pickle.loads(connection.recv_bytes())
    main(connection, note, parent, *arguments)


def settle(parent: int, noisy: bool, stdin: int | None = None) -> None:
    """Make this process independent of the terminal, silent, and mortal with its parent.

    Args:
        parent: the number of its parent.
        noisy: leave standard error open.
        stdin: what becomes standard input; None for nothing.

    """
    if stdin is None:  # only the terminal's own group of processes may read from it
        os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)  # an alarm that a plugin left set must not end a later document
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing if stdin is None else stdin, 0)
    for standard in (1,) if noisy else (1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)
