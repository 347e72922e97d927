"""A run whose shards are read, cleaned and written by the workers of a Dask cluster: no one process handles it all.

The input is cut between files, as ``--shard I/N`` does it; each shard is a run of its own, with the same isolation,
quarantine and resuming, and writes to its own folder below the output. ``article-normalizer merge`` joins them.

Needs dask and distributed (the extra ``dask``), and storage that all workers reach.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from normalizer.batch.job import finished, planned, run
from normalizer.batch.options import Options
from normalizer.batch.remote import is_remote
from normalizer.batch.summary import Summary
from normalizer.batch.watch import Progress, stoppable
from normalizer.config import Config
from normalizer.engines.cluster import RETRIES, Cluster, Future, Portable
from normalizer.errors import ConfigError


def run_shards(
    inputs: Iterable[str | Path],
    output: str | Path,
    shards: int,
    *,
    config: Config,
    options: Options,
    scheduler: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Clean many articles on a cluster whose workers read and write.

    A shard whose output is there and whole is not done again; so the same call goes on after an interruption.

    Args:
        inputs: files, folders or patterns, which all workers reach under the same names.
        output: the folder, here or on other storage, that gets a folder for each shard.
        shards: how many: several for each worker, and not more than there are files.
        config: as for `Pipeline`.
        options: how to do it; ``workers`` is the number of processes of a cluster on this machine.
        scheduler: the address of the cluster's scheduler; None for a cluster of processes on this machine.
        progress: called as shards are done; its position counts shards.

    Returns:
        What was counted in all shards.

    Raises:
        ConfigError, PluginError: as for `normalizer.batch.run`, or a shard's folder has the output of another run.
        FailingPluginError: a plugin failed on ``give_up_after`` documents in a row of a shard.
        OSError: an output can't be written, or workers die again and again.
        Stopped: SIGINT or SIGTERM came.

    """
    names = [os.fspath(one) for one in inputs]
    if options.two_pass:
        raise ConfigError(
            "--two-pass learns of the whole input, and a shard is a part of it; give 'article-normalizer learn' the "
            "whole input (or a --sample of it), and then 'run --shards N --learned FILE'"
        )
    folders = {(number, shards): _below(output, number, shards) for number in range(1, shards + 1)}
    planned(names, config, replace(options, shard=(1, shards)))  # says what is wrong before a cluster is started
    portable, own = Portable.of(config), replace(options, workers=1)
    cluster = Cluster(scheduler, options.workers)
    try:
        with stoppable(cluster):
            tasks = [
                cluster.client.submit(
                    clean_shard, portable, names, folder, replace(own, shard=shard), pure=False, retries=RETRIES
                )
                for shard, folder in folders.items()
            ]
            return _sum(cluster, tasks, progress)
    finally:
        cluster.close()


def _sum(cluster: Cluster, tasks: list[Future], progress: Callable[[Progress], None] | None) -> Summary:
    """Wait for the shards in their order, and add up what they counted."""
    from distributed import KilledWorker  # noqa: PLC0415 - an extra

    began = time.monotonic()
    total = Summary()
    for number, task in enumerate(tasks, 1):
        try:
            total += msgspec.msgpack.decode(cluster.fetched(task), type=Summary)
        except KilledWorker as error:
            raise OSError(0, f"the workers of the cluster died of shard {number}: {error}") from None
        if progress:
            progress(Progress(total, time.monotonic() - began, 0, number, len(tasks)))
    return total


def clean_shard(portable: Portable, inputs: list[str], output: str, options: Options) -> bytes:
    """Clean a shard: the task that runs on the cluster.

    Args:
        portable: the configuration.
        inputs: those of the whole run.
        output: the shard's own folder.
        options: with the shard's number.

    Returns:
        The shard's `Summary`, in MessagePack.

    """
    config = portable.arrived()
    summary = None if options.overwrite else finished(inputs, output, config, options)
    return msgspec.msgpack.encode(summary or run(inputs, output, config=config, options=options))


def _below(output: str | Path, number: int, of: int) -> str:
    width = max(5, len(str(of)))
    name = f"shard-{number:0{width}}-of-{of:0{width}}"
    text = os.fspath(output)
    return f"{text.rstrip('/')}/{name}" if is_remote(text) else str(Path(text).absolute() / name)
