"""Half a solution of a10_structured gets half, and an error in a step costs nothing in what is built on it."""

import nbformat
import numpy as np
import pytest

from autograder.assignment import load_assignment
from autograder.authoring import Draw
from autograder.judging import judge
from autograder.judging.own_functions import MAX_CALLS
from autograder.release import fill
from autograder.submission import reader
from solutions.a10_structured import trees
from solutions.a10_structured.reference import tree_lstm
from tests.support.grids import case
from tests.support.marking import SEEDS, marking

ASSIGNMENT = load_assignment("a10_structured")
EXERCISES = {exercise.name: exercise for exercise in ASSIGNMENT.exercises}
PARTIAL = {
    "child_sum_step": {
        "one_forget_gate": {"forget_gates", "hidden", "bias", "dtypes"},
        "largest_of_children": {"sum", "hidden", "bias", "dtypes"},
        "no_tanh_at_the_output": {"leaf", "hidden", "bias", "extremes", "dtypes", "errors"},
        "bias_ignored": {"bias", "dtypes"},
        "integer_output": {"dtypes"},
    },
    "tree_lstm": {
        "trusts_the_order": {"order", "deep", "dtypes"},
        "read_as_a_sequence": {"children", "order", "deep", "dtypes"},
        "last_child_only": {"children", "order", "dtypes"},
        "in_reading_order": {"children", "order", "deep", "dtypes"},
        "integer_output": {"dtypes"},
    },
    "lstm2d_step": {
        "one_forget_gate_of_left": {"up", "together", "bias", "extremes", "dtypes"},
        "one_forget_gate_of_up": {"left", "together", "bias", "extremes", "dtypes"},
        "forget_gates_exchanged": {"left", "up", "together", "bias", "extremes", "dtypes"},
        "bias_ignored": {"bias", "dtypes"},
    },
    "lstm2d_forward": {
        "row_goes_on_in_the_next": {"column", "grid", "batch", "dtypes"},
        "diagonal_for_up": {"column", "grid", "batch", "dtypes"},
        "left_forgotten": {"row", "grid", "batch", "dtypes"},
        "integer_output": {"dtypes"},
    },
}
# A tenth less of what is kept, and of what comes from above: mistakes that nobody has a name for.
UNNAMED = """\
# base: perfect
# answer: child_sum_step
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    if children_h.shape != children_c.shape:
        raise ValueError("shapes")
    h, U = children_h.sum(axis=0), len(w_h)
    i, _, g, o = np.split(x @ w_x + h @ w_h + b, 4)
    f = _sigmoid((x @ w_x + b)[U : 2 * U] + children_h @ w_h[:, U : 2 * U])
    c = _sigmoid(i) * np.tanh(g) + 0.9 * (f * children_c).sum(axis=0)
    return _sigmoid(o) * np.tanh(c), c

# answer: lstm2d_step
def lstm2d_step(x, h_left, c_left, h_up, c_up, w_x, w_left, w_up, b):
    if any(state.shape != (len(x), len(w_left)) for state in (h_left, c_left, h_up, c_up)):
        raise ValueError("shapes")
    i, left, up, g, o = np.split(x @ w_x + h_left @ w_left + h_up @ w_up + b, 5, axis=1)
    c = _sigmoid(left) * c_left + 0.9 * _sigmoid(up) * c_up + _sigmoid(i) * np.tanh(g)
    return _sigmoid(o) * np.tanh(c), c
"""


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in PARTIAL])
def test_a_mistake_costs_what_it_breaks(name: str) -> None:
    wrong = {item.name: item for item in EXERCISES[name].misconceptions}
    for misconception, broken in PARTIAL[name].items():
        for seed in SEEDS:
            with case(misconception=misconception, seed=seed):
                marks = marking(EXERCISES[name], seed)
                assert marks.lost(marks.wrong(wrong[misconception])) == broken


@pytest.mark.sandbox
def test_an_error_in_a_step_is_carried_forward_even_where_it_has_no_name() -> None:
    data = nbformat.writes(fill(ASSIGNMENT, UNNAMED)).encode()
    found = {one.name: one for one in judge(ASSIGNMENT, reader.parse(data, "unnamed"), seed=1).verdict.exercises}
    for step, built_on_it in (("child_sum_step", "tree_lstm"), ("lstm2d_step", "lstm2d_forward")):
        with case(step=step):
            assert 0 < found[step].score < found[step].max_score
            assert found[step].misconception is None
            assert found[built_on_it].score == found[built_on_it].max_score
            assert found[built_on_it].message.startswith(f"Right, given your {step}")


def test_the_steps_of_all_trees_are_few_enough_to_be_asked_for_one_by_one() -> None:
    """In a chain of thousands the states settle, so most of its steps are the same one."""
    for seed in range(8):
        steps = set()
        for number, hidden in enumerate(EXERCISES["tree_lstm"].draw_cases(np.random.default_rng(seed))):
            if hidden.raises is None:
                x, parent, *weights = hidden.args
                below = trees.children_of(parent)
                hs, cs = tree_lstm(x, parent, *weights)
                steps |= {
                    (number, x[node].tobytes(), hs[below[node]].tobytes(), cs[below[node]].tobytes())
                    for node in range(len(parent))
                }
        with case(seed=seed):
            assert len(steps) <= MAX_CALLS


def test_trees_in_any_order_are_trees_in_no_simple_order() -> None:
    for seed in range(20):
        d = Draw(np.random.default_rng(seed))
        for n in (5, 8, 12):
            parent = trees.in_any_order(d, n)
            with case(parent=parent.tolist()):
                assert np.count_nonzero(parent == -1) == 1
                inner = [node for node in range(n) if parent[node] >= 0]
                assert any(parent[node] > node for node in inner)
                assert any(parent[node] < node for node in inner)
                assert 0 <= min(trees.depths(parent)) <= max(trees.depths(parent)) < n
                assert -1 not in (parent[0], parent[-1])
                assert max(np.bincount(parent[inner])) >= 2
