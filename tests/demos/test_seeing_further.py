"""The demos of receptive fields, transposed convolutions and made filters, against arithmetic by hand and PyTorch."""

import base64
import json
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn import functional

from book.ext.demo_state import say_once
from course.demos import (
    DynamicFilter,
    ReceptiveField,
    TransposedConvolution,
    dynamic_filter,
    receptive_field,
    transposed_convolution,
)
from course.demos.parts import Frame, Grid
from tests.demos import test_demo
from tests.support.grids import case

X = np.array(transposed_convolution.X, float)


def named(frame: Frame, name: str) -> Grid:
    return next(grid for grid in frame.grids if grid.name == name)


def weight(demo: Any) -> int:
    """Bytes of what a page carries of a demo beside the drawing code."""
    state = {key: value for key, value in demo.get_state().items() if not key.startswith("_")}
    return len(json.dumps(say_once(state), separators=(",", ":"), ensure_ascii=False).encode())


@pytest.mark.parametrize("module", [receptive_field, transposed_convolution, dynamic_filter])
def test_every_word_is_there_in_both_languages(module: Any) -> None:
    test_demo.test_every_word_is_there_in_both_languages(module)


def test_they_weigh_little() -> None:
    assert weight(ReceptiveField()) < 9_000
    assert weight(TransposedConvolution()) < 27_000
    assert weight(DynamicFilter(np.zeros((12, 12)), np.zeros((24, 3, 3)))) < 14_000


# Receptive fields


def test_two_layers_by_hand() -> None:
    """Dilations 1 and 2: the output reads places −2, 0 and 2 of layer 1, and each of those three neighbours."""
    assert receptive_field.paths((1, 2)) == [
        [[0, 1]],
        [[-2, 1], [0, 1], [2, 1]],
        [[-3, 1], [-2, 1], [-1, 2], [0, 1], [1, 2], [2, 1], [3, 1]],
    ]


def test_paths_are_what_pytorch_finds_with_all_weights_one() -> None:
    for name, dilations in receptive_field.PATTERNS.items():
        with case(pattern=name):
            x = torch.zeros(1, 1, 65, dtype=torch.float64, requires_grad=True)
            y, ones = x, torch.ones(1, 1, 3, dtype=torch.float64)
            for dilation in dilations:
                y = functional.conv1d(y, ones, padding=dilation, dilation=dilation)
            y[0, 0, 32].backward()
            assert x.grad is not None
            wanted = {place - 32: int(ways) for place, ways in enumerate(x.grad[0, 0].tolist()) if ways}
            assert {each[0]: each[1] for each in receptive_field.paths(dilations)[-1]} == wanted


def test_the_sentences_numbers() -> None:
    wanted = {
        "plain": (9, 9, 81, 19),
        "doubling": (31, 31, 81, 5),
        "block": (9, 9, 27, 5),
        "holes": (13, 7, 27, 7),
    }
    for name, numbers in wanted.items():
        with case(pattern=name):
            facts = receptive_field.facts(receptive_field.PATTERNS[name])
            assert tuple(facts[key] for key in ("span", "read", "paths", "most")) == numbers
            assert (facts["least"], facts["says"]) == (1, "says")
    assert receptive_field.facts((2,))["says"] == "says_evenly", "one layer reads each of its inputs once"
    assert receptive_field.facts((2, 2, 2))["square"] == 169
    assert receptive_field.facts((2, 2, 2))["pixels"] == 49


def test_every_layer_has_its_own_tree_and_the_picture_travels_as_bytes() -> None:
    picture = np.arange(12.0).reshape(3, 4)
    state = ReceptiveField(picture, "block", layer=2, place=5).get_state()
    assert (state["pattern"], state["layer"], state["place"]) == (2, 2, 5)
    assert (state["size"], state["row"], state["column"]) == ([3, 4], 1, 2)
    assert list(base64.b64decode(state["picture"])) == list(range(12))
    for pattern in state["patterns"]:
        for top, tree in enumerate(pattern["trees"], start=1):
            assert tree == receptive_field.paths(pattern["dilations"][:top])
    json.dumps(state["patterns"], allow_nan=False)


# Transposed convolutions


def test_the_stamps_by_hand() -> None:
    frame = transposed_convolution.frame(np.array([1.0, 2.0]), "stamps", 2, 3, 0)
    np.testing.assert_array_equal(named(frame, "stamped").rows, [[1, 2, 3, 0, 0], [0, 0, 2, 4, 6]])
    np.testing.assert_array_equal(named(frame, "y").rows, [[1, 2, 5, 4, 6]])
    np.testing.assert_array_equal(named(frame, "coverage").rows, [[1, 1, 2, 1, 1]])
    assert frame.words[2] == {"terms": "1·3 + 2·1", "sum": 5}


def test_what_the_kernel_does_not_reach_is_said() -> None:
    frame = transposed_convolution.frame(np.array([1.0, 2.0]), "stamps", 3, 2, 0)
    np.testing.assert_array_equal(named(frame, "coverage").rows, [[1, 1, 0, 1, 1]])
    assert [words.get("says") for words in frame.words] == [None, None, "says_none", None, None]


def settings() -> list[tuple[int, int, int]]:
    parts = (transposed_convolution.STRIDES, transposed_convolution.SIZES, transposed_convolution.PADDINGS)
    return list(product(*parts))


