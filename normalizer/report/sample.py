"""The best of a stream within a limit of bytes: the same ones for the same documents, in whatever order they come."""

from __future__ import annotations

import hashlib
import heapq

#: How much a document deserves to be shown, and a hash that decides among equals; the larger, the better.
Rank = tuple[int, int]


def rank(weight: int, identifier: str) -> Rank:
    """Rank by weight; among equals a hash of the identifier is as good as chance, and always the same."""
    return weight, int.from_bytes(hashlib.sha256(identifier.encode("utf-8", "surrogatepass")).digest()[:8])


class Sample:
    """Keep the best ranked of a stream, as long as their sizes add up to no more than ``limit`` bytes.

    The best one is kept in any case.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        #: The worst on top.
        self._heap: list[tuple[Rank, bytes]] = []
        #: What ranks below something that had to go would have had to go, too.
        self._refused: Rank = (-1, -1)

    def wants(self, rank: Rank) -> bool:
        """Whether something of that rank has a chance; to be asked before its data are made."""
        return rank > self._refused

    def add(self, rank: Rank, data: bytes) -> None:
        """Take something in, and let go of the worst while there is too much."""
        if not self.wants(rank):
            return
        heapq.heappush(self._heap, (rank, data))
        self._size += len(data)
        while self._size > self._limit and len(self._heap) > 1:
            self._refused, gone = heapq.heappop(self._heap)
            self._size -= len(gone)

    def best(self) -> list[bytes]:
        """Give what was kept, the best first."""
        return [data for _, data in sorted(self._heap, reverse=True)]
