"""Look at plugins without trusting them: each is imported in a child process, which may hang, die or print."""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
import subprocess
import sys
import typing
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from normalizer.config import Config, Given, from_settings
from normalizer.declaration import Declaration, Loaded
from normalizer.errors import NormalizerError, PluginError
from normalizer.ordering import order
from normalizer.plugins import Candidate, discover, hooks, imported, is_on, make, option_types

#: Seconds of wall-clock time that the plugins may take together before the one being imported is given up.
PATIENCE = 20.0
_COMMENT = re.compile(r"^((?:[ \t]*#:.*\n)+)[ \t]*(?P<name>\w+)[ \t]*:", re.MULTILINE)


class Option(Struct, frozen=True):
    """An option of a plugin, with its type and its value as text."""

    name: str
    type: str
    value: str
    #: The ``#:`` comment above the field.
    description: str = ""
    #: The value and the default in the types of JSON.
    current: Any = None
    default: Any = None
    #: The JSON Schema of the option's type; what it refers to is in the plugin's ``definitions``.
    schema: dict[str, Any] = {}


class Status(Struct, frozen=True):
    """What is known of one plugin."""

    name: str
    version: str
    origin: str
    #: "on", "off" or "broken".
    state: str
    #: Its place in the order, from 1; 0 if it is not on.
    place: int = 0
    hooks: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    #: JSON Schemas that the options refer to, under ``#/$defs/``.
    definitions: dict[str, Any] = {}
    summary: str = ""
    #: Why it is broken.
    problem: str = ""
    declaration: Declaration = Declaration()


class _Job(Struct, frozen=True):
    names: tuple[str, ...]
    plugin_files: tuple[str, ...]
    options: dict[str, dict[str, Any]] = {}
    enable: tuple[str, ...] = ()
    #: Options as they were typed: their types are found in the child.
    settings: tuple[str, ...] = ()


def look(config: Config, *, patience: float = PATIENCE) -> tuple[list[Status], str]:
    """Look at every plugin that can be found.

    Args:
        config: which plugins are on, and their options.
        patience: seconds to wait for the imports.

    Returns:
        The plugins in the order in which they run, then those that are off or broken; and what is wrong with the
        order of those that are on ("" if nothing is).

    """
    candidates, broken = _found(config.plugin_files, patience)
    wanted = [c for c in candidates if c.name not in config.disable]
    seen = {status.name: status for status in _inspect(wanted, config, patience)}
    statuses = [
        seen.get(c.name, Status(c.name, c.version, c.origin, "off", summary="(not imported)")) for c in candidates
    ]
    on = [s for s in statuses if s.state == "on"]
    try:
        places = {one.name: n for n, one in enumerate(order([_stub(s) for s in on], config.order), 1)}
        problem = ""
    except PluginError as error:
        places, problem = {}, str(error)
    placed = [msgspec.structs.replace(s, place=places.get(s.name, 0)) for s in statuses]
    return sorted([*placed, *broken], key=lambda s: (s.state != "on", s.place, s.name)), problem


def _found(plugin_files: Iterable[str], patience: float) -> tuple[list[Candidate], list[Status]]:
    """Find the installed plugins; those in files are found by the child, since finding imports them."""
    broken = []
    candidates = discover()
    for file in plugin_files:
        answer = _child(_Job((), (file,)), patience)
        names = [line["local"] for line in answer if "local" in line]
        candidates += [Candidate(name, "0", file, lambda: None) for name in names]
        if not names:
            problem = next((line["problem"] for line in answer if "problem" in line), "its import did not end, or died")
            broken.append(Status(os.path.basename(file), "0", file, "broken", problem=problem))  # noqa: PTH119
    return candidates, broken


def _stub(status: Status) -> Loaded:
    return Loaded(status.name, status.version, None, status.declaration, {})


def _inspect(candidates: list[Candidate], config: Config, patience: float) -> list[Status]:
    """Inspect in one child; if it dies or hangs at a plugin, go on behind that one in the next child."""
    rest = list(candidates)
    found: list[Status] = []
    while rest:
        files = tuple(c.origin for c in rest if c.version == "0" and c.origin in config.plugin_files)
        job = _job(tuple(c.name for c in rest), tuple(dict.fromkeys(files)), config)
        done = [msgspec.convert(line["status"], Status) for line in _child(job, patience) if "status" in line]
        found += done
        names = {status.name for status in done}
        rest = [c for c in rest if c.name not in names]
        if rest:
            stuck = rest.pop(0)
            problem = "its import ended the process, or did not end in time"
            found.append(Status(stuck.name, stuck.version, stuck.origin, "broken", problem=problem))
    return found


def _job(names: tuple[str, ...], files: tuple[str, ...], config: Config) -> _Job:
    typed: dict[str, dict[str, Any]] = {}
    settings = []
    for plugin, options in config.plugins.items():
        for option, value in options.items():
            if isinstance(value, Given):
                settings.append(f"{plugin}.{option}={value}")
            else:
                typed.setdefault(plugin, {})[option] = value
    return _Job(names, files, typed, config.enable, tuple(settings))


