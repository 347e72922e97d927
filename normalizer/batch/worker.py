"""A worker process: cleans the records it is sent, and sends back bytes that are ready to be written."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection

import msgspec
from msgspec import Struct

from normalizer.batch.duplicates import Duplicates, Print, print_of
from normalizer.batch.limits import Guard, Limits, address_space, limit_memory, limit_next_document
from normalizer.batch.processes import Note, Outbox, settle
from normalizer.batch.summary import Summary, summary_of, summary_of_bad
from normalizer.config import Config
from normalizer.document import Document, Failure
from normalizer.errors import InputError
from normalizer.formats import Writer
from normalizer.formats.builtin import formats
from normalizer.items import Call, Item
from normalizer.pipeline import Pipeline

#: A worker that took this share of its memory limit is replaced, so that a plugin that leaks disturbs nobody.
_LEAK_SHARE = 4


class Done(Struct, frozen=True, kw_only=True):
    """What became of a record."""

    number: int
    summary: Summary
    #: The document as the writer wrote it; None if there is none.
    output: bytes | None = None
    id: str = ""
    #: The document itself, as JSON, where the writer does not write all of it and it may still be changed.
    document: bytes | None = None
    #: What is compared with other documents, to find those that repeat it.
    print: Print | None = None
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
    #: What becomes of documents that repeat earlier ones.
    duplicates: Duplicates = "keep"
    #: Count what a document tells of its corpus, instead of writing it.
    survey: bool = False


def main(connection: Connection, note: Note, parent: int, setup: Setup, pipeline: Pipeline | None) -> None:
    """Clean what comes until the connection ends. Runs in a process of its own.

    Args:
        connection: receives lists of (number, `Item`), and sends a `Done` for each.
        note: where the name of the plugin that has the document is noted.
        parent: the process whose end ends this one.
        setup: configuration, writer and limits.
        pipeline: the pipeline, if the parent could hand it over; otherwise it is made here.

    """
    settle(parent, setup.noisy)
    try:
        if pipeline is None:
            pipeline = Pipeline(setup.config)
        pipeline.guard = Guard(setup.limits, note)
        writer = None if setup.survey else formats(pipeline.plugins).writer(setup.writer)
        encode = msgspec.msgpack.Encoder().encode
        if setup.duplicates != "keep":
            print_of("ready")  # reserves address space when it is first used, which no document is to blame for
        limit_memory(setup.limits)
        start = address_space()
        roof = start + (setup.limits.memory << 20) // _LEAK_SHARE if setup.limits.memory else sys.maxsize
        own = os.getpid()
        answers = Outbox(connection)
        while (chunk := _received(connection, parent)) is not None:
            for number, item in chunk:
                limit_next_document(setup.limits)
                done = clean(pipeline, writer, number, item, setup.duplicates)
                if os.getpid() != own:
                    os._exit(0)  # a child that a plugin left behind came out here
                if done.spent or address_space() > roof:
                    answers.send(encode(msgspec.structs.replace(done, spent=True)))
                    return
                answers.send(encode(done))
    except (BrokenPipeError, ConnectionResetError):
        return  # the parent is gone


def clean(pipeline: Pipeline, writer: Writer | None, number: int, item: Item, duplicates: Duplicates) -> Done:
    """Clean one record, and encode the document, or, without a writer, what the plugins count of it.

    What fails outside the plugins costs this record only.
    """
    try:
        document, calls = pipeline.run(item)
        if not document.blocks and not document.removed:
            return bad(number, "empty", "no text was found in it")
        if writer is not None:
            return done_of(document, number, writer, duplicates, calls)
        counts, failures = pipeline.survey(document)
        document = msgspec.structs.replace(document, failures=(*document.failures, *failures))
        return _done(document, number, msgspec.msgpack.encode(counts), calls)
    except InputError as error:
        return bad(number, error.reason, str(error))
    except MemoryError:
        return bad(number, "memory", "it takes more memory than the limit allows", spent=True)
    except Exception as error:
        return bad(number, "internal", f"the host failed: {type(error).__name__}: {str(error)[:300]}")


def done_of(
    document: Document, number: int, writer: Writer, duplicates: Duplicates, calls: Sequence[Call] = ()
) -> Done:
    """Make the answer for a document that is to be written."""
    done = _done(document, number, bytes(writer.encode(document)), calls)
    if duplicates == "keep":
        return done
    may_change = duplicates == "flag" and not getattr(writer, "whole", False)
    whole = document.to_json().encode() if may_change else None
    return msgspec.structs.replace(done, document=whole, print=print_of(document.text))


def _done(document: Document, number: int, output: bytes, calls: Sequence[Call]) -> Done:
    return Done(
        number=number,
        summary=summary_of(document, calls),
        output=output,
        id=document.id,
        failures=document.failures,
        spent=any(failure.error == "MemoryError" for failure in document.failures),
    )


def bad(number: int, reason: str, message: str, plugin: str | None = None, *, spent: bool = False) -> Done:
    """Make the answer for a record that goes to the quarantine."""
    message = message.encode("utf-8", "backslashreplace").decode()
    return Done(
        number=number, summary=summary_of_bad(reason), reason=reason, message=message, plugin=plugin, spent=spent
    )


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
