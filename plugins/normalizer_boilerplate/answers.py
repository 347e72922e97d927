"""What is asked of the cleaner, and what it answers for a line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

__all__ = ["LIKELY", "SURE", "Decision", "Settings"]

#: Confidence of the rules that need no model.
SURE, LIKELY = 0.95, 0.8


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a line goes.

    ``class_`` is what the line is (``"related"``), ``rule`` how it was found, ``confidence`` from 0 to 1.
    """

    class_: str
    rule: str
    reason: str
    confidence: float

    @property
    def known(self) -> bool:
        """Whether it is no guess: the line stands on many pages of its site."""
        return self.rule == "site-template"


@dataclass(frozen=True, slots=True)
class Settings:
    """How bold to be."""

    min_confidence: float = 0.5
    #: The greatest share of a document's letters that may go if no article is left.
    max_removed: float = 0.8
    keep: Collection[str] = ()
    #: Only lines with strong cues go, as in text from which the boilerplate was already taken.
    cautious: bool = False
    #: The site's own lines are known, so little else is boilerplate: the model must be surer.
    known_site: bool = False
