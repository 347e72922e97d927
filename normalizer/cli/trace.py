"""The calls of plugins on one document, in order."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from normalizer.cli.terminal import visible, write
from normalizer.document import Document
from normalizer.pipeline import Call


def show_calls(calls: Sequence[Call], document: Document, *, as_json: bool) -> None:
    """Print each call: stage, plugin, milliseconds of processor time, changes, and the failure if there was one."""
    failures = {(one.plugin, one.stage): f"{one.error}: {one.message}" for one in document.failures}
    if as_json:
        for call in calls:
            failure = failures.get((call.plugin, call.stage))
            write(msgspec.json.encode({**msgspec.structs.asdict(call), "failure": failure}).decode() + "\n")
        return
    table = Table("", "stage", "plugin", box=None, padding=(0, 2, 0, 0))
    for heading in ("milliseconds", "changes"):
        table.add_column(heading, justify="right")
    table.add_column("failure", style="red")
    for number, call in enumerate(calls, 1):
        cells = (call.stage, call.plugin, f"{1000 * call.seconds:.2f}", str(call.changes))
        failure = failures.get((call.plugin, call.stage), "")
        table.add_row(str(number), *(Text(visible(cell)) for cell in (*cells, failure)))
    Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(table)
