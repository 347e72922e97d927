"""Pass one on a cluster: what plugins count of the documents is added up there, as a tree, and comes here as few sums.

A chunk's counts are added up by the worker that surveyed it; eight such sums are added up by one task, and eight of
those by another. Its sum is fetched. The tree has no more levels, as the cluster keeps the articles of all tasks below
a sum for as long as the sum may have to be made again: so that is at most 64 chunks, however many documents there are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from normalizer.batch.records import Record
from normalizer.batch.worker import Done

#: dask's own types are not checked.
Client: TypeAlias = Any
Future: TypeAlias = Any

#: Plugin to key to count.
Counts: TypeAlias = dict[str, dict[str, int]]

#: So many sums are added up by one task, and so many levels of such tasks there are.
FAN = 8
LEVELS = 2
#: So many sums may wait to be fetched.
MOST_SUMS = 4

NOTHING = msgspec.msgpack.encode({})

_decode = msgspec.msgpack.Decoder(Counts).decode


def add_up(*parts: bytes) -> bytes:
    """Add up counts; parts and sum are in MessagePack.

    The order of the parts makes no difference to the sum but for the order of its keys.
    """
    total: Counts = {}
    for part in parts:
        add_to(total, _decode(part))
    return msgspec.msgpack.encode(total)


def add_to(total: Counts, more: Mapping[str, Mapping[str, int]]) -> None:
    """Add counts to a sum."""
    for plugin, counts in more.items():
        own = total.setdefault(plugin, {})
        for key, count in counts.items():
            own[key] = own.get(key, 0) + count


class Tree:
    """Adds up counts on the cluster as they are made.

    Args:
        client: of the cluster.
        fetch: waits for what a task gives.
        retries: how often a task is done again whose worker dies.

    """

    def __init__(self, client: Client, fetch: Callable[[Future], Any], retries: int) -> None:
        self._client = client
        self._fetch = fetch
        self._retries = retries
        self._levels: list[list[Future]] = [[] for _ in range(LEVELS)]
        self._sums: deque[Future] = deque()

    def add(self, counts: Future) -> None:
        """Take what was counted of a chunk, in MessagePack."""
        for level in self._levels:
            level.append(counts)
            if len(level) < FAN:
                return
            counts = self._sum(level)
            level.clear()
        self._sums.append(counts)

    def ready(self) -> bytes | None:
        """Give a sum, if one is there or if too many are on their way."""
        if self._sums and (self._sums[0].done() or len(self._sums) > MOST_SUMS):
            return self._next()
        return None

    def rest(self) -> bytes:
        """Give the sum of all that was not given yet."""
        total: Counts = {}
        left = [one for level in self._levels for one in level]
        self._levels = [[] for _ in range(LEVELS)]
        if left:
            self._sums.append(self._sum(left))
        while self._sums:
            add_to(total, _decode(self._next()))
        return msgspec.msgpack.encode(total)

    def _next(self) -> bytes:
        counts: bytes = self._fetch(self._sums.popleft())
        return counts

    def _sum(self, parts: Iterable[Future]) -> Future:
        return self._client.submit(add_up, *parts, pure=False, retries=self._retries)


def with_sums(results: Iterable[tuple[Record, Done]], tree: Tree) -> Iterator[tuple[Record, Done]]:
    """Let some records, the last one among them, carry what was counted of them and of those before them."""
    held: tuple[Record, Done] | None = None
    for record, done in results:
        if held is not None:
            yield held
        held = record, replace(done, output=tree.ready())
    if held is not None:
        yield held[0], replace(held[1], output=add_up(held[1].output or NOTHING, tree.rest()))
