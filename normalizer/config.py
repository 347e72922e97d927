"""Configuration: a file, environment variables and the command line become one checked value.

Later sources win: ``normalizer.toml`` (or ``[tool.normalizer]`` in ``pyproject.toml``), then ``NORMALIZER_ENABLE``,
``NORMALIZER_DISABLE`` and ``NORMALIZER_SET``, then what the program or the command line gives.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta, Struct

from normalizer.errors import ConfigError

FILE_NAME = "normalizer.toml"


Names: TypeAlias = tuple[str, ...]


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """What a user can configure. ``plugins`` maps a plugin's name to its options."""

    enable: Annotated[Names, Meta(description="Turn on plugins that are off by default.")] = ()
    disable: Annotated[Names, Meta(description="Turn plugins off; a plugin that is off is never imported.")] = ()
    order: Annotated[
        Names,
        Meta(description="Within a stage, these plugins run in this order; it wins over their own after and before."),
    ] = ()
    plugin_files: Annotated[
        Names, Meta(description="Python files that hold local plugins; relative to the configuration file.")
    ] = ()
    keep_source: Annotated[
        bool, Meta(description="Keep the HTML in the document, so that it can be restored, too.")
    ] = False
    learned: Annotated[
        str,
        Meta(
            description="What 'article-normalizer learn' wrote of a corpus, for the plugins that use it; relative to "
            "the configuration file."
        ),
    ] = ""
    plugins: Annotated[dict[str, dict[str, object]], Meta(description="The options of each plugin, by its name.")] = {}

    def merged(self, other: Config) -> Config:
        """Give this configuration with another laid over it."""
        plugins = {name: dict(options) for name, options in self.plugins.items()}
        for name, options in other.plugins.items():
            plugins.setdefault(name, {}).update(options)
        enable = tuple(dict.fromkeys((*(n for n in self.enable if n not in other.disable), *other.enable)))
        disable = tuple(dict.fromkeys((*(n for n in self.disable if n not in other.enable), *other.disable)))
        return Config(
            enable=enable,
            disable=disable,
            order=other.order or self.order,
            plugin_files=tuple(dict.fromkeys((*self.plugin_files, *other.plugin_files))),
            keep_source=self.keep_source or other.keep_source,
            learned=other.learned or self.learned,
            plugins=plugins,
        )


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Give "; did you mean 'x'?" if a known name is near, otherwise ""."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def from_mapping(values: Mapping[str, object], where: str) -> Config:
    """Check a mapping and make a `Config` of it.

    Raises:
        ConfigError: an unknown key or a value of the wrong type; the message names ``where`` and the key.

    """
    known = Config.__struct_fields__
    for key in values:
        if key not in known:
            hint = did_you_mean(key, known)
            if not hint and isinstance(values[key], dict):
                hint = f"; options of a plugin go under [plugins.{key}]"
            raise ConfigError(f"{where}: no setting '{key}'{hint} (settings: {', '.join(known)})")
    try:
        return msgspec.convert(values, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}") from None


def find_file(folder: Path) -> Path | None:
    """Look for a configuration file in a folder and then in its parents; the nearest wins."""
    for place in (folder, *folder.parents):
        own = place / FILE_NAME
        if own.is_file():
            return own
        project = place / "pyproject.toml"
        if project.is_file() and "[tool.normalizer" in project.read_text("utf-8", "replace"):
            return project
    return None


