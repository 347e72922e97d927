"""Options of commands that write many documents: format, compression, size of parts, duplicates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click

from normalizer.batch.duplicates import Duplicates
from normalizer.cli.terminal import visible

_F = TypeVar("_F", bound=Callable[..., Any])
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def size(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """Read a number of bytes, such as 500000, 256M or 1.5GB (of 1,024 each).

    Raises:
        click.BadParameter: it is none.

    """
    if value is None:
        return None
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?)(?:i?B)?", value.strip(), re.IGNORECASE | re.ASCII)
    found = int(float(match[1]) * _UNITS[match[2].upper()]) if match else 0
    if found < 1:
        raise click.BadParameter(f"'{visible(value)}' is not a size such as 256M or 1GB", ctx, param)
    return found


def writing(**defaults: str) -> Callable[[_F], _F]:
    """Add the options; the command gets ``writer``, ``compress``, ``part_bytes`` and ``duplicates``.

    Args:
        **defaults: of ``writer`` and ``duplicates``; without one, the default is what `merge` finds in the shards.

    """
    found = None if defaults else "that of the shards"
    options = (
        click.option(
            "--to", "writer", metavar="FORMAT", default=defaults.get("writer"), show_default=found or True,
            help="Output format: jsonl, parquet, markdown, text, tei, jsonld, or one of a plugin.",
        ),
        click.option("--compress", type=click.Choice(["gz", "zst"]), help="Compress the documents."),
        click.option(
            "--part-size", "part_bytes", callback=size, metavar="SIZE",
            help="Begin a new file before one has more bytes than that, before compression: 256M, 1GB.",
        ),
        click.option(
            "--duplicates", type=click.Choice(get_args(Duplicates)), default=defaults.get("duplicates"),
            show_default=found or True,
            help="What becomes of documents with the same or nearly the same text as an earlier one.",
        ),
    )  # fmt: skip

    def add(command: _F) -> _F:
        for option in reversed(options):
            command = option(command)
        return command

    return add
