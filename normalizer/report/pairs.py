"""The documents of two runs, paired by their identifiers; memory stays flat for runs over about the same input."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from normalizer.document import Document

Pair = tuple[Document | None, Document | None]


def pairs(one: Iterable[Document], two: Iterable[Document]) -> Iterator[Pair]:
    """Pair documents with the same identifier; what has no partner is paired with None, at the end.

    Both streams are read side by side. Runs write documents in the order of the input, so partners come about
    together; those that wait for theirs wait in a temporary database.
    """
    waiting = _Waiting()
    try:
        for pair in zip_longest(one, two):
            if pair[0] is not None and pair[1] is not None and pair[0].id == pair[1].id:
                yield pair
                continue
            for side, document in enumerate(pair):
                if document is None:
                    continue
                partner = waiting.take(1 - side, document.id)
                if partner is None:
                    waiting.put(side, document)
                else:
                    yield (partner, document) if side else (document, partner)
        for side, document in waiting.rest():
            yield (None, document) if side else (document, None)
    finally:
        waiting.close()


class _Waiting:
    """Documents of either side that have not met their partners."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("CREATE TABLE waiting (side INTEGER, id TEXT, number INTEGER PRIMARY KEY, data BLOB)")
        self._database.execute("CREATE INDEX by_id ON waiting (id, side, number)")
        self._database.execute("BEGIN")

    def put(self, side: int, document: Document) -> None:
        values = side, document.id, document.to_json().encode()
        self._database.execute("INSERT INTO waiting (side, id, data) VALUES (?, ?, ?)", values)

    def take(self, side: int, identifier: str) -> Document | None:
        query = "SELECT number, data FROM waiting WHERE side = ? AND id = ? ORDER BY number LIMIT 1"
        row = self._database.execute(query, (side, identifier)).fetchone()
        if row is None:
            return None
        self._database.execute("DELETE FROM waiting WHERE number = ?", (row[0],))
        return Document.from_json(row[1])

    def rest(self) -> Iterator[tuple[int, Document]]:
        for side, data in self._database.execute("SELECT side, data FROM waiting ORDER BY side, number"):
            yield side, Document.from_json(data)

    def close(self) -> None:
        self._database.close()
