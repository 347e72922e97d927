"""A worker process that stays from batch to batch, for engines that bring their own way of spreading the work.

The engine's own process never runs a plugin: one that crashes, hangs or eats memory costs its own document, as in a run
on one machine.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import threading
from collections.abc import Iterator, Sequence
from itertools import count

from normalizer.batch.pool import Pool
from normalizer.batch.records import Place, Record
from normalizer.batch.worker import Done, Setup
from normalizer.errors import PluginError
from normalizer.formats import BadRecord
from normalizer.items import Item
from normalizer.pipeline import Pipeline


class Cleaner:
    """A worker process, started when it is needed.

    Args:
        setup: what the worker needs.
        pipeline: what cleans, if it is not what the configuration in ``setup`` makes.

    Raises:
        PluginError: the pipeline can't be handed to another process.

    """

    def __init__(self, setup: Setup, pipeline: Pipeline | None = None) -> None:
        if pipeline is not None and not pipeline.is_configured:
            _check_portable(pipeline)
        self._pool = Pool(setup, pipeline, 1)
        self._numbers = count()
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def clean(self, sources: Sequence[Item | BadRecord]) -> list[Done]:
        """Clean articles; the answers are in their order."""
        with self._lock:
            return [done for _, done in self._pool.more_results(map(self._record, sources))]

    def _record(self, source: Item | BadRecord) -> Record:
        number = next(self._numbers)
        if isinstance(source, Item):
            return Record(number, source, None, Place(), 500 + len(source.content), 0)
        return Record(number, None, source, Place(), 500, 0)

    def close(self) -> None:
        """End the process, unless it belongs to a process that this one was forked from."""
        if self._owner == os.getpid():
            self._pool.close()


def _check_portable(pipeline: Pipeline) -> None:
    """See that another process can be given the plugins.

    Raises:
        PluginError: it can't.

    """
    try:
        pickle.dumps(pipeline)
        main = [one.name for one in pipeline.plugins if type(one.plugin).__module__ == "__main__"]
        problem = f"'{main[0]}' is defined in the program's main file" if main else ""
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    if problem:
        raise PluginError(
            f"these plugins can't be handed to another process ({problem}); define them in a module that can be "
            f"imported, or name their file in the configuration (plugin_files)"
        )


_cleaners: dict[object, Cleaner] = {}
_making = threading.Lock()


@contextlib.contextmanager
def cleaner(key: object, setup: Setup, pipeline: Pipeline | None = None) -> Iterator[Cleaner]:
    """Give this process's cleaner for a key; one that was interrupted is not used again.

    Args:
        key: tells setups and pipelines apart.
        setup: as for `Cleaner`, if it must be made.
        pipeline: the same.

    """
    with _making:
        if key not in _cleaners:
            _cleaners[key] = Cleaner(setup, pipeline)
        found = _cleaners[key]
    try:
        yield found
    except BaseException:
        _cleaners.pop(key, None)
        found.close()
        raise


@atexit.register
def close() -> None:
    """End the processes that clean; the next batch starts new ones."""
    while _cleaners:
        _cleaners.popitem()[1].close()


if hasattr(os, "register_at_fork"):
    # A child can't use the pipes of its parent's workers.
    os.register_at_fork(after_in_child=_cleaners.clear)
