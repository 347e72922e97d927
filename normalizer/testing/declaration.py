"""Check that a plugin declares what it is: hooks, typed options, a docstring."""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Iterator

import msgspec

from normalizer.errors import PluginError
from normalizer.hookspecs import HOOKS
from normalizer.plugins import hooks, option_types
from normalizer.testing.problem import Problem
from normalizer.testing.subject import Subject


def is_declared(subject: Subject) -> Iterator[Problem]:
    """It declares its hooks, its options with types, and says in a docstring what it does."""
    target = subject.target
    if target is not None:
        yield from _of_class(target)
        yield from _of_options(target)
    if not subject.loaded.summary.strip():
        yield _no_docstring(subject.loaded.name)
    yield from _of_hooks(subject)


def _no_docstring(name: str) -> Problem:
    return Problem(
        f"{name} has no docstring, so that users can't see what it does",
        'begin the class with """One line that says what it does."""',
    )


def _of_class(target: type) -> Iterator[Problem]:
    if not hasattr(target, "__normalizer__"):
        yield Problem(f"{target.__name__} is not decorated", "put @plugin (from normalizer) above the class")
    # A dataclass without a docstring is given its signature as one.
    elif (target.__doc__ or "").startswith(f"{target.__name__}("):
        yield _no_docstring(target.__name__)
    for name in HOOKS:
        method = getattr(target, name, None)
        if callable(method) and not hasattr(method, "normalizer_impl"):
            yield Problem(f"{name} is not marked as a hook, so that the host never calls it", "put @hookimpl above it")


def _of_options(target: type) -> Iterator[Problem]:
    annotated = {name for cls in target.__mro__ for name in getattr(cls, "__annotations__", {})}
    for name, value in vars(target).items():
        if name.startswith("_") or name.isupper() or name in annotated or callable(value) or hasattr(value, "__get__"):
            continue
        yield Problem(
            f"'{name}' has no type, so that it is no option and users can't set it",
            f"write {name}: {type(value).__name__} = {value!r}, or begin its name with _ if it is not for users",
        )
    if not dataclasses.is_dataclass(target):
        return
    types = option_types(target)
    for field in dataclasses.fields(target):
        if field.name not in types:
            continue
        default = field.default
        if default is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if default is not dataclasses.MISSING:
            yield from _of_type(field.name, types[field.name], default)


def _of_type(name: str, kind: object, default: object) -> Iterator[Problem]:
    if kind is typing.Any or kind is object:
        yield Problem(f"option '{name}' may be anything", "say its type, such as str, int, bool, tuple[str, ...]")
        return
    try:
        msgspec.json.schema(kind)
        msgspec.convert(msgspec.to_builtins(default), kind)
    except (TypeError, msgspec.ValidationError) as error:
        yield Problem(
            f"option '{name}': its type and its default do not go together with a configuration file ({error})",
            "use types that TOML has: str, int, float, bool, Literal, tuple[str, ...], dict[str, str], or a dataclass",
        )


def _of_hooks(subject: Subject) -> Iterator[Problem]:
    try:
        found = hooks([subject.loaded])
    except PluginError as error:
        yield Problem(str(error), "name the hook and its arguments as in docs/plugins.md")
        return
    if not any(found.values()):
        yield Problem(
            f"{subject.loaded.name} implements no hook",
            f"write a method with @hookimpl, named as one of {', '.join(HOOKS)}",
        )
    try:
        subject.pipeline()
    except PluginError as error:
        yield Problem(
            str(error).partition("; enable one")[0],
            "name the plugin that provides it in the suite's 'companions', and in the README as needed",
        )
