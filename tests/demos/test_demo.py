"""The widgets: what they refuse, what they sync, what they weigh, and their words in two languages."""

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from book.ext.demo_state import say_once
from course import demos
from course.demos import (
    AttentionPooling,
    BitMemory,
    ConvolutionWindow,
    DropoutMask,
    GradientClipping,
    GradientNorms,
    GruFlow,
    Im2Col,
    LstmFlow,
    PoolingGradient,
    ResetOrder,
    SentencePooling,
    ShiftedInput,
    SlidingKernel,
    SoftmaxBars,
    ToeplitzMatrix,
    TwoDirections,
    UnrolledRNN,
    WeightSharing,
    attention_pooling,
    bit_memory,
    convolution_window,
    dropout_mask,
    gradient_clipping,
    gradient_norms,
    gru_flow,
    im2col,
    lstm_cell,
    lstm_flow,
    photo_kernel,
    pooling_gradient,
    reset_order,
    sentence_pooling,
    shifted_input,
    sliding_kernel,
    softmax_bars,
    toeplitz,
    two_directions,
    two_layers,
    unrolled_rnn,
    weight_sharing,
)
from course.demos.demo import COMMON
from course.demos.parts import plain
from tests.support.grids import case

pytestmark = pytest.mark.usefixtures("texts_of_others")  # AttentionPooling shows sentences from reviews

DEMOS: list[type[Any]] = [SlidingKernel, ConvolutionWindow, Im2Col, ToeplitzMatrix]
DEMOS += [ShiftedInput, WeightSharing, SentencePooling, PoolingGradient]
DEMOS += [UnrolledRNN, GradientNorms, GradientClipping]
GATED: list[type[Any]] = [LstmFlow, BitMemory, GruFlow, ResetOrder]
NETWORK: list[type[Any]] = [SoftmaxBars, DropoutMask]
ATTENTION: list[type[Any]] = [TwoDirections, AttentionPooling]
MANY_FRAMES = {
    LstmFlow: 24_000,
    BitMemory: 36_000,
    GruFlow: 20_000,
    ResetOrder: 17_000,
    SoftmaxBars: 36_000,
    DropoutMask: 19_500,
    TwoDirections: 15_000,
    AttentionPooling: 36_000,
}
MODULES = [sliding_kernel, convolution_window, im2col, toeplitz, unrolled_rnn, gradient_norms, gradient_clipping]
MODULES += [lstm_flow, bit_memory, gru_flow, reset_order]
MODULES += [two_layers, softmax_bars, dropout_mask, two_directions, attention_pooling]
MODULES += [shifted_input, weight_sharing, sentence_pooling, pooling_gradient, photo_kernel, lstm_cell]
LIMITS = [6_500, 13_500, 7_000, 5_000, 15_000, 18_500, 18_000, 8_500, 8_000, 13_000, 5_000]


def test_numbers_are_written_as_short_as_they_can_be() -> None:
    assert plain([2.0, -0.0, 1 / 3, -0.0004]) == [2, 0, 0.333, 0]
    assert json.dumps(plain(np.eye(2))) == "[[1, 0], [0, 1]]"


@pytest.mark.parametrize("demo", DEMOS + GATED + NETWORK + ATTENTION)
def test_a_demo_needs_no_arguments_and_its_state_is_plain(demo: type[Any]) -> None:
    state = demo().get_state()
    assert state["kind"] == demo.__name__
    assert len(state["frames"]) == np.prod([len(control["values"]) for control in state["controls"]])
    json.dumps(state["frames"], allow_nan=False)


@pytest.mark.parametrize("demo", DEMOS + GATED + NETWORK + ATTENTION)
def test_every_grid_stays_inside_its_drawing_and_every_lit_cell_inside_its_grid(demo: type[Any]) -> None:
    state = demo().get_state()
    for number, frame in enumerate(state["frames"]):
        steps = len(frame.get("products", frame.get("words", ())))
        for grid in frame["grids"]:
            with case(frame=number, grid=grid["name"]):
                panels = frame.get("panels", state["panels"])
                check_grid(grid, steps, *panels[grid.get("panel", 0)])


def check_grid(grid: dict[str, Any], steps: int, height: int, width: int) -> None:
    """Assert that a grid fits into its drawing of ``height`` and ``width``, and all that is lit into the grid."""
    tall, wide = len(grid["rows"]), len(grid["rows"][0])
    top, left = grid.get("at", (0, 0))
    assert top + tall <= height
    assert left + wide <= width
    assert all(np.shape(stage) == (tall, wide) for stage in grid.get("stages", []))
    assert len(grid.get("names", grid["rows"])) == tall
    for cells in grid.get("marks", []):
        assert all(0 <= row < tall and 0 <= column < wide for row, column in cells)
    assert {len(grid[key]) for key in ("stages", "marks") if key in grid} <= {steps}
    path = grid.get("path") or []
    assert len(path) in (0, steps)
    for row, column, *size in path:
        down, across = (tall, wide) if grid.get("moves") else size or grid.get("window", (1, 1))
        limits = (height - top, width - left) if grid.get("moves") else (tall, wide)
        assert row >= 0
        assert column >= 0
        assert row + down <= limits[0]
        assert column + across <= limits[1]


@pytest.mark.parametrize(("demo", "limit"), list(zip(DEMOS, LIMITS, strict=True)))
def test_a_demo_weighs_little(demo: type[Any], limit: int) -> None:
    """Bytes of one demo without the drawing code, which a page carries once (book/ext/demo_state.py)."""
    state = {key: value for key, value in demo().get_state().items() if not key.startswith("_")}
    assert len(json.dumps(state, separators=(",", ":"), ensure_ascii=False).encode()) < limit


