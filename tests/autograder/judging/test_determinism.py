"""The same submission, seed and versions give the same verdict, byte for byte; another seed draws other cases."""

import pytest

from autograder.assignment import load_assignment
from autograder.judging import judge
from autograder.judging.expected import Expected
from autograder.release import fill
from autograder.submission import Cell, Submission
from tests.support.paths import ATTACKS

pytestmark = pytest.mark.sandbox

ASSIGNMENT = load_assignment("a02_convolution")
FOLDER = ATTACKS / ASSIGNMENT.name
# What a notebook may draw its numbers, its order and its words from.
CHANCE = """# base: perfect

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    import random

    order = list({word: 0 for word in {"a", "b", "c", "d", "e"}})
    raise RuntimeError(f"{random.random()} {np.random.rand()} {order} {hash('word')}")

# answer: im2col
def im2col(x, kernel_size, *, stride=1, padding=0):
    raise ValueError(f"{object()} {im2col}")

# answer: toeplitz
def toeplitz(w, length, mode):
    return np.random.normal(size=(length, length))
"""


def verdict(text: str, seed: int) -> bytes:
    cells = fill(ASSIGNMENT, text).cells
    read = tuple(
        Cell(c.source, c.metadata.get("nbgrader", {}).get("grade_id"), is_code=c.cell_type == "code") for c in cells
    )
    return judge(ASSIGNMENT, Submission(read, None), seed).verdict.model_dump_json().encode()


@pytest.mark.parametrize("name", ["hard_codes_the_last_attempt", "odd_precisions", "lies_about_errors", "any_style"])
def test_an_attack_is_judged_the_same_again(name: str) -> None:
    text = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert verdict(text, 11) == verdict(text, 11)


def test_chance_in_a_notebook_is_the_same_chance_again() -> None:
    first, again = verdict(CHANCE, 11), verdict(CHANCE, 11)
    assert first == again


def test_another_seed_draws_other_cases() -> None:
    for exercise in load_assignment("a02_convolution").exercises:
        first, again, other = (
            [call.request["arguments"] for call in Expected(exercise, seed).calls] for seed in (11, 11, 12)
        )
        assert first == again
        assert first != other


def test_a_crash_on_the_way_changes_no_number() -> None:
    crash = "\n# cell before: toeplitz\nimport os\nos._exit(1)\n"
    first, again = verdict(CHANCE + crash, 11), verdict(CHANCE + crash, 11)
    assert first == again
