"""A worker process: cleans the records it is sent, and sends back bytes that are ready to be written."""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

import msgspec
from msgspec import Struct

from normalizer.batch.limits import Guard, Limits, address_space, limit_memory, limit_next_document
from normalizer.batch.summary import Summary, summary_of, summary_of_bad
from normalizer.config import Config
from normalizer.document import Failure
from normalizer.errors import InputError
from normalizer.formats import Writer
from normalizer.formats.builtin import formats
from normalizer.items import Item
from normalizer.pipeline import Pipeline

#: A worker that took this share of its memory limit is replaced, so that a plugin that leaks disturbs nobody.
_LEAK_SHARE = 4
_PR_SET_PDEATHSIG = 1


class Done(Struct, frozen=True, kw_only=True):
    """What became of a record."""

    number: int
    summary: Summary
    #: The document as the writer wrote it; None if there is none.
    output: bytes | None = None
    id: str = ""
    reason: str = ""
    message: str = ""
    plugin: str | None = None
    #: How plugins failed on the document, which went on without them.
    failures: tuple[Failure, ...] = ()
    #: The worker wants to be replaced by a fresh one after this record.
    spent: bool = False


class Setup(Struct, frozen=True):
    """What a worker needs to begin."""

    config: Config
    writer: str
    limits: Limits
    #: Leave standard error open, for debugging a plugin.
    noisy: bool = False
    #: Count what a document tells of its corpus, instead of writing it.
    survey: bool = False


def main(connection: Connection, setup: Setup, note: Any, parent: int, pipeline: Pipeline | None) -> None:
    """Clean what comes until the connection ends. Runs in a process of its own.

    Args:
        connection: receives lists of (number, `Item`), and sends a `Done` for each.
        setup: configuration, writer and limits.
        note: buffer in which the name of the plugin that has the document is noted.
        parent: the process whose end ends this one.
        pipeline: the pipeline, if the parent could hand it over; otherwise it is made here.

    """
    _settle(parent, setup.noisy)
    try:
        if pipeline is None:
            pipeline = Pipeline(setup.config)
        pipeline.guard = Guard(setup.limits, note)
        writer = None if setup.survey else formats(pipeline.plugins).writer(setup.writer)
        encode = msgspec.msgpack.Encoder().encode
        limit_memory(setup.limits)
        start = address_space()
        roof = start + (setup.limits.memory << 20) // _LEAK_SHARE if setup.limits.memory else sys.maxsize
        own = os.getpid()
        while (chunk := _received(connection, parent)) is not None:
            for number, item in chunk:
                limit_next_document(setup.limits)
                done = clean(pipeline, writer, number, item)
                if os.getpid() != own:
                    os._exit(0)  # a child that a plugin left behind came out here
                if done.spent or address_space() > roof:
                    connection.send_bytes(encode(msgspec.structs.replace(done, spent=True)))
                    return
                connection.send_bytes(encode(done))
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone


def clean(pipeline: Pipeline, writer: Writer | None, number: int, item: Item) -> Done:
    """Clean one record, and encode the document, or, without a writer, what the plugins count of it.

    What fails outside the plugins costs this record only.
    """
    try:
        document, calls = pipeline.run(item)
        if not document.blocks and not document.removed:
            return bad(number, "empty", "no text was found in it")
        if writer is None:
            counts, failures = pipeline.survey(document)
            document = msgspec.structs.replace(document, failures=(*document.failures, *failures))
            output = msgspec.msgpack.encode(counts)
        else:
            output = bytes(writer.encode(document))
        spent = any(failure.error == "MemoryError" for failure in document.failures)
        return Done(
            number=number,
            summary=summary_of(document, calls),
            output=output,
            id=document.id,
            failures=document.failures,
            spent=spent,
        )
    except InputError as error:
        return bad(number, error.reason, str(error))
    except MemoryError:
        return bad(number, "memory", "it takes more memory than the limit allows", spent=True)
    except Exception as error:
        return bad(number, "internal", f"the host failed: {type(error).__name__}: {str(error)[:300]}")


def bad(number: int, reason: str, message: str, plugin: str | None = None, *, spent: bool = False) -> Done:
    """Make the answer for a record that goes to the quarantine."""
    message = message.encode("utf-8", "backslashreplace").decode()
    return Done(
        number=number, summary=summary_of_bad(reason), reason=reason, message=message, plugin=plugin, spent=spent
    )


def _settle(parent: int, noisy: bool) -> None:
    """Make the process independent of the terminal, silent, and mortal with its parent."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)  # an alarm that a plugin left set must not end a later document
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1) if noisy else (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)


def _received(connection: Connection, parent: int) -> list[tuple[int, Item]] | None:
    """Wait for records; None when there will be no more."""
    try:
        while not connection.poll(5):
            if os.getppid() != parent:
                return None
        records: list[tuple[int, Item]] = pickle.loads(connection.recv_bytes())
        return records
    except (EOFError, OSError):
        return None
