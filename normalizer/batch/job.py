"""A run from its inputs to its output."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from normalizer._version import __version__
from normalizer.batch.limits import Limits
from normalizer.batch.output import Output
from normalizer.batch.plan import STDIN, Plan, plan, shard
from normalizer.batch.pool import Pool, Stopped
from normalizer.batch.records import Record, records
from normalizer.batch.summary import Summary
from normalizer.batch.worker import Setup
from normalizer.config import Config, from_mapping
from normalizer.formats import ReadOptions
from normalizer.formats.builtin import formats
from normalizer.formats.streams import compressor
from normalizer.pipeline import Pipeline


class Options(Struct, frozen=True, kw_only=True):
    """How a run is done. None of it but ``read``, ``limit`` and formats changes what comes out."""

    #: Processes; None for one for each processor.
    workers: int | None = None
    #: Stop after so many records.
    limit: int | None = None
    #: The input format for all files, instead of by their names.
    reader: str | None = None
    writer: str = "jsonl"
    #: Compress the documents: "gz" or "zst".
    compress: str | None = None
    read: ReadOptions = ReadOptions()
    limits: Limits = Limits()
    follow_links: bool = False
    #: (i, n): only the i-th (from 1) of n parts of the input, for n machines; `merge` puts the outputs together.
    shard: tuple[int, int] | None = None
    #: Replace the output of an earlier run.
    overwrite: bool = False
    #: Let plugins write to standard error.
    noisy: bool = False


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


def run(
    inputs: Iterable[str | Path],
    output: str | Path,
    *,
    config: Config | Mapping[str, object] | None = None,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    **more: Any,
) -> Summary:
    """Clean many articles, and write the documents and the quarantine to a folder.

    A run that was interrupted goes on where it was when it is called in the same way again.

    Args:
        inputs: files, folders, patterns, or "-" for standard input.
        output: the folder to write to.
        config: as for `Pipeline`.
        options: how to do it.
        progress: called now and then.
        **more: fields of `Options`, such as ``workers=2``.

    Returns:
        What was counted, over all attempts.

    Raises:
        ConfigError, PluginError: the configuration is wrong, an input is missing, the output is there already.
        OSError: the output can't be written.
        Stopped: SIGINT or SIGTERM came.

    """
    options = replace(options or Options(), **more)
    config = config if isinstance(config, Config) else from_mapping(config or {}, "config")
    pipeline = Pipeline(config)
    known = formats(pipeline.plugins)
    reader = known.reader(options.reader) if options.reader else None
    writer = known.writer(options.writer)
    folder = Path(output)
    files = plan([os.fspath(one) for one in inputs], known, follow_links=options.follow_links, leave_out=folder)
    if options.shard:
        files = shard(files, *options.shard)
    identity = _identity(pipeline, files, options)
    compress = compressor(options.compress) if options.compress else None
    name = f"documents{writer.suffix}" + (f".{options.compress}" if options.compress else "")
    out = Output(folder, name, identity, overwrite=options.overwrite, compress=compress)
    try:
        if out.complete:
            out.publish()
            return out.summary
        source = records(files, known, options.read, reader=reader, start=out.place)
        if options.limit is not None:
            source = islice(source, max(0, options.limit - out.place.records))
        _clean(source, out, pipeline, options, _Watch(progress, out, files))
        out.finish(_manifest(identity, files, out.summary, options))
    except BaseException as error:
        if isinstance(error, Stopped | KeyboardInterrupt):
            with contextlib.suppress(OSError):
                out.commit()
        out.abandon()
        raise
    return out.summary


def planned(inputs: Iterable[str | Path], config: Config, options: Options) -> Plan:
    """Give the files that a run would read, without reading or writing any.

    Raises:
        ConfigError, PluginError: as for `run`.

    """
    known = formats(Pipeline(config).plugins)
    files = plan([os.fspath(one) for one in inputs], known, follow_links=options.follow_links)
    return shard(files, *options.shard) if options.shard else files


def _clean(source: Iterator[Record], out: Output, pipeline: Pipeline, options: Options, watch: _Watch) -> None:
    setup = Setup(pipeline.config, options.writer, options.limits, options.noisy)
    pool = Pool(setup, pipeline, options.workers or _processors())
    with _stoppable(pool):
        for record, done in pool.results(map(out.unique, source)):
            out.add(record, done)
            watch.look(record.position)
    watch.tell()


def _processors() -> int:
    """Give the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def _stoppable(pool: Pool) -> Iterator[None]:
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


class _Watch:
    """Tells the caller of the progress, ten times a second at most."""

    def __init__(self, tell: Callable[[Progress], None] | None, out: Output, files: Plan) -> None:
        self._tell = tell
        self._out = out
        self._total = sum(file.size for file in files.files)
        self._began = self._told = time.monotonic()
        self._resumed = out.place.records
        self._position = 0

    def look(self, position: int) -> None:
        self._position = position
        if time.monotonic() - self._told >= 0.1:
            self.tell()

    def tell(self) -> None:
        self._told = now = time.monotonic()
        if self._tell:
            self._tell(Progress(self._out.summary, now - self._began, self._resumed, self._position, self._total))


def _identity(pipeline: Pipeline, files: Plan, options: Options) -> dict[str, object]:
    """Say what run this is: everything that the output depends on."""
    inputs = msgspec.json.encode([(file.name, file.size, file.changed, file.reason) for file in files.files])
    return {
        "version": __version__,
        "plugins": {one.name: one.version for one in pipeline.plugins},
        "plugin files": [hashlib.sha256(Path(file).read_bytes()).hexdigest() for file in pipeline.config.plugin_files],
        "configuration": msgspec.json.decode(msgspec.json.encode(pipeline.config, enc_hook=str)),
        "reading": msgspec.to_builtins((options.read, options.reader, options.limit, options.writer, options.compress)),
        "inputs": hashlib.sha256(inputs).hexdigest(),
        "shard": options.shard,
        "stdin": any(file.path == STDIN for file in files.files),
    }


def _manifest(identity: dict[str, object], files: Plan, summary: Summary, options: Options) -> dict[str, object]:
    return {
        **{name: identity[name] for name in ("version", "plugins", "configuration", "reading")},
        "shard": options.shard,
        "inputs": [{"name": file.name, "size": file.size, "problem": file.reason or None} for file in files.files],
        "ignored": files.ignored,
        "records": summary.records,
        "documents": summary.documents,
        "quarantined": summary.quarantined,
        "skipped": summary.skipped,
    }
