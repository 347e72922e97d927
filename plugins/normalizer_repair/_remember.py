"""What a function makes of each of its arguments, remembered."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """A dictionary that makes the values that it lacks, and forgets all when it holds too many.

    To look something up in it costs less than to call a function that is cached by `functools.lru_cache`.
    """

    def __init__(self, make: Callable[[Any], V], most: int = 4096, longest: int = sys.maxsize) -> None:
        """Take what makes a value, how many are remembered, and up to which length of (string) keys."""
        super().__init__()
        self._make = make
        self._most = most
        self._longest = longest

    def __missing__(self, key: K) -> V:
        value = self._make(key)
        if self._longest == sys.maxsize or len(key) <= self._longest:  # type: ignore[arg-type]
            if len(self) >= self._most:
                self.clear()
            self[key] = value
        return value
