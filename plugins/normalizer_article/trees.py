"""Boosted trees over a row of parts: walked through for a page or two, compiled to a function for many.

A tree is a list, ``[column, threshold, left, right]``, or a leaf's number. Compiled, each tree is one conditional
expression of Python, which evaluates several times as fast as walking nested lists; but compiling takes as long as
that saves over some ten pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

#: How many trees go into one expression; more would nest too deep for Python's compiler.
_TREES_AT_ONCE = 10
#: Log odds below which the sum of the first trees settles a block.
_SETTLED = -4.0
#: After so many groups of trees that is asked.
_ASKED = (2, 4)

Score = Callable[..., float]


class Column(NamedTuple):
    """Where a column stands: the name and number of its part, and its place there, or its bit if that is a mask."""

    part: str
    number: int
    place: int
    bit: int


class Trees:
    """Trees, and when the first of them are enough."""

    def __init__(
        self,
        trees: Sequence[Any],
        columns: Sequence[Column],
        parts: Sequence[str],
        exits: Mapping[int, tuple[float, float]],
    ) -> None:
        """Take the trees.

        Args:
            trees: the trees.
            columns: the columns that they ask for.
            parts: the names of a row's parts.
            exits: after so many groups of trees, log odds beyond which the others would not change a block's side,
                and how many times as far from zero these log odds mostly end.

        """
        rest = iter(trees)
        self._groups = list(iter(lambda: list(islice(rest, _TREES_AT_ONCE)), []))
        self._columns = columns
        self._parts = parts
        self._exits = exits

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
                    _, number, place, bit = columns[column]
                    part = row[number]
                    node = (right if part & bit else left) if bit else left if part[place] <= threshold else right
                leaves.append(node)
            # One after the other: newer versions of sum() round less often.
            added = float(leaves[0])
            for leaf in leaves[1:]:
                added += leaf
            total += added
            if done in _ASKED and total < _SETTLED:
                return total
            if done in self._exits:
                least, factor = self._exits[done]
                if total < -least or total > least:
                    return total * factor
        return total

    def compiled(self) -> Score:
        """Give a function that does the same."""
        lines = [f"def score({','.join(self._parts)}):", " t = 0.0"]
        for done, trees in enumerate(self._groups, 1):
            lines.append(f" t += {'+'.join(map(self._expression, trees))}")
            if done in _ASKED:
                # Most blocks of a page are plainly not the article: the other trees would not change that.
                lines.append(f" if t < {_SETTLED!r}: return t")
            if done in self._exits:
                least, factor = self._exits[done]
                lines.append(f" if t < -{least!r} or t > {least!r}: return t * {factor!r}")
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
        part, _, place, bit = self._columns[column]
        test = f"not {part}&{bit}" if bit else f"{part}[{place}]<={float(threshold)!r}"
        return f"({self._expression(left)} if {test} else {self._expression(right)})"
