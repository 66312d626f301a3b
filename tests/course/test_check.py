"""The visible checks: silent praise where it is right, one sentence where it is wrong, and never a verdict."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from course import check
from course.check import CheckFailed
from tests.support.grids import case
from tests.support.paths import ROOT

WHAT = "the lecture's example"


def double(x: np.ndarray) -> np.ndarray:
    return 2 * x


def unwritten(x: np.ndarray) -> Any:
    raise NotImplementedError("unwritten is not written yet")


def failure(function: Callable[..., None], *args: Any, **kwargs: Any) -> str:
    """The sentence with which a check fails."""
    with pytest.raises(CheckFailed) as caught:
        function(*args, **kwargs)
    return str(caught.value)


def test_equal_values_print_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    check.equal(np.array([1.0, 2.0]), [1, 2], WHAT)
    assert capsys.readouterr().out == f"✓ {WHAT}\n"


def test_lists_scalars_and_single_precision_are_as_good_as_arrays() -> None:
    check.equal([[1, 2]], np.array([[1.0, 2.0]]), WHAT)
    check.equal(3, np.array(3.0), WHAT)
    check.equal(np.array([1e6, 0.1], dtype=np.float32), [1e6, 0.1], WHAT)


def test_the_tolerance_is_relative_to_the_largest_expected_entry() -> None:
    check.equal([1000.2, 0.2], [1000.0, 0.0], WHAT)
    assert failure(check.equal, [1000.4, 0.0], [1000.0, 0.0], WHAT)
    assert failure(check.equal, [0.0003], [0.0], WHAT)


def test_the_first_wrong_entry_is_named() -> None:
    said = failure(check.equal, [[1, 2], [4, 5]], [[1, 2], [3, 4]], WHAT)
    assert said.splitlines()[0] == f"{WHAT}: entry [1, 0] is 4, and should be 3 (2 of 4 entries are wrong)."


def test_small_arrays_stand_one_below_the_other() -> None:
    seen: list[tuple[Any, Any, str]] = [
        ([10, 21, 32, 3], [1, 12, 23, 30], "  yours: [10 21 32  3]\n  right: [ 1 12 23 30]"),
        ([[1, 2], [4, 5.5]], [[1, 2], [3, 4]], "  yours: [[  1   2] [  4 5.5]]\n  right: [[  1   2] [  3   4]]"),
        ([[0, 2, 0]], [[2]], "  yours: [[0 2 0]]\n  right: [[2]]"),
        ([3], [2], ""),
        ([0, 2, 0], [0, 2], "  yours: [0 2 0]\n  right: [0 2]"),
        (np.zeros((2, 0)), [1, 2], ""),
        (np.zeros(99), np.ones(99), ""),
        ([np.nan, 1], [0.25, 1], "  yours: [ nan    1]\n  right: [0.25    1]"),
    ]
    for actual, expected, lines in seen:
        with case(actual=actual, expected=expected):
            assert failure(check.equal, actual, expected, WHAT).partition("\n")[2] == lines


def test_what_is_wrong_is_said_in_a_sentence() -> None:
    sentences: list[tuple[Any, Any, str]] = [
        ([1, 2, 3], [1, 2], "the shape is (3,), and should be (2,)."),
        ([[1, 2]], [1, 2], "the shape is (1, 2), and should be (2,)."),
        (5.0, 6.0, "the value is 5, and should be 6."),
        ([np.nan], [1.0], "entry [0] is nan, and should be 1."),
        ([np.inf], [1.0], "entry [0] is inf, and should be 1."),
        (None, [1.0], "there came None; is a return statement missing?"),
        ("one", [1.0], "the result is a str, and should be an array of numbers."),
        ({"a": 1}, [1.0], "the result is a dict, and should be an array of numbers."),
        ([[1, 2], [3]], [[1, 2], [3, 4]], "the rows of the result have different lengths."),
    ]
    for actual, expected, sentence in sentences:
        with case(actual=actual, expected=expected):
            assert failure(check.equal, actual, expected, WHAT).splitlines()[0] == f"{WHAT}: {sentence}"


def test_a_shape_is_checked_alone(capsys: pytest.CaptureFixture[str]) -> None:
    check.shape(np.zeros((2, 3)), (2, 3), WHAT)
    assert capsys.readouterr().out == f"✓ {WHAT} (the shape alone)\n"
    assert failure(check.shape, np.zeros((3, 2)), (2, 3), WHAT).endswith("the shape is (3, 2), and should be (2, 3).")
    assert "None" in failure(check.shape, None, (2, 3), WHAT)


def test_a_changed_argument_is_found() -> None:
    def careless(x: np.ndarray, *, w: np.ndarray) -> np.ndarray:
        w += 1
        return x * w

    said = failure(check.unchanged, careless, np.ones(2), w=np.ones(3)[:1])
    assert said.startswith("careless changes its argument of shape (1,) in place")


def test_a_changed_argument_inside_a_list_is_found() -> None:
    def careless(grads: list[np.ndarray]) -> float:
        grads[1][0] = 0
        return 1.0

    assert "changes its argument" in failure(check.unchanged, careless, [np.ones(2), np.ones(3)])


def test_a_returned_view_is_found() -> None:
    views: dict[str, Callable[[np.ndarray], Any]] = {
        "itself": lambda x: x,
        "a slice": lambda x: x[1:],
        "in a tuple": lambda x: (1.0, x.T),
        "in a list": lambda x: [x.reshape(2, 2)],
    }
    for name, returns in views.items():
        with case(view=name):
            assert "returns (a view of) one of its arguments" in failure(check.unchanged, returns, np.ones(4))


def test_an_honest_function_leaves_its_arguments_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    check.unchanged(double, np.ones(3))
    assert capsys.readouterr().out == "✓ double leaves its arguments unchanged\n"


def test_an_error_that_is_raised_passes(capsys: pytest.CaptureFixture[str]) -> None:
    check.raises(ValueError, np.reshape, np.ones((2, 3)), (4,))
    assert capsys.readouterr().out == "✓ reshape(array of shape (2, 3), (4,)) raises ValueError\n"
    filters = [(np.zeros((2, 3)), np.zeros(2)), (np.zeros((4, 4)),)]
    check.raises(ValueError, np.reshape, filters, (4,))
    said = "[(array of shape (2, 3), [0.0, 0.0]), (array of shape (4, 4),)]"
    assert capsys.readouterr().out == f"✓ reshape({said}, (4,)) raises ValueError\n"


def test_an_error_that_is_missing_or_another_is_named() -> None:
    said = failure(check.raises, ValueError, double, np.array([1.0, 2.0]))
    assert said == "double([1.0, 2.0]) makes no sense and should raise ValueError; it returned an array of shape (2,)."
    several = failure(check.raises, ValueError, lambda x: ([x, x[:1]], 2.0), np.ones(2))
    assert several.endswith("should raise ValueError; it returned 2 values."), several
    said = failure(check.raises, ValueError, double, x=None)
    assert said.startswith("double(x=None) should raise ValueError, and raised TypeError: ")
    said = failure(check.raises, ValueError, lambda x: None, 1)
    assert said.endswith("it returned None.")


def test_an_exercise_that_is_not_written_is_called_so() -> None:
    calls: dict[str, Callable[[], None]] = {
        "unchanged": lambda: check.unchanged(unwritten, np.ones(2)),
        "raises": lambda: check.raises(ValueError, unwritten, np.ones(2)),
        "gradient": lambda: check.gradient(unwritten, unwritten, np.ones(2), what=WHAT),
        "gradient, backward": lambda: check.gradient(double, lambda dout, x: unwritten(x), np.ones(2), what=WHAT),
    }
    for name, call in calls.items():
        with case(check=name):
            assert failure(call) == "unwritten is not written yet: write it in the cell above, and run that cell."


def test_an_error_in_the_students_code_keeps_its_own_trace() -> None:
    with pytest.raises(ZeroDivisionError):
        check.unchanged(lambda x: 1 // 0, np.ones(2))


def product(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return x @ w


def product_backward(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return dout @ w.T, x.T @ dout


MATRICES = np.arange(6.0).reshape(2, 3), np.array([[1.0, -2.0], [0.5, 1.0], [3.0, 2.0]])


def test_right_gradients_pass(capsys: pytest.CaptureFixture[str]) -> None:
    check.gradient(product, product_backward, *MATRICES, what="the product's gradients")
    assert capsys.readouterr().out == "✓ the product's gradients\n"


def test_gradients_of_honest_single_precision_pass() -> None:
    def single(x: np.ndarray, w: np.ndarray) -> np.ndarray:
        return x.astype(np.float32) @ w.astype(np.float32)

    check.gradient(single, product_backward, *MATRICES, what="in single precision")


def test_a_backward_pass_that_ignores_its_upstream_is_found() -> None:
    def ignoring(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return product_backward(np.ones_like(dout), x, w)

    said = failure(check.gradient, product, ignoring, *MATRICES, what="the product")
    assert said.startswith("the product: dx: entry [0, 0] is -1, and should be, by nudging, ")


def test_a_gradient_of_the_wrong_shape_or_number_is_named() -> None:
    def transposed(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        dx, dw = product_backward(dout, x, w)
        return dx, dw.T

    said = failure(check.gradient, product, transposed, *MATRICES, what="the product")
    assert said.splitlines()[0] == "the product: dw: the shape is (2, 3), and should be (3, 2)."
    said = failure(check.gradient, product, lambda dout, x, w: dout, *MATRICES, what="the product")
    assert said == "the product: return the 2 gradients (dx, dw); there came one ndarray."
    said = failure(check.gradient, product, lambda dout, x, w: (x,), *MATRICES, what="the product")
    assert said.endswith("there came 1 values.")


CALLS: dict[str, Callable[[], None]] = {
    "any_numbers": lambda: check.any_numbers(double, np.ones(2)),
    "equal": lambda: check.equal(1, 1, WHAT),
    "shape": lambda: check.shape(np.ones(1), (1,), WHAT),
    "unchanged": lambda: check.unchanged(double, np.ones(1)),
    "raises": lambda: check.raises(ValueError, np.reshape, np.ones(2), 3),
    "gradient": lambda: check.gradient(product, product_backward, *MATRICES, what=WHAT),
}


def test_every_public_check_has_a_call_here() -> None:
    public = {
        name
        for name, value in vars(check).items()
        if callable(value) and getattr(value, "__module__", "") == check.__name__ and not name.startswith("_")
    }
    assert public - {"CheckFailed"} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_under_nbgraders_autograde_every_check_raises(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    CALLS[name]()
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(RuntimeError, match="Check cells are judged outside the notebook"):
        CALLS[name]()
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    CALLS[name]()


def test_the_notebook_shows_the_sentence_alone(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.run_cell(f"from course import check\ncheck.equal(1, 2, {WHAT!r})")
    shown = "".join(capsys.readouterr())
    assert shown.strip() == f"✗ {WHAT}: the value is 1, and should be 2."


def test_a_shape_never_stands_for_the_values() -> None:
    """Every check cell that looks at a shape compares values, too."""
    cells = [
        (path.stem, cell)
        for path in sorted((ROOT / "notebooks").glob("*.md"))
        for cell in path.read_text(encoding="utf-8").split("```")
        if "check.shape(" in cell
    ]
    assert len(cells) > 5
    assert [name for name, cell in cells if "check.equal(" not in cell and "check.gradient(" not in cell] == []
