"""Exercises that ask for a class of PyTorch: parameters put in, outputs and gradients compared, shortcuts refused."""

import numpy as np
import pytest

from autograder.assignment import Aspect, Assignment, Case, Exercise, Misconception, Module
from autograder.judging import ExerciseVerdict, judge
from autograder.submission import Cell, Submission

pytestmark = pytest.mark.sandbox


def dense(module: Module, x: np.ndarray) -> tuple[np.ndarray, ...]:
    """``x @ w`` and its gradients."""
    w, upstream = module.parameters["w"], module.upstream[0]
    return x @ w, upstream @ w.T, x.T @ upstream


def _cases(rng: np.random.Generator) -> list[Case]:
    module = Module((2, 3), {"w": rng.normal(size=(2, 3))}, (rng.normal(size=(4, 3)),))
    return [Case(("values", "gradients"), (rng.normal(size=(4, 2)),), module=module)]


ASSIGNMENT = Assignment(
    "a98_torch",
    "A small class",
    [
        Exercise(
            "Dense",
            dense,
            (Aspect("values", 1, "outputs", output=0), Aspect("gradients", 1, "the gradient of w", output=2)),
            _cases,
            (Misconception("doubled", "Once is enough.", lambda m, x: tuple(2 * a for a in dense(m, x))),),
            outputs=("out", "dx", "dw"),
            library="torch",
        ),
        Exercise(
            "half", lambda x: x / 2, [Aspect("values", 1, "halves")], lambda rng: [Case(("values",), (np.ones(2),))]
        ),
    ],
    forbidden=("torch.nn.Linear", "torch.nn.functional.linear"),
)
DENSE = """
class Dense(torch.nn.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(inputs, units))
    def forward(self, x):
        return x @ self.w
"""
HALF = "def half(x): return x / 2"


def result(*cells: str) -> tuple[ExerciseVerdict, ExerciseVerdict]:
    sources = ("import numpy as np\nimport torch", *cells)
    made = tuple(Cell(source, None, is_code=True) for source in sources)
    dense_verdict, half_verdict = judge(ASSIGNMENT, Submission(made, None), seed=2).verdict.exercises
    return dense_verdict, half_verdict


def test_a_right_class_gets_every_point_beside_a_numpy_exercise() -> None:
    torch_result, numpy_result = result(DENSE, HALF)
    assert (torch_result.status, numpy_result.status) == ("passed", "passed")


def test_torch_stays_refused_in_the_numpy_exercise_beside_it() -> None:
    torch_result, numpy_result = result(DENSE, "def half(x): return torch.from_numpy(x).div(2).numpy()")
    assert (torch_result.status, numpy_result.status) == ("passed", "refused")


def test_a_detached_graph_loses_its_gradients_alone() -> None:
    first, _ = result(DENSE.replace("x @ self.w", "(x @ self.w).detach()"))
    assert (first.score, first.status) == (1, "partial")


def test_a_misconception_is_named() -> None:
    first, _ = result(DENSE.replace("x @ self.w", "2 * x @ self.w"))
    assert (first.misconception, first.score) == ("doubled", 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("self.w", "self.weight"), "must hold w (2, 3), and nothing else; it holds weight (2, 3)"),
        (("inputs, units))", "units, inputs))"), "it holds w (3, 2)"),
        (
            ("def forward", "def state_dict(self): return {'w': 0 * self.w}\n    def forward"),
            "does not come out of it again",
        ),
        (("(torch.nn.Module)", "(dict)"), "derived from torch.nn.Module"),
        (("return x @ self.w", "return 3.0"), "where tensors are expected"),
        (
            ("return x @ self.w", "return x @ self.w, x"),
            "returned 2 tensors, (4, 3), (4, 2), and should return 1, (4, 3)",
        ),
        (("return x @ self.w", "return (x @ self.w)[:1]"), "returned out of shape (1, 3), where (4, 3) is right"),
    ],
)
def test_a_class_that_is_not_the_one_asked_for_reads_why(change: tuple[str, str], words: str) -> None:
    first, _ = result(DENSE.replace(*change))
    assert first.score == 0
    assert words in first.message


@pytest.mark.parametrize("shortcut", ["torch.nn.functional.linear(x, self.w.T)", "torch.nn.Linear(2, 3)(x)"])
def test_a_layer_that_does_the_work_is_refused(shortcut: str) -> None:
    first, _ = result(DENSE.replace("x @ self.w", shortcut))
    assert (first.status, first.score) == ("refused", 0)
    assert "write yourself" in first.message
