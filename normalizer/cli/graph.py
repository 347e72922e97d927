"""Draw the order of the plugins: each stage with its plugins from the first to the last, and why each stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from normalizer.hookspecs import STAGES
from normalizer.inspection import Status


def draw(statuses: Sequence[Status], wished: Sequence[str] = ()) -> list[str]:
    """Draw the plugins that are on.

    Args:
        statuses: every plugin, in order, as `normalizer.inspection.look` gives them.
        wished: the ``order`` of the configuration.

    Returns:
        Lines of text: the stages from top to bottom, then what each plugin asks for.

    """
    on = [status for status in statuses if status.state == "on"]
    lines = ["text or page"]
    for stage in STAGES:
        names = [status.name for status in on if stage in status.hooks]
        first, *rest = names or ["-"]
        lines.append(f"  |- {stage:13} {first}")
        lines += [f"  |  {'':13} {name}" for name in rest]
    lines += ["structured document", ""]
    for status in on:
        asked = list(_asked(status, on))
        lines.append(f"{status.name}: {'; '.join(asked) if asked else 'no wishes; ties go by name'}")
    named = [name for name in wished if any(status.name == name for status in on)]
    if named:
        lines.append(f"order (configuration): {' -> '.join(named)}")
    for status in statuses:
        if status.state != "on":
            lines.append(f"{status.name}: {status.state}")
    return lines


def _asked(status: Status, on: Sequence[Status]) -> Iterator[str]:
    """Say what a plugin declares, and who answers to it."""
    declared = status.declaration
    for word, names in (
        ("requires", declared.requires),
        ("after", declared.after),
        ("before", declared.before),
    ):
        for name in names:
            yield f"{word} {name}{_who(name, on)}"
    for name in declared.provides:
        yield f"provides {name}"


def _who(name: str, on: Sequence[Status]) -> str:
    """Name the plugins behind a capability; say so where there is none."""
    if any(status.name == name for status in on):
        return ""
    providers = [status.name for status in on if name in status.declaration.provides]
    return f" (by {', '.join(providers)})" if providers else " (not there)"
