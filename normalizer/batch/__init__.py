"""Many documents: plan -> records -> workers -> commit. Nothing is lost: what can't be cleaned is in the quarantine.

A program calls ``run(["articles"], "clean")`` and gets a `Summary`.
"""

from __future__ import annotations

from normalizer.batch.job import learn, run
from normalizer.batch.limits import Limits
from normalizer.batch.options import Options
from normalizer.batch.shards import merge
from normalizer.batch.summary import Changes, Summary
from normalizer.batch.watch import Progress

__all__ = ["Changes", "Limits", "Options", "Progress", "Summary", "learn", "merge", "run"]
