"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from normalizer.cli.terminal import visible
from normalizer.config import Layer, layers, merged, origins
from normalizer.document import Document
from normalizer.errors import ConfigError, InputError
from normalizer.items import MEDIA_TYPES, Item

_F = TypeVar("_F", bound=Callable[..., Any])


def configuration(command: _F) -> _F:
    """Add the options that choose and configure plugins; the command gets them as one ``config``."""

    @configuration_layers
    @wraps(command)
    def with_config(*args: Any, layers: list[Layer], **kwargs: Any) -> Any:
        return command(*args, config=merged(layers), **kwargs)

    return with_config  # type: ignore[return-value]


def configuration_layers(command: _F) -> _F:
    """Add the options that choose and configure plugins; the command gets what each place says, as ``layers``."""

    @click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path),
        help="Configuration file [normalizer.toml].",
    )
    @click.option(
        "--plugin", "plugin_files", multiple=True, metavar="FILE.py", help="Use the plugins of a Python file."
    )
    @click.option("--enable", multiple=True, metavar="NAME", help="Turn a plugin on.")
    @click.option("--disable", multiple=True, metavar="NAME", help="Turn a plugin off.")
    @click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Set an option: names.rewrite=never.")
    @click.option("--learned", metavar="FILE", default="", help="What 'learn' wrote of a corpus.")
    @wraps(command)
    def with_layers(
        *args: Any,
        config_file: Path | None,
        learned: str,
        plugin_files: tuple[str, ...],
        enable: tuple[str, ...],
        disable: tuple[str, ...],
        settings: tuple[str, ...],
        **kwargs: Any,
    ) -> Any:
        found = layers(
            config_file,
            enable=_names(enable),
            disable=_names(disable),
            plugin_files=plugin_files,
            settings=settings,
            learned=learned,
        )
        try:
            return command(*args, layers=found, **kwargs)
        except ConfigError as error:
            places = origins(found, error.key) if error.key else []
            if not places:
                raise
            raise ConfigError(f"{places[-1]}: {error}") from error

    return with_layers  # type: ignore[return-value]


def _names(given: tuple[str, ...]) -> list[str]:
    """Take ``--disable a --disable b`` and ``--disable a,b``."""
    return [name.strip() for names in given for name in names.split(",") if name.strip()]


def known_of_article(command: _F) -> _F:
    """Add the options that say what is known of one article: url, charset, media type."""
    for option in (
        click.option(
            "--media-type",
            type=click.Choice(["text/html", "text/plain"]),
            help="What FILE is, if its name does not say.",
        ),
        click.option("--charset", help="The encoding that the sender declared."),
        click.option("--url", help="Where the article was found."),
    ):
        command = option(command)
    return command


class UserError(click.ClickException):
    """Something that the user can put right; exit status 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


def read_bytes(file: str) -> bytes:
    """Read a file, or standard input for ``-``.

    Raises:
        UserError: it can't be read.

    """
    if file == "-":
        return sys.stdin.buffer.read()
    path = Path(file)
    try:
        if not path.is_file():
            raise UserError(f"{file}: {'this is not a file' if path.exists() else 'no such file'}")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UserError(f"{file}: can't read it ({getattr(error, 'strerror', None) or error})") from None


def item_of(file: str, *, url: str | None = None, charset: str | None = None, media_type: str | None = None) -> Item:
    """Make an `Item` of a file or standard input.

    Raises:
        UserError: it can't be read, or holds nothing.

    """
    data = read_bytes(file)
    if not data.strip():
        raise UserError(f"{_named(file)}: it is empty")
    return Item(
        content=data,
        id=None if file == "-" else Path(file).name,
        url=url,
        charset=charset,
        media_type=media_type or MEDIA_TYPES.get(Path(file).suffix.lower()),
        file=None if file == "-" else file,
    )


@contextmanager
def naming(file: str) -> Iterator[None]:
    """Name the file in front of what is wrong with it as an article."""
    try:
        yield
    except InputError as error:
        raise InputError(error.reason, f"{_named(file)}: {error}") from None


def _named(file: str) -> str:
    return "standard input" if file == "-" else file


def documents_of(file: str) -> list[Document]:
    """Read structured documents: one JSON document, or one a line.

    Raises:
        UserError: it is not that; the message names the line and the field.

    """
    data = read_bytes(file)
    name = _named(file)
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    if not lines:
        raise UserError(f"{name}: it is empty")
    whole = _decoded(data)
    if isinstance(whole, Document):
        return [whole]
    found = []
    for number, line in lines:
        document = _decoded(line)
        if isinstance(document, str):
            raise UserError(f"{name}, line {number}: this is not a structured document ({document})")
        found.append(document)
    return found


def _decoded(data: bytes) -> Document | str:
    """Give the document, or what is wrong."""
    try:
        return Document.from_json(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)


def choose(documents: list[Document], identifier: str | None, file: str) -> Document:
    """Take the document of that id, or the only one.

    Raises:
        UserError: there is none, or several.

    """
    if identifier is None:
        if len(documents) == 1:
            return documents[0]
        raise UserError(
            f"{file} holds {len(documents)} documents; choose one with --id, such as --id '{documents[0].id}'"
        )
    for document in documents:
        if document.id == identifier:
            return document
    raise UserError(f"{file}: no document with the id '{identifier}'")
