"""Answers to a10_structured that are right in ordinary calls alone lose points for the others, on every draw alike."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from tests.solutions.a10_structured.structured_answers import cell, grid, node, tree
from tests.support.handing_in import require_losses
from tests.support.marking import in_one_process
from tests.support.sigmoids import plain_sigmoid, sigmoid_in_its_sums_type

Function = Callable[..., Any]
EXERCISES = {one.name: one for one in load_assignment("a10_structured").exercises}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES.values()))


def stacked_gates(*args: np.ndarray) -> Any:
    """The forget gates are stacked, which raises where there is no child."""
    np.stack(list(args[1]))
    return node(*args)


def three_children_at_most(x: np.ndarray, children_h: np.ndarray, children_c: np.ndarray, *weights: np.ndarray) -> Any:
    """Later children are overlooked."""
    return node(x, children_h[:3], children_c[:3], *weights)


def children_in_place(*args: np.ndarray) -> Any:
    """The children's cells are left multiplied by something."""
    result = node(*args)
    args[2][...] = 0
    return result


def calls_itself(*args: np.ndarray) -> Any:
    """A function that calls itself for every child, as deep as the tree is."""
    result = tree(*args)
    if len(args[0]) > 900:
        raise RecursionError("maximum recursion depth exceeded")
    return result


def root_is(place: int) -> Function:
    """The root is looked for at one end; elsewhere nothing comes out."""

    def wrong(*args: np.ndarray) -> Any:
        found = tree(*args)
        return found if args[1][place] == -1 else tuple(0 * array for array in found)

    return wrong


def two_children_at_most(*args: np.ndarray) -> Any:
    """A binary tree: of further children nobody knows."""
    return tree(*args, step=lambda x, h, c, *weights: node(x, h[:2], c[:2], *weights))


def index_of_the_last(parent: np.ndarray, n: int) -> None:
    """A parent that is not there is an index out of range, and one below -1 an index from the end."""
    np.zeros(n)[parent]


def cells_in_place(*args: np.ndarray) -> Any:
    """The cell on the left is left multiplied by its gate."""
    result = cell(*args)
    args[2][...] = result[1]
    return result


def where(holds: Callable[[int, int], bool]) -> Function:
    """Right for grids whose rows and columns fit a loop, zeros for others."""

    def wrong(*args: np.ndarray) -> Any:
        return grid(*args) * holds(*args[0].shape[1:3])

    return wrong


RIGHT: Mapping[str, Function] = {
    "child_sum_step": node,
    "tree_lstm": tree,
    "lstm2d_step": cell,
    "lstm2d_forward": grid,
}
# What each loses of the exercise's points.
WRONG: Mapping[str, Mapping[str, tuple[Function, float]]] = {
    "child_sum_step": {
        "sigmoid in the type of whole sums": (partial(node, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(node, gate=plain_sigmoid), 0.5),
        **{f"results of the type of argument {kind}": (partial(node, kind=kind), 0.25) for kind in range(6)},
        "no leaves": (stacked_gates, 1.35),
        "three children at most": (three_children_at_most, 2.15),
        "cells of the children changed": (children_in_place, 0.5),
        "shapes unchecked": (partial(node, checked=False), 0.25),
    },
    "tree_lstm": {
        **{f"results of the type of argument {kind}": (partial(tree, kind=kind), 0.25) for kind in (0, 2, 3, 4)},
        "calls itself": (calls_itself, 0.5),
        "the root is the last node": (root_is(-1), 2.2),
        "the root is the first node": (root_is(0), 4.4),
        "two children at most": (two_children_at_most, 2.9),
        "a sigmoid that overflows on the way": (partial(tree, step=partial(node, gate=plain_sigmoid)), 0.6),
        "any number of roots": (partial(tree, roots=lambda parent: None), 0.5),
        "a parent that is an index": (partial(tree, known=index_of_the_last), 0.5),
        "circles": (partial(tree, circles=False), 0.5),
        "as many parents as one likes": (partial(tree, as_many=False), 0.5),
    },
    "lstm2d_step": {
        "sigmoid in the type of whole sums": (partial(cell, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(cell, gate=plain_sigmoid), 0.4),
        **{f"results of the type of argument {kind}": (partial(cell, kind=kind), 0.25) for kind in range(9)},
        "the cell on the left changed": (cells_in_place, 0.4),
        "hidden states unchecked": (partial(cell, checked="cCN"), 0.25),
        "cells unchecked": (partial(cell, checked="hHN"), 0.25),
        "samples unchecked": (partial(cell, checked="hcHC"), 0.25),
        "nothing checked": (partial(cell, checked=""), 0.25),
    },
    "lstm2d_forward": {
        **{f"results of the type of argument {kind}": (partial(grid, kind=kind), 0.25) for kind in range(5)},
        "sigmoid that overflows on the way": (partial(grid, step=partial(cell, gate=plain_sigmoid)), 0.5),
        "squares alone": (where(lambda R, S: R == S), 4),
        "no higher than wide": (where(lambda R, S: R <= S), 3),
        "no wider than high": (where(lambda R, S: R >= S), 2.5),
        "at most four rows": (where(lambda R, S: R <= 4), 3),
        "at most six columns": (where(lambda R, S: S <= 6), 1.5),
    },
}


@EVERY_EXERCISE
def test_what_is_right_in_ordinary_calls_alone_loses_the_same_points_on_every_draw(exercise: Exercise) -> None:
    require_losses(exercise, RIGHT[exercise.name], WRONG[exercise.name])
