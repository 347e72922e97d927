"""What was learned of a corpus: counts by plugin, in a file of JSON Lines that merges by addition.

The first line says what the file is; each other line is ``[plugin, key, count]``, in order.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from normalizer.errors import ConfigError

FORMAT = "article-normalizer learned"
#: The version of the file's form.
VERSION = 1

Row = tuple[str, str, int]


class Header(Struct, frozen=True, kw_only=True):
    """The first line."""

    format: str = FORMAT
    version: int = VERSION
    #: Documents that were surveyed.
    documents: int = 0
    #: Plugin to version, of those that counted.
    plugins: dict[str, str] = {}


class Learned(Struct, frozen=True):
    """What was learned of a corpus: plugin to key to count."""

    documents: int = 0
    plugins: dict[str, str] = {}
    counts: dict[str, dict[str, int]] = {}


def read(path: str | os.PathLike[str]) -> Learned:
    """Read a file that ``article-normalizer learn`` wrote.

    Raises:
        ConfigError: it can't be read, or is something else; the message names the file and the line.

    """
    header, rows = opened(path)
    counts: dict[str, dict[str, int]] = {}
    for plugin, key, count in rows:
        counts.setdefault(plugin, {})[key] = count
    return Learned(header.documents, header.plugins, counts)


def opened(path: str | os.PathLike[str]) -> tuple[Header, Iterator[Row]]:
    """Give the header of a file, and its rows as they are asked for: they may be many.

    Raises:
        ConfigError: as for `read`; the rows raise it, too.

    """
    lines = _lines(path)
    first = next(lines, b"")
    try:
        header = msgspec.json.decode(first, type=Header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        header = Header(format="")
    if header.format != FORMAT:
        raise ConfigError(f"{path}: this is not a file that 'article-normalizer learn' wrote")
    if header.version != VERSION:
        raise ConfigError(
            f"{path}: it was written in version {header.version} of the form, this is {VERSION}; learn again"
        )
    return header, _rows(path, lines)


def _lines(path: str | os.PathLike[str]) -> Iterator[bytes]:
    try:
        with Path(path).open("rb") as file:
            yield from file
    except OSError as error:
        raise ConfigError(f"{path}: can't read what was learned ({error.strerror})") from None


def _rows(path: str | os.PathLike[str], lines: Iterable[bytes]) -> Iterator[Row]:
    decode = msgspec.json.Decoder(Row).decode
    for number, line in enumerate(lines, 2):
        try:
            yield decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}, line {number}: not [plugin, key, count] ({error})") from None


def write(path: Path, header: Header, rows: Iterable[Row]) -> None:
    """Write a file; it stands under its name only when it is whole.

    Args:
        path: where to.
        header: the first line.
        rows: in order of plugin and key.

    Raises:
        OSError: it can't be written.

    """
    encode = msgspec.json.encode
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(encode(header) + b"\n")
            file.writelines(encode(row) + b"\n" for row in rows)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def merged(parts: Iterable[Learned]) -> Learned:
    """Add up what was learned of parts of a corpus; the order makes no difference."""
    documents, plugins = 0, dict[str, str]()
    counts: dict[str, dict[str, int]] = {}
    for part in parts:
        documents += part.documents
        for name, version in part.plugins.items():
            plugins[name] = max(version, plugins.get(name, ""))
        for name, own in part.counts.items():
            add(counts.setdefault(name, {}), own)
    return Learned(documents, plugins, counts)


def add(total: dict[str, int], counts: Mapping[str, int]) -> None:
    """Add counts to a total."""
    for key, count in counts.items():
        total[key] = total.get(key, 0) + count