def read_file(path: Path) -> Config:
    """Read ``normalizer.toml``, or the ``[tool.normalizer]`` table of a ``pyproject.toml``.

    Raises:
        ConfigError: the file can't be read, is not TOML, or holds something unknown.

    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: can't read the configuration ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not valid TOML ({error})") from None
    if path.name == "pyproject.toml":
        values = values.get("tool", {}).get("normalizer", {})
    config = from_mapping(values, str(path))
    files = tuple(str(path.parent / file) for file in config.plugin_files)
    learned = str(path.parent / config.learned) if config.learned else ""
    return msgspec.structs.replace(config, plugin_files=files, learned=learned)


def from_settings(settings: Iterable[str], where: str) -> Config:
    """Make a `Config` of texts such as ``names.rewrite=never`` or ``keep_source=true``.

    A value is read as TOML (``3``, ``true``, ``["a", "b"]``); what is not TOML is a string.

    Raises:
        ConfigError: a text is not of that form.

    """
    values: dict[str, object] = {}
    plugins: dict[str, dict[str, object]] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        plugin, dot, option = key.strip().partition(".")
        if not equals or not plugin or (dot and not option):
            raise ConfigError(
                f"{where}: '{setting}' is not of the form plugin.option=value, such as names.rewrite=never"
            )
        if dot:
            plugins.setdefault(plugin, {})[option] = Given(text.strip())
        else:
            values[plugin] = _toml_value(text.strip())
    config = from_mapping(values, where)
    return config.merged(Config(plugins=plugins))


class Given(str):
    """An option's value as a person typed it: its type is found when the plugin's field is known."""


def _toml_value(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text


def readings(value: object) -> tuple[object, ...]:
    """Give the ways to read an option's value: a typed one as it is, a text from the command line as TOML or text."""
    if isinstance(value, Given):
        return (_toml_value(value), str(value))
    return (value,)


def from_environment(environment: Mapping[str, str] = os.environ) -> Config:
    """Read ``NORMALIZER_ENABLE``, ``NORMALIZER_DISABLE`` (names, commas), ``NORMALIZER_SET`` (settings, semicolons)."""
    names = {
        key: tuple(n.strip() for n in environment.get(f"NORMALIZER_{key.upper()}", "").split(",") if n.strip())
        for key in ("enable", "disable")
    }
    settings = [s for s in environment.get("NORMALIZER_SET", "").split(";") if s.strip()]
    return from_settings(settings, "NORMALIZER_SET").merged(Config(**names))  # type: ignore[arg-type]


class Layer(Struct, frozen=True):
    """The settings of one place, and the words for that place."""

    origin: str
    config: Config


def layers(
    file: Path | None = None,
    *,
    enable: Iterable[str] = (),
    disable: Iterable[str] = (),
    plugin_files: Iterable[str] = (),
    settings: Iterable[str] = (),
    keep_source: bool = False,
    learned: str = "",
) -> list[Layer]:
    """Read the configuration from each place where the command line looks for it; later layers win.

    Args:
        file: the configuration file; default: ``NORMALIZER_CONFIG``, else the nearest above the current folder.
        enable: names of plugins to turn on.
        disable: names of plugins to turn off.
        plugin_files: Python files with local plugins.
        settings: texts such as ``names.rewrite=never``.
        keep_source: keep HTML in the documents.
        learned: what ``article-normalizer learn`` wrote.

    Raises:
        ConfigError: anything is wrong; the message names the file or variable and the key.

    """
    named = file or (Path(os.environ["NORMALIZER_CONFIG"]) if os.environ.get("NORMALIZER_CONFIG") else None)
    path = named or find_file(Path.cwd())
    given = Config(
        enable=tuple(enable),
        disable=tuple(disable),
        plugin_files=tuple(str(Path(f)) for f in plugin_files),
        keep_source=keep_source,
        learned=learned,
    )
    found = [Layer(str(path), read_file(path))] if path else []
    found.append(Layer("environment", from_environment()))
    found.append(Layer("command line", from_settings(settings, "--set")))
    found.append(Layer("command line", given))
    return found


def merged(found: Iterable[Layer]) -> Config:
    """Lay layers over each other."""
    config = Config()
    for layer in found:
        config = config.merged(layer.config)
    return config


def origins(found: Iterable[Layer], key: Sequence[str]) -> list[str]:
    """Say where a setting comes from.

    Args:
        found: the layers.
        key: ``("plugins", plugin, option)``, ``("plugins", plugin)``, ``("enable", plugin)`` and the like for one name
            of a list, or ``("keep_source",)`` for a setting as a whole.

    Returns:
        The places that state it, the winning one last; none if it is a default.

    """
    return list(dict.fromkeys(layer.origin for layer in found if _states(layer.config, key)))


def _states(config: Config, key: Sequence[str]) -> bool:
    """Whether a configuration says something of a setting."""
    value: object = msgspec.structs.asdict(config)
    for name in key:
        if isinstance(value, Mapping):
            if name not in value:
                return False
            value = value[name]
        else:
            return isinstance(value, tuple) and name in value
    return len(key) > 1 or bool(value)
