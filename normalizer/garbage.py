"""The garbage collector, kept from looking for cycles among the many small objects of one document: there are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """Pause the collector for what a plugin makes of one page or text; it goes on afterwards, unless it was off before.

    What forms cycles all the same, such as a soup that a plugin asked for, is collected then.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
