"""The simulation of a very large run, and what it is fed with."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

from benchmarks import scale, sizes

EVEN = scale.Plan(
    pages=1e6,
    rate=10,
    workers=20,
    pages_per_file=1000,
    skew=0,
    unevenness=0,
    hours_to_loss=1e9,
    minutes_to_replace=5,
)
HOURS = 1e6 / 10 / 3600 / 20


def test_an_even_run_without_faults_takes_what_the_arithmetic_says() -> None:
    assert abs(scale.simulate(EVEN, None, 0) / HOURS - 1) < 1e-6


def test_every_disturbance_takes_time_and_smaller_tasks_less_of_it() -> None:
    for change in ({"skew": 1.5}, {"unevenness": 0.5}, {"hours_to_loss": 0.2}):
        disturbed = replace(EVEN, pages_per_file=10_000, **change)
        whole = sum(scale.simulate(disturbed, None, seed) for seed in range(5)) / 5
        cut = sum(scale.simulate(disturbed, 200, seed) for seed in range(5)) / 5
        assert whole > 1.02 * HOURS, change
        assert cut < whole, change


def test_all_pages_are_cleaned_whatever_is_lost() -> None:
    pages = sum(scale._tasks(replace(EVEN, skew=1), 300, scale.random.Random(1)))
    assert abs(pages - EVEN.pages) < 1


def test_what_is_measured_is_what_the_plan_takes() -> None:
    shipped = Path(scale.__file__).parent / "data"
    pages = next(folder for folder in shipped.rglob("html") if folder.is_dir())
    shown = CliRunner().invoke(sizes.main, [str(pages), "--limit", "3"], catch_exceptions=False).output
    (command,) = re.findall(r"^python -m benchmarks.scale (.*)$", shown, re.MULTILINE)
    outcome = CliRunner().invoke(
        scale.main, [*command.split(), "--pages", "1e5", "--workers", "5"], catch_exceptions=False
    )
    assert "cost of a million documents" in outcome.output
    assert "processor hours" in outcome.output
