"""The command ``article-normalizer``. Each command lives in a module of its own that is imported when it is called."""

from __future__ import annotations

import importlib
import sys
from functools import cache

import click

from normalizer._version import __version__
from normalizer.entry_points import EntryPoint, entry_points

#: Command name to (module, what ``--help`` says of it). A test holds the texts equal to the commands' own.
COMMANDS = {
    "run": ("run", "Clean many articles: files, folders, JSON Lines, standard input."),
    "learn": ("learn", "Learn site templates and names of a corpus, for a second pass."),
    "merge": ("merge", "Join the outputs of the shards of a run."),
    "report": ("report", "Show what happened in a run: one HTML file for people."),
    "diff": ("diff", "Show what differs between the outputs of two runs."),
    "clean": ("clean", "Clean one article and print it."),
    "explain": ("explain", "Show what each plugin changed in one article, and why."),
    "restore": ("restore", "Give back the text as received from a structured document."),
    "plugins": ("plugins", "List the plugins: order, hooks, options, and why one did not load."),
    "profile": ("profile", "Clean many articles without output, and show where the time goes."),
    "config": ("config", "Show the configuration and where it comes from; write one; print its JSON Schema."),
    "new": ("new", "Write a new plugin package, with tests, README and a CI file."),
    "check": ("check", "Check a plugin against the contract, and say what to do about each fault."),
    "schema": ("schema", "Print the JSON Schema of a structured document."),
}

#: The entry-point group in which plugins announce commands: a name, and a `click.Command`.
GROUP = "article_normalizer.commands"

EPILOG = "Exit status: 0 all is well, 1 some input could not be cleaned, 2 wrong usage or configuration."


@cache
def _of_plugins() -> dict[str, EntryPoint]:
    """Find the commands that plugins bring, without importing any; they can't replace one of ours."""
    found = {entry.name: entry for entry in entry_points(GROUP)}
    return {name: found[name] for name in sorted(found) if name not in COMMANDS}


def _load(entry: EntryPoint) -> click.Command:
    """Import a plugin's command.

    Raises:
        click.ClickException: it can't be, or is none.

    """
    try:
        command = entry.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise click.ClickException(f"'{entry.name}' of {entry.value} did not load: {error}") from error
    if not isinstance(command, click.Command):
        raise click.ClickException(f"'{entry.name}' of {entry.value} is no click command")
    return command


class LazyGroup(click.Group):
    """A group that knows its commands' names and texts without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order in which a newcomer needs them, and then those of plugins."""
        return [*COMMANDS, *_of_plugins()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command's module, and give the command."""
        if cmd_name not in COMMANDS:
            return _load(_of_plugins()[cmd_name]) if cmd_name in _of_plugins() else None
        module = importlib.import_module(f"normalizer.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])
        if added := _of_plugins():
            with formatter.section("Commands of plugins"):
                formatter.write_dl([(name, f"See '{name} --help'.") for name in added])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; name the nearest one if there is none."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-") and args[0] not in _of_plugins():
            from normalizer.cli.terminal import visible  # noqa: PLC0415
            from normalizer.config import did_you_mean  # noqa: PLC0415

            ctx.fail(f"No command '{visible(args[0])}'{did_you_mean(args[0], self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="article-normalizer")
@click.option("--traceback", is_flag=True, help="Show Python's traceback for an error.")
def group(traceback: bool) -> None:
    """Turn scraped articles into clean, structured documents.

    Nothing is lost and everything is explained: each change is in the document's ledger, and the text as received can
    be restored exactly.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line, and end the process with its exit status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    traceback = "--traceback" in arguments
    arguments = [argument for argument in arguments if argument != "--traceback"]
    try:
        status = group.main(arguments, prog_name="article-normalizer", standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; there is nobody left to tell.
        sys.stderr.close()
        sys.exit(141)
    except Exception as error:
        if traceback:
            raise
        sys.exit(_report(error))


def _report(error: Exception) -> int:
    """Tell a user what went wrong, without a traceback; give the exit status."""
    from normalizer.cli.terminal import visible  # noqa: PLC0415
    from normalizer.errors import InputError, LedgerError, NormalizerError  # noqa: PLC0415

    if isinstance(error, NormalizerError):
        text, status = str(error), 1 if isinstance(error, InputError | LedgerError) else 2
    elif isinstance(error, OSError):
        text, status = f"{error.filename or 'input/output'}: {error.strerror or error}", 1
    else:
        text = f"unexpected {type(error).__name__}: {error} (this is a defect; --traceback shows where)"
        status = 1
    click.echo(f"Error: {visible(text)}", err=True)
    return status
