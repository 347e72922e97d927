"""``article-normalizer schema``."""

from __future__ import annotations

import click
import msgspec

from normalizer.cli.terminal import write
from normalizer.document import json_schema


@click.command(short_help="Print the JSON Schema of a structured document.")
def command() -> None:
    """Print the JSON Schema of a structured document (draft 2020-12)."""
    write(msgspec.json.format(msgspec.json.encode(json_schema()), indent=2).decode() + "\n")
