"""Plugins: declare, discover, and load with their options."""

from __future__ import annotations

import dataclasses
import importlib.util
import inspect
import re
import sys
import typing
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pluggy
from msgspec import Struct

from normalizer.config import Config, did_you_mean, readings
from normalizer.declaration import API, Declaration, Loaded
from normalizer.entry_points import entry_points
from normalizer.errors import ConfigError, PluginError
from normalizer.hookspecs import HOOKS, PROJECT, Corpus, Formats, Stages
from normalizer.ordering import order

#: The entry-point group in which plugins announce themselves.
GROUP = "normalizer"


class Candidate(Struct, frozen=True):
    """A plugin that was found and not imported yet."""

    name: str
    version: str
    #: Where it comes from, for people: a distribution or a file.
    origin: str
    load: Callable[[], object]


def discover(plugin_files: Iterable[str] = ()) -> list[Candidate]:
    """Find the installed plugins (without importing any) and those in the given files, sorted by name.

    Raises:
        PluginError: two plugins have one name, or a file can't be loaded.

    """
    found: dict[str, Candidate] = {}
    for entry in entry_points(GROUP):
        distribution, version = entry.distribution
        origin = f"{distribution} {version}" if distribution else entry.value
        if entry.name in found:
            if found[entry.name].origin == origin:
                continue
            raise PluginError(
                f"two plugins are named '{entry.name}': one of {found[entry.name].origin}, one of {origin}; "
                f"uninstall one of them"
            )
        found[entry.name] = Candidate(entry.name, version or "0", origin, entry.load)
    for file in plugin_files:
        for candidate in _from_file(Path(file)):
            if candidate.name in found:
                raise PluginError(f"{file}: a plugin named '{candidate.name}' is there already")
            found[candidate.name] = candidate
    return sorted(found.values(), key=lambda c: c.name)


def _from_file(path: Path) -> list[Candidate]:
    """Import a Python file, and give the plugins it defines."""
    name = "normalizer_local_" + re.sub(r"\W", "_", str(path.resolve()))
    module = sys.modules.get(name)
    if module is None:
        module = _import_file(path, name)
    classes = [c for c in vars(module).values() if inspect.isclass(c) and c.__module__ == name]
    marked = [c for c in classes if hasattr(c, "__normalizer__")]
    if not marked:
        raise PluginError(f"{path}: no plugin in it; decorate a class with @plugin from normalizer")
    return [
        Candidate(c.__normalizer__.name or _dashed(c.__name__), "0", str(path), lambda c=c: c)  # type: ignore[misc]
        for c in marked
    ]


def _import_file(path: Path, name: str) -> ModuleType:
    if not path.is_file():
        raise PluginError(f"{path}: no such file (--plugin takes a Python file)")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise PluginError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        del sys.modules[name]
        raise PluginError(f"{path}: {type(error).__name__}: {error}") from error
    return module


