"""What a run over very many pages takes on many machines: arithmetic, and a simulation of what goes wrong.

    python -m benchmarks.scale --pages 1e9 --rate 30 --workers 1000

Files of a crawl differ in size (log-normal), workers in speed, and workers are lost now and then, which costs what they
had not handed in. The simulation gives tasks to workers as they become free, as Dask, Ray and Spark do, and compares
the end of the last task with an even spread without any fault: for a task a file, and for a task a chunk of records.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

import click


@dataclass(frozen=True)
class Plan:
    """The run and the machines it is done on."""

    pages: float
    #: Documents a worker cleans in a second of processor time, measured.
    rate: float
    workers: int
    #: Pages in a file, on average.
    pages_per_file: float
    #: Standard deviation of the logarithm of a file's size.
    skew: float
    #: Standard deviation of the logarithm of a worker's speed.
    unevenness: float
    #: Hours after which a worker is lost, on average, and minutes until another takes its place.
    hours_to_loss: float
    minutes_to_replace: float


def simulate(plan: Plan, pages_per_task: float | None, seed: int) -> float:
    """Give the hours until the last task is done.

    Args:
        plan: the run.
        pages_per_task: files are cut into tasks of at most so many pages; None for a task a file.
        seed: of the random numbers.

    """
    rng = random.Random(seed)
    speeds = [rng.lognormvariate(-(plan.unevenness**2) / 2, plan.unevenness) for _ in range(plan.workers)]
    free = [(0.0, worker) for worker in range(plan.workers)]
    again: list[float] = []
    tasks = _tasks(plan, pages_per_task, rng)
    last = 0.0
    while True:
        pages = again.pop() if again else next(tasks, None)
        if pages is None:
            return last
        now, worker = heapq.heappop(free)
        took = pages / (plan.rate * 3600 * speeds[worker])
        lost_after = rng.expovariate(1 / plan.hours_to_loss)
        if lost_after < took:
            again.append(pages)
            heapq.heappush(free, (now + lost_after + plan.minutes_to_replace / 60, worker))
        else:
            last = max(last, now + took)
            heapq.heappush(free, (now + took, worker))


def _tasks(plan: Plan, pages_per_task: float | None, rng: random.Random) -> Iterator[float]:
    left = plan.pages
    while left > 0:
        pages = min(left, plan.pages_per_file * rng.lognormvariate(-(plan.skew**2) / 2, plan.skew))
        left -= pages
        pieces = 1 if pages_per_task is None else math.ceil(pages / pages_per_task)
        yield from [pages / pieces] * pieces


@click.command()
@click.option("--pages", type=float, default=1e9, show_default=True, help="Pages to clean.")
@click.option("--rate", type=float, required=True, help="Documents a second of processor time (benchmarks.batch).")
@click.option("--workers", default=1000, show_default=True, help="Processors.")
@click.option("--bytes-per-page", type=float, default=100_000, show_default=True, help="Of HTML, before compression.")
@click.option("--bytes-per-document", type=float, default=30_000, show_default=True, help="Of JSON, with the ledger.")
@click.option("--bytes-of-counts", type=float, default=200, show_default=True, help="Counts of pass one, a page.")
@click.option(
    "--price", type=float, default=0.04, show_default=True, help="Of a processor for an hour; your provider's."
)
@click.option("--pages-per-file", type=float, default=30_000, show_default=True)
@click.option("--skew", type=float, default=1.0, show_default=True, help="Of file sizes (log-normal).")
@click.option("--unevenness", type=float, default=0.2, show_default=True, help="Of worker speeds (log-normal).")
@click.option("--hours-to-loss", type=float, default=100.0, show_default=True, help="Of a worker, on average.")
@click.option("--minutes-to-replace", type=float, default=5.0, show_default=True)
@click.option("--pages-per-task", type=float, default=2_000, show_default=True)
@click.option("--seeds", default=3, show_default=True, help="Simulations of each kind.")
def main(**given: float) -> None:
    """Print the arithmetic of a run, and how far reality takes it from that."""
    fields = {name: given[name] for name in Plan.__dataclass_fields__}
    plan = Plan(**{**fields, "workers": int(given["workers"])})
    hours = plan.pages / plan.rate / 3600
    click.echo(f"processor hours, one pass: {hours:,.0f}; with {plan.workers:,} workers: {hours / plan.workers:,.2f} h")
    click.echo(f"cost of a million documents, one pass: {1e6 / plan.rate / 3600 * given['price']:.2f}")
    for name in ("page", "document"):
        size = given[f"bytes_per_{name}"]
        click.echo(
            f"{name}s: {plan.pages * size / 1e12:,.1f} TB in all, {plan.rate * plan.workers * size / 1e9:,.2f} GB/s"
        )
    counts = plan.pages * given["bytes_of_counts"]
    click.echo(f"counts of pass one before they are added up: {counts / 1e9:,.1f} GB in all")
    ideal = hours / plan.workers
    for told, size in (
        ("a task a file", None),
        (f"tasks of {given['pages_per_task']:,.0f} pages", given["pages_per_task"]),
    ):
        ends = [simulate(plan, size, seed) / ideal for seed in range(int(given["seeds"]))]
        click.echo(f"{told}: {min(ends):.3f} to {max(ends):.3f} times the even spread")


if __name__ == "__main__":
    main()
