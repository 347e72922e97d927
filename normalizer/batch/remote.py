"""Input and output on other storage than the file system: addresses such as ``s3://bucket/crawl/``, through fsspec.

Needs fsspec (the extra ``remote``), and the package that it names for the kind of storage, such as s3fs.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from normalizer.errors import ConfigError

_BUFFER = 1 << 20
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class RemoteFile(NamedTuple):
    """A file on other storage."""

    path: str
    #: Relative to what was asked for.
    name: str
    size: int
    #: Another number, if the file is another one.
    version: int


def is_remote(path: str) -> bool:
    """Whether a path is an address on other storage."""
    return _ADDRESS.match(path) is not None


def is_of_this_process(path: str) -> bool:
    """Whether a path is an address that another process knows nothing of."""
    return path.startswith("memory://")


def find(address: str) -> Iterator[RemoteFile]:
    """Find a file, all files below a folder, or those that a pattern matches, in order of their paths.

    Raises:
        ConfigError: a package is not installed, there is nothing, or the storage refuses.

    """
    system, path = _opened(address)
    try:
        if any(character in path for character in "*?["):
            found = {name: about for name, about in system.glob(path, detail=True).items() if about["type"] == "file"}
            base = path[: min(path.index(character) for character in "*?[" if character in path)].rpartition("/")[0]
        elif system.isfile(path):
            found, base = {path: system.info(path)}, path.rpartition("/")[0]
        else:
            found, base = system.find(path, detail=True), path
        for name, about in sorted(found.items()):
            relative = name.removeprefix(base.rstrip("/")).lstrip("/")
            version = int(str(system.ukey(name)).encode().hex(), 16) % (1 << 62)
            yield RemoteFile(system.unstrip_protocol(name), relative, int(about.get("size") or 0), version)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"{address}: can't be listed ({error})") from None
    if not found:
        raise ConfigError(f"{address}: no such file or folder")


def open_file(address: str) -> BinaryIO:
    """Open a file for reading.

    Raises:
        OSError: it can't be read.

    """
    system, path = _opened(address)
    # fsspec's own files lack some of what files can do, such as reading a line of bounded length.
    return io.BufferedReader(system.open(path, "rb"), _BUFFER)


def staging(address: str) -> Path:
    """Give the folder on this machine in which output for other storage is made: the same one for the same address.

    It is below the system's folder for temporary files (``TMPDIR``).
    """
    name = hashlib.sha256(address.rstrip("/").encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"article-normalizer-{name}"


def has_output(address: str, name: str) -> bool:
    """Whether a folder on other storage has a file of that name.

    Raises:
        ConfigError: a package is not installed.
        OSError: the storage refuses.

    """
    system, path = _opened(address)
    return bool(system.exists(f"{path.rstrip('/')}/{name}"))


def read(address: str) -> bytes:
    """Read a small file.

    Raises:
        ConfigError: a package is not installed.
        OSError: it can't be read; a FileNotFoundError, if it is not there.

    """
    system, path = _opened(address)
    return bytes(system.cat_file(path))


def upload(folder: Path, address: str, *, last: str) -> None:
    """Copy a folder to other storage, a file at a time; each is whole there or not there. Repeating it does no harm.

    Args:
        folder: what to copy.
        address: where to.
        last: the name of the file that is copied last: where it is, everything is.

    Raises:
        OSError: the storage refuses.

    """
    system, path = _opened(address)
    files = sorted((one for one in folder.rglob("*") if one.is_file()), key=lambda one: (one.name == last, one))
    for file in files:
        target = f"{path.rstrip('/')}/{file.relative_to(folder).as_posix()}"
        system.makedirs(target.rpartition("/")[0], exist_ok=True)
        system.put_file(str(file), target)


def _opened(address: str) -> tuple[Any, str]:
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError:
        raise ConfigError(f"{address}: other storage needs fsspec: pip install 'article-normalizer[remote]'") from None
    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise ConfigError(f"{address}: {error}") from None
    return system, path
