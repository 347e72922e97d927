"""Boosted trees in plain Python, for plugins with a trained model: walked through at first, compiled for many rows.

A row is a sequence of parts: sequences of numbers (columns), or integers whose bits are columns (masks).

A tree is a list, ``[column, threshold, left, right]``, or a leaf's number; left is for values up to the threshold.
Compiled, each tree is one conditional expression of Python over local variables, which evaluates ten times as fast as
walking nested lists; but compiling takes as long as that saves over some 300 to 600 rows, those of three to six pages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

#: So many rows are scored before the trees are compiled.
MANY = 600

Row = Sequence[Any]
Scores = Callable[[Sequence[Row]], list[float]]


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
        parts: Mapping[str, int],
        exits: Mapping[int, Sequence[Exit]],
        at_once: int,
        many: int = MANY,
    ) -> None:
        """Take the trees.

        Args:
            trees: the trees.
            columns: the columns that they ask for.
            parts: the names of a row's parts, and how many columns each has; 0 if it is a mask.
            exits: after so many groups of trees, when the others aren't asked.
            at_once: how many trees are a group, whose sum is one expression; too many would nest too deep for Python's
                compiler.
            many: how many rows are scored before the trees are compiled; small trees are sooner worth it.

        """
        rest = iter(trees)
        self._groups = list(iter(lambda: list(islice(rest, at_once)), []))
        self._columns = columns
        self._parts = parts
        self._exits = exits
        self._many = many
        self._rows = 0
        self._compiled: Scores | None = None

    def scores(self, rows: Sequence[Row]) -> list[float]:
        """Give the log odds of each row, which is a sequence of parts."""
        self._rows += len(rows)
        if self._compiled is None and self._rows >= self._many:
            self._compiled = self.compiled()
        return (self._compiled or self.walked)(rows)

    def walked(self, rows: Sequence[Row]) -> list[float]:
        """Give the log odds of rows by walking through the trees."""
        return [self._walk(row) for row in rows]

    def _walk(self, row: Row) -> float:
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

    def compiled(self) -> Scores:
        """Give a function that does the same."""
        asked: set[tuple[str, int]] = set()
        body = [" t = 0.0"]
        for done, trees in enumerate(self._groups, 1):
            body.append(f" t += {'+'.join([self._expression(tree, asked) for tree in trees])}")
            for below, above, factor in self._exits.get(done, ()):
                beyond = f"t < {below!r}" + (f" or t > {above!r}" if above < math.inf else "")
                body += (f" if {beyond}:", f"  add(t * {factor!r})" if factor != 1 else "  add(t)", "  continue")
        # Columns that are asked for become local variables: a tree asks for these faster than for places of a tuple.
        taken = []
        for part, width in self._parts.items():
            columns = [f"{part}_{place}" if (part, place) in asked else "_" for place in range(width)]
            taken.append(f"({','.join(columns)},)" if any(column != "_" for column in columns) else part)
        lines = ["def scores(rows):", " found = []", " add = found.append", f" for {','.join(taken)}, in rows:"]
        lines += [f" {line}" for line in (*body, " add(t)")]
        lines.append(" return found")
        scope: dict[str, Any] = {}
        exec(compile("\n".join(lines), "<boosted trees>", "exec"), scope)
        scores: Scores = scope["scores"]
        return scores

    def _expression(self, node: Any, asked: set[tuple[str, int]]) -> str:
        """Write a tree as an expression over a row's columns and masks; adds to the places of columns ``asked`` for."""
        if not isinstance(node, list):
            return f"({float(node)!r})"
        column, threshold, left, right = node
        part, _, place, bit, whole = self._columns[column]
        # Python compares two integers, or two floats, much faster than one with the other.
        limit = math.floor(threshold) if whole else float(threshold)
        if bit:
            test = f"not {part}&{bit}"
        else:
            asked.add((part, place))
            test = f"{part}_{place}<={limit!r}"
        return f"({self._expression(left, asked)} if {test} else {self._expression(right, asked)})"
