"""The rule by which mistakes are named: they explain the loss, are refuted by what is right, and two may be named."""

import numpy as np

from autograder.judging.diagnosis import Diagnosis
from tests.support.small_exercises import affine, diagnosis, parted, rooted


def negated(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    return -affine(x, w, b)


def integer_output(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    return affine(x, w, b).astype(x.dtype)


def names(found: Diagnosis) -> tuple[str | None, str | None]:
    return found.misconception and found.misconception.name, found.also and found.also.name  # type: ignore[return-value]


def test_a_mistake_is_named_with_its_hint_and_no_symptom_beside_it() -> None:
    found = diagnosis(affine, negated, negated=negated, integer_output=integer_output)
    assert names(found) == ("negated", None)
    assert (found.says, found.symptom) == ("Hint negated.", None)


def test_a_right_result_refutes_a_mistake() -> None:
    """Somebody whose answer is right for one sample does not take everything with the wrong sign."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        return negated(x, w, b) if len(x) > 1 else affine(x, w, b)

    assert names(diagnosis(affine, wrong, negated=negated)) == (None, None)


def test_an_integer_array_hides_no_mistake_beside_it() -> None:
    """The wrong sign, in an array of the type of x: on whole numbers it is neither the one mistake nor the other."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        return negated(x, w, b).astype(x.dtype)

    assert names(diagnosis(affine, wrong, integer_output=integer_output, negated=negated)) == ("negated", None)


def test_a_mistake_of_few_results_is_not_named_in_the_place_of_an_unknown_one() -> None:
    """The cases with whole numbers come last: decimals lost there explain neither the first wrong result nor most."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        return integer_output(x, w, b) if x.dtype.kind == "i" else affine(x, w, b) + x[..., :1] ** 2

    few = diagnosis(
        affine, wrong, integer_output=lambda x, w, b: integer_output(x, w, b) if len(x) > 2 else affine(x, w, b)
    )
    assert names(few) == (None, None)


def test_a_case_that_raises_refutes_nothing() -> None:
    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
        if x.dtype.kind == "i":
            raise TypeError("only decimals")
        return negated(x, w, b)

    assert names(diagnosis(affine, wrong, negated=negated)) == ("negated", None)


def test_two_mistakes_that_lose_different_results_are_both_named() -> None:
    def first(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return -np.tanh(x), x**2

    def second(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.tanh(x), x**3

    found = diagnosis(parted, lambda x: (-np.tanh(x), x**3), first=first, second=second)
    assert set(names(found)) == {"first", "second"}
    assert found.says in (
        "Hint first. And a second thing: Hint second.",
        "Hint second. And a second thing: Hint first.",
    )
    assert names(diagnosis(parted, first, first=first, second=second)) == ("first", None)


def test_a_second_mistake_may_lie_over_the_first() -> None:
    """Eight results must be wrong as the mistake's are, whatever lies over the others."""

    def over(most: int) -> Diagnosis:
        def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
            return negated(x, w, b) + 0.1 * (len(x) > most) * (1 + x[..., :1] ** 2)

        return diagnosis(affine, wrong, negated=negated)

    assert names(over(2)) == ("negated", None), "four of twelve are wrong in another way"
    assert names(over(1)) == (None, None), "eight of twelve are"


def test_results_of_cases_that_must_raise_are_no_part_of_the_loss() -> None:
    """Half of the cases must raise and do not: that hides the mistake in the other half no more than it explains it."""
    found = diagnosis(rooted, lambda x: np.sqrt(np.abs(x)) + 1, added=lambda x: rooted(x) + 1)
    assert names(found) == ("added", None)
    assert names(diagnosis(rooted, lambda x: np.sqrt(np.abs(x)), added=lambda x: rooted(x) + 1)) == (None, None)
