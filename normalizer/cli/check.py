"""``article-normalizer check``: the contract suite without pytest."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from normalizer.cli.options import UserError, configuration, read_bytes
from normalizer.cli.terminal import visible
from normalizer.config import Config, did_you_mean
from normalizer.declaration import Loaded
from normalizer.errors import PluginError
from normalizer.items import Item
from normalizer.plugins import Candidate, discover, load, load_all
from normalizer.testing.contract import CHECKS, Report, check
from normalizer.testing.subject import Subject


@click.command(short_help="Check a plugin against the contract, and say what to do about each fault.")
@click.argument("plugin")
@click.option("--example", "examples", multiple=True, metavar="FILE", help="An article the plugin should change.")
@click.option("--url", help="Where the examples were found.")
@click.option("--only", multiple=True, type=click.Choice(list(CHECKS)), help="Run this check alone.")
@configuration
def command(plugin: str, examples: tuple[str, ...], url: str | None, only: tuple[str, ...], config: Config) -> None:
    """Check a plugin against the contract, and say what to do about each fault.

    PLUGIN is the name of an installed plugin, a FILE.py, or module:Class. Its options are those of the configuration.
    Exit status: 0 it holds, 1 it does not, 2 the plugin can't be loaded.
    """
    articles = [Item(content=_article(file), url=url) for file in examples]
    broken = False
    for candidate, files in _candidates(plugin, config):
        loaded = load(candidate, config.plugins.get(candidate.name, {}))
        subject = Subject(
            _maker(candidate, config), examples=articles, companions=_companions(loaded, config), files=files
        )
        broken |= _run(candidate, subject, only or tuple(CHECKS))
    sys.exit(1 if broken else 0)


def _article(file: str) -> str | bytes:
    data = read_bytes(file)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data


def _maker(candidate: Candidate, config: Config) -> Callable[[], object]:
    options = config.plugins.get(candidate.name, {})
    return lambda: load(candidate, options).plugin


def _candidates(plugin: str, config: Config) -> list[tuple[Candidate, tuple[str, ...]]]:
    """Give the plugins meant, each with the files that hold it."""
    if plugin.endswith(".py"):
        return [(c, (plugin,)) for c in discover([plugin]) if c.origin == str(Path(plugin))]
    if ":" in plugin:
        return [(_from_module(plugin), ())]
    found = {c.name: c for c in discover(config.plugin_files)}
    if plugin not in found:
        raise UserError(
            f"no plugin '{plugin}'{did_you_mean(plugin, found)}; give an installed one ({', '.join(found)}), "
            f"a FILE.py, or module:Class"
        )
    return [(found[plugin], config.plugin_files)]


def _from_module(plugin: str) -> Candidate:
    module, _, attribute = plugin.partition(":")
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))

    def target() -> object:
        found: object = importlib.import_module(module)
        for name in attribute.split("."):
            found = getattr(found, name)
        return found

    name = attribute.rpartition(".")[2] or module
    return Candidate(name, "0", plugin, target)


def _companions(loaded: Loaded, config: Config) -> list[object]:
    """Give the installed plugins that this one requires, with what those require in turn."""
    if not loaded.declaration.requires:
        return []
    try:
        installed = load_all(config)
    except PluginError:
        return []
    needed, found = list(loaded.declaration.requires), []
    while needed:
        need = needed.pop()
        for one in installed:
            if need in (one.name, *one.declaration.provides) and one.name != loaded.name and one.plugin not in found:
                found.append(one.plugin)
                needed += one.declaration.requires
    return found


def _run(candidate: Candidate, subject: Subject, names: tuple[str, ...]) -> bool:
    """Run the checks and print each result; tell whether one failed."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(visible(f"{candidate.name} {candidate.version} ({candidate.origin})"), style="bold"))
    failed = 0
    for name in names:
        if name == "acts" and not subject.examples:
            continue
        report = check(subject, name)
        failed += bool(report.problems)
        _print(console, report)
    told = f"{failed} of the checks failed." if failed else "It keeps the contract."
    console.print(Text(told, style="bold red" if failed else "bold green"))
    return bool(failed)


def _print(console: Console, report: Report) -> None:
    style = "red" if report.problems else "green"
    line = Text("FAIL " if report.problems else "ok   ", style=style)
    console.print(line.append(f"{report.check:15}", style="bold").append(report.meaning, style="dim"))
    for problem in report.problems:
        console.print(Text(visible(f"     - {problem.what}")))
        console.print(Text(visible(f"       What to do: {problem.advice}.")))
