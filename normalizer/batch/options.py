"""How a run is done."""

from __future__ import annotations

from msgspec import Struct

from normalizer.batch.duplicates import Duplicates
from normalizer.batch.limits import Limits
from normalizer.batch.records import Sample
from normalizer.formats import ReadOptions


class Options(Struct, frozen=True, kw_only=True):
    """How a run is done. None of it but ``read``, ``limit`` and formats changes what comes out."""

    #: Processes; None for one for each processor.
    workers: int | None = None
    #: Stop after so many records.
    limit: int | None = None
    #: Take only some of the records.
    sample: Sample | None = None
    #: The input format for all files, instead of by their names.
    reader: str | None = None
    writer: str = "jsonl"
    #: Compress the documents: "gz" or "zst".
    compress: str | None = None
    #: The most bytes of documents in a file, before compression; None for what the format is best with.
    part_bytes: int | None = None
    #: What becomes of documents that repeat earlier ones; of a shard, `merge` does it.
    duplicates: Duplicates = "keep"
    read: ReadOptions = ReadOptions()
    limits: Limits = Limits()
    follow_links: bool = False
    #: (i, n): only the i-th (from 1) of n parts of the input, for n machines; `merge` puts the outputs together.
    shard: tuple[int, int] | None = None
    #: Replace the output of an earlier run.
    overwrite: bool = False
    #: Learn of the whole input first, and then clean it with what was learned.
    two_pass: bool = False
    #: End the run once a plugin failed on so many documents in a row, in the order of the input; None to go on.
    give_up_after: int | None = None
    #: Let plugins write to standard error.
    noisy: bool = False
