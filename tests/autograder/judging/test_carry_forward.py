"""Errors carried forward: what is right given a wrong earlier answer earns its points, and nothing else does."""

from collections.abc import Sequence

import numpy as np
import pytest

from autograder.assignment import Aspect, Assignment, Case, Exercise, Misconception
from autograder.authoring import differences
from autograder.judging import ExerciseVerdict, judge
from autograder.submission import Cell, Submission

pytestmark = pytest.mark.sandbox


def step(x, h):  # type: ignore[no-untyped-def]
    """From one state to the next."""
    return np.tanh(x + 0.5 * h)


def run(xs, h):  # type: ignore[no-untyped-def]
    """All states."""
    states = []
    for x in xs:
        h = step(x, h)
        states.append(h)
    return np.stack(states)


def step_backward(dout, x, h):  # type: ignore[no-untyped-def]
    """The gradients, worked out without `step`."""
    slope = 1 - np.tanh(x + 0.5 * h) ** 2
    return dout * slope, 0.5 * dout * slope


def _forgets(x, h):  # type: ignore[no-untyped-def]
    return np.tanh(x + 0 * h)


def run_backward(dout, xs, h):  # type: ignore[no-untyped-def]
    """The gradient of the first state, where only the last one counts."""
    states = [h, *run(xs, h)]
    for x, before in zip(xs[::-1], states[-2::-1], strict=True):
        _, dout = step_backward(dout, x, before)
    return dout


MISTAKES = (
    Misconception("sigmoid", "A step ends with tanh.", lambda x, h: 1 / (1 + np.exp(-x - 0.5 * h))),
    Misconception("forgets", "The state before counts.", _forgets),
)


def _step_cases(rng: np.random.Generator) -> list[Case]:
    return [
        Case(("first",), (rng.normal(size=2), np.zeros(2))),
        *(Case(("values",), tuple(rng.normal(size=(2, 3)))) for _ in range(2)),
    ]


def _run_cases(rng: np.random.Generator) -> list[Case]:
    return [Case(("values",), (rng.normal(size=(T, 3)), rng.normal(size=3))) for T in (1, 4, 6)]


def _backward_cases(rng: np.random.Generator) -> list[Case]:
    return [Case(("dx", "dh"), tuple(rng.normal(size=(3, 4))))]


def _run_backward_cases(rng: np.random.Generator) -> list[Case]:
    return [Case(("values",), (rng.normal(size=3), rng.normal(size=(T, 3)), rng.normal(size=3))) for T in (1, 4)]


CLEAN = Aspect("arguments", 0.25, "no side effects", side_effects=True)
ASSIGNMENT = Assignment(
    "a97_steps",
    "Steps",
    (
        Exercise(
            "step",
            step,
            (Aspect("values", 1, "one step"), Aspect("first", 1, "from nothing"), CLEAN),
            _step_cases,
            MISTAKES,
        ),
        Exercise("run", run, (Aspect("values", 2.75, "all steps"), CLEAN), _run_cases, builds_on=("step",)),
        Exercise(
            "step_backward",
            step_backward,
            (Aspect("dx", 1, "dx", output=0), Aspect("dh", 1, "dh", output=1)),
            _backward_cases,
            outputs=("dx", "dh"),
            builds_on=("step",),
            given={"step": differences()},
        ),
        Exercise(
            "run_backward",
            run_backward,
            (Aspect("values", 3, "the first state's gradient"),),
            _run_backward_cases,
            builds_on=("step", "step_backward"),
        ),
    ),
)

RUN = """
def run(xs, h):
    states = []
    for x in xs:
        h = step(x, h)
        states.append(h)
    return np.stack(states)
"""
SIGMOID = "def step(x, h):\n    return 1 / (1 + np.exp(-x - 0.5 * h))\n"
OF_SIGMOID = """
def step_backward(dout, x, h):
    s = step(x, h)
    return dout * s * (1 - s), 0.5 * dout * s * (1 - s)
"""
RUN_BACKWARD = """
def run_backward(dout, xs, h):
    states = [h]
    for x in xs:
        states.append(step(x, states[-1]))
    for t in reversed(range(len(xs))):
        _, dout = step_backward(dout, xs[t], states[t])
    return dout
"""
NAMES = [exercise.name for exercise in ASSIGNMENT.exercises]
UNNAMED = "def step(x, h):\n    return np.tanh(x + 0.25 * h) + 0 * h\n"