def test_all_three_ways_give_pytorchs_outputs_and_the_same_sentences() -> None:
    for stride, size, padding in settings():
        x, kernel = torch.tensor(X), torch.arange(1.0, size + 1, dtype=torch.float64)

        def spread(
            x: torch.Tensor, w: torch.Tensor, stride: int = stride, padding: int = padding
        ) -> NDArray[np.float64]:
            done = functional.conv_transpose1d(x[None, None], w[None, None], stride=stride, padding=padding)
            return done[0].numpy()

        frames = [transposed_convolution.frame(X, view, stride, size, padding) for view in transposed_convolution.VIEWS]
        for view, frame in zip(transposed_convolution.VIEWS, frames, strict=True):
            with case(view=view, stride=stride, size=size, padding=padding):
                np.testing.assert_allclose(named(frame, "y").rows, spread(x, kernel))
                ones = torch.ones(4, dtype=torch.float64)
                np.testing.assert_allclose(named(frame, "coverage").rows, spread(ones, torch.ones_like(kernel)))
                assert frame.words == frames[0].words


def test_each_way_adds_up_to_the_output_under_it() -> None:
    for stride, size, padding in settings():
        with case(stride=stride, size=size, padding=padding):
            stamps, zeros, matrix = (
                transposed_convolution.frame(X, view, stride, size, padding) for view in transposed_convolution.VIEWS
            )
            y = named(stamps, "y").rows[0]
            stamped = named(stamps, "stamped").rows
            np.testing.assert_allclose(stamped.sum(0)[padding : stamped.shape[1] - padding], y)
            widened, kernel = named(zeros, "widened").rows[0], named(zeros, "w").rows[0]
            np.testing.assert_allclose(np.correlate(widened, kernel, "valid"), y)
            assert kernel.tolist() == list(range(size, 0, -1))
            transposed = named(matrix, "C").rows.T @ named(matrix, "x").rows
            np.testing.assert_allclose(transposed[padding : len(transposed) - padding, 0], y)


def test_what_lies_above_one_another_belongs_together() -> None:
    """Each output stands under the last number of its window, and under its column of stamps."""
    for stride, size, padding in settings():
        with case(stride=stride, size=size, padding=padding):
            zeros = transposed_convolution.frame(X, "zeros", stride, size, padding)
            y, widened = named(zeros, "y"), named(zeros, "widened")
            assert y.at[1] == widened.at[1] + size - 1
            stamps = transposed_convolution.frame(X, "stamps", stride, size, padding)
            assert named(stamps, "stamped").at[1] + padding == named(stamps, "y").at[1] == y.at[1]


def test_the_frames_of_the_transposed_convolution_fit_and_are_plain() -> None:
    test_demo.test_a_demo_needs_no_arguments_and_its_state_is_plain(TransposedConvolution)
    test_demo.test_every_grid_stays_inside_its_drawing_and_every_lit_cell_inside_its_grid(TransposedConvolution)


# Dynamic filters


def test_a_picture_under_a_made_kernel_is_pytorchs() -> None:
    rng = np.random.default_rng(0)
    picture, kernels = rng.integers(0, 256, (5, 7)).astype(float), rng.dirichlet(np.ones(9), 4).reshape(4, 3, 3)
    demo = DynamicFilter(picture, kernels, trained=(0, 2), direction=3)
    for shown, result in zip(demo.kernels, demo.results, strict=True):
        wanted = functional.conv2d(
            torch.tensor(picture)[None, None], torch.tensor(shown)[None, None].double(), padding=1
        )
        np.testing.assert_allclose(result, np.clip(wanted[0, 0].numpy(), 0, 255), atol=0.5 + 1e-9)
    np.testing.assert_allclose(demo.kernels, kernels, atol=0.005 + 1e-9)
    assert (demo.trained, demo.direction) == ([0, 2], 3)


def test_a_kernel_that_reads_on_the_left_moves_the_picture_to_the_right() -> None:
    picture, left = np.diag([10.0, 20, 30]), np.zeros((3, 3))
    left[1, 0] = 1
    np.testing.assert_array_equal(
        dynamic_filter.filtered(picture, left), np.array([[0, 10, 0], [0, 0, 20], [0, 0, 0]], float)
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: ReceptiveField(dilations="3"), "dilations is one of 'plain', 'doubling'"),
        (lambda: ReceptiveField(dilations="holes", layer=4), "layer is a whole number from 1 to 3; got 4"),
        (lambda: ReceptiveField(place=33), "place is a whole number from 0 to 32; got 33"),
        (lambda: ReceptiveField([[300]]), "numbers from 0 to 255"),
        (lambda: TransposedConvolution([1, 2, 3, 4, 5]), "at most 4 fit"),
        (lambda: TransposedConvolution(view="upside down"), "view is one of 'stamps', 'zeros', 'matrix'"),
        (lambda: TransposedConvolution(padding=2), "padding is one of 0, 1; got 2"),
        (lambda: DynamicFilter([[1]], np.ones((3, 3))), r"shape \(A, 3, 3\)"),
        (lambda: DynamicFilter([[1]], np.ones((2, 3, 3)), direction=2), "from 0 to 1; got 2"),
        (lambda: DynamicFilter([[-1]], np.ones((2, 3, 3))), "numbers from 0 to 255"),
    ],
)
def test_nonsense_is_refused_in_words(make: Callable[[], Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        make()
