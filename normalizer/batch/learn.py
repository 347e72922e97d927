"""Pass one over a corpus: what plugins count of each document is added up in a database, so that memory stays flat."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from normalizer.batch.pool import Crew
from normalizer.batch.records import Record
from normalizer.batch.summary import Summary
from normalizer.batch.watch import Watch, stoppable
from normalizer.errors import PluginError
from normalizer.learned import Header, Row, opened, write
from normalizer.pipeline import Pipeline

#: So many counts are held in memory before they go to the database.
_HELD = 100_000


def survey(
    source: Generator[Record, None, None],
    pool: Crew,
    pipeline: Pipeline,
    target: Path,
    *,
    watch: Watch,
    add: Iterable[Path] = (),
) -> Summary:
    """Let the plugins count what each document tells of its corpus, and write what is worth keeping.

    Args:
        source: the records.
        pool: surveys.
        pipeline: chooses what to keep.
        target: the file to write.
        watch: is told of the progress.
        add: files of this kind, from other parts of the corpus, that are added to it.

    Returns:
        What was counted of the records.

    Raises:
        PluginError: no plugin learns anything, or one failed in choosing what to keep.
        ConfigError: a file of ``add`` is no such file.
        OSError: the file can't be written.
        Stopped: SIGINT or SIGTERM came.

    """
    surveyors = pipeline.surveyors
    if not surveyors:
        raise PluginError("none of the plugins that are on learns anything of a corpus (hook 'survey')")
    summary = Summary()
    with tempfile.TemporaryDirectory(prefix=".learn-", dir=target.parent) as folder:
        store = _Store(Path(folder) / "counts.sqlite")
        try:
            documents = sum(store.add_file(path) for path in add)
            with stoppable(pool), contextlib.closing(source):
                for record, done in pool.results(source):
                    summary += done.summary
                    if done.output is not None:
                        store.add(msgspec.msgpack.decode(done.output, type=dict[str, dict[str, int]]))
                    watch.look(record.position, summary)
            watch.tell(summary)
            header = Header(documents=documents + summary.documents, plugins=surveyors)
            write(target, header, _kept(store, pipeline))
        finally:
            store.close()
    return summary


def _kept(store: _Store, pipeline: Pipeline) -> Iterator[Row]:
    for plugin in store.plugins():
        for key, count in sorted(pipeline.keep(plugin, store.counts(plugin))):
            yield plugin, key, count


class _Store:
    """Sums of counts, in a database that lives as long as the survey."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        # Thrown away when the survey ends, and made anew when it is repeated: nothing to sync.
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute(
            "CREATE TABLE counts (plugin TEXT, key TEXT, count INTEGER, PRIMARY KEY (plugin, key)) WITHOUT ROWID"
        )
        self._held: dict[tuple[str, str], int] = {}

    def add(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        for plugin, own in counts.items():
            for key, count in own.items():
                self._held[plugin, key] = self._held.get((plugin, key), 0) + count
        if len(self._held) >= _HELD:
            self._flush()

    def add_file(self, path: Path) -> int:
        """Add what was learned before; give its number of documents."""
        header, rows = opened(path)
        for plugin, key, count in rows:
            self.add({plugin: {key: count}})
        return header.documents

    def _flush(self) -> None:
        rows = ((plugin, key, count) for (plugin, key), count in sorted(self._held.items()))
        try:
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count", rows
            )
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise OSError(0, f"the counts can't be stored ({error})") from None
        self._held.clear()

    def plugins(self) -> list[str]:
        self._flush()
        return [name for (name,) in self._database.execute("SELECT DISTINCT plugin FROM counts ORDER BY plugin")]

    def counts(self, plugin: str) -> Iterator[tuple[str, int]]:
        """Give a plugin's sums in order of their keys."""
        return self._database.execute("SELECT key, count FROM counts WHERE plugin = ? ORDER BY key", (plugin,))

    def close(self) -> None:
        self._database.close()
