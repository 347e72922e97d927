"""For commands that plugins bring (entry-point group ``article_normalizer.commands``): what the host's own share.

`configuration` adds the options that choose and configure plugins to a click command, which gets them as ``config``;
`articles` reads input as ``run`` does; `UserError` ends a command with a message and exit status 2; `visible` and
`write` put a text on the terminal harmlessly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from normalizer.batch.plan import plan
from normalizer.batch.records import records
from normalizer.cli.options import UserError, configuration
from normalizer.cli.terminal import visible, write
from normalizer.document import Document
from normalizer.errors import InputError
from normalizer.formats import ReadOptions
from normalizer.formats.builtin import formats
from normalizer.pipeline import Pipeline

__all__ = ["UserError", "articles", "configuration", "visible", "write"]


def articles(inputs: Iterable[str], pipeline: Pipeline, leave_out: Path | None = None) -> Iterator[Document | None]:
    """Clean articles one after the other in this process, as they are asked for.

    Args:
        inputs: files, folders, patterns, or "-" for standard input.
        pipeline: what cleans them; its readers read them.
        leave_out: a file or folder that is not read, though it lies in a folder of the inputs: the command's output.

    Yields:
        Each document, and None for a record that can't be read.

    Raises:
        ConfigError: an input is missing.

    """
    known = formats(pipeline.plugins)
    for record in records(plan(list(inputs), known, leave_out=leave_out), known, ReadOptions()):
        if record.skipped:
            continue
        try:
            yield None if record.item is None else pipeline.clean(record.item)
        except InputError:
            yield None
