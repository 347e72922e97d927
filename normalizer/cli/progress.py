"""The progress and the summary of a run, on standard error: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from normalizer.batch import Progress, Summary
from normalizer.batch.plan import Plan
from normalizer.cli.terminal import visible

#: Seconds between two plain lines.
_LINE_EVERY = 10.0
#: So many rules are listed; the rest is in summary.json.
_RULES = 12


class Display:
    """Shows how far a run is.

    Args:
        quiet: show nothing.
        as_json: write a line of JSON now and then, for programs that watch the run.

    """

    def __init__(self, *, quiet: bool, as_json: bool = False) -> None:
        self._quiet = quiet
        self._as_json = as_json
        self._began = time.monotonic()
        self._said = self._began
        self._bar: Bar | None = None

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the display was made."""
        return time.monotonic() - self._began

    def __enter__(self) -> Display:
        if not self._quiet and not self._as_json and sys.stderr.isatty():
            # No automatic refresh: that would be a thread, and processes are forked.
            columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.description}"))
            self._bar = Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True), auto_refresh=False)
            self._bar.start()
            self._task = self._bar.add_task("starting", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def show(self, progress: Progress) -> None:
        """Show the state; called often."""
        summary = progress.summary
        rate = (summary.records - progress.resumed) / max(progress.seconds, 0.001)
        text = f"{summary.documents:,} cleaned, {summary.quarantined:,} quarantined, {rate:,.0f}/s"
        if self._bar:
            self._bar.update(
                self._task, description=text, completed=progress.position, total=progress.total or None, refresh=True
            )
        elif time.monotonic() - self._said >= _LINE_EVERY:
            self._said = time.monotonic()
            if self._as_json:
                log("progress", summary, seconds=progress.seconds, read=progress.position, total=progress.total)
                return
            share = f"{100 * progress.position / progress.total:.0f} %: " if progress.total else ""
            click.echo(share + text, err=True)


def log(event: str, summary: Summary, **more: float) -> None:
    """Write a line of JSON to standard error: what happened, when (UTC), and the counts."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    counts = {name: getattr(summary, name) for name in ("records", "documents", "quarantined", "skipped", "dropped")}
    line = {"time": now, "event": event, **counts, "plugin_seconds": summary.seconds, **more}
    click.echo(msgspec.json.encode(line).decode(), err=True)


def show_plan(files: Plan) -> None:
    """Print what a run would read."""
    size = sum(file.size for file in files.files)
    good = sum(not file.reason for file in files.files)
    click.echo(f"{good:,} files to read, {size:,} bytes")
    for file in files.files:
        click.echo(visible(f"  {file.name}: {file.message or f'{file.size:,} bytes'}"))
    for suffix, number in files.ignored.items():
        click.echo(visible(f"  ignored: {number:,} files {suffix}"))


def show_summary(summary: Summary, output: str | Path, seconds: float) -> None:
    """Print what a run counted."""
    console = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else 120)
    gone = summary.characters_received - summary.characters_clean
    skipped = f", {summary.skipped:,} skipped as no articles" if summary.skipped else ""
    dropped = f", {summary.dropped:,} dropped as duplicates" if summary.dropped else ""
    lines = [
        f"{summary.records:,} records in: {summary.documents:,} cleaned, {summary.quarantined:,} quarantined"
        f"{skipped}{dropped} ({seconds:.1f} s, output in {output})",
        f"{summary.changed:,} documents changed; {gone:,} of {summary.characters_received:,} characters removed; "
        f"{summary.people:,} people found in {summary.mentions:,} mentions",
    ]
    if summary.duplicates:
        lines.append(f"{summary.duplicates:,} documents have the text of an earlier one, or nearly, and say so")
    if summary.reasons:
        reasons = ", ".join(f"{reason} {number:,}" for reason, number in summary.reasons.items())
        lines.append(f"not cleaned or left out, because: {reasons}")
    if summary.failures:
        failures = ", ".join(f"{plugin} {number:,}" for plugin, number in summary.failures.items())
        lines.append(f"documents in which a plugin failed, which went on without it: {failures}")
    for line in lines:
        console.print(Text(visible(line)))
    if summary.changes:
        console.print(_table(summary))
    if summary.seconds:
        total = sum(summary.seconds.values()) or 1.0
        times = ", ".join(
            f"{plugin} {100 * spent / total:.0f} %"
            for plugin, spent in sorted(summary.seconds.items(), key=lambda pair: -pair[1])
        )
        console.print(Text(visible(f"processor time by plugin: {times}")))


def _table(summary: Summary) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("plugin")
    table.add_column("rule")
    for name in ("times", "removed", "added"):
        table.add_column(name, justify="right")
    rows = [(plugin, rule, change) for plugin, rules in summary.changes.items() for rule, change in rules.items()]
    rows.sort(key=lambda row: (-row[2].removed, row[0], row[1]))
    for plugin, rule, change in rows[:_RULES]:
        cells = (plugin, rule, f"{change.times:,}", f"{change.removed:,}", f"{change.added:,}")
        table.add_row(*(Text(visible(cell)) for cell in cells))
    if len(rows) > _RULES:
        table.add_row(Text(f"and {len(rows) - _RULES} more rules, in summary.json"))
    return table
