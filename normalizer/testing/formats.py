"""Check the readers and writers that a plugin brings."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from normalizer.errors import InputError, PluginError
from normalizer.formats import BadRecord, Item, Packer, Reader, ReadOptions, Skipped, Writer
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
        if isinstance(writer, Packer) and (first.count(b"\n") != 1 or not first.endswith(b"\n")):
            yield Problem(
                f"the packer '{writer.name}' encodes {outcome.sample.name} in more or less than one line",
                "give one line of JSON, such as msgspec.json.encode(...) + b'\\n'; pack makes the rest of it",
            )
            return
    if isinstance(writer, Packer):
        yield from _of_packer(writer, [writer.encode(outcome.document) for outcome in subject.outcomes])


def _of_packer(writer: Packer, lines: list[bytes]) -> Iterator[Problem]:
    """Pack all lines, none, and all again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, some in enumerate((lines, [], lines)):
            target = folder / f"{number}{'' if writer.folder else writer.suffix}"
            try:
                writer.pack(iter(some), target)
            except Exception as error:
                what = "no documents" if not some else f"{len(some)} odd documents"
                yield Problem(
                    f"the packer '{writer.name}' raises {type(error).__name__}: {error} on {what}",
                    "see that pack copes with any line that encode gives, and with none at all",
                )
                return
        if _contents(folder / f"0{'' if writer.folder else writer.suffix}") != _contents(target):
            yield Problem(
                f"the packer '{writer.name}' makes another file of the same lines",
                "write no clock (zip and gzip hold one), no random number and nothing in the order of a set",
            )


def _contents(path: Path) -> dict[str, bytes]:
    """Give a file's bytes, or those of all files below a folder."""
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    return {str(one.relative_to(path)): one.read_bytes() for one in files}
