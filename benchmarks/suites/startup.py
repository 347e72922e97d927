"""What a process takes before it does anything, beside bare Python."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import alternate, ratio
from benchmarks.results import Result, Table
from benchmarks.suites import Settings

COMMANDS = {
    "bare Python": ["-c", "pass"],
    "import click": ["-c", "import click"],
    "import normalizer": ["-c", "import normalizer"],
    "article-normalizer --help": ["-m", "normalizer", "--help"],
    "article-normalizer clean --help": ["-m", "normalizer", "clean", "--help"],
    "make a pipeline": ["-c", "import normalizer; normalizer.Pipeline()"],
}


def run(settings: Settings) -> Result:
    seconds = alternate(
        {name: lambda arguments=arguments: _start(arguments) for name, arguments in COMMANDS.items()},
        settings.repetitions,
    )
    table = Table("Start-up", ["", "processor time, bare Python = 1"], chart="processor time, bare Python = 1")
    table.rows = [[name, ratio(values, seconds["bare Python"])] for name, values in seconds.items()]
    return Result("startup", "none", [table])


def _start(arguments: list[str]) -> None:
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
