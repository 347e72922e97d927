"""Fill in the parts of docs/ that are made from the code: hooks, changes, commands, options.

    python tools/docs_reference.py            # writes docs/hooks.md, docs/commands.md, docs/options.md
    python tools/docs_reference.py --check    # exit 1 if a page is not what the code says

A part stands between ``<!-- made from the code: KIND NAME -->`` and ``<!-- end -->``;
what is around it is written by hand.
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import click

from normalizer import changes, hookspecs
from normalizer.cli import COMMANDS, group
from normalizer.cli.config_forms import toml
from normalizer.config import Config
from normalizer.inspection import look
from normalizer.plugins import discover

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("hooks.md", "commands.md", "options.md")
PART = re.compile(r"(<!-- made from the code: (\w+) (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
DISTRIBUTION = "article-normalizer"


def filled(page: str) -> str:
    """Give a page's text with its parts made anew."""
    return PART.sub(lambda part: f"{part[1]}\n{MAKERS[part[2]](part[3])}\n\n{part[4]}", page)


def hook(name: str) -> str:
    """Give a hook's signature and what its docstring says."""
    spec = next(vars(group)[name] for group in SPECIFICATIONS if name in vars(group))
    first = spec.normalizer_spec["firstresult"]
    order = "\n\nThe plugins are asked in their order, until one answers something else than None." if first else ""
    return f"{_code(_signature(name, spec))}\n\n{_rst_to_markdown(inspect.getdoc(spec) or '')}{order}"


def change(name: str) -> str:
    """Give a change's fields with their types and defaults, and what its docstring says."""
    made = getattr(changes, name)
    names = made.__struct_fields__
    values = (inspect.Parameter.empty,) * (len(names) - len(made.__struct_defaults__)) + made.__struct_defaults__
    fields = [
        f"{name}: {made.__annotations__[name]}" + ("" if value is inspect.Parameter.empty else f" = {value!r}")
        for name, value in zip(names, values, strict=True)
    ]
    return f"{_code(_wrapped(name, fields))}\n\n{_rst_to_markdown(inspect.getdoc(made) or '')}"


def commands(_: str) -> str:
    """Give a section for each command."""
    return "\n\n".join(f"## {name}\n\n{_command(name)}" for name in COMMANDS)


def _command(name: str) -> str:
    """Give a command's text and a table of all its arguments and options."""
    found = group.get_command(click.Context(group), name)
    if found is None:
        raise LookupError(f"no command '{name}'")
    arguments = [_argument(one) for one in found.params if isinstance(one, click.Argument)]
    usage = " ".join([DISTRIBUTION, name, "[OPTIONS]", *arguments])
    rows = [
        f"| {_cell(_flags(one))} | {_cell(_described(one))} |" for one in found.params if isinstance(one, click.Option)
    ]
    text = "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(found.help or "").split("\n\n"))
    table = "\n".join(["| option | |", "|---|---|", *rows])
    return "\n\n".join(part for part in (_code(usage), text, table, found.epilog) if part)


def _argument(argument: click.Argument) -> str:
    return argument.metavar or (argument.name or "").upper() + ("..." if argument.nargs == -1 else "")


def _flags(option: click.Option) -> str:
    """Give an option as it is typed: its names, and what stands for its value."""
    names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=len))
    if option.is_flag:
        return names
    kind = option.type
    if isinstance(kind, click.Choice):
        return f"{names} `{'|'.join(kind.choices)}`"
    usual = {"integer": "N", "integer range": "N", "float": "X", "float range": "X"}
    return f"{names} `{option.metavar or usual.get(kind.name, kind.name.upper())}`"


def _described(option: click.Option) -> str:
    default = f" Default: {option.default}." if option.show_default and not option.is_flag else ""
    return (option.help or "") + default + (" May be repeated." if option.multiple else "")


def options(name: str) -> str:
    """Give a bundled plugin's options as a table, with types and defaults."""
    bundled = {candidate.name for candidate in discover() if candidate.origin.startswith(f"{DISTRIBUTION} ")}
    others = tuple(candidate.name for candidate in discover() if candidate.name not in bundled)
    status = next(one for one in look(Config(disable=others))[0] if one.name == name)
    rows = [
        f"| `{one.name}` | `{_cell(one.type)}` | `{_cell(toml(one.default))}` | {_cell(one.description)} |"
        for one in status.options
    ]
    return "\n".join([status.summary, "", "| option | type | default | |", "|---|---|---|---|", *rows])


SPECIFICATIONS = (hookspecs.Stages, hookspecs.Corpus, hookspecs.Formats)
MAKERS = {"hook": hook, "change": change, "commands": commands, "options": options}


def _signature(name: str, function: object) -> str:
    found = inspect.signature(function)  # type: ignore[arg-type]
    arguments = [
        name if parameter.annotation is parameter.empty else f"{name}: {parameter.annotation}"
        for name, parameter in found.parameters.items()
    ]
    return _wrapped(f"def {name}", arguments, f" -> {found.return_annotation}")


def _wrapped(before: str, inner: Iterable[str], after: str = "") -> str:
    """Write a call or definition on one line, or with an argument a line where that is too long."""
    parts = list(inner)
    line = f"{before}({', '.join(parts)}){after}"
    if len(line) <= 100:
        return line
    return f"{before}(\n" + "".join(f"    {part},\n" for part in parts) + f"){after}"


def _code(text: str) -> str:
    """Give an indented block, as what is no whole program must not look like one that runs."""
    return textwrap.indent(text, "    ")


def _rst_to_markdown(text: str) -> str:
    return re.sub(r"``(.+?)``", r"`\1`", text)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; the answer is the exit status."""
    old = []
    for name in PAGES:
        path = DOCS / name
        text = path.read_text("utf-8")
        if filled(text) != text:
            old.append(name)
            if "--check" not in arguments:
                path.write_text(filled(text), "utf-8")
    if old and "--check" in arguments:
        print(f"not what the code says: {', '.join(old)}; run python tools/docs_reference.py")
        return 1
    print(f"{', '.join(old)} written" if old else "all pages are what the code says")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
