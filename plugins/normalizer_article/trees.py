"""Boosted trees over a row of parts: walked through for a page or two, compiled to a function for many.

A tree is a list, ``[column, threshold, left, right]``, or a leaf's number; left is for values up to the threshold.
Compiled, each tree is one conditional expression of Python, which evaluates several times as fast as walking nested
lists; but compiling takes as long as that saves over some ten pages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

#: So many rows are scored before the trees are compiled.
MANY = 2000

Score = Callable[..., float]


class Column(NamedTuple):
    """Where a column stands: the name and number of its part, and its place there, or its bit if that is a mask."""

    part: str
    number: int
    place: int
    bit: int
    #: Whether it holds integers.
    whole: bool = False


class Exit(NamedTuple):
    """Log odds beyond which the trees that are left don't matter, and what to multiply the log odds with then."""

    below: float
    above: float = math.inf
    factor: float = 1.0


class Trees:
    """Trees, and when the first of them are enough."""

    def __init__(
        self,
        trees: Sequence[Any],
        columns: Sequence[Column],
        parts: Sequence[str],
        exits: Mapping[int, Sequence[Exit]],
        at_once: int,
        many: int | None = None,
    ) -> None:
        """Take the trees.

        Args:
            trees: the trees.
            columns: the columns that they ask for.
            parts: the names of a row's parts.
            exits: after so many groups of trees, when the others aren't asked.
            at_once: how many trees are a group, whose sum is one expression; too many would nest too deep for Python's
                compiler.
            many: how many rows are scored before the trees are compiled, if not `MANY`; small trees are sooner.

        """
        rest = iter(trees)
        self._groups = list(iter(lambda: list(islice(rest, at_once)), []))
        self._columns = columns
        self._parts = parts
        self._exits = exits
        self._many = many
        self._rows = 0
        self._compiled: Score | None = None

    def score(self, rows: int) -> Score:
        """Give the function from the parts of a row to log odds; tell it for how many rows."""
        self._rows += rows
        if self._compiled is None and self._rows >= (MANY if self._many is None else self._many):
            self._compiled = self.compiled()
        return self._compiled or self.walked

    def walked(self, *row: Any) -> float:
        """Give the log odds of a row by walking through the trees."""
        columns = self._columns
        total = 0.0
        for done, trees in enumerate(self._groups, 1):
            leaves = []
            for tree in trees:
                node = tree
                while isinstance(node, list):
                    column, threshold, left, right = node
                    _, number, place, bit, _ = columns[column]
                    part = row[number]
                    node = (right if part & bit else left) if bit else left if part[place] <= threshold else right
                leaves.append(node)
            # One after the other: newer versions of sum() round less often.
            added = float(leaves[0])
            for leaf in leaves[1:]:
                added += leaf
            total += added
            for below, above, factor in self._exits.get(done, ()):
                if total < below or total > above:
                    return total * factor
        return total

    def compiled(self) -> Score:
        """Give a function that does the same."""
        lines = [f"def score({','.join(self._parts)}):", " t = 0.0"]
        for done, trees in enumerate(self._groups, 1):
            lines.append(f" t += {'+'.join(map(self._expression, trees))}")
            for below, above, factor in self._exits.get(done, ()):
                beyond = f"t < {below!r}" + (f" or t > {above!r}" if above < math.inf else "")
                lines.append(f" if {beyond}: return t" + (f" * {factor!r}" if factor != 1 else ""))
        lines.append(" return t")
        scope: dict[str, Any] = {}
        exec(compile("\n".join(lines), "<normalizer_article model>", "exec"), scope)
        score: Score = scope["score"]
        return score

    def _expression(self, node: Any) -> str:
        """Write a tree as an expression over a row's parts."""
        if not isinstance(node, list):
            return f"({float(node)!r})"
        column, threshold, left, right = node
        part, _, place, bit, whole = self._columns[column]
        # Python compares two integers, or two floats, much faster than one with the other.
        limit = math.floor(threshold) if whole else float(threshold)
        test = f"not {part}&{bit}" if bit else f"{part}[{place}]<={limit!r}"
        return f"({self._expression(left)} if {test} else {self._expression(right)})"
