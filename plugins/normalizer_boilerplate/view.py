"""The lines of a document as one round of deciding sees them, with sums that the rules ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from normalizer_boilerplate.lines import Line
from normalizer_boilerplate.model import Model, Scores

__all__ = ["DOUBT", "View", "label_end"]

#: Prose goes with a heading of boilerplate, or for a phrase in it, only if the model does not doubt so much.
DOUBT = 0.6
#: Behind so large a share of the prose, a heading of boilerplate takes what follows with it.
TAIL = 0.6
#: What stands between a credit or teaser and its label.
_SEPARATORS = ":：|/>»–—"


@dataclass
class View:
    """The lines of one round."""

    lines: Sequence[Line]
    model: Model
    #: The lines that say the title.
    titles: frozenset[int]
    #: How sure the model must be of any line.
    least: float = 0.0

    def __post_init__(self) -> None:
        """Find the prose."""
        #: Number of letters of prose before each line, and in all.
        self.prose_before = [*accumulate([line.size if line.prose else 0.0 for line in self.lines], initial=0.0)]
        self.prose = self.prose_before[-1]
        places = [at for at, line in enumerate(self.lines) if line.prose]
        #: The first line of prose and the last one.
        self.first, self.last = (places[0], places[-1]) if places else (-1, -1)

    @cached_property
    def scores(self) -> Scores:
        """What the model says of each line; costly, so it is asked only of lines whose fate depends on it."""
        return Scores(self.model, self.lines)

    def is_inside(self, at: int) -> bool:
        """Say whether line ``at`` stands between prose and prose."""
        return self.first < at < self.last

    def in_tail(self, at: int) -> bool:
        """Say whether most of the prose comes before line ``at``."""
        return self.prose > 0 and self.prose_before[at] >= TAIL * self.prose

    def is_title(self, at: int) -> bool:
        """Say whether line ``at`` says the title, and nothing that only boilerplate says."""
        return at in self.titles and not self.lines[at].hits.sure


def label_end(line: Line) -> str:
    """Give the first separator in the line's first words, or ""."""
    for char in line.text[:40]:
        if char in _SEPARATORS:
            return char
    return ""
