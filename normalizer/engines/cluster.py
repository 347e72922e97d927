"""A Dask cluster as runs use it: connecting, waiting for a task, and what travels to the machines.

Needs dask and distributed (the extra ``dask``).
"""

from __future__ import annotations

import hashlib
import tempfile
import threading
from pathlib import Path
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from normalizer.batch.pool import Stopped
from normalizer.config import Config
from normalizer.errors import ConfigError

#: dask's own types are not checked.
Client: TypeAlias = Any
Future: TypeAlias = Any

#: A task whose worker dies is done again so often.
RETRIES = 3
_TICK = 0.25


class Cluster:
    """A connection to a cluster.

    Args:
        scheduler: the address of the scheduler; None for a cluster of processes on this machine.
        workers: how many processes on this machine, where there is no scheduler; None for one for each processor.

    Raises:
        ConfigError: dask is not installed, or the scheduler does not answer.

    """

    def __init__(self, scheduler: str | None, workers: int | None) -> None:
        self.client = _client(scheduler, workers)
        #: Set from a signal handler: end soon.
        self.stopping = False
        #: Whether it is waiting for input right now, where a signal handler may raise.
        self.reading = False

    def fetched(self, future: Future) -> Any:
        """Wait for what a task gives.

        Raises:
            Stopped: ``stopping`` was set.
            OSError: the cluster was lost.

        """
        # Not result(timeout=...): where the time is over as the answer comes, it fails in a way of its own.
        there = threading.Event()
        future.add_done_callback(lambda _: there.set())
        while not there.wait(_TICK) and not future.done():
            if self.stopping:
                raise Stopped
            if self.client.status not in ("running", "connecting"):
                raise OSError(0, "the cluster was lost")
        if self.stopping:
            raise Stopped
        return future.result()

    def close(self) -> None:
        """Let the cluster go; end it if it was started here."""
        self.client.close()
        if self.client.cluster is not None:
            self.client.cluster.close()


class Portable(Struct, frozen=True):
    """A configuration with the content of the file that it names, for machines that don't have it.

    Plugin files must be there at the same place.
    """

    config: Config
    learned: bytes | None

    @classmethod
    def of(cls, config: Config) -> Portable:
        """Read what was learned."""
        return cls(config, Path(config.learned).read_bytes() if config.learned else None)

    def arrived(self) -> Config:
        """Give the configuration for this machine."""
        if self.learned is None:
            return self.config
        name = f"article-normalizer-{hashlib.sha256(self.learned).hexdigest()}.jsonl"
        path = Path(tempfile.gettempdir()) / name
        if not path.exists():
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(self.learned)
            Path(file.name).replace(path)
        return replace(self.config, learned=str(path))


#: Settings for a cluster of our own. Its processes look at themselves less often: with Dask's defaults (a sample of the
#: stack every 10 ms, a check of the event loop every 20 ms) each takes 2.5 % of a processor without any work.
_SETTINGS = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "1s",
}


def local_cluster(workers: int | None) -> Any:
    """Start a cluster of processes on this machine, which only this machine reaches.

    Args:
        workers: how many processes; None for one for each processor.

    Raises:
        ConfigError: dask is not installed.

    """
    dask, distributed = _dask()
    with dask.config.set(_SETTINGS):
        return distributed.LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0"
        )


def _client(scheduler: str | None, workers: int | None) -> Client:
    dask, distributed = _dask()
    with dask.config.set({"distributed.comm.timeouts.connect": "120s"}):
        if scheduler is None:
            return distributed.Client(local_cluster(workers))
        try:
            return distributed.Client(scheduler)
        except (OSError, ValueError) as error:
            raise ConfigError(f"--scheduler {scheduler}: no Dask scheduler answers there ({error})") from None


def _dask() -> tuple[Any, Any]:
    try:
        import dask  # noqa: PLC0415 - an extra
        import distributed  # noqa: PLC0415
    except ImportError:
        raise ConfigError("--engine dask needs Dask: pip install 'article-normalizer[dask]'") from None
    return dask, distributed
