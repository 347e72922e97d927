"""The other process of the checks of determinism and pickling: reads a job, cleans, writes the documents."""

from __future__ import annotations

import pickle
import sys

from normalizer.pipeline import Pipeline
from normalizer.plugins import discover
from normalizer.testing.samples import Sample


def main() -> None:
    """Read (files, pickled plugins, samples) from standard input; write the documents' JSON, pickled."""
    files, pickled, samples = pickle.loads(sys.stdin.buffer.read())
    # What a plugin prints must not mix with the answer.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    # Makes the classes in plugin files known to pickle; installed ones are imported by their names.
    discover(files)
    pipeline = Pipeline(plugins=pickle.loads(pickled))
    out.write(pickle.dumps([pipeline.run(Sample(*sample).item)[0].to_json() for sample in samples]))


if __name__ == "__main__":
    main()
