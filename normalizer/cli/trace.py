"""The calls of plugins on one document, in order."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from normalizer.cli.terminal import visible, write
from normalizer.items import Call


def show_calls(calls: Sequence[Call], *, as_json: bool) -> None:
    """Print each call: stage, plugin, milliseconds of processor time, changes, and the failure if there was one."""
    if as_json:
        for call in calls:
            write(msgspec.json.encode(call).decode() + "\n")
        return
    table = Table("", "stage", "plugin", box=None, padding=(0, 2, 0, 0))
    for heading in ("milliseconds", "changes"):
        table.add_column(heading, justify="right")
    table.add_column("failure", style="red")
    for number, call in enumerate(calls, 1):
        cells = (call.stage, call.plugin, f"{1000 * call.seconds:.2f}", str(call.changes), call.failure)
        table.add_row(str(number), *(Text(visible(cell)) for cell in cells))
    Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(table)
