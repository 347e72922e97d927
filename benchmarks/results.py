"""What a suite found: tables and remarks, as Markdown, as JSON and as pictures."""

from __future__ import annotations

import importlib.util
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

from benchmarks.measure import Spread
from benchmarks.picture import bars

Cell = str | int | float | Spread


@dataclass
class Table:
    """Rows of cells under columns; the first column names what the row is about, ``chart`` the one to draw."""

    title: str
    columns: Sequence[str]
    rows: list[list[Cell]] = field(default_factory=list)
    chart: str = ""

    def markdown(self) -> str:
        lines = [self.columns, ["---"] * len(self.columns), *([_shown(cell) for cell in row] for row in self.rows)]
        return "\n".join((f"### {self.title}", "", *(f"| {' | '.join(line)} |" for line in lines)))


@dataclass
class Result:
    """The outcome of a suite. ``skipped`` says what was left out and why, ``flags`` what is not as it should be."""

    suite: str
    data: str
    tables: list[Table] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def markdown(self) -> str:
        remarks = [*(f"- without {line}" for line in self.skipped), *(f"- **{line}**" for line in self.flags)]
        parts = [f"## {self.suite}", f"Data: {self.data}", *(table.markdown() for table in self.tables)]
        return "\n\n".join((*parts, "\n".join(remarks))).rstrip() + "\n"

    def plain(self) -> dict[str, object]:
        """Give it as values for JSON; a spread becomes an object."""
        tables = [
            {
                "title": table.title,
                "rows": [
                    {name: _plain(cell) for name, cell in zip(table.columns, row, strict=True)} for row in table.rows
                ],
            }
            for table in self.tables
        ]
        return {
            "suite": self.suite, "data": self.data, "tables": tables, "skipped": self.skipped, "flags": self.flags
        }  # fmt: skip


def write(results: Sequence[Result], folder: Path) -> list[str]:
    """Write ``results.md``, ``results.json`` and a picture for each table that has a chart.

    Returns:
        The names of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    versions = machine()
    head = ["# Benchmarks", ", ".join(f"{name} {version}" for name, version in versions.items())]
    (folder / "results.md").write_text("\n\n".join((*head, *(result.markdown() for result in results))), "utf-8")
    found = {"machine": versions, "results": [result.plain() for result in results]}
    (folder / "results.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    names = ["results.md", "results.json"]
    for result in results:
        for number, table in enumerate(table for table in result.tables if table.chart):
            name = f"{result.suite}-{number + 1}.svg"
            at = table.columns.index(table.chart)
            drawn = [(str(row[0]), _number(row[at])) for row in table.rows]
            (folder / name).write_text(bars(f"{table.title}: {table.chart}", drawn), "utf-8")
            names.append(name)
    return names


def machine() -> dict[str, str]:
    """Give the versions that the figures depend on."""
    installed = {
        name: metadata.version(name)
        for name in ("article-normalizer", "ftfy", "turbohtml", "trafilatura")
        if _is_installed(name)
    }
    return {"Python": platform.python_version(), "machine": platform.machine()} | installed


def f1_score(right: float, found: float, wanted: float) -> tuple[float, float, float]:
    """Give precision, recall and their harmonic mean, 0 to 1; what is empty and should be counts as right."""
    precision = right / found if found else float(not wanted)
    recall = right / wanted if wanted else float(not found)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def importable(peers: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Tell which peers (name -> module they need) are installed, and say what is skipped."""
    usable = [name for name, module in peers.items() if importlib.util.find_spec(module.split(".")[0])]
    return usable, [f"{name}: module {peers[name]} is not installed" for name in peers if name not in usable]


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _shown(cell: Cell) -> str:
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _plain(cell: Cell) -> object:
    return cell._asdict() if isinstance(cell, Spread) else cell


def _number(cell: Cell) -> float | Spread:
    return cell if isinstance(cell, Spread) else float(cell)
