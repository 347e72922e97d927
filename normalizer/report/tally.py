"""Sums over a corpus of any size: counts by key, in a temporary database, so that memory stays flat."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

#: So many keys are held in memory before they go to the database.
_HELD = 50_000
#: A longer key is cut: names come from documents, which may hold anything.
MAX_KEY = 200


class Sums(NamedTuple):
    """A key with its sums. What ``one``, ``two`` and ``three`` count is up to the kind of key."""

    key: str
    sub: str
    one: int
    two: int
    three: int


class Tally:
    """Three sums for each kind, key and sub-key."""

    def __init__(self) -> None:
        # An empty name is a database of our own that goes to the disk when it grows, and away when it is closed.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(
            "CREATE TABLE sums (kind TEXT, key TEXT, sub TEXT, one INTEGER, two INTEGER, three INTEGER, "
            "PRIMARY KEY (kind, key, sub)) WITHOUT ROWID"
        )
        self._held: dict[tuple[str, str, str], tuple[int, int, int]] = {}

    def add(self, kind: str, key: str, sub: str = "", one: int = 1, two: int = 0, three: int = 0) -> None:
        """Add to the sums of a key."""
        place = kind, key[:MAX_KEY], sub[:MAX_KEY]
        before = self._held.get(place, (0, 0, 0))
        self._held[place] = before[0] + one, before[1] + two, before[2] + three
        if len(self._held) >= _HELD:
            self._flush()

    def all(self, kind: str) -> list[Sums]:
        """Give every key of a kind that has few, in order."""
        return self._rows("WHERE kind = ? ORDER BY key, sub", kind)

    def most(self, kind: str, number: int, by: str, least: int = 0) -> list[Sums]:
        """Give the keys of a kind with the largest value of an SQL expression over the sums; ties in order.

        Only those whose first sum is at least ``least``, and that are not empty.
        """
        query = f"WHERE kind = ? AND one >= ? AND key <> '' ORDER BY {by} DESC, key, sub LIMIT ?"
        return self._rows(query, kind, least, number)

    def under(self, kind: str, key: str, number: int) -> list[Sums]:
        """Give the sub-keys of a key, those with the largest first sum first."""
        query = "WHERE kind = ? AND key = ? ORDER BY one DESC, sub LIMIT ?"
        return self._rows(query, kind, key[:MAX_KEY], number)

    def number(self, kind: str) -> int:
        """Give the number of keys of a kind that are not empty."""
        self._flush()
        return int(
            self._database.execute("SELECT count(*) FROM sums WHERE kind = ? AND key <> ''", (kind,)).fetchone()[0]
        )

    def close(self) -> None:
        """Throw the database away."""
        self._database.close()

    def _rows(self, query: str, *values: str | int) -> list[Sums]:
        self._flush()
        found = self._database.execute(f"SELECT key, sub, one, two, three FROM sums {query}", values)
        return [Sums(*row) for row in found]

    def _flush(self) -> None:
        if not self._held:
            return
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO sums VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "one = one + excluded.one, two = two + excluded.two, three = three + excluded.three",
            [(*place, *sums) for place, sums in sorted(self._held.items())],
        )
        self._database.execute("COMMIT")
        self._held.clear()
