"""What makes a class a plugin, and what is known of one that is ready to run."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, dataclass_transform, overload

import msgspec
from msgspec import Struct

from normalizer.errors import PluginError

#: The version of the contract between host and plugins.
API = 1

_T = TypeVar("_T")


class Declaration(Struct, frozen=True):
    """What a plugin says of itself in ``@plugin(...)``.

    ``requires`` names plugins or capabilities that must be there and run before; ``provides`` names capabilities;
    ``after`` and ``before`` order where the other is there, too.
    """

    name: str | None = None
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    provides: tuple[str, ...] = ()
    enabled: bool = True
    api: int = API


@overload
def plugin(cls: type[_T]) -> type[_T]: ...


@overload
def plugin(
    *,
    name: str | None = None,
    after: Sequence[str] = (),
    before: Sequence[str] = (),
    requires: Sequence[str] = (),
    provides: Sequence[str] = (),
    enabled: bool = True,
    api: int = API,
) -> Callable[[type[_T]], type[_T]]: ...


@dataclass_transform(eq_default=False, kw_only_default=True)
def plugin(cls: type[_T] | None = None, **declared: Any) -> Any:
    """Make a class a plugin: its annotated fields become its options.

    Args:
        cls: the class, if the decorator is used without parentheses.
        **declared: the fields of `Declaration`.

    """

    def decorate(cls: type[_T]) -> type[_T]:
        values = {k: tuple(v) if isinstance(v, list | tuple) else v for k, v in declared.items()}
        try:
            declaration = msgspec.convert(values, Declaration, strict=True)
        except msgspec.ValidationError as error:
            raise PluginError(f"plugin {cls.__name__}: {error}") from None
        # eq=False: the registry tells plugins apart by identity.
        made = dataclasses.dataclass(eq=False, kw_only=True)(cls)
        made.__normalizer__ = declaration  # type: ignore[attr-defined]
        return made

    return decorate if cls is None else decorate(cls)


class Loaded(Struct, frozen=True):
    """A plugin that is ready to run."""

    name: str
    version: str
    plugin: object
    declaration: Declaration
    #: The options that differ from their defaults.
    options: dict[str, object]

    @property
    def summary(self) -> str:
        """The first line of the plugin's docstring."""
        text = inspect.getdoc(self.plugin if inspect.ismodule(self.plugin) else type(self.plugin)) or ""
        return text.partition("\n")[0]
