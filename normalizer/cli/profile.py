"""``article-normalizer profile``: where the time goes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from heapq import nlargest
from itertools import islice

import click
import msgspec
from msgspec import Struct
from rich.console import Console
from rich.table import Table
from rich.text import Text

from normalizer.batch.plan import plan
from normalizer.batch.records import Record, records
from normalizer.cli.options import configuration
from normalizer.cli.terminal import visible, write
from normalizer.config import Config
from normalizer.errors import InputError
from normalizer.formats import ReadOptions
from normalizer.formats.builtin import formats
from normalizer.hookspecs import STAGES
from normalizer.items import Call
from normalizer.pipeline import Pipeline

#: So many of the slowest documents are named.
SLOWEST = 5


class Line(Struct, frozen=True):
    """What one plugin did in one stage, over all documents."""

    stage: str
    plugin: str
    calls: int = 0
    #: Processor time.
    seconds: float = 0.0
    changes: int = 0
    failures: int = 0

    def __add__(self, other: Line) -> Line:
        return Line(
            self.stage,
            self.plugin,
            self.calls + other.calls,
            self.seconds + other.seconds,
            self.changes + other.changes,
            self.failures + other.failures,
        )


class Slow(Struct, frozen=True):
    """A document with the time that the plugins took for it."""

    seconds: float
    id: str
    plugin: str


class Profile(Struct, frozen=True):
    """Where the time of a batch went."""

    documents: int
    #: Records that are no article or could not be read.
    unread: int
    lines: list[Line]
    slowest: list[Slow]


@click.command(short_help="Clean many articles without output, and show where the time goes.")
@click.argument("inputs", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Stop after so many records.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@configuration
def command(inputs: tuple[str, ...], limit: int | None, as_json: bool, config: Config) -> None:
    """Clean many articles without output, and show the time and the changes by stage and plugin.

    INPUTS are those of 'run': files, folders, JSON Lines, - for standard input. One process does the work, so that the
    times can be compared; they are processor time. Exit status: 1 if a record could not be read.
    """
    pipeline = Pipeline(config)
    known = formats(pipeline.plugins)
    source = records(plan(inputs, known), known, ReadOptions())
    profile = measure(pipeline, islice(source, limit))
    if as_json:
        write(msgspec.json.format(msgspec.json.encode(profile), indent=2).decode() + "\n")
    else:
        _show(profile)
    sys.exit(1 if profile.unread else 0)


def measure(pipeline: Pipeline, source: Iterable[Record]) -> Profile:
    """Clean records one after the other, and add up what each call took and changed."""
    lines: dict[tuple[str, str], Line] = {}
    counts = {"documents": 0, "unread": 0}

    def cleaned() -> Iterator[Slow]:
        for record in source:
            if record.item is None:
                counts["unread"] += record.bad is not None
                continue
            try:
                document, calls = pipeline.run(record.item)
            except InputError:
                counts["unread"] += 1
                continue
            counts["documents"] += 1
            for call in calls:
                key = (call.stage, call.plugin)
                one = Line(*key, 1, call.seconds, call.changes, int(bool(call.failure)))
                lines[key] = lines.get(key, Line(*key)) + one
            yield _slow(document.id, calls)

    slowest = nlargest(SLOWEST, cleaned(), key=lambda slow: slow.seconds)
    in_order = sorted(lines.values(), key=lambda line: STAGES.index(line.stage))
    return Profile(counts["documents"], counts["unread"], in_order, slowest)


def _slow(identifier: str, calls: list[Call]) -> Slow:
    worst = max(calls, key=lambda call: call.seconds, default=None)
    return Slow(sum(call.seconds for call in calls), identifier, worst.plugin if worst else "")


def _show(profile: Profile) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    total = sum(line.seconds for line in profile.lines) or 1.0
    table = Table("stage", "plugin", box=None, padding=(0, 2, 0, 0))
    for heading in ("calls", "seconds", "share", "ms a call", "changes", "failures"):
        table.add_column(heading, justify="right")
    for line in profile.lines:
        cells = (
            f"{line.seconds:.3f}",
            f"{100 * line.seconds / total:.0f} %",
            f"{1000 * line.seconds / line.calls:.3f}",
        )
        table.add_row(
            line.stage, Text(visible(line.plugin)), f"{line.calls:,}", *cells, f"{line.changes:,}", f"{line.failures:,}"
        )
    console.print(table)
    unread = f", {profile.unread:,} records could not be read" if profile.unread else ""
    console.print(f"\n{profile.documents:,} documents{unread}")
    if profile.slowest:
        console.print("\nThe slowest documents:")
    for slow in profile.slowest:
        console.print(Text(visible(f"  {slow.seconds:.3f} s  {slow.id}  (mostly {slow.plugin})")))
