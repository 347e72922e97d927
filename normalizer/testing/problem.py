"""What a check of the contract answers."""

from __future__ import annotations

from msgspec import Struct


class Problem(Struct, frozen=True):
    """What is wrong with a plugin, and what its author can do."""

    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.what}\n  What to do: {self.advice}."
