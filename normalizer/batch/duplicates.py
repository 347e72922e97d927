"""Documents that repeat an earlier one of the same run: word for word, or nearly (MinHash over shingles of words).

The first document in the order of the input is the original; later ones are compared with originals only. So the
result depends on the documents and their order alone. What is kept of an original is in the run's database, so memory
does not grow: `BANDS` + 1 keys of 64 bits and a sketch of `VALUES` bytes.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from importlib.util import find_spec
from itertools import islice
from operator import eq
from typing import Literal

from msgspec import Struct

from normalizer.errors import ConfigError

#: What becomes of a document that repeats another one.
Duplicates = Literal["keep", "flag", "drop"]

#: The share of shingles that two documents must have in common (their Jaccard similarity), as MinHash estimates it.
SIMILARITY = 0.8
#: The length of a shingle, in words; in scripts without spaces, in characters.
SHINGLE = 5
VALUES = 128
#: Two documents are compared if one of their bands is equal: 16 bands of 8 values find 95 % of the pairs of similarity
#: 0.8, and nearly all of those of 0.9.
BANDS = 16
_ROWS = VALUES // BANDS
#: So many originals with an equal band are looked at, the earliest first: what millions share says little.
_LOOKED_AT = 32
_SEED = 1
_WORD = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")


class Print(Struct, frozen=True):
    """What is compared of a document."""

    #: A key of the whole text, and one of each band.
    keys: tuple[int, ...]
    #: The lowest byte of each MinHash value.
    sketch: bytes


def check() -> None:
    """See that what finds duplicates is installed.

    Raises:
        ConfigError: it is not.

    """
    if find_spec("rensa") is None:
        raise ConfigError("--duplicates needs rensa: pip install 'article-normalizer[duplicates]'")


def print_of(text: str) -> Print | None:
    """Give what is compared of a text; None if there is no word in it."""
    from rensa import RMinHash  # noqa: PLC0415 - an extra, only needed here

    words = _WORD.findall(text.casefold())
    if not words:
        return None
    last = max(1, len(words) - SHINGLE + 1)
    minhash = RMinHash(num_perm=VALUES, seed=_SEED)
    minhash.update([" ".join(words[start : start + SHINGLE]) for start in range(last)])
    values: list[int] = minhash.digest()
    packed = b"".join(value.to_bytes(4, "little") for value in values)
    width = 4 * _ROWS
    bands = (packed[start : start + width] for start in range(0, len(packed), width))
    keys = (_key(text.encode(), 0), *(_key(band, number) for number, band in enumerate(bands, 1)))
    return Print(keys, bytes(value & 0xFF for value in values))


def similarity(one: bytes, other: bytes) -> float:
    """Estimate the Jaccard similarity of two documents by their sketches."""
    share: float = sum(map(eq, one, other)) / len(one)
    # Of values that differ, one in 256 has the same lowest byte.
    return max(0.0, (share - 1 / 256) / (1 - 1 / 256))


class Originals:
    """The documents that later ones are compared with.

    Args:
        database: where they are kept; nothing is committed here.

    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute("CREATE TABLE IF NOT EXISTS originals (number INTEGER PRIMARY KEY, id TEXT, sketch BLOB)")
        database.execute(
            "CREATE TABLE IF NOT EXISTS keys (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID"
        )

    def original_of(self, identifier: str, own: Print) -> str | None:
        """Give the identifier of the earliest original that a document repeats; if there is none, it becomes one."""
        whole, *bands = ([number for (number,) in self._with(key)] for key in own.keys)
        found = min(whole, default=None)
        for number in sorted({number for band in bands for number in band}):
            if found is not None and number >= found:
                break
            if similarity(self._row(number)[1], own.sketch) >= SIMILARITY:
                found = number
        if found is not None:
            return self._row(found)[0]
        row = self._database.execute("INSERT INTO originals (id, sketch) VALUES (?, ?)", (identifier, own.sketch))
        number = row.lastrowid or 0
        self._database.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", ((key, number) for key in own.keys))
        return None

    def _with(self, key: int) -> islice[tuple[int]]:
        rows = self._database.execute("SELECT number FROM keys WHERE key = ? ORDER BY number", (key,))
        return islice(rows, _LOOKED_AT)

    def _row(self, number: int) -> tuple[str, bytes]:
        row: tuple[str, bytes] = self._database.execute(
            "SELECT id, sketch FROM originals WHERE number = ?", (number,)
        ).fetchone()
        return row


def _key(data: bytes, kind: int) -> int:
    """Give 64 bits that stand for a text (kind 0) or a band (its number)."""
    digest = hashlib.blake2b(data, digest_size=8, salt=bytes([kind]))
    return int.from_bytes(digest.digest(), "big", signed=True)