def _dashed(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def load(candidate: Candidate, options: dict[str, object]) -> Loaded:
    """Import a plugin and make it with its options.

    Raises:
        PluginError: its import or its making failed, or its declaration or hooks are wrong.
        ConfigError: an option is unknown or of the wrong type.

    """
    return make(candidate, imported(candidate), options)


def imported(candidate: Candidate) -> Any:
    """Import a plugin: the answer is what its entry point names, with a declaration for this version.

    Raises:
        PluginError: its import failed, or it was made for another version of the contract.

    """
    where = f"plugin '{candidate.name}' ({candidate.origin})"
    try:
        target = candidate.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise PluginError(f"{where} did not load: {type(error).__name__}: {error}") from error
    declaration = getattr(target, "__normalizer__", Declaration())
    if declaration.api != API:
        raise PluginError(
            f"{where} was made for version {declaration.api} of the plugin contract, this is version {API}; "
            + (
                "upgrade article-normalizer, or install an older release of the plugin"
                if declaration.api > API
                else f"install a newer release of the plugin, or change it as CHANGELOG.md says and declare api={API}"
            )
        )
    return target


def make(candidate: Candidate, target: Any, options: dict[str, object]) -> Loaded:
    """Make a plugin that was imported.

    Raises:
        PluginError: it refuses its options.
        ConfigError: an option is unknown or of the wrong type.

    """
    where = f"plugin '{candidate.name}' ({candidate.origin})"
    declaration = getattr(target, "__normalizer__", Declaration())
    if inspect.isclass(target):
        given = _typed_options(candidate.name, target, options)
        try:
            made = target(**given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise PluginError(f"{where} refuses its options: {type(error).__name__}: {error}") from error
    else:
        if options:
            raise ConfigError(f"plugin '{candidate.name}' has no options", ("plugins", candidate.name))
        made = target
    return Loaded(candidate.name, candidate.version, made, declaration, _changed_options(made))


def declared(made: object) -> Loaded:
    """Take a plugin object that a program made itself.

    Raises:
        PluginError: a class was given instead of an object.

    """
    if inspect.isclass(made):
        raise PluginError(f"give a plugin object, {made.__name__}(...), not the class")
    declaration = getattr(made, "__normalizer__", Declaration())
    own = made.__name__ if inspect.ismodule(made) else type(made).__name__
    return Loaded(declaration.name or _dashed(own), "0", made, declaration, _changed_options(made))


def _changed_options(made: object) -> dict[str, object]:
    """Give the options of a plugin object that differ from their defaults."""
    if not dataclasses.is_dataclass(made):
        return {}
    changed = {}
    for field in dataclasses.fields(made):
        default = field.default
        if default is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        if field.init and getattr(made, field.name, default) != default:
            changed[field.name] = getattr(made, field.name)
    return changed


def option_types(target: type) -> dict[str, Any]:
    """Give the options of a plugin class as name to type."""
    if not dataclasses.is_dataclass(target):
        return {}
    hints = typing.get_type_hints(target, include_extras=True)
    return {field.name: hints[field.name] for field in dataclasses.fields(target) if field.init}


def _typed_options(name: str, target: type, options: dict[str, object]) -> dict[str, object]:
    types = option_types(target)
    typed = {}
    for option, value in options.items():
        if option not in types:
            known = f" (options: {', '.join(types)})" if types else " (it has none)"
            raise ConfigError(
                f"plugin '{name}': no option '{option}'{did_you_mean(option, types)}{known}",
                ("plugins", name, option),
            )
        typed[option] = _typed(name, option, value, types[option])
    return typed


def _typed(plugin: str, option: str, value: object, wanted: Any) -> object:
    problem = ""
    for reading in readings(value):
        try:
            return msgspec.convert(reading, wanted)
        except msgspec.ValidationError as error:
            problem = problem or str(error)
    raise ConfigError(
        f"option '{plugin}.{option}': {problem[:1].lower()}{problem[1:]} (given: {value!r}){_choices(value, wanted)}",
        ("plugins", plugin, option),
    )


def _choices(value: object, wanted: Any) -> str:
    """Give "; did you mean 'x'? (values: ...)" for a type that has only some values, otherwise ""."""
    if typing.get_origin(wanted) is not typing.Literal:
        return ""
    known = [str(choice) for choice in typing.get_args(wanted)]
    return f"{did_you_mean(str(value), known)} (values: {', '.join(known)})"


def load_all(config: Config) -> list[Loaded]:
    """Load the plugins that are on, in the order in which they run.

    Raises:
        ConfigError: the configuration names an unknown plugin or option.
        PluginError: a plugin did not load, or the plugins can't be ordered; the message says how to go on without.

    """
    candidates = discover(config.plugin_files)
    check_names(config, [c.name for c in candidates])
    loaded = []
    for candidate in candidates:
        if candidate.name in config.disable:
            continue
        options = config.plugins.get(candidate.name, {})
        try:
            target = imported(candidate)
            if is_on(candidate, target, config):
                loaded.append(make(candidate, target, options))
            elif inspect.isclass(target):
                # One that is off may lack what it needs to run, such as a model; its options are checked all the same.
                _typed_options(candidate.name, target, options)
        except PluginError as error:
            raise PluginError(f"{error}\nTo go on without it: --disable {candidate.name}") from error
    return order(loaded, config.order)


def is_on(candidate: Candidate, target: Any, config: Config) -> bool:
    """Whether a plugin that is not disabled is on: by its own declaration, or as the configuration enables it."""
    declaration = getattr(target, "__normalizer__", Declaration())
    return bool(declaration.enabled) or candidate.name in config.enable


def check_names(config: Config, names: Sequence[str]) -> None:
    """Check that a configuration names only these plugins.

    Raises:
        ConfigError: it names another; the message says which may have been meant.

    """
    for kind in ("enable", "disable", "order", "plugins"):
        for name in getattr(config, kind):
            if name not in names:
                raise ConfigError(
                    f"{kind}: no plugin '{name}'{did_you_mean(name, names)} (plugins: {', '.join(names)})",
                    (kind, name),
                )


class Hook(Struct, frozen=True):
    """One plugin's implementation of one stage."""

    plugin: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]


def hooks(loaded: Sequence[Loaded]) -> dict[str, list[Hook]]:
    """Register plugins and give each stage's implementations in the order in which they run.

    Raises:
        PluginError: a hook is misspelt, asks for an argument that does not exist, or is a wrapper.

    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Stages)
    manager.add_hookspecs(Corpus)
    manager.add_hookspecs(Formats)
    for one in loaded:
        try:
            manager.register(one.plugin, one.name)
            manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginError(f"plugin '{one.name}': {_hook_problem(str(error))}") from error
    ranks = {one.name: rank for rank, one in enumerate(loaded)}
    stages: dict[str, list[Hook]] = {}
    for stage in HOOKS:
        found = []
        for impl in getattr(manager.hook, stage).get_hookimpls():
            if impl.wrapper or impl.hookwrapper or impl.tryfirst or impl.trylast:
                raise PluginError(
                    f"plugin '{impl.plugin_name}': '{stage}' uses wrapper, tryfirst or trylast; the host orders "
                    f"plugins by @plugin(after=[...], before=[...]) instead"
                )
            found.append(Hook(impl.plugin_name, impl.function, tuple(impl.argnames)))
        stages[stage] = sorted(found, key=lambda hook: ranks[hook.plugin])
    return stages


def _hook_problem(message: str) -> str:
    unknown = re.search(r"unknown hook '(\w+)'", message)
    if unknown:
        return f"no hook '{unknown[1]}'{did_you_mean(unknown[1], HOOKS)} (hooks: {', '.join(HOOKS)})"
    return message.replace("\n", " ")
