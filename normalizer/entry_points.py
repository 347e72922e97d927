"""The entry points of installed distributions, found without the cost of `importlib.metadata`.

`importlib.metadata` parses every distribution there is, and importing it takes longer than that. Here only the files
``entry_points.txt`` that mention the group are parsed. Nothing is remembered between calls, so a plugin that was just
installed is found. Where distributions can be in something else than folders (a zip file on the path, a finder of
another tool), `importlib.metadata` is asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib import metadata


class EntryPoint:
    """One entry point of a group: a name, and the object that it stands for.

    Args:
        name: its name.
        value: the object, as ``module:attribute``.
        distribution: the name and the version of the distribution that declares it; empty if it does not say.

    """

    __slots__ = ("distribution", "name", "value")

    def __init__(self, name: str, value: str, distribution: tuple[str, str]) -> None:
        self.name = name
        self.value = value
        self.distribution = distribution

    def load(self) -> object:
        """Import the object."""
        module, _, attributes = self.value.partition("[")[0].partition(":")
        found: object = import_module(module.strip())
        for attribute in filter(None, attributes.strip().split(".")):
            found = getattr(found, attribute)
        return found


def entry_points(group: str) -> list[EntryPoint]:
    """Give the entry points of a group in the order of the path; of two distributions of one name, the first counts."""
    if not _only_folders():
        return _of_metadata(group)
    header = f"[{group}]"
    found: list[EntryPoint] = []
    for folder in _distributions():
        text = _read(os.path.join(folder, "entry_points.txt"))  # noqa: PTH118 - pathlib takes thrice as long
        if header in text:
            about = _about(folder)
            found += [EntryPoint(name, value, about) for name, value in _section(text, header)]
    return found


def _only_folders() -> bool:
    """Whether all distributions are in folders on the path."""
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    if any(finder is not PathFinder for finder in finders):
        return False
    return not any(path.endswith(".egg") or os.path.isfile(path) for path in sys.path)  # noqa: PTH113


def _distributions() -> Iterator[str]:
    """Give the folders of metadata on the path."""
    seen = set()
    for path in sys.path:
        try:
            names = os.listdir(path or ".")  # noqa: PTH208
        except OSError:
            continue
        for name in names:
            stem, _, kind = name.lower().rpartition(".")
            if kind in ("dist-info", "egg-info"):
                distribution = stem.partition("-")[0].replace("_", "-").replace(".", "-")
                if distribution not in seen:
                    seen.add(distribution)
                    yield os.path.join(path, name)  # noqa: PTH118


def _read(file: str) -> str:
    try:
        with open(file, encoding="utf-8") as opened:  # noqa: PTH123
            return opened.read()
    except (OSError, ValueError):
        return ""


def _section(text: str, header: str) -> Iterator[tuple[str, str]]:
    """Give the names and values of a section of an ``entry_points.txt``."""
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == header
        elif inside and "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            yield name.strip(), value.strip()


def _about(folder: str) -> tuple[str, str]:
    """Give the name and the version that a distribution's metadata state."""
    text = _read(os.path.join(folder, "METADATA")) or _read(os.path.join(folder, "PKG-INFO"))  # noqa: PTH118
    fields: dict[str, str] = {}
    for line in text.splitlines():
        if not line:
            break
        key, _, value = line.partition(":")
        fields.setdefault(key.lower(), value.strip())
    return fields.get("name", ""), fields.get("version", "")


def _of_metadata(group: str) -> list[EntryPoint]:
    from importlib import metadata  # noqa: PLC0415 - costs start-up time

    return [EntryPoint(one.name, one.value, _distribution(one)) for one in metadata.entry_points(group=group)]


def _distribution(entry: metadata.EntryPoint) -> tuple[str, str]:
    return (entry.dist.name, entry.dist.version) if entry.dist else ("", "")
