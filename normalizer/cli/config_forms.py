"""The configuration in three forms: its JSON Schema, a list with origins, and a commented file to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from normalizer.config import Config, Layer, merged, origins
from normalizer.inspection import Option, Status

_LISTS_OF_PLUGINS = ("enable", "disable", "order")


def schema(statuses: Sequence[Status]) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of ``normalizer.toml`` with the options of these plugins."""
    hints = get_type_hints(Config, include_extras=True)
    properties: dict[str, Any] = {key: msgspec.json.schema(hint) for key, hint in hints.items() if key != "plugins"}
    names = sorted(status.name for status in statuses if status.state != "broken" or not status.name.endswith(".py"))
    for key, found in properties.items():
        found["default"] = getattr(Config(), key)
    for key in _LISTS_OF_PLUGINS:
        properties[key]["items"] = {"enum": names}
    properties["plugins"] = {
        "type": "object",
        "description": _description(hints["plugins"]),
        "properties": {status.name: _plugin_schema(status) for status in statuses if status.name in names},
        "additionalProperties": False,
    }
    definitions = {name: found for status in statuses for name, found in status.definitions.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of article-normalizer (normalizer.toml)",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"$defs": definitions} if definitions else {}),
    }


def _description(hint: object) -> str:
    return next((extra.description or "" for extra in get_args(hint) if isinstance(extra, Meta)), "")


def _plugin_schema(status: Status) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "object", "description": status.summary or status.origin}
    if status.hooks:  # it was looked at
        found["properties"] = {option.name: _option_schema(option) for option in status.options}
        found["additionalProperties"] = False
    return found


def _option_schema(option: Option) -> dict[str, Any]:
    found = dict(option.schema)
    if option.description:
        found["description"] = option.description
    if option.default is not None:
        found["default"] = option.default
    return found


def shown(statuses: Sequence[Status], layers: Sequence[Layer]) -> Iterator[tuple[str, str, str]]:
    """Give every setting as key, value (as TOML) and origin: "default", a file, "environment" or "command line".

    A list that several places add to names them all.
    """
    config = merged(layers)
    for key, value in msgspec.structs.asdict(config).items():
        if key != "plugins":
            yield key, toml(value), _places(layers, (key,))
    seen = {status.name: status for status in statuses if status.state == "on"}
    for name in sorted({*seen, *config.plugins}):
        given = config.plugins.get(name, {})
        known = {option.name: option.current for option in seen[name].options} if name in seen else given
        for option, value in known.items():
            yield f"{name}.{option}", toml(value), _places(layers, ("plugins", name, option))


def _places(layers: Sequence[Layer], key: Sequence[str]) -> str:
    found = origins(layers, key)
    if not found:
        return "default"
    adds_up = len(key) == 1 and key[0] not in ("order", "keep_source")
    return ", ".join(found) if adds_up else found[-1]


def template(statuses: Sequence[Status]) -> str:
    """Give a ``normalizer.toml`` that holds every setting with its default, commented out."""
    lines = [
        "# Configuration of article-normalizer. Every setting with its default; take away the '#' to change it.",
        "# Command line and environment variables win over this file.",
        "",
    ]
    defaults = msgspec.structs.asdict(Config())
    for key, hint in get_type_hints(Config, include_extras=True).items():
        if key != "plugins":
            lines += [f"# {_description(hint)}", f"#{key} = {toml(defaults[key])}", ""]
    for status in statuses:
        if status.options:
            lines += [f"# {status.summary}", f"[plugins.{status.name}]"]
            for option in status.options:
                lines += [f"# {option.description}"] if option.description else []
                lines.append(_commented(option))
            lines.append("")
    return "\n".join(line.rstrip() for line in lines)


def _commented(option: Option) -> str:
    if option.default is None:
        return f"#{option.name} = ...  ({option.type})"
    return f"#{option.name} = {toml(option.default)}"


def toml(value: object) -> str:
    """Write a value as TOML on one line; None, which TOML lacks, as ``(none)``."""
    if value is None:
        return "(none)"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(str(key))} = {toml(inner)}" for key, inner in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    # A JSON string is a TOML string, but for DEL, which JSON does not escape.
    return json.dumps(value, ensure_ascii=False, default=str).replace("\x7f", "\\u007f")