@pytest.mark.parametrize(("demo", "limit"), MANY_FRAMES.items())
def test_many_frames_with_much_in_common_weigh_little_on_their_page(demo: type[Any], limit: int) -> None:
    """Bytes of what the page carries, where everything stands once."""
    state = {key: value for key, value in demo().get_state().items() if not key.startswith("_")}
    assert len(json.dumps(say_once(state), separators=(",", ":"), ensure_ascii=False).encode()) < limit


def test_the_drawing_code_weighs_little() -> None:
    state = SlidingKernel().get_state()
    assert len(state["_esm"].encode()) + len(state["_css"].encode()) < 48_500


def test_every_demo_brings_the_colours_and_measures_that_it_names() -> None:
    """A page has them already; a notebook has what the demo brings."""
    for name in demos.__all__:
        with case(demo=name):
            code = getattr(demos, name)._css + getattr(demos, name)._esm
            named = set(re.findall(r"var\((--[\w-]+)\)", code))  # those that fall back on nothing
            given = set(re.findall(r"(--[\w-]+): |[\"'](--[\w-]+)[\"'], ", code))
            assert named - {each for pair in given for each in pair} == set()


@pytest.mark.parametrize("module", MODULES)
def test_every_word_is_there_in_both_languages(module: Any) -> None:
    for name, (english, chinese) in {**COMMON, **module.WORDS}.items():
        with case(name=name):
            assert english
            assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", chinese))
            if len(english) > 1 and english != chinese:  # W_h is W_h
                assert re.search("[\u4e00-\u9fff]", chinese)


def test_the_start_can_be_chosen() -> None:
    demo = SlidingKernel(mode="wide", flip=True, position=4)
    assert (demo.setting, demo.position) == ([2, 1], 4)
    assert ConvolutionWindow(stride=2, padding=1).setting == [1, 1]


NONSENSE: list[tuple[Callable[[], Any], str]] = [
    (lambda: SlidingKernel([1, 2], [1, 2, 3]), "longer than the signal"),
    (lambda: SlidingKernel([[1, 2]], [1]), "signal must be a row of numbers, and has shape (1, 2)"),
    (lambda: SlidingKernel([1, float("nan")], [1]), "finite"),
    (lambda: SlidingKernel([], [1]), "at least one number"),
    (lambda: SlidingKernel(mode="same"), "mode is one of 'narrow', 'equal', 'wide'; got 'same'"),
    (lambda: ConvolutionWindow(np.ones((2, 2)), np.ones((3, 1))), "larger than the image"),
    (lambda: ConvolutionWindow(np.ones((2, 2, 2))), "image must be a matrix, and has shape (2, 2, 2)"),
    (lambda: ConvolutionWindow(stride=4), "stride is one of 1, 2, 3; got 4"),
    (lambda: Im2Col(kernel_size=(5, 2)), "does not fit"),
    (lambda: Im2Col(kernel_size=0), "does not fit"),
    (lambda: Im2Col(padding=2), "padding is one of 0, 1; got 2"),
    (lambda: ToeplitzMatrix([1, 2, 3], 2), "longer than the signal"),
    (lambda: ToeplitzMatrix([1], 3, signal=[1, 2]), "length is 3, but the signal has 2"),
    (lambda: ToeplitzMatrix([1], 0), "at least one number"),
    (lambda: ShiftedInput([1, 2, 3, 4, 5, 6, 7]), "7 numbers; to cut it into thirds, give it a multiple of 6"),
    (lambda: ShiftedInput(np.zeros(6)), "looks the same after every shift"),
    (lambda: ShiftedInput(np.ones(6), np.ones(7)), "longer than the signal"),
    (lambda: ShiftedInput(pooling="min"), "pooling is one of 'max', 'mean', 'all'; got 'min'"),
    (lambda: WeightSharing(6), "width is a number from 1 to 5; got 6"),
    (lambda: WeightSharing(inputs=9), "inputs is one of 5, 6, 7, 8; got 9"),
    (lambda: SentencePooling([[1], [2], [3]], ["a", "b"]), "there are 2 words, and features for 3"),
    (lambda: SentencePooling([[1], [2]], ["a", "b"]), "cannot be cut into 3 segments"),
    (lambda: PoolingGradient([[1, 2, 3]]), "does not fit in the image, shape (1, 3)"),
    (lambda: PoolingGradient(np.ones((4, 5))), "smaller than the output"),
    (lambda: PoolingGradient(upstream=np.zeros((3, 3))), "flows nowhere"),
    (lambda: UnrolledRNN(w_h=[[1, 2, 3]]), "w_h has shape (1, 3); one input and two units need (2, 2)"),
    (lambda: UnrolledRNN(inputs="silence"), "inputs is one of 'knock', 'twice', 'steady'; got 'silence'"),
    (lambda: LstmFlow([]), "at least one number"),
    (lambda: LstmFlow(forget=2), "f is one of 0, 0.25, 0.5, 0.75, 1; got 2"),
    (lambda: BitMemory(weight=3), "w is one of 0.5, 0.6"),
    (lambda: GruFlow([[1]]), "inputs must be a row of numbers, and has shape (1, 1)"),
    (lambda: GruFlow(reset=-1), "r is one of 0, 0.25, 0.5, 0.75, 1; got -1"),
    (lambda: ResetOrder((0, 0.3)), "r2 is one of 0, 0.25, 0.5, 0.75, 1; got 0.3"),
    (lambda: GradientNorms(scale=2), "scale is one of 0.5"),
    (lambda: GradientClipping(limit=0), "limit is one of 0.3, 1, 3, 10, 30; got 0"),
]


def test_nonsense_is_refused_in_words() -> None:
    for row, (make, says) in enumerate(NONSENSE):
        with case(row=row, says=says), pytest.raises(ValueError, match=re.escape(says)):
            make()
