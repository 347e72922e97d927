"""A run from its inputs to its output."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from normalizer.batch import remote
from normalizer.batch.duplicates import Duplicates, check
from normalizer.batch.learn import survey
from normalizer.batch.manifest import identity, manifest
from normalizer.batch.options import Options
from normalizer.batch.output import MANIFEST, SUMMARY, WORK, Output
from normalizer.batch.parts import layout
from normalizer.batch.plan import Plan, plan, shard
from normalizer.batch.pool import Crew, MakeCrew, Pool, Stopped
from normalizer.batch.reading import Source, records_apart
from normalizer.batch.records import FileEnd, Place, Record
from normalizer.batch.summary import Summary
from normalizer.batch.watch import Anywhere, Progress, Watch, stoppable
from normalizer.batch.worker import Done, Setup
from normalizer.config import Config, from_mapping
from normalizer.errors import ConfigError, FailingPluginError
from normalizer.failing import InARow
from normalizer.formats import Writer
from normalizer.formats.builtin import formats
from normalizer.pipeline import Pipeline


def run(
    inputs: Iterable[str | Path],
    output: str | Path,
    *,
    config: Config | Mapping[str, object] | None = None,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
    crew: MakeCrew = Pool,
    **more: Any,
) -> Summary:
    """Clean many articles, and write the documents and the quarantine to a folder.

    A run that was interrupted goes on where it was when it is called in the same way again.

    Args:
        inputs: files, folders, patterns, or "-" for standard input.
        output: the folder to write to; on other storage (``s3://...``), it is copied there when it is whole.
        config: as for `Pipeline`.
        options: how to do it.
        progress: called now and then.
        crew: makes what cleans the records; default: processes on this machine.
        **more: fields of `Options`, such as ``workers=2``.

    Returns:
        What was counted, over all attempts.

    Raises:
        ConfigError, PluginError: the configuration is wrong, an input is missing, the output is there already.
        FailingPluginError: a plugin failed on ``give_up_after`` documents in a row; what was done is kept.
        OSError: the output can't be written.
        Stopped: SIGINT or SIGTERM came.

    """
    options = replace(options or Options(), **more)
    config = config if isinstance(config, Config) else from_mapping(config or {}, "config")
    pipeline = Pipeline(config)
    if remote.is_remote(os.fspath(output)):
        return _run_elsewhere(inputs, os.fspath(output), config, options, progress, crew)
    folder = Path(output)
    given = _Input(inputs, pipeline, options, leave_out=folder)
    writer = given.formats.writer(options.writer)
    if options.two_pass:
        _check_two_passes(config, given.files, options)
    shape = layout(writer, options.compress, options.part_bytes)
    duplicates = _check_duplicates(writer, options)
    own = identity(pipeline, given.files, options, shape)
    with stoppable(Anywhere()):
        out = Output(folder, shape, own, overwrite=options.overwrite, duplicates=duplicates)
        try:
            if out.complete:
                out.publish()
                return out.summary
            if options.two_pass:
                if not out.learned.exists():  # otherwise the run was interrupted after pass one
                    given.survey(pipeline, out.learned, options, progress, crew)
                    out.commit()
                pipeline = Pipeline(replace(config, learned=str(out.learned)))
            source = given.records(out.place, out.note_input)
            setup = Setup(pipeline.config, options.writer, options.limits, options.noisy, duplicates)
            watch = Watch(progress, given.files.size, out.place.records)
            _clean(source, out, crew(setup, pipeline, options.workers), watch, options.give_up_after)
            out.finish(manifest(own, given.files, out.inputs, out.summary))
        except BaseException as error:
            if isinstance(error, Stopped | KeyboardInterrupt | FailingPluginError):
                with contextlib.suppress(OSError):
                    out.commit()
            out.abandon()
            raise
        return out.summary


def _run_elsewhere(
    inputs: Iterable[str | Path],
    address: str,
    config: Config,
    options: Options,
    progress: Callable[[Progress], None] | None,
    crew: MakeCrew,
) -> Summary:
    """Make the output on this machine, and copy it when it is whole; the manifest comes last."""
    if not options.overwrite and remote.has_output(address, MANIFEST):
        raise ConfigError(f"{address}: there is output already; choose another place, or replace it with --overwrite")
    folder = remote.staging(address)
    pipeline = Pipeline(config)
    shape = layout(formats(pipeline.plugins).writer(options.writer), options.compress, options.part_bytes)
    own = msgspec.json.encode(identity(pipeline, _Input(inputs, pipeline, options).files, options, shape))
    # Says that the output is whole, and of which run, when copying it was interrupted.
    whole = folder.with_suffix(".whole")
    if whole.exists() and whole.read_bytes() == own:
        summary = msgspec.json.decode((folder / SUMMARY).read_bytes(), type=Summary)
    else:
        again = replace(options, overwrite=options.overwrite or not (folder / WORK).exists())
        summary = run(inputs, folder, config=config, options=again, progress=progress, crew=crew)
        whole.write_bytes(own)
    remote.upload(folder, address, last=MANIFEST)
    shutil.rmtree(folder)
    whole.unlink()
    return summary


def finished(inputs: Iterable[str | Path], output: str | Path, config: Config, options: Options) -> Summary | None:
    """Give what was counted by a run whose output is there and whole; None if there is none.

    Raises:
        ConfigError, PluginError: as for `run`, or the output is another run's.
        OSError: it can't be read.

    """
    folder = os.fspath(output)
    try:
        found = msgspec.json.decode(_content(folder, MANIFEST))
        summary = msgspec.json.decode(_content(folder, SUMMARY), type=Summary)
    except FileNotFoundError:
        return None
    pipeline = Pipeline(config)
    files = _Input(inputs, pipeline, options, leave_out=None if remote.is_remote(folder) else Path(folder)).files
    shape = layout(formats(pipeline.plugins).writer(options.writer), options.compress, options.part_bytes)
    mine = manifest(identity(pipeline, files, options, shape), files, {}, summary)
    mine = msgspec.json.decode(msgspec.json.encode(mine))
    for one in (mine, found):  # checksums are known of what was read only
        one["inputs"] = [(file["name"], file["size"]) for file in one["inputs"]]
    different = [name for name, value in mine.items() if found.get(name) != value]
    if different:
        raise ConfigError(
            f"{folder}: there is output of another run already, with other {' and '.join(different)}; choose another "
            f"place, or replace it with --overwrite"
        )
    return summary


def _content(folder: str, name: str) -> bytes:
    return remote.read(f"{folder}/{name}") if remote.is_remote(folder) else Path(folder, name).read_bytes()


def planned(inputs: Iterable[str | Path], config: Config, options: Options) -> Plan:
    """Give the files that a run would read, without reading or writing any.

    Raises:
        ConfigError, PluginError: as for `run`.

    """
    return _Input(inputs, Pipeline(config), options).files


def _clean(
    source: Generator[Record, None, None], out: Output, pool: Crew, watch: Watch, give_up_after: int | None
) -> None:
    in_a_row = InARow(give_up_after)
    with stoppable(pool), contextlib.closing(source):
        for record, done in pool.results(map(out.unique, source)):
            out.add(record, done)
            watch.look(record.position, out.summary)
            _check_failures(in_a_row, record, done)
    watch.tell(out.summary)


def _check_failures(in_a_row: InARow, record: Record, done: Done) -> None:
    """End the run where a plugin has failed too often: as an exception, or with the process that it ran in."""
    how = {failure.plugin: f"{failure.error}: {failure.message}" for failure in done.failures}
    if done.plugin:
        how[done.plugin] = done.message
    for name in in_a_row.too_many((*done.summary.seconds, *how), how):
        where = record.item.id or record.item.file if record.item else None
        raise FailingPluginError(
            f"plugin '{name}' failed on {in_a_row.most} documents in a row, the last time on {where} ({how[name]}). "
            f"The run stopped there and keeps what it did: the same command goes on from there; to begin anew with the "
            f"plugin mended or off (--disable {name}), add --overwrite"
        )


def learn(
    inputs: Iterable[str | Path],
    target: str | Path,
    *,
    config: Config | Mapping[str, object] | None = None,
    options: Options | None = None,
    add: Iterable[str | Path] = (),
    progress: Callable[[Progress], None] | None = None,
    crew: MakeCrew = Pool,
    **more: Any,
) -> Summary:
    """Learn of a corpus what its plugins use in pass two: site templates, the spellings of names.

    Args:
        inputs: files, folders, patterns, or "-" for standard input.
        target: the file to write, for the setting ``learned``.
        config: as for `Pipeline`.
        options: how to do it; those of the output are not looked at.
        add: files of this kind that are added to it.
        progress: called now and then.
        crew: makes what cleans the records; default: processes on this machine.
        **more: fields of `Options`, such as ``workers=2``.

    Returns:
        What was counted of the records.

    Raises:
        ConfigError, PluginError: the configuration is wrong, an input is missing, or no plugin learns anything.
        OSError: the file can't be written.
        Stopped: SIGINT or SIGTERM came.

    """
    options = replace(options or Options(), **more)
    pipeline = Pipeline(config)
    return _Input(inputs, pipeline, options).survey(pipeline, Path(target), options, progress, crew, map(Path, add))


class _Input:
    """What a run reads.

    Args:
        inputs: files, folders, patterns, or "-" for standard input.
        pipeline: its plugins bring readers.
        options: how it is read.
        leave_out: a folder that is not looked into.

    """

    def __init__(
        self, inputs: Iterable[str | Path], pipeline: Pipeline, options: Options, *, leave_out: Path | None = None
    ) -> None:
        self.formats = formats(pipeline.plugins)
        if options.reader:
            self.formats.reader(options.reader)  # refuses what is not known
        self._pipeline = pipeline
        self._options = options
        names = [os.fspath(one) for one in inputs]
        self.files = plan(names, self.formats, follow_links=options.follow_links, leave_out=leave_out)
        if options.shard:
            self.files = shard(self.files, *options.shard)

    def records(self, start: Place, ended: Callable[[FileEnd], None] | None = None) -> Generator[Record, None, None]:
        """Read the records that come after a place; tell when a file was read to its end."""
        options = self._options
        source = Source(
            self.files,
            self._pipeline.config,
            options.read,
            options.reader,
            options.sample,
            options.limits,
            options.noisy,
        )
        most = None if options.limit is None else max(0, options.limit - start.records)
        with contextlib.closing(records_apart(source, self._pipeline, start, ended)) as found:
            yield from islice(found, most)

    def survey(
        self,
        pipeline: Pipeline,
        target: Path,
        options: Options,
        progress: Callable[[Progress], None] | None,
        crew: MakeCrew,
        add: Iterable[Path] = (),
    ) -> Summary:
        """Make pass one over the records."""
        source = self.records(Place())
        pool = crew(Setup(pipeline.config, "", options.limits, options.noisy, survey=True), pipeline, options.workers)
        return survey(source, pool, pipeline, target, add=add, watch=Watch(progress, self.files.size))


def _check_duplicates(writer: Writer, options: Options) -> Duplicates:
    """Say what this run does about duplicates; where it is a shard, `merge` does it.

    Raises:
        ConfigError: what finds them is not installed, or `merge` could not read the output.

    """
    if options.duplicates != "keep":
        check()
    if options.shard is None:
        return options.duplicates
    if not getattr(writer, "whole", False):
        raise ConfigError(
            f"--shard: '{options.writer}' does not hold all of a document, so that 'merge' could not join the shards; "
            f"write them with --to jsonl or parquet, and give --to {options.writer} to 'merge'"
        )
    return "keep"


def _check_two_passes(config: Config, files: Plan, options: Options) -> None:
    """Refuse two passes over what can't be read twice or as a whole.

    Raises:
        ConfigError: that is so.

    """
    if config.learned:
        raise ConfigError("--two-pass learns anew, and --learned names what was learned before; use one of them")
    if options.shard:
        raise ConfigError(
            "--two-pass learns of the whole input, and --shard reads a part of it; give 'article-normalizer learn' the "
            "whole input, and then 'run --shard I/N --learned FILE' each part"
        )
    if files.has_stdin:
        raise ConfigError("--two-pass reads the input twice, and standard input can't be; save it to a file first")
