"""The reader's own numbers in a demo."""

from typing import Any

import numpy as np
import pytest

from course.demos import ConvolutionWindow, SlidingKernel, UnrolledRNN
from course.demos.own import as_array, as_text


@pytest.mark.parametrize(
    ("text", "ndim", "numbers"),
    [
        ("1 2 3", 1, [1, 2, 3]),
        ("[1.5, −2,\n .25]", 1, [1.5, -2, 0.25]),
        ("1e2", 1, [100]),
        ("1 2\n3 4\n", 2, [[1, 2], [3, 4]]),
        ("[[1, 2]; [3, 4]]", 2, [[1, 2], [3, 4]]),
        ("5", 2, [[5]]),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, ndim: int, numbers: list[Any]) -> None:
    found = as_array("x", text, ndim)
    np.testing.assert_array_equal(found, numbers)
    np.testing.assert_array_equal(as_array("x", as_text(found), ndim), found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "x: write at least one number"),
        (" ,\n; ", "x: write at least one number"),
        ("1 2\n3", "x: its rows have different lengths, 2, 1"),
        ("1 " * 13, "x: at most 12 numbers in a row and 12 rows fit into the drawing"),
        ("1\n" * 13, "x: at most 12 numbers in a row and 12 rows fit into the drawing"),
        ("1 nan", "x: 'nan' is not a number below 1000; write them like 2 or -0.5"),
        ("1 2000", "x: '2000' is not a number below 1000; write them like 2 or -0.5"),
        ("__import__", "x: '__import__' is not a number below 1000; write them like 2 or -0.5"),
    ],
)
def test_what_is_no_array_is_said(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        as_array("x", text, 2)
    assert str(caught.value) == says


@pytest.mark.parametrize(
    ("demo", "own", "same"),
    [
        (SlidingKernel(), {"signal": "1 2 3", "kernel": "1 1"}, SlidingKernel([1, 2, 3], [1, 1])),
        (ConvolutionWindow(), {"image": "1 2\n3 4", "kernel": "5"}, ConvolutionWindow([[1, 2], [3, 4]], [[5]])),
        (
            UnrolledRNN(),
            {"w_x": "1 0", "w_h": "0 1\n1 0", "b": "0 0.5"},
            UnrolledRNN([[1, 0]], [[0, 1], [1, 0]], [0, 0.5]),
        ),
    ],
    ids=["SlidingKernel", "ConvolutionWindow", "UnrolledRNN"],
)
def test_own_numbers_give_the_frames_of_a_demo_made_with_them(demo: Any, own: dict[str, str], same: Any) -> None:
    first = {each["name"]: each["text"] for each in demo.inputs}
    frames, demo.position, setting = demo.frames, 1, demo.setting
    demo.own = own
    assert (demo.frames, demo.panels) == (same.frames, same.panels)
    assert (demo.answer, demo.position, demo.setting) == ("", 0, setting)
    demo.own = first
    assert demo.frames == frames


def test_a_demos_own_refusal_is_a_sentence_and_changes_nothing() -> None:
    demo = SlidingKernel()
    frames = demo.frames
    demo.own = {"signal": "1 2", "kernel": "1 2 3"}
    assert demo.answer == "The kernel (3 numbers) is longer than the signal (2)."
    assert demo.frames == frames
