"""``article-normalizer plugins``."""

from __future__ import annotations

import sys

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from normalizer.cli.graph import draw
from normalizer.cli.options import configuration
from normalizer.cli.terminal import visible, write
from normalizer.config import Config
from normalizer.inspection import Status, look


@click.command(short_help="List the plugins: order, hooks, options, and why one did not load.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--graph", is_flag=True, help="Draw the stages and the order in them, and why it is so.")
@configuration
def command(as_json: bool, graph: bool, config: Config) -> None:
    """List the plugins in the order in which they run, with their hooks and options, and why one did not load.

    Each is imported in a process of its own, so that a broken one can't break this command. Plugins that are off are
    not imported at all.
    """
    statuses, problem = look(config)
    if as_json:
        write(msgspec.json.format(msgspec.json.encode(statuses), indent=2).decode() + "\n")
    elif graph:
        write("\n".join(visible(line) for line in draw(statuses, config.order)) + "\n")
    else:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
        console.print(_table(statuses))
        for status in statuses:
            _print_details(console, status)
    if problem:
        raise click.ClickException(visible(problem))
    if any(status.state == "broken" for status in statuses):
        sys.exit(1)


def _table(statuses: list[Status]) -> Table:
    table = Table("", "name", "version", "state", "hooks", "what it does", box=None, padding=(0, 2, 0, 0))
    for status in statuses:
        style = {"on": "", "off": "dim", "broken": "red"}[status.state]
        cells = (
            str(status.place or ""),
            status.name,
            status.version,
            status.state,
            ", ".join(status.hooks),
            status.summary or status.origin,
        )
        table.add_row(*(Text(visible(cell), style=style) for cell in cells))
    return table


def _print_details(console: Console, status: Status) -> None:
    if status.problem and status.state == "off":
        console.print(Text(visible(f"\n{status.name} is off, and can't be enabled as it is:"), style="bold"))
        console.print(Text(visible(status.problem)))
    elif status.problem:
        console.print(Text(visible(f"\n{status.name} ({status.origin}) did not load:"), style="bold red"))
        console.print(Text(visible(status.problem)))
        console.print(Text(visible(f"To go on without it: --disable {status.name}")))
    elif status.options:
        console.print(Text(visible(f"\n{status.name}"), style="bold"))
        for option in status.options:
            console.print(
                Text(
                    visible(f"  {status.name}.{option.name} = {option.value}  ({option.type})"),
                    overflow="fold",
                )
            )
