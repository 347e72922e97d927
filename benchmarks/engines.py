"""Runs on a Dask cluster beside runs on this machine alone: ``python -m benchmarks.engines INPUT...``.

The same input, configuration and number of workers, in turn in one process; the cluster stands before the first round
and stays to the last, so that starting it (told apart) is not counted, and every round begins with workers that have
loaded the plugins. Both outputs are compared, byte for byte. Throughput is by the clock, which is what a user waits
for; beside it stands the processor time of all processes, which other work on the machine changes less.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from normalizer.batch import Options, run
from normalizer.batch.pool import MakeCrew, Pool

#: A cluster in processes of its own, as it is elsewhere. It prints its address, and ends when its input does.
_CLUSTER = """
import sys
from normalizer.engines.cluster import local_cluster
if __name__ == "__main__":
    with local_cluster(int(sys.argv[1])) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


def processor_seconds(*roots: int) -> float:
    """Give the processor time of processes and all below them, also of those that have ended."""
    import psutil  # noqa: PLC0415 - comes with Dask

    total = 0.0
    for root in roots:
        first = psutil.Process(root)
        for one in (first, *first.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                spent = one.cpu_times()
                total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


@contextlib.contextmanager
def cluster_of(workers: int, folder: Path) -> Iterator[tuple[str, int]]:
    """Start a cluster; give the scheduler's address and the process at its root."""
    script = folder / "cluster.py"
    script.write_text(_CLUSTER, "utf-8")
    command = [sys.executable, str(script), str(workers)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.stdin.close()


class Kind:
    """One kind of run, and what it took round by round; ``cpu`` tells the processor time of all that work for it."""

    def __init__(self, crew: MakeCrew, cpu: Callable[[], float]) -> None:
        self._crew = crew
        self._cpu = cpu
        self.clock: list[float] = []
        self.processor: list[float] = []
        self.documents = 0

    def run(self, inputs: tuple[str, ...], output: Path, options: Options) -> None:
        began, spent = time.perf_counter(), self._cpu()
        self.documents = run(inputs, output, options=options, crew=self._crew).documents
        self.clock.append(time.perf_counter() - began)
        self.processor.append(self._cpu() - spent)


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--workers", default=2, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--limit", type=int, help="Take only so many records.")
def main(inputs: tuple[str, ...], workers: int, rounds: int, limit: int | None) -> None:
    """Compare a run on a Dask cluster of processes on this machine with a run without an engine."""
    from normalizer.engines.dask import DaskEngine  # noqa: PLC0415 - needs an extra

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        with cluster_of(workers, folder) as (address, cluster):
            click.echo(f"the cluster stood after {time.perf_counter() - began:.1f} s")
            me = os.getpid()
            # The cluster is this process's child; what it takes belongs to its own runs alone.
            here = Kind(Pool, lambda: processor_seconds(me) - processor_seconds(cluster))
            dask = Kind(DaskEngine(address), lambda: processor_seconds(me))
            options = Options(workers=workers, limit=limit)
            for kind in (here, dask):
                kind.run(inputs, folder / "first", Options(workers=workers, limit=40, overwrite=True))
                kind.clock.clear()
                kind.processor.clear()
            for number in range(rounds):
                for kind in (here, dask) if number % 2 else (dask, here):
                    kind.run(inputs, folder / f"{'here' if kind is here else 'dask'}{number}", options)
                outputs = [(folder / f"{one}{number}" / "documents.jsonl").read_bytes() for one in ("here", "dask")]
                if outputs[0] != outputs[1]:
                    raise click.ClickException("the outputs differ")
    for told, kind in (("without an engine", here), ("on Dask", dask)):
        rate = kind.documents / statistics.median(kind.clock)
        each = 1000 * statistics.median(kind.processor) / kind.documents
        click.echo(f"{told}: {rate:.1f} documents/s with {workers} workers, {each:.1f} ms of processor time each")
    for told, own, theirs in (
        ("by the clock", here.clock, dask.clock),
        ("by processor time", here.processor, dask.processor),
    ):
        ratios = [100 * one / other for one, other in zip(own, theirs, strict=True)]
        shown = f"{statistics.median(ratios):.0f} % ({min(ratios):.0f} to {max(ratios):.0f})"
        click.echo(f"throughput on Dask, of that without an engine, {told}: {shown}")


if __name__ == "__main__":
    main()
