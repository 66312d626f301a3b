"""The letters of axes: read where a reference documents them, and passed over where it only seems to."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from autograder.assignment import assignment_names, load_assignment
from autograder.authoring.axes import documented


def layer(x: Any, stride: Any, k: Any, segments: Any) -> None:
    """Do something to an image.

    Parameters
    ----------
    x : array of shape (N, C, H, W), the images (a batch)
    stride : int or (SH, SW), the step (see above)
    k : int from 1 to W
    segments : int S from 1 to L

    Returns
    -------
    array of shape (N, C, k)
        OH = floor((H + 2, W)), which is no shape.

    Source: a paper (2014, eq. 3).
    """


def layer_backward(dout: Any, x: Any, stride: Any) -> None:
    """Do it backwards.

    Parameters
    ----------
    dout : array of shape (N, C, k), the gradient
    x, stride : array and int or (h, w), as layer was given them

    Returns
    -------
    (dx, dw, db) : arrays of the shape of x, and of shapes (F,) and (F, 2)
    """


def cell(x: Any, w_x: Any, w_h: Any) -> None:
    """Take a step.

    Parameters
    ----------
    x : array of shape (N, D), the input
    w_x : array of shape (D, 3U), the weights; columns in the order r, z, n
    w_h : array of shape (U, 3U), likewise in the order up, down

    Returns
    -------
    (h_new, c_new) : two arrays of shape (N, U)
    """


def merged(forward: Any, merge: Any) -> None:
    """Merge what two layers gave.

    Parameters
    ----------
    forward : array of shape (N, T, U)
    merge : "sum", "concat" or None

    Returns
    -------
    array of shape (N, T, U); (N, T, 2U) for "concat", (N, U) for one; for None the pair (forward, other)
    """


def described(x: Any) -> None:
    """Return the mean of ``x`` (N, T), a float (of no axis)."""


def standard(x: Any) -> None:
    """Do as numpydoc says.

    Parameters
    ----------
    x : ndarray of shape (n_samples, n_features)
        The data, of whatever shape (it is, copied).

    Returns
    -------
    labels : ndarray of shape (n_samples,)
        The labels.
    score : float
    dx : ndarray of the shape of x
    """


CASES: dict[Callable[..., None], tuple[Sequence[str], dict[Any, tuple[str, ...]]]] = {
    layer: (
        ["out"],
        {"x": ("N", "C", "H", "W"), "stride": ("SH", "SW"), "segments": ("S",), "out": ("N", "C", "k")},
    ),
    layer_backward: (
        ["dx", "dw", "db"],
        {
            **{"dout": ("N", "C", "k"), "x": ("N", "C", "H", "W"), "stride": ("SH", "SW")},
            **{"dx": ("N", "C", "H", "W"), "dw": ("F",), "db": ("F", "2")},
        },
    ),
    cell: (
        ["h", "c"],
        {"x": ("N", "D"), "w_x": ("D", "3U"), "w_h": ("U", "3U"), "h": ("N", "U"), "c": ("N", "U")},
    ),
    merged: (["out"], {"forward": ("N", "T", "U"), "out": ("N", "T", ""), ("out", 2): ("N", "U")}),
    described: (["out"], {"x": ("N", "T")}),
    standard: (
        ["labels", "score", "dx"],
        {"x": ("n_samples", "n_features"), "labels": ("n_samples",), "dx": ("n_samples", "n_features")},
    ),
}


@pytest.mark.parametrize("function", CASES, ids=lambda function: function.__name__)
def test_the_axes_of_a_docstring(function: Callable[..., None]) -> None:
    outputs, right = CASES[function]
    assert documented([function], outputs)[0] == right


def test_the_names_of_blocks_are_those_of_an_order_of_as_many() -> None:
    assert documented([cell], ["h", "c"])[1] == {"3U": ("r", "z", "n")}


def test_two_functions_that_refer_to_each_other_are_read_once() -> None:
    def one(x: Any) -> None:
        """Do it.

        Parameters
        ----------
        x : as layer_backward takes it
        """

    axes, _ = documented([one, layer_backward, layer], ["out"])
    assert axes["x"] == ("N", "C", "H", "W")


def test_every_array_of_the_course_has_letters() -> None:
    nameless = {"grads", "norm", "k", "loss", "field"}  # of any shape, and numbers
    of_any_shape = {"activations", "softmax", "dropout"}
    for assignment in assignment_names():
        for exercise in load_assignment(assignment).exercises:
            unknown = {name for name in exercise.outputs if name not in exercise.axes}
            nobodys = nameless | ({"out"} if exercise.name in of_any_shape else set())
            nobodys |= (
                {"logits"} if exercise.name in {"TextCNN", "Seq2Seq"} else set()
            )  # judged by what it does: rules, not places
            assert unknown <= nobodys, f"{exercise.name}: {unknown}"