def _child(job: _Job, patience: float) -> list[dict[str, Any]]:
    """Run the inspection in a child process; give the lines it wrote, also if it had to be killed."""
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "normalizer.inspection"],
            input=msgspec.json.encode(job),
            capture_output=True,
            timeout=patience,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as late:
        answer = late.stdout or b""
    lines = []
    for line in answer.split(b"\n"):
        try:
            lines.append(msgspec.json.decode(line, type=dict[str, Any]))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return lines


def _main() -> None:
    """Be the child: read a job, write a line a plugin to the real standard output."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=_Job)
    channel = os.dup(1)
    os.dup2(2, 1)  # what a plugin prints must not mix with the answer

    def tell(line: dict[str, object]) -> None:
        os.write(channel, msgspec.json.encode(line) + b"\n")

    try:
        candidates = discover(job.plugin_files)
    except NormalizerError as error:
        tell({"problem": str(error)})
        return
    if not job.names:
        for candidate in candidates:
            if candidate.origin in job.plugin_files:
                tell({"local": candidate.name})
    config = Config(plugins=job.options, enable=job.enable).merged(from_settings(job.settings, "--set"))
    wanted = {name: rank for rank, name in enumerate(job.names)}
    for candidate in sorted((c for c in candidates if c.name in wanted), key=lambda c: wanted[c.name]):
        tell({"status": msgspec.to_builtins(_status(candidate, config))})


def _status(candidate: Candidate, config: Config) -> Status:
    base = Status(candidate.name, candidate.version, candidate.origin, "broken")
    options = config.plugins.get(candidate.name, {})
    problem = ""
    try:
        target = imported(candidate)
        on = is_on(candidate, target, config)
        try:
            loaded = make(candidate, target, options)
        except PluginError as error:
            if on:
                raise
            problem = str(error)
            loaded = Loaded(candidate.name, candidate.version, _unmade(target), target.__normalizer__, {})
        stages = hooks([loaded])
    except NormalizerError as error:
        return msgspec.structs.replace(base, problem=str(error))
    options_found, definitions = _options(candidate.name, loaded.plugin)
    return msgspec.structs.replace(
        base,
        state="on" if on else "off",
        problem=problem,
        hooks=tuple(stage for stage, found in stages.items() if found),
        options=options_found,
        definitions=definitions,
        summary=loaded.summary,
        declaration=loaded.declaration,
    )


def _unmade(target: type) -> object:
    """Give an object with the default options of a plugin that can't be made, to show what its options are."""
    made: Any = object.__new__(target)
    for field in dataclasses.fields(made):
        if field.default_factory is not dataclasses.MISSING:
            setattr(made, field.name, field.default_factory())
        elif field.default is not dataclasses.MISSING:
            setattr(made, field.name, field.default)
    return made


def _options(plugin: str, made: object) -> tuple[tuple[Option, ...], dict[str, Any]]:
    """Describe the options of a plugin object, and give the schemas that theirs refer to."""
    types = option_types(type(made))
    described = _comments(type(made))
    definitions: dict[str, Any] = {}
    found = []
    for name, kind in types.items():
        value = getattr(made, name)
        schema, used = _schema(plugin, kind)
        definitions |= used
        found.append(
            Option(
                name,
                _type_name(kind),
                repr(value),
                described.get(name, ""),
                _plain(value),
                _plain(_default(made, name)),
                schema,
            )
        )
    return tuple(found), definitions


def _schema(plugin: str, kind: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the JSON Schema of an option's type, and what it refers to."""
    try:
        (schema,), used = msgspec.json.schema_components((kind,), ref_template=f"#/$defs/{plugin}.{{name}}")
    except TypeError:  # a type that TOML can't express; a program can still set the option
        return {}, {}
    return schema, {f"{plugin}.{name}": found for name, found in used.items()}


def _default(made: Any, name: str) -> object:
    """Give an option's default; None if it has none."""
    field = made.__dataclass_fields__[name]
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return None if field.default is dataclasses.MISSING else field.default


def _plain(value: object) -> object:
    """Give a value in the types of JSON."""
    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=str))


def _comments(cls: type) -> dict[str, str]:
    """Read the ``#:`` comments above the fields of a class and of those it inherits from."""
    found: dict[str, str] = {}
    for one in reversed(cls.__mro__[:-1]):
        try:
            source = inspect.getsource(one)
        except (OSError, TypeError):
            continue
        for match in _COMMENT.finditer(source):
            found[match["name"]] = " ".join(line.strip().removeprefix("#:").strip() for line in match[1].splitlines())
    return found


def _type_name(kind: object) -> str:
    return kind.__name__ if inspect.isclass(kind) and not typing.get_args(kind) else str(kind).replace("typing.", "")


if __name__ == "__main__":
    _main()
