"""Boosted trees, as a plugin with a model of its own uses them."""

from __future__ import annotations

from normalizer.trees import Column, Exit, Trees

#: Rows of two numbers and a mask. The second tree is not asked where the first says enough.
COLUMNS = [Column("numbers", 0, 0, 0), Column("numbers", 0, 1, 0), Column("marks", 1, 0, 0b10)]
FOREST = [[0, 1.5, -4.0, [2, 0.5, 1.0, 2.0]], [1, 0.0, 0.25, 0.5]]
ROWS = [((1.5, 9.0), 0b10), ((2.0, 0.0), 0b01), ((2.0, 1.0), 0b10)]
ODDS = [-6.0, 1.25, 2.5]


def forest(many: int) -> Trees:
    return Trees(FOREST, COLUMNS, {"numbers": 2, "marks": 0}, {1: [Exit(-3.0, 3.0, 1.5)]}, 1, many)


def test_rows_get_the_sum_of_their_leaves() -> None:
    assert forest(many=100).scores(ROWS) == ODDS


def test_compiled_trees_say_the_same() -> None:
    assert forest(many=0).scores(ROWS) == ODDS


def test_trees_without_any_split_say_the_same_of_all_rows() -> None:
    assert Trees([0.5, 0.25], [], {"numbers": 2}, {}, 1, 0).scores([((1.0, 2.0),)] * 2) == [0.75, 0.75]
