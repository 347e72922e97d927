"""Check the readers and writers that a plugin brings."""

from __future__ import annotations

import io
from collections.abc import Iterator

from normalizer.errors import InputError, PluginError
from normalizer.formats import BadRecord, Item, Reader, ReadOptions, Skipped, Writer
from normalizer.formats.builtin import formats
from normalizer.testing.problem import Problem
from normalizer.testing.subject import Subject

#: What a reader may be handed under a name that it claims.
STREAMS = {
    "an empty file": b"",
    "a line break": b"\n",
    "lines of text": b"one\ntwo\r\nthree",
    "JSON of another shape": b'[]\n{"a": {"b": null}}\n3\n',
    "JSON that breaks off": b'{"text": "one"}\n{"text": "tw',
    "bytes that no encoding explains": b"\xff\xfe\x00\x81 \xed\xa0\x80\n" * 3,
}


def has_sound_formats(subject: Subject) -> Iterator[Problem]:
    """Its readers yield records and bad records for any bytes, its writers give the same bytes again."""
    try:
        known = formats([subject.loaded])
    except PluginError as error:
        yield Problem(str(error), "give objects with the attributes of Reader and Writer in normalizer.formats")
        return
    built_in = formats([])
    for reader in known.readers.values():
        if type(reader) not in {type(one) for one in built_in.readers.values()}:
            yield from _of_reader(reader)
    for writer in known.writers.values():
        if type(writer) not in {type(one) for one in built_in.writers.values()}:
            yield from _of_writer(writer, subject)


def _of_reader(reader: Reader) -> Iterator[Problem]:
    for name, data in STREAMS.items():
        try:
            for one in reader.read(io.BytesIO(data), ReadOptions()):
                if not isinstance(one, Item | BadRecord | Skipped):
                    yield Problem(
                        f"the reader '{reader.name}' yields {type(one).__name__} on {name}",
                        "yield Item, BadRecord or Skipped (normalizer.formats)",
                    )
                    return
        except InputError:
            continue
        except Exception as error:
            yield Problem(
                f"the reader '{reader.name}' raises {type(error).__name__}: {error} on {name}",
                "yield a BadRecord for a record that can't be read, and go on with the next; raise InputError where "
                "the whole file can't be read",
            )
            return


def _of_writer(writer: Writer, subject: Subject) -> Iterator[Problem]:
    for outcome in subject.outcomes:
        try:
            first, second = writer.encode(outcome.document), writer.encode(outcome.document)
        except Exception as error:
            yield Problem(
                f"the writer '{writer.name}' raises {type(error).__name__}: {error} on {outcome.sample.name}",
                "see that it copes with fields that are None or empty, and with any character",
            )
            return
        if not isinstance(first, bytes):
            yield Problem(
                f"the writer '{writer.name}' gives {type(first).__name__}", "give bytes: encode the text as UTF-8"
            )
            return
        if first != second:
            yield Problem(
                f"the writer '{writer.name}' writes {outcome.sample.name} differently when it does so again",
                "write no clock, no random number and nothing in the order of a set, and count no documents",
            )
            return
