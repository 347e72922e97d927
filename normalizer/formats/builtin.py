"""The built-in formats, registered as a third party's would be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from normalizer.config import did_you_mean
from normalizer.declaration import Loaded
from normalizer.errors import ConfigError, PluginError
from normalizer.formats import Reader, Writer
from normalizer.formats.archives import Archive, Tar, Zip
from normalizer.formats.folders import folders
from normalizer.formats.json_ld import NewsArticles
from normalizer.formats.json_lines import DocumentLines
from normalizer.formats.json_records import Json, JsonLines
from normalizer.formats.parquet import DocumentTable
from normalizer.formats.plain import plain_readers
from normalizer.formats.streams import COMPRESSIONS
from normalizer.formats.tables import Csv, Parquet
from normalizer.formats.warc import Warc
from normalizer.hookspecs import hookimpl
from normalizer.plugins import declared, hooks


class BuiltinFormats:
    """Read text, HTML, JSON, CSV, Parquet, WARC, tar, ZIP; write JSON Lines, JSON-LD, Parquet, Markdown, text, TEI."""

    @hookimpl
    def readers(self) -> Iterable[Reader]:
        """Give the built-in readers."""
        tables: list[Reader] = [Csv("csv", ".csv", ","), Csv("tsv", ".tsv", "\t"), Parquet()]
        return [*plain_readers(), JsonLines(), Json(), *tables, Warc(), Tar(), Zip()]

    @hookimpl
    def writers(self) -> Iterable[Writer]:
        """Give the built-in writers."""
        return [DocumentLines(), NewsArticles(), DocumentTable(), *folders()]


class Formats(Struct, frozen=True):
    """The formats that are known, by name."""

    readers: dict[str, Reader]
    writers: dict[str, Writer]

    def reader(self, name: str) -> Reader:
        """Give the reader of that name.

        Raises:
            ConfigError: there is none.

        """
        if name not in self.readers:
            raise ConfigError(
                f"no input format '{name}'{did_you_mean(name, self.readers)} (formats: {', '.join(self.readers)})"
            )
        return self.readers[name]

    def writer(self, name: str) -> Writer:
        """Give the writer of that name.

        Raises:
            ConfigError: there is none.

        """
        if name not in self.writers:
            raise ConfigError(
                f"no output format '{name}'{did_you_mean(name, self.writers)} (formats: {', '.join(self.writers)})"
            )
        return self.writers[name]

    def reader_of(self, file: str) -> Reader | None:
        """Give the reader of a file by the ending of its name, or None."""
        name = file.lower()
        for compression in COMPRESSIONS:
            name = name.removesuffix(compression)
        # The longest ending wins; among equals, a plugin's reader wins over a built-in one, which came first.
        found = [
            (len(suffix), place, reader)
            for place, reader in enumerate(self.readers.values())
            for suffix in reader.suffixes
            if name.endswith(suffix)
        ]
        return max(found, key=lambda one: one[:2])[2] if found else None


def formats(plugins: Sequence[Loaded]) -> Formats:
    """Ask the built-in formats and the plugins for readers and writers; a plugin's wins over a built-in one.

    Raises:
        PluginError: a plugin's hook raised, or answered something else.

    """
    registered = hooks([declared(BuiltinFormats()), *plugins])
    found: dict[str, dict[str, object]] = {"readers": {}, "writers": {}}
    for stage, shape in (("readers", Reader), ("writers", Writer)):
        for hook in registered[stage]:
            try:
                answer = list(hook.function())
            except Exception as error:
                raise PluginError(f"plugin '{hook.plugin}': {stage} failed: {type(error).__name__}: {error}") from error
            for one in answer:
                if not isinstance(one, shape):
                    raise PluginError(
                        f"plugin '{hook.plugin}': {stage} must give objects with "
                        f"{'name, suffixes and read' if stage == 'readers' else 'name, suffix and encode'}, "
                        f"not {type(one).__name__}"
                    )
                found[stage][one.name] = one
    known = Formats(**found)  # type: ignore[arg-type]
    for reader in known.readers.values():
        if isinstance(reader, Archive):
            reader.reader_of = known.reader_of
    return known
