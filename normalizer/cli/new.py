"""``article-normalizer new``: a complete plugin package, from the templates beside this file."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

import click

import normalizer
from normalizer.cli.options import UserError
from normalizer.cli.terminal import visible
from normalizer.entry_points import entry_points
from normalizer.plugins import GROUP

PREFIX = "normalizer-"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", re.ASCII)
_LONGEST = 50


@click.command(short_help="Write a new plugin package, with tests, README and a CI file.")
@click.argument("name")
@click.option("--path", type=click.Path(path_type=Path), default=Path(), help="The folder to write it in [.].")
def command(name: str, path: Path) -> None:
    """Write a new plugin package, with tests, README and a CI file. It installs and passes as it is.

    NAME is the plugin's name, such as photo-credit; the folder is normalizer-NAME. Nothing is overwritten, and no
    network is used.
    """
    name = checked(name)
    folder = path / f"{PREFIX}{name}"
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise UserError(f"{folder} exists; choose another name, or another folder with --path") from None
    except OSError as error:
        raise UserError(f"{folder}: can't make it ({error.strerror})") from None
    for file, text in contents(name):
        place = folder / file
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    click.echo(visible(f"Wrote {folder}. Next:\n"))
    click.echo(visible(f"    cd {folder}\n    pip install --editable '.[test]'\n    python -m pytest"))


def checked(name: str) -> str:
    """Check a plugin's name, and give it without the prefix of the distribution.

    Raises:
        UserError: it can't be a name, or is taken.

    """
    short = name.removeprefix(PREFIX)
    if not _NAME.fullmatch(short) or len(short) > _LONGEST:
        fitting = re.sub(r"[^a-z0-9]+", "-", short.lower()).strip("-0123456789")[:_LONGEST].strip("-")
        hint = f", such as '{fitting}'" if _NAME.fullmatch(fitting) else ""
        raise UserError(
            f"'{name}' can't be a plugin's name: use words of a-z and 0-9 joined by '-', at most {_LONGEST} "
            f"characters{hint}"
        )
    if keyword.iskeyword(_class_name(short)) or _class_name(short) in normalizer.__all__:
        raise UserError(f"'{short}' would hide Python's or the library's {_class_name(short)}; add a word to the name")
    if short in {entry.name for entry in entry_points(GROUP)}:
        raise UserError(f"a plugin named '{short}' is installed already; choose another name")
    return short


def _class_name(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


def contents(name: str) -> Iterator[tuple[str, str]]:
    """Give the package's files, each with its path and text."""
    distribution = f"{PREFIX}{name}"
    words = {
        "name": name,
        "distribution": distribution,
        "package": distribution.replace("-", "_"),
        "class_name": _class_name(name),
        "version": normalizer.__version__,
    }
    for path, template in _templates(files("normalizer.cli") / "templates" / "plugin", ""):
        text = Template(template.read_text("utf-8")).substitute(words)
        yield path.removesuffix(".in").replace("PACKAGE", words["package"]), text


def _templates(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _templates(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".in"):
            yield prefix + entry.name, entry
