"""A run whose records are cleaned on a Dask cluster; what it writes is what a run on one machine writes, byte for byte.

This process reads the records and writes the documents in their order; the cluster cleans. A task is a chunk of
records, which a worker hands to a process of its own (see `normalizer.engines.cleaner`). Dask does a chunk again where
its worker dies. In pass one, counts are added up on the cluster (`normalizer.engines.reduction`). Where one process
can't read and write as fast as the cluster cleans, see `normalizer.engines.shards`.

Needs dask and distributed (the extra ``dask``).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from operator import itemgetter

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch.pool import CHUNK_RECORDS, read_next, refused
from normalizer.batch.records import Record
from normalizer.batch.worker import Done, Setup, bad
from normalizer.engines.cleaner import cleaner
from normalizer.engines.cluster import RETRIES, Cluster, Future, Portable
from normalizer.engines.reduction import Tree, add_up, with_sums
from normalizer.items import Item
from normalizer.pipeline import Pipeline

#: A chunk ends at this many bytes, or records: a task costs the cluster some milliseconds, whatever is in it.
_CHUNK_BYTES = 2 << 20
#: So many chunks for each worker are on their way.
_AHEAD = 4


class DaskEngine(Struct, frozen=True):
    """Makes what cleans the records of a run, on a Dask cluster.

    Args:
        scheduler: the address of the scheduler; None for a cluster of processes on this machine.

    """

    scheduler: str | None = None

    def __call__(self, setup: Setup, pipeline: Pipeline, workers: int | None) -> DaskPool:
        """Connect to the cluster, or start one; the workers make their own pipeline of the configuration.

        Raises:
            ConfigError: dask is not installed, or the scheduler does not answer.

        """
        return DaskPool(setup, workers, self.scheduler)


class DaskPool(Cluster):
    """Clean records on a Dask cluster; results come in the order of the records.

    Args:
        setup: what the workers need; the cluster's machines have the same packages and plugin files.
        workers: how many processes on this machine, where there is no scheduler; None for one for each processor.
        scheduler: the address of the scheduler; None for a cluster of processes on this machine.

    Raises:
        ConfigError: dask is not installed, or the scheduler does not answer.

    """

    def __init__(self, setup: Setup, workers: int | None, scheduler: str | None = None) -> None:
        super().__init__(scheduler, workers)
        self._setup = setup

    def results(self, records: Iterator[Record]) -> Iterator[tuple[Record, Done]]:
        """Yield each record with what became of it, and let the cluster go.

        Raises:
            Stopped: ``stopping`` was set.
            OSError: the cluster was lost.

        """
        tree = Tree(self.client, self.fetched, RETRIES) if self._setup.survey else None
        try:
            done = self._done(records, tree)
            yield from done if tree is None else with_sums(done, tree)
        finally:
            self.close()

    def _done(self, records: Iterator[Record], tree: Tree | None) -> Iterator[tuple[Record, Done]]:
        waiting: deque[tuple[list[Record], Future]] = deque()
        chunks = self._chunks(records)
        setup = self.client.scatter((self._setup, Portable.of(self._setup.config)), broadcast=True, hash=False)
        while True:
            while len(waiting) < _AHEAD * max(1, len(self.client.nthreads())):
                chunk = next(chunks, None)
                if chunk is None:
                    break
                waiting.append((chunk, self._submit(setup, chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            answers = {done.number: done for done in self._answers(setup, chunk, future, tree)}
            for record in chunk:
                yield record, answers[record.number] if record.item else refused(record)

    def _chunks(self, records: Iterator[Record]) -> Iterator[list[Record]]:
        while True:
            chunk: list[Record] = []
            size = 0
            while len(chunk) < CHUNK_RECORDS and size < _CHUNK_BYTES:
                record = read_next(records, self)
                if record is None:
                    break
                chunk.append(record)
                size += record.size
            if not chunk:
                return
            yield chunk

    def _submit(self, setup: Future, chunk: list[Record]) -> Future:
        items = [(record.number, replace(record.item, raw=None)) for record in chunk if record.item is not None]
        work = survey_chunk if self._setup.survey else clean_chunk
        return self.client.submit(work, setup, items, pure=False, retries=RETRIES)

    def _answers(self, setup: Future, chunk: list[Record], future: Future, tree: Tree | None) -> list[Done]:
        """Wait for a chunk; where its worker dies again and again, try its records one by one."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        try:
            answers = future if tree is None else self.client.submit(itemgetter(0), future, pure=False)
            done = msgspec.msgpack.decode(self.fetched(answers), type=list[Done])
        except KilledWorker as error:
            if len(chunk) == 1:
                return [bad(chunk[0].number, "crash", f"the workers of the cluster died of it: {error}")]
            alone = [(one, self._submit(setup, [one])) for one in chunk if one.item is not None]
            return [done for one, task in alone for done in self._answers(setup, [one], task, tree)]
        if tree is not None:
            tree.add(self.client.submit(itemgetter(1), future, pure=False, retries=RETRIES))
        return done


def clean_chunk(given: tuple[Setup, Portable], items: list[tuple[int, Item]]) -> bytes:
    """Clean the articles of a chunk: the task that runs on the cluster.

    Args:
        given: what the worker process needs.
        items: numbers and articles.

    Returns:
        A `Done` for each, in MessagePack.

    """
    return msgspec.msgpack.encode(_cleaned(given, items))


def survey_chunk(given: tuple[Setup, Portable], items: list[tuple[int, Item]]) -> tuple[bytes, bytes]:
    """Survey the articles of a chunk: the task that runs on the cluster in pass one.

    Args:
        given: what the worker process needs.
        items: numbers and articles.

    Returns:
        A `Done` for each, without counts, and the sum of the counts; both in MessagePack.

    """
    done = _cleaned(given, items)
    counts = add_up(*(one.output for one in done if one.output is not None))
    return msgspec.msgpack.encode([replace(one, output=None) for one in done]), counts


def _cleaned(given: tuple[Setup, Portable], items: list[tuple[int, Item]]) -> list[Done]:
    setup, portable = given
    setup = replace(setup, config=portable.arrived())
    with cleaner(msgspec.msgpack.encode(setup, enc_hook=str), setup) as worker:
        answers = worker.clean([item for _, item in items])
    return [replace(done, number=number) for (number, _), done in zip(items, answers, strict=True)]