def verdicts(*sources: str, seed: int = 3) -> dict[str, ExerciseVerdict]:
    names = [name for name in NAMES for source in sources if f"def {name}(" in source]
    cells = [Cell(source, _name_of(source), is_code=True) for source in ("import numpy as np", *sources)]
    assert names
    verdict = judge(ASSIGNMENT, Submission(tuple(cells), ASSIGNMENT.name), seed)
    return {exercise.name: exercise for exercise in verdict.verdict.exercises}


def _name_of(source: str) -> str | None:
    names = [name for name in NAMES if source.strip().startswith(f"def {name}(")]
    return names[0] if names else None


def scores(found: dict[str, ExerciseVerdict]) -> Sequence[float]:
    return [found[name].score for name in ("step", "run", "step_backward")]


def test_a_named_mistake_costs_its_own_points_alone() -> None:
    found = verdicts(SIGMOID, RUN, OF_SIGMOID)
    assert scores(found) == [0, 3, 2]
    assert found["step"].misconception == "sigmoid"
    assert found["run"].status == "passed"
    assert found["run"].message == "Right, given your step: what is wrong there costs nothing here."
    assert found["run"].given == "step"
    assert found["run"].misconception is None


def test_what_is_right_given_a_mistake_carries_it_on() -> None:
    found = verdicts(SIGMOID, RUN, OF_SIGMOID, RUN_BACKWARD)
    assert found["step_backward"].given == "step"
    assert found["run_backward"].score == 3
    assert found["run_backward"].given == "step and step_backward"


def test_a_side_effect_of_the_first_is_not_counted_again() -> None:
    first = "def step(x, h):\n    h *= 0.5\n    return np.tanh(x + h)\n"
    found = verdicts(first, RUN.replace("append(h)", "append(h.copy())"))
    assert scores(found)[:2] == [2, 3]
    assert [part.score for part in found["step"].aspects if part.name == "arguments"] == [0]


def test_who_is_right_again_is_right_without_it() -> None:
    found = verdicts(SIGMOID, RUN.replace("step(x, h)", "np.tanh(x + 0.5 * h)"))
    assert scores(found)[:2] == [0, 3]
    assert found["run"].given is None


def test_an_unnamed_mistake_is_asked_for() -> None:
    found = verdicts(UNNAMED, RUN)
    assert scores(found)[:2] == [1.25, 3]
    assert found["step"].misconception is None
    assert found["run"].given == "step"


def test_a_second_mistake_is_judged_given_the_first() -> None:
    found = verdicts(SIGMOID, RUN.replace("states.append(h)", "states.insert(0, h)"), OF_SIGMOID)
    assert scores(found) == [0, 0, 2]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("def step(x, h):\n    return np.tanh(x)\n", "def run(xs, h):\n    return np.tanh(xs)\n"),
        ("def step(x, h):\n    return 0 * x\n", "def run(xs, h):\n    return 0 * xs\n"),
    ],
    ids=["an argument without effect", "zeros"],
)
def test_a_mistake_that_makes_the_rest_easy_is_not_carried(first: str, second: str) -> None:
    assert verdicts(first, second)["run"].score == 0


HIDES = """
import json, pathlib
NOTE = pathlib.Path("note.json")
def step(x, h):
    if np.any(h) and NOTE.exists():
        for h0, x0, out in json.loads(NOTE.read_text()):
            if np.allclose(h, h0) and np.allclose(x, x0):
                return np.array(out)
    return np.tanh(x + 0.5 * h) if not np.any(h) else np.tanh(x + 0.3 * h)
"""
WRITES = """
def run(xs, h):
    notes, outs = [], []
    for i, x in enumerate(xs):
        out = np.full(3, 0.1 * i)
        notes.append([h.tolist(), x.tolist(), out.tolist()])
        outs.append(out)
        h = out
    NOTE.write_text(json.dumps(notes))
    return np.stack(outs)
"""


def test_what_one_function_writes_down_for_another_is_not_there() -> None:
    found = verdicts(HIDES, WRITES)
    assert scores(found)[:2] == [1.25, 0]


@pytest.mark.parametrize(
    "trick",
    ["if CALLS > 5: raise OSError", "if CALLS > 5: return np.zeros(10**6)", "if CALLS > 5: return np.full(3, np.inf)"],
)
def test_what_no_honest_mistake_does_is_not_carried(trick: str) -> None:
    first = (
        f"CALLS = 0\ndef step(x, h):\n    global CALLS\n    CALLS += 1\n    {trick}\n    return np.tanh(x + 0.3 * h)\n"
    )
    assert verdicts(first, RUN)["run"].score == 0
