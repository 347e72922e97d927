"""What a process takes before it does anything, beside bare Python."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import alternate, ratio, spread
from benchmarks.results import Result, Table
from benchmarks.suites import Settings

_PIPELINE = "import normalizer; pipeline = normalizer.Pipeline()"
COMMANDS = {
    "bare Python": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "import normalizer": ["-c", "import normalizer"],
    "article-normalizer --help": ["-m", "normalizer", "--help"],
    "article-normalizer clean --help": ["-m", "normalizer", "clean", "--help"],
    "make a pipeline": ["-c", _PIPELINE],
    "and clean a text": ["-c", f"{_PIPELINE}; pipeline.clean('The harbour bridge reopened on Friday. Jane Doe came.')"],
    "and clean a page": ["-c", f"{_PIPELINE}; pipeline.clean('<html><title>Bridge</title><p>It reopened on Friday.')"],
}


def run(settings: Settings) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        environment = _as_installed(Path(folder))
        seconds = alternate(
            {name: lambda arguments=arguments: _start(arguments, environment) for name, arguments in COMMANDS.items()},
            settings.repetitions,
        )
    bare = seconds["bare Python"]
    table = Table(
        "Start-up",
        ["", "processor time, bare Python = 1", "milliseconds, here"],
        chart="processor time, bare Python = 1",
    )
    for name, values in seconds.items():
        table.rows.append([name, ratio(values, bare), spread([1000 * value for value in values])])
    return Result("startup", "none", [table])


def _as_installed(folder: Path) -> dict[str, str]:
    """Give an environment in which Python keeps the modules that it compiled, as an installed package's are."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return environment | {"PYTHONPYCACHEPREFIX": str(folder)}


def _start(arguments: list[str], environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True, env=environment)
