"""Write to the terminal what is harmless there."""

from __future__ import annotations

import sys

from normalizer.escapes import visible

__all__ = ["visible", "write"]


def write(text: str) -> None:
    """Write a text to standard output: exactly, as UTF-8; on a terminal with its control characters written out."""
    if sys.stdout.isatty():
        sys.stdout.write(visible(text.replace("\r\n", "\n")))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
    sys.stdout.buffer.flush()
