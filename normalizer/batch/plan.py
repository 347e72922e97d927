"""What to read: files, folders and patterns become a list of files in one order, the same wherever they were found."""

from __future__ import annotations

import glob
import os
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from normalizer.batch import remote
from normalizer.errors import ConfigError
from normalizer.formats.builtin import Formats

STDIN = "-"


class InputFile(Struct, frozen=True):
    """A file to read, or one that can't be read, with the reason."""

    path: str
    #: The name that documents and the quarantine show: relative to the folder that was given.
    name: str
    size: int = 0
    #: Modification time in nanoseconds: with the size, it tells whether the file is still the same.
    changed: int = 0
    #: Whether the user named the file, so that it is read whatever its ending.
    named: bool = False
    #: Why it is not read: a short word, and a sentence.
    reason: str = ""
    message: str = ""


class Plan(Struct, frozen=True):
    """The files of a run, in the order in which they are read."""

    files: tuple[InputFile, ...]
    #: Files in folders that no reader knows: ending to number.
    ignored: dict[str, int] = {}

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def has_stdin(self) -> bool:
        """Whether standard input is read."""
        return any(file.path == STDIN for file in self.files)


def plan(inputs: Iterable[str], formats: Formats, *, follow_links: bool = False, leave_out: Path | None = None) -> Plan:
    """Find the files.

    Args:
        inputs: files, folders (all files below them that a reader knows), patterns with ``*``, ``?`` or ``[``, each
            also on other storage (``s3://...``), and ``-`` for standard input.
        formats: the readers.
        follow_links: read what symbolic links within folders lead to; otherwise they are reported.
        leave_out: a folder that is not looked into: the output.

    Raises:
        ConfigError: an input does not exist.

    """
    ignored: Counter[str] = Counter()
    found: dict[str, InputFile] = {}
    for given in inputs:
        for file in _found(given, formats, follow_links, leave_out, ignored):
            # The same file, given twice, is read once; a link that is not followed is not the file.
            as_given = file.path == STDIN or file.reason or remote.is_remote(file.path)
            key = file.path if as_given else os.path.realpath(file.path)
            if key not in found or file.name < found[key].name:
                found[key] = file
    files = sorted(_named_apart(list(found.values())), key=lambda file: (file.path == STDIN, file.name))
    return Plan(tuple(files), dict(sorted(ignored.items())))


def shard(whole: Plan, number: int, of: int) -> Plan:
    """Give the ``number``-th (from 1) of ``of`` parts of a plan, cut between files, of about the same size in bytes.

    Raises:
        ConfigError: there is no such part, or standard input is to be cut.

    """
    if not 1 <= number <= of:
        raise ConfigError(f"--shard {number}/{of}: the number must go from 1 to {of}")
    if whole.has_stdin:
        raise ConfigError("--shard: standard input can't be cut into parts")
    # A file counts as a little more than its size, so that many empty ones are spread, too.
    weights = [file.size + 1000 for file in whole.files]
    total = sum(weights)
    mine, done = [], 0
    for file, weight in zip(whole.files, weights, strict=True):
        if (2 * done + weight) * of // (2 * total) == number - 1:
            mine.append(file)
        done += weight
    return Plan(tuple(mine), whole.ignored)


def printable(path: str) -> str:
    """Give a path as text that any file can hold: bytes that are no UTF-8 are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _found(
    given: str, formats: Formats, follow_links: bool, leave_out: Path | None, ignored: Counter[str]
) -> Iterator[InputFile]:
    if given == STDIN:
        yield InputFile(STDIN, STDIN, named=True)
        return
    if remote.is_remote(given):
        yield from _found_remotely(given, formats, ignored)
        return
    if not os.path.lexists(given):
        matches = sorted(glob.glob(given, recursive=True)) if any(c in given for c in "*?[") else []  # noqa: PTH207
        if not matches:
            raise ConfigError(f"{printable(given)}: no such file or folder")
        for match in matches:
            yield from _found(match, formats, follow_links, leave_out, ignored)
        return
    try:
        is_folder = stat.S_ISDIR(os.stat(given).st_mode)  # noqa: PTH116 - paths are kept as the system gives them
    except OSError as error:
        yield _unreadable(given, Path(given).name, error)
        return
    if not is_folder:
        yield _looked_at(given, Path(given).name, named=True, follow_links=True)
        return
    for path in _walk(given, follow_links, leave_out):
        name = os.path.relpath(path, given).replace(os.sep, "/")
        known = formats.reader_of(name) is not None
        file = _looked_at(path, name, named=False, follow_links=follow_links)
        if file.reason in ("unreadable-folder", "link") or known:
            yield file
        elif not file.reason or file.reason == "not-a-file":
            _ignore(name, ignored)


def _found_remotely(given: str, formats: Formats, ignored: Counter[str]) -> Iterator[InputFile]:
    for file in remote.find(given):
        named = file.path.endswith(given.rpartition("://")[2])
        if named or formats.reader_of(file.name) is not None:
            yield InputFile(file.path, printable(file.name), file.size, file.version, named)
        else:
            _ignore(file.name, ignored)


def _ignore(name: str, ignored: Counter[str]) -> None:
    ignored[printable(Path(name).suffix.lower() or "(none)")] += 1


def _walk(folder: str, follow_links: bool, leave_out: Path | None) -> Iterator[str]:
    """Yield the paths of what is in a folder and below it, but for folders that can be looked into."""
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    avoid = os.path.realpath(leave_out) if leave_out else None
    while waiting:
        current = waiting.pop()
        try:
            about = os.stat(current)  # noqa: PTH116
            if (about.st_dev, about.st_ino) in seen or os.path.realpath(current) == avoid:
                continue
            seen.add((about.st_dev, about.st_ino))
            with os.scandir(current) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=follow_links):
                        waiting.append(entry.path)
                    else:
                        yield entry.path
        except OSError:
            yield current


def _looked_at(path: str, name: str, *, named: bool, follow_links: bool) -> InputFile:
    """See whether a path is a file that can be read; never opens it, so that a pipe can't hold us up."""
    name = printable(name)
    try:
        about = os.lstat(path)
        if stat.S_ISLNK(about.st_mode):
            if not follow_links:
                message = "a symbolic link is not followed (--follow-links changes that)"
                return InputFile(path, name, reason="link", message=message)
            about = os.stat(path)  # noqa: PTH116
    except OSError as error:
        return _unreadable(path, name, error)
    if stat.S_ISDIR(about.st_mode):
        return InputFile(path, name, reason="unreadable-folder", message="the folder can't be read")
    if not stat.S_ISREG(about.st_mode):
        return InputFile(path, name, reason="not-a-file", message=f"this is {_kind(about.st_mode)}, not a file")
    return InputFile(path, name, about.st_size, about.st_mtime_ns, named)


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"


def _unreadable(path: str, name: str, error: OSError) -> InputFile:
    return InputFile(path, printable(name), reason="unreadable", message=f"can't read it ({error.strerror})")


def _named_apart(files: list[InputFile]) -> list[InputFile]:
    """Give files of the same relative name (from different folders) their paths as names."""
    count = Counter(file.name for file in files)
    return [
        InputFile(
            file.path,
            printable(os.path.normpath(file.path)).replace(os.sep, "/"),
            file.size,
            file.changed,
            file.named,
            file.reason,
            file.message,
        )
        if count[file.name] > 1
        else file
        for file in files
    ]
