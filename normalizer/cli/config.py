"""``article-normalizer config``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from normalizer.cli.config_forms import schema, shown, template
from normalizer.cli.options import UserError, configuration_layers
from normalizer.cli.terminal import visible, write
from normalizer.config import FILE_NAME, Config, Layer, merged, origins
from normalizer.inspection import Status, look
from normalizer.plugins import check_names


@click.command(short_help="Show the configuration and where it comes from; write one; print its JSON Schema.")
@click.option("--show", "form", flag_value="show", default="show", help="Every setting and its origin (the default).")
@click.option("--schema", "form", flag_value="schema", help="The JSON Schema of normalizer.toml, for editors.")
@click.option("--init", "form", flag_value="init", help="Write a commented normalizer.toml; never overwrites.")
@configuration_layers
def command(form: str, layers: list[Layer]) -> None:
    """Show the configuration and where each value comes from; write one; print its JSON Schema.

    The plugins are asked for their options in a process of their own, so that a broken one can't break this command.
    """
    config = merged(layers)
    if form == "show":
        _show(config, layers)
        return
    # Plugins that are switched off have options, too.
    statuses, _ = look(Config(plugin_files=config.plugin_files))
    if form == "init":
        _init(template(statuses))
    else:
        write(msgspec.json.format(msgspec.json.encode(schema(statuses)), indent=2).decode() + "\n")


def _init(text: str) -> None:
    try:
        with Path(FILE_NAME).open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UserError(f"{FILE_NAME} is there already; it is left as it is") from None
    except OSError as error:
        raise UserError(f"{FILE_NAME}: can't write it ({error.strerror})") from None
    click.echo(f"Wrote {FILE_NAME}.")


def _show(config: Config, layers: list[Layer]) -> None:
    statuses, _ = look(config)
    check_names(config, [status.name for status in statuses])
    table = Table("setting", "value", "origin", box=None, padding=(0, 2, 0, 0))
    for row in shown(statuses, layers):
        table.add_row(*(Text(visible(cell), overflow="fold") for cell in row))
    Console(highlight=False, width=None if sys.stdout.isatty() else 200).print(table)
    broken = [status for status in statuses if status.state == "broken"]
    for status in broken:
        click.echo(visible(f"Error: {_problem(status, config, layers)}"), err=True)
    if broken:
        sys.exit(2)


def _problem(status: Status, config: Config, layers: list[Layer]) -> str:
    """Say why a plugin did not load; where it is an option's fault, with the place that sets it."""
    for option in config.plugins.get(status.name, {}):
        if f"option '{option}'" in status.problem or f"option '{status.name}.{option}'" in status.problem:
            return f"{origins(layers, ('plugins', status.name, option))[-1]}: {status.problem}"
    return f"plugin '{status.name}' did not load: {status.problem}"
