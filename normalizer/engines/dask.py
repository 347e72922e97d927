"""A run whose records are cleaned on a Dask cluster; what it writes is what a run on one machine writes, byte for byte.

This process reads the records and writes the documents in their order; the cluster cleans. A task is a chunk of
records, which a worker hands to a process of its own (see `normalizer.engines.cleaner`). Dask does a chunk again where
its worker dies.

Needs dask and distributed (the extra ``dask``).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch.pool import CHUNK_BYTES, CHUNK_RECORDS, Stopped, refused
from normalizer.batch.records import Record
from normalizer.batch.worker import Done, Setup, bad
from normalizer.engines.cleaner import cleaner
from normalizer.errors import ConfigError
from normalizer.items import Item
from normalizer.pipeline import Pipeline

#: dask's own types are not checked.
Client: TypeAlias = Any
Future: TypeAlias = Any

#: So many chunks for each worker are on their way.
_AHEAD = 4
#: A chunk whose worker dies is done again so often; then its records are tried one by one, so often each.
_RETRIES = 3
_TICK = 0.25


class DaskPool:
    """Clean records on a Dask cluster; results come in the order of the records.

    Args:
        setup: what the workers need; the cluster's machines have the same packages and plugin files.
        pipeline: not needed here; the workers make their own of the configuration.
        workers: how many processes on this machine, where there is no scheduler; None for one for each processor.
        scheduler: the address of the scheduler; None for a cluster of processes on this machine.

    Raises:
        ConfigError: dask is not installed, or the scheduler does not answer.

    """

    def __init__(
        self, setup: Setup, pipeline: Pipeline | None, workers: int | None, scheduler: str | None = None
    ) -> None:
        self._setup = setup
        self._client = _client(scheduler, workers)
        #: Set from a signal handler: end soon.
        self.stopping = False
        #: Whether it is waiting for input right now, where a signal handler may raise.
        self.reading = False

    def results(self, records: Iterator[Record]) -> Iterator[tuple[Record, Done]]:
        """Yield each record with what became of it, and let the cluster go.

        Raises:
            Stopped: ``stopping`` was set.
            OSError: the cluster was lost.

        """
        waiting: deque[tuple[list[Record], Future]] = deque()
        chunks = self._chunks(records)
        try:
            setup = self._client.scatter(_Portable.of(self._setup), broadcast=True, hash=False)
            while True:
                while len(waiting) < _AHEAD * max(1, len(self._client.nthreads())):
                    chunk = next(chunks, None)
                    if chunk is None:
                        break
                    waiting.append((chunk, self._submit(setup, chunk)))
                if not waiting:
                    return
                chunk, future = waiting.popleft()
                answers = {done.number: done for done in self._answers(setup, chunk, future)}
                for record in chunk:
                    yield record, answers[record.number] if record.item else refused(record)
        finally:
            self.close()

    def close(self) -> None:
        """Let the cluster go; end it if it was started here."""
        self._client.close()
        if self._client.cluster is not None:
            self._client.cluster.close()

    def _chunks(self, records: Iterator[Record]) -> Iterator[list[Record]]:
        while True:
            chunk: list[Record] = []
            size = 0
            while len(chunk) < CHUNK_RECORDS and size < CHUNK_BYTES:
                self.reading = True
                try:
                    record = next(records, None)
                finally:
                    self.reading = False
                if record is None:
                    break
                chunk.append(record)
                size += record.size
            if not chunk:
                return
            yield chunk

    def _submit(self, setup: Future, chunk: list[Record]) -> Future:
        items = [(record.number, replace(record.item, raw=None)) for record in chunk if record.item is not None]
        return self._client.submit(clean_chunk, setup, items, pure=False, retries=_RETRIES)

    def _answers(self, setup: Future, chunk: list[Record], future: Future) -> list[Done]:
        """Wait for a chunk; where its worker dies again and again, try its records one by one."""
        from distributed import KilledWorker  # noqa: PLC0415 - an extra

        try:
            return self._waited(future)
        except KilledWorker as error:
            if len(chunk) == 1:
                return [bad(chunk[0].number, "crash", f"the workers of the cluster died of it: {error}")]
            alone = [(one, self._submit(setup, [one])) for one in chunk if one.item is not None]
            return [done for one, task in alone for done in self._answers(setup, [one], task)]

    def _waited(self, future: Future) -> list[Done]:
        while True:
            if self.stopping:
                raise Stopped
            try:
                answer: bytes = future.result(timeout=_TICK)
                return msgspec.msgpack.decode(answer, type=list[Done])
            except TimeoutError:
                if self._client.status not in ("running", "connecting"):
                    raise OSError(0, "the cluster was lost") from None


class _Portable(Struct, frozen=True):
    """A setup with the content of the file that it names, for machines that don't have it."""

    setup: Setup
    learned: bytes | None

    @classmethod
    def of(cls, setup: Setup) -> _Portable:
        path = setup.config.learned
        return cls(setup, Path(path).read_bytes() if path else None)

    def arrived(self) -> Setup:
        """Give the setup for this machine."""
        if self.learned is None:
            return self.setup
        name = f"article-normalizer-{hashlib.sha256(self.learned).hexdigest()}.jsonl"
        path = Path(tempfile.gettempdir()) / name
        if not path.exists():
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(self.learned)
            Path(file.name).replace(path)
        return replace(self.setup, config=replace(self.setup.config, learned=str(path)))


def clean_chunk(portable: _Portable, items: list[tuple[int, Item]]) -> bytes:
    """Clean the articles of a chunk: the task that runs on the cluster.

    Args:
        portable: what the worker process needs.
        items: numbers and articles.

    Returns:
        A `Done` for each, in MessagePack.

    """
    setup = portable.arrived()
    with cleaner(msgspec.msgpack.encode(setup, enc_hook=str), setup) as worker:
        answers = worker.clean([item for _, item in items])
    numbered = [replace(done, number=number) for (number, _), done in zip(items, answers, strict=True)]
    return msgspec.msgpack.encode(numbered)


def _client(scheduler: str | None, workers: int | None) -> Client:
    try:
        import dask  # noqa: PLC0415 - an extra
        import distributed  # noqa: PLC0415
    except ImportError:
        raise ConfigError("--engine dask needs Dask: pip install 'article-normalizer[dask]'") from None
    made: Any = distributed
    with dask.config.set({"distributed.comm.timeouts.connect": "120s"}):
        if scheduler is None:
            cluster = made.LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None)
            return made.Client(cluster)
        try:
            return made.Client(scheduler)
        except (OSError, ValueError) as error:
            raise ConfigError(f"--scheduler {scheduler}: no Dask scheduler answers there ({error})") from None
