"""Read what runs wrote: documents as a stream, the counts, and the quarantine; of one folder or of several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from normalizer.batch.output import QUARANTINE, SUMMARY, WORK, Row
from normalizer.batch.summary import Summary
from normalizer.document import Document
from normalizer.errors import InputError
from normalizer.formats.stored import documents_in, is_stored


class Outputs(Struct, frozen=True):
    """The files of one run, or of the shards of one."""

    documents: tuple[Path, ...]
    summaries: tuple[Path, ...] = ()
    quarantines: tuple[Path, ...] = ()

    def summary(self) -> Summary | None:
        """Give the counts of all, or None if a part of them is not there.

        Raises:
            InputError: a file holds something else.

        """
        if not self.summaries:
            return None
        total = Summary()
        for path in self.summaries:
            try:
                total += msgspec.json.decode(path.read_bytes(), type=Summary)
            except msgspec.DecodeError as error:
                raise InputError("not-a-summary", f"{path}: this is not the summary of a run ({error})") from None
        return total

    def rows(self) -> Iterator[Row]:
        """Yield the rows of the quarantine.

        Raises:
            InputError: a line is none.

        """
        decode = msgspec.json.Decoder(Row).decode
        for path in self.quarantines:
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    try:
                        yield decode(line)
                    except msgspec.DecodeError as error:
                        raise InputError(
                            "not-a-row", f"{path}, line {number}: no row of a quarantine: {error}"
                        ) from None

    def __iter__(self) -> Iterator[Document]:
        """Yield the documents, in the order in which they are written; one at a time is in memory.

        Raises:
            InputError: a file is broken, or holds something else; the message names it and the line.

        """
        for path in self.documents:
            yield from documents_in(path)


def outputs(folders: Iterable[Path]) -> Outputs:
    """Find what runs wrote.

    Args:
        folders: output folders of ``run`` or ``merge``; folders that hold such folders (the shards of a run); or
            files of documents (JSON Lines, compressed or not, or Parquet).

    Raises:
        InputError: there are no documents, or the run is not finished.

    """
    found = [one for folder in folders for one in _found(folder)]
    summaries = [one.summaries for one in found]
    return Outputs(
        tuple(path for one in found for path in one.documents),
        # Counts of a part only would not add up.
        tuple(path for paths in summaries for path in paths) if all(summaries) else (),
        tuple(path for one in found for path in one.quarantines),
    )


def _found(folder: Path) -> list[Outputs]:
    if folder.is_file():
        return [Outputs((folder,))]
    if not folder.is_dir():
        raise InputError("not-found", f"{folder}: no such folder")
    own = _folder(folder)
    if own is not None:
        return [own]
    shards = [one for path in sorted(folder.iterdir()) if path.is_dir() and (one := _folder(path)) is not None]
    if not shards:
        raise InputError(
            "no-documents",
            f"{folder}: no structured documents here (documents.jsonl, also .gz or .zst, or documents.parquet); "
            f"give the output folder of 'article-normalizer run'",
        )
    return shards


def _folder(folder: Path) -> Outputs | None:
    documents = tuple(path for path in sorted(folder.rglob("documents*")) if path.is_file() and is_stored(path))
    if (folder / WORK).is_dir():
        raise InputError("not-finished", f"{folder}: the run is not finished; its own command goes on with it")
    # Parts of documents may lie in a folder of their own; another run's folder is not this one.
    documents = tuple(path for path in documents if path.parent == folder or not (path.parent / SUMMARY).exists())
    if not documents:
        return None
    summary, quarantine = folder / SUMMARY, folder / QUARANTINE
    return Outputs(
        documents,
        (summary,) if summary.exists() else (),
        (quarantine,) if quarantine.exists() else (),
    )
