"""The judge on an assignment of its own, small enough to see every rule: points, statuses, sentences, hints."""

from collections.abc import Sequence

import numpy as np
import pytest

from autograder.assignment import Aspect, Assignment, Case, Exercise, Misconception
from autograder.judging import ExerciseVerdict, Verdict, judge
from autograder.sandbox import Limits
from autograder.submission import Cell, Submission
from autograder.wording import in_language

pytestmark = pytest.mark.sandbox


def scale(x, factor=2):  # type: ignore[no-untyped-def]
    """Times ``factor``; ValueError for a factor of 0."""
    if factor == 0:
        raise ValueError("factor must not be 0")
    return x * factor


def split(x):  # type: ignore[no-untyped-def]
    """The positive and the negative part."""
    return np.maximum(x, 0), np.minimum(x, 0)


def _scale_cases(rng: np.random.Generator) -> list[Case]:
    x = rng.normal(size=3)
    return [
        Case(("values",), (x,)),
        Case(("factor",), (x,), {"factor": 3}),
        Case(("errors",), (x,), {"factor": 0}, raises=ValueError),
    ]


def _split_cases(rng: np.random.Generator) -> list[Case]:
    return [Case(("positive", "negative"), (rng.normal(size=8),))]


ASSIGNMENT = Assignment(
    "a99_small",
    "A small assignment",
    (
        Exercise(
            "scale",
            scale,
            (
                Aspect("values", 1, "doubling"),
                Aspect("factor", 1, "other factors"),
                Aspect("errors", 0.5, "a factor of 0 raises ValueError", after="values"),
            ),
            _scale_cases,
            (
                Misconception("factor_ignored", "The factor counts.", lambda x, factor=2: scale(x, factor and 2)),
                Misconception("added", "Scaling multiplies.", lambda x, factor=2: x + factor),
            ),
        ),
        Exercise(
            "split",
            split,
            (Aspect("positive", 1, "positive part", output=0), Aspect("negative", 2, "negative part", output=1)),
            _split_cases,
            outputs=("positive", "negative"),
        ),
    ),
)
SCALE = "def scale(x, factor=2):\n    if factor == 0: raise ValueError('no')\n    return x * factor"
SPLIT = "def split(x):\n    return np.maximum(x, 0), np.minimum(x, 0)"
FAST = Limits(cell_seconds=3, call_seconds=2, total_seconds=40)


def verdict(*cells: str | Cell, seed: int = 1) -> Verdict:
    imports = Cell("import numpy as np", None, is_code=True)
    made = [cell if isinstance(cell, Cell) else Cell(cell, None, is_code=True) for cell in cells]
    return judge(ASSIGNMENT, Submission((imports, *made), None), seed, FAST).verdict


def results(*cells: str | Cell) -> tuple[ExerciseVerdict, ExerciseVerdict]:
    first, second = verdict(*cells).exercises
    return first, second


def test_right_answers_get_every_point() -> None:
    result = verdict(SCALE, SPLIT)
    assert (result.score, result.max_score) == (5.5, 5.5)
    assert [exercise.status for exercise in result.exercises] == ["passed", "passed"]


def test_half_an_answer_gets_the_points_of_its_aspects() -> None:
    first, second = results("def scale(x, factor=2): return x * 2", "def split(x): return np.maximum(x, 0), 0 * x")
    assert (first.score, first.status) == (1, "partial")
    assert (second.score, second.status) == (1, "partial")
    assert "negative[0] = " in second.message
    assert "# right: negative = " in (second.case or "")


def test_raising_always_earns_nothing_even_where_an_error_is_right() -> None:
    first, _ = results("def scale(x, factor=2): raise ValueError('no')")
    assert (first.score, first.status) == (0, "error")
    assert "raised ValueError: no" in first.message


@pytest.mark.parametrize(
    ("body", "end"),
    [("return None", "is a return statement missing?"), ("raise ValueError('Why?')", "raised ValueError: Why?")],
)
def test_a_sentence_that_ends_already_gets_no_second_full_stop(body: str, end: str) -> None:
    first, _ = results(f"def scale(x, factor=2): {body}")
    assert first.message.endswith(end)


def test_a_misconception_is_named_with_its_hint_and_no_other_is() -> None:
    ignored = "def scale(x, factor=2):\n    if factor == 0: raise ValueError()\n    return x * 2"
    first, _ = results(ignored)
    assert (first.misconception, first.message) == ("factor_ignored", "The factor counts.")
    first, _ = results("def scale(x, factor=2): return x + factor")
    assert first.misconception == "added"
    first, _ = results("def scale(x, factor=2): return x - factor")
    assert first.misconception is None


def test_a_stub_and_a_missing_answer_are_missing() -> None:
    first, second = results("def scale(x, factor=2):\n    raise NotImplementedError('later')")
    assert (first.status, first.score) == ("missing", 0)
    assert first.message == "scale is not written yet."
    assert second.status == "missing"
    assert "No function split" in second.message


