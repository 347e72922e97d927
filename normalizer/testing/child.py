"""The other process of the checks of determinism and pickling: reads a job, cleans, writes the documents."""

from __future__ import annotations

import pickle
import sys

from normalizer.items import Item
from normalizer.pipeline import Pipeline
from normalizer.plugins import discover


def main() -> None:
    """Read (files, pickled plugins, samples) from standard input; write the documents' JSON, pickled."""
    files, pickled, samples = pickle.loads(sys.stdin.buffer.read())
    # What a plugin prints must not mix with the answer.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    # Makes the classes in plugin files known to pickle; installed ones are imported by their names.
    discover(files)
    pipeline = Pipeline(plugins=pickle.loads(pickled))
    items = [Item(content=content, id="sample", media_type=media_type) for _, content, media_type in samples]
    out.write(pickle.dumps([pipeline.run(item)[0].to_json() for item in items]))


if __name__ == "__main__":
    main()
