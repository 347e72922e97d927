"""Counts are added up as a tree, of which few sums come back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import msgspec

from normalizer.batch.records import Place, Record
from normalizer.batch.worker import bad
from normalizer.engines.reduction import FAN, LEVELS, MOST_SUMS, Tree, add_up, with_sums


class Cluster:
    """Does each task when its sum is asked for, and notes how many parts it had."""

    def __init__(self, *, eager: bool) -> None:
        self.eager = eager
        self.parts: list[int] = []
        self.fetched = 0

    def submit(self, function: Callable[..., bytes], *parts: Any, **more: Any) -> Any:
        self.parts.append(len(parts))
        future: Future[bytes] = Future()
        result = function(*(self.result(part) for part in parts))
        if self.eager:
            future.set_result(result)
        else:
            future.result = lambda timeout=None: result  # type: ignore[method-assign]
        return future

    def result(self, part: Any) -> bytes:
        found: bytes = part if isinstance(part, bytes) else part.result()
        return found

    def fetch(self, future: Any) -> bytes:
        self.fetched += 1
        return self.result(future)


def counts(chunk: int) -> bytes:
    return msgspec.msgpack.encode({"names": {"all": 1, f"chunk {chunk}": 2}, f"plugin {chunk % 3}": {"key": chunk}})


def carried(chunks: int, *, eager: bool) -> tuple[list[bytes], Cluster]:
    """Give what the records of a survey carry, a record a chunk."""
    cluster = Cluster(eager=eager)
    tree = Tree(cluster, cluster.fetch, retries=3)

    def results() -> Any:
        for number in range(chunks):
            tree.add(counts(number))
            yield Record(number, None, None, Place(), 0, 0), bad(number, "empty", "")

    return [done.output for _, done in with_sums(results(), tree) if done.output is not None], cluster


def test_the_sum_is_that_of_all_chunks() -> None:
    for chunks in (1, FAN - 1, FAN**LEVELS, 2 * FAN**LEVELS + FAN + 3, 7 * FAN**LEVELS + 1):
        whole = msgspec.msgpack.decode(add_up(*map(counts, range(chunks))))
        for eager in (True, False):
            parts, cluster = carried(chunks, eager=eager)
            assert msgspec.msgpack.decode(add_up(*parts)) == whole
            assert cluster.fetched <= chunks / FAN**LEVELS + 1
            assert max(cluster.parts) <= FAN * LEVELS


def test_sums_are_fetched_on_the_way_and_not_all_at_the_end() -> None:
    parts, _ = carried(3 * FAN**LEVELS, eager=True)
    assert len(parts) == 3
    late, _ = carried((MOST_SUMS + 3) * FAN**LEVELS, eager=False)
    assert len(late) == 3


def test_no_records_carry_nothing() -> None:
    assert carried(0, eager=True)[0] == []