def test_a_name_that_is_no_function_is_told_what_it_is() -> None:
    first, _ = results("scale = np.ones(3)")
    assert (first.status, first.score) == ("missing", 0)
    assert first.message == "scale is a ndarray, not a function: define it with def, and give no other thing its name."


def test_an_answer_cell_that_fails_is_quoted() -> None:
    first, second = results(Cell("def scale(x, factor=2)\n    return x", "scale", is_code=True), SPLIT)
    assert (first.status, first.score) == ("error", 0)
    assert "SyntaxError: expected ':'" in first.message
    assert second.status == "passed"


def test_a_cell_that_forks_leaves_one_process_to_answer() -> None:
    result = verdict("import os\nos.fork()", SCALE, SPLIT)
    assert result.score == 5.5


def test_changing_or_returning_an_argument_earns_nothing() -> None:
    first, second = results(
        "def scale(x, factor=2):\n    if factor == 0: raise ValueError\n    x *= factor\n    return x.copy()",
        "def split(x): return x[:], np.minimum(x, 0)",
    )
    assert (first.score, first.status) == (0, "failed")
    assert "changes its arguments" in first.message
    assert second.score == 0
    assert "view" in second.message


def test_an_endless_loop_costs_its_own_exercise_alone() -> None:
    first, second = results("def scale(x, factor=2):\n    while True: pass", SPLIT)
    assert (first.status, first.score) == ("timeout", 0)
    assert second.status == "passed"


def test_an_endless_loop_where_an_error_belongs_costs_the_error_alone() -> None:
    first, second = results("def scale(x, factor=2):\n    while not factor: pass\n    return x * factor", SPLIT)
    assert (first.status, first.score) == ("partial", 2)
    assert "must raise ValueError" in first.message
    assert "did not come back in time" in first.message
    assert in_language(first.message, "zh").endswith("TimeoutError：没有在限定时间内返回：是不是有个循环停不下来？")
    assert second.status == "passed"


def test_an_endless_cell_is_stopped_and_named_and_the_others_are_judged() -> None:
    result = verdict("while True: pass", SCALE, SPLIT)
    assert result.score == 5.5
    assert result.notes == ("Cell 2, line 1 ran longer than 3 s and was stopped; what stands below was run.",)


@pytest.mark.parametrize("end", ["import os; os._exit(1)", "import ctypes; ctypes.string_at(0)"])
def test_a_process_that_ends_costs_its_own_exercise_alone(end: str) -> None:
    first, second = results(f"def scale(x, factor=2):\n    {end}", SPLIT)
    assert (first.status, first.score) == ("error", 0)
    assert second.status == "passed"
    result = verdict(SCALE, end, SPLIT)
    assert result.score == 5.5


def test_a_refused_library_is_refused_where_it_is_called() -> None:
    first, second = results("import torch\ndef scale(x, factor=2): return torch.mul(x, factor)", SPLIT)
    assert (first.status, first.score) == ("refused", 0)
    assert "NumPy alone" in first.message
    assert second.status == "passed"


def test_the_last_definition_counts_and_cells_need_no_order() -> None:
    assert verdict("def scale(x, factor=2): return 0", SPLIT, SCALE).score == 5.5
    assert (
        verdict("def split(x): return helper(x)", SCALE, "def helper(x): return np.maximum(x,0), np.minimum(x,0)").score
        == 5.5
    )


def test_a_retyped_answer_cell_runs_and_a_check_cell_does_not() -> None:
    answer = Cell(SCALE, "scale", is_code=False)
    check = Cell("def split(x): return np.maximum(x, 0), np.minimum(x, 0)", "check_split", is_code=True)
    first, second = results(answer, check)
    assert first.status == "passed"
    assert second.status == "missing"


def test_the_same_seed_gives_the_same_verdict_and_another_draws_other_cases() -> None:
    tells = "def scale(x, factor=2):\n    if factor == 0: raise RuntimeError(str(x))\n    return x * factor"
    first, again, other = (verdict(tells, SPLIT, seed=seed) for seed in (5, 5, 6))
    assert first.model_dump_json() == again.model_dump_json()
    assert first.exercises[0].case != other.exercises[0].case


def test_no_reply_can_be_read_as_a_score() -> None:
    forged: Sequence[str] = (
        "print('{\"score\": 99}')",
        "get_ipython().displayhook(2.0)",
        "import numpy.testing, builtins\nnumpy.testing.assert_allclose = lambda *a, **k: None",
        "class Always:\n    def __eq__(self, other): return True\n    def __array__(self, *a, **k): return np.zeros(3)",
        "def scale(x, factor=2): return Always()\ndef split(x): return Always(), Always()",
    )
    assert verdict(*forged).score == 0
