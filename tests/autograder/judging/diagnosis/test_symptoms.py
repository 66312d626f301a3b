"""Each kind of symptom: spoken of an answer that has it, and not of one beside it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.judging.diagnosis import SYMPTOMS
from tests.support.grids import case
from tests.support.small_exercises import (
    affine,
    blended,
    count,
    diagnosis,
    gated,
    gated_backward,
    largest,
    mixed,
    net,
    parted,
    picked,
    rooted,
    running,
    spread,
    swapped_blocks,
    total,
)

Function = Callable[..., Any]


def after(reference: Function, change: Function) -> Function:
    """The reference with its result changed."""
    return lambda *args: change(reference(*args))


def put(array: np.ndarray, place: Any, value: Any) -> np.ndarray:
    changed = np.array(array, dtype=float)
    changed[place] = value
    return changed


def late(out: np.ndarray) -> np.ndarray:
    return np.concatenate([out[:, :1] * 0, out[:, :-1]], axis=1)


def halves(out: np.ndarray, first: float, second: float) -> np.ndarray:
    one, other = np.split(out, 2, axis=-1)
    return np.concatenate([first * one, second * other], axis=-1)


def bordered_by(value: float, x: np.ndarray, stride: Any, padding: Any) -> np.ndarray:
    rows, columns = (padding, padding) if isinstance(padding, int) else padding
    return picked(np.pad(x, ((0, 0), (rows, rows), (columns, columns)), constant_values=value), stride, 0)


def number(stride: Any) -> int:
    if not isinstance(stride, int):
        raise TypeError("a stride is a number")
    return stride


# for each kind: the reference, an answer of which it is true, another beside it, and words of the sentence
KINDS: dict[str, tuple[Function, Function, Function, str]] = {
    "no_effect": (net, lambda x, w, b: net(x, w, 0 * b), lambda x, w, b: net(x, w, 0.1 * b), "b all zeros"),
    "turned_argument": (
        net,
        lambda x, w, b: net(x, w[::-1], b),
        lambda x, w, b: net(x, w[::-1] + 0.1, b),
        "x turned round along its features (axis 2)",
    ),
    "transposed_argument": (mixed, lambda x, w: mixed(x, w.T), lambda x, w: mixed(x, w.T + 0.1), "w transposed"),
    "moved_argument": (
        running,
        lambda x: running(np.roll(x, 1, 1)),
        lambda x: running(np.roll(x, 1, 1) * 1.1),
        "x moved on by one, the last one first, along its steps (axis 1)",
    ),
    "changed_argument": (
        net,
        lambda x, w, b: net(np.abs(x), w, b),
        lambda x, w, b: net(np.abs(x) ** 1.2, w, b),
        "the absolute values of x",
    ),
    "changed_option": (
        picked,
        lambda x, s, p: picked(x, s + 1 if isinstance(s, int) else (s[0] + 1, s[1] + 1), p),
        lambda x, s, p: picked(x + 0.1, s + 1 if isinstance(s, int) else (s[0] + 1, s[1] + 1), p),
        "stride greater by 1",
    ),
    "exchanged_pair": (
        picked,
        lambda x, s, p: picked(x, s if isinstance(s, int) else s[::-1], p),
        lambda x, s, p: picked(x, s if isinstance(s, int) else s[::-1], p) + 0.1,
        "the pair stride the other way round",
    ),
    "one_for_both": (
        picked,
        lambda x, s, p: picked(x, s if isinstance(s, int) else s[0], p),
        lambda x, s, p: picked(x, s if isinstance(s, int) else s[0], p) * 1.1 + 0.1,
        "the first of the pair stride in both directions",
    ),
    "other_border": (
        picked,
        lambda x, s, p: bordered_by(1, x, s, p),
        lambda x, s, p: bordered_by(1.5, x, s, p),
        "a border of ones",
    ),
    "exchanged_arguments": (
        blended,
        lambda x, y: blended(y, x),
        lambda x, y: blended(y, x + 0.1),
        "x and y exchanged",
    ),
    "reordered_blocks": (
        gated,
        lambda x, w: gated(x, swapped_blocks(w)),
        lambda x, w: gated(x, swapped_blocks(w, 0.1)),
        "in the order g, i, not i, g",
    ),
    "other_part": (total, lambda x: total(x[:-1]), lambda x: total(x[:-1]) + 0.1, "all but the last sample"),
    "smallest_for_largest": (
        largest,
        lambda x: x.min(axis=1),
        lambda x: x.mean(axis=1),
        "as though the smallest were looked for",
    ),
    "other_function": (largest, spread, after(spread, lambda out: out + 0.1), "is what spread gives"),
    "steps_alone": (running, np.tanh, lambda x: np.tanh(1.1 * x), "nothing comes from the step before"),
    "all_zero": (net, after(net, np.zeros_like), after(net, lambda out: 0 * out + 0.1), "is zero everywhere"),
    "negated": (net, after(net, np.negative), after(net, lambda out: 0.1 - out), "has the wrong sign"),
    "wrong_factor": (
        net,
        lambda x, w, b: len(x) * net(x, w, b),
        lambda x, w, b: len(x) * net(x, w, b) + 0.1,
        "too large by the factor N",
    ),
    "proportional": (
        net,
        lambda x, w, b: net(x, w, b) * (1.1 + x.flat[0] ** 2),
        lambda x, w, b: net(x, w, b) * (1.1 + x[..., :1] ** 2),
        "one factor, which changes",
    ),
    "constant_off": (
        net,
        lambda x, w, b: net(x, w, b) + 1.1 + x.flat[0] ** 2,
        lambda x, w, b: net(x, w, b) + 1.1 + x[..., :1] ** 2,
        "one and the same number everywhere",
    ),
    "turned_round": (
        running,
        after(running, lambda out: out[:, ::-1]),
        after(running, lambda out: out[:, ::-1] + 0.1),
        "turned round along its steps (axis 1)",
    ),
    "transposed": (
        running,
        after(running, lambda out: out.swapaxes(0, 1)),
        after(running, lambda out: out.swapaxes(0, 1) + 0.1),
        "has its samples (axis 0) and its steps (axis 1) exchanged",
    ),
    "shifted": (
        running,
        after(running, late),
        after(running, lambda out: late(out) + 0.1),
        "one place too late along its steps (axis 1)",
    ),
    "sorted": (
        running,
        after(running, lambda out: np.sort(out, axis=1)),
        after(running, lambda out: np.sort(out, axis=1) + 0.1),
        "is sorted along its steps (axis 1)",
    ),
    "added_up": (
        running,
        after(running, lambda out: out.cumsum(axis=1)),
        after(running, lambda out: out.cumsum(axis=1) + 0.1),
        "is added up along its steps (axis 1)",
    ),
    "summed": (
        running,
        after(running, lambda out: out.mean(axis=1)),
        after(running, lambda out: out.mean(axis=1) + 0.1),
        "is the mean of what is right over its steps (axis 1)",
    ),
    "not_summed": (total, np.square, lambda x: x**2 + 0.1, "its sum over axis 0 is right"),
    "one_for_all": (
        running,
        after(running, lambda out: np.broadcast_to(out[:, :1], out.shape)),
        after(running, lambda out: np.broadcast_to(out[:, :1] + 0.1, out.shape)),
        "has everywhere what is right for the first of its steps (axis 1)",
    ),
    "one_alone": (
        running,
        after(running, lambda out: out[:, -1]),
        after(running, lambda out: out[:, -1] + 0.1),
        "is the last of its steps (axis 1), without that axis",
    ),
    "last_function": (
        net,
        after(net, lambda out: np.maximum(out, 0)),
        after(net, lambda out: np.maximum(out, 0.1)),
        "has its negative numbers cut off, as by ReLU",
    ),
    "argument_count": (
        affine,
        lambda x, w, b: affine(x, w, b) + b,
        lambda x, w, b: affine(x, w, b) + 1.3 * b,
        "has b in it twice",
    ),
    "reshaped": (
        running,
        after(running, lambda out: out.swapaxes(1, 2).reshape(out.shape)),
        after(running, lambda out: out.swapaxes(1, 2).reshape(out.shape) + 0.1),
        "a reshape where a transpose belongs",
    ),
    "another_order": (
        running,
        after(
            running, lambda out: out.ravel()[np.random.default_rng(out.size).permutation(out.size)].reshape(out.shape)
        ),
        after(running, lambda out: np.random.default_rng(out.size).normal(size=out.shape)),
        "the right numbers in another order",
    ),
    "rounded": (
        affine,
        lambda x, w, b: affine(x, w, b).astype(x.dtype),
        lambda x, w, b: affine(x, w, b).astype(x.dtype) + 2 * (x.dtype.kind == "i"),
        "is cut to whole numbers",
    ),
    "outputs_exchanged": (
        parted,
        lambda x: parted(x)[::-1],
        lambda x: (parted(x)[1], parted(x)[0] + 0.1),
        "a and b stand in each other's place",
    ),
    "wrong_shape": (
        running,
        after(running, lambda out: np.concatenate([out[:, :1] * 0, out], axis=1)),
        after(running, lambda out: out + 0.1 * out**2),
        "one too many of its steps (axis 1); the others are right",
    ),
    "part_wrong": (
        running,
        after(running, lambda out: put(out, np.s_[:, 0], 0.5 + out[:, 1] ** 2)),
        after(running, lambda out: out + 0.1 * out**2),
        "is right but for the first of its steps (axis 1)",
    ),
    "block_wrong": (
        gated_backward,
        after(gated_backward, lambda out: halves(out, 1, 1.3)),
        after(gated_backward, lambda out: halves(out, 1.2, 1.3)),
        "is right in the block i, and wrong in the block g",
    ),
    "border_wrong": (
        picked,
        after(picked, lambda out: put(1.1 * out**2 + 5, np.s_[:, 1:-1, 1:-1], out[:, 1:-1, 1:-1])),
        after(picked, lambda out: put(1.1 * out**2 + 5, np.s_[:, 2:-1, 1:-1], out[:, 2:-1, 1:-1])),
        "is right but for its border",
    ),
    "left_zero": (
        net,
        after(net, lambda out: np.where(out < -0.3, 0, out)),
        after(net, lambda out: np.where(out < -0.3, 0.2 + out, out)),
        "entries that were left 0",
    ),
    "not_finite": (
        net,
        after(net, lambda out: np.where(out < 0.1, np.nan, out)),
        after(net, lambda out: np.where(out < 0.1, np.nan, out + 0.1)),
        "holds NaN or infinity, and is right where it does not",
    ),
    "raises_where": (
        picked,
        lambda x, s, p: picked(x, number(s), p),
        lambda x, s, p: picked(x, number(s if np.sum(x) > 0 else (s, s)), p),
        "It ends with a TypeError in every call where stride is a pair",
    ),
    "wrong_where": (
        net,
        lambda x, w, b: net(x, w, b) + 0.1 * (len(x) - 1) * x[..., :1] ** 2,
        lambda x, w, b: net(x, w, b) + 0.1 * x[..., :1] ** 2,
        "It came out wrong in the 4 calls where there is more than one sample (N > 1), and right in the 2 others.",
    ),
    "output_wrong": (
        parted,
        lambda x: (np.tanh(x) + 0.1 * x**2, x**2),
        lambda x: (np.tanh(x) + 0.1 * x**2, x**2 + 0.1 * x**3),
        "In every call that was tried b is right; a is not.",
    ),
    "no_error": (
        rooted,
        lambda x: np.sqrt(np.abs(x)),
        lambda x: np.sqrt(np.abs(x)) + 0.1 * x**2,
        "3 of the 3 calls that must raise an error do not",
    ),
}


def test_every_kind_has_a_test() -> None:
    assert list(KINDS) == list(dict.fromkeys(KINDS))
    assert set(KINDS) == set(SYMPTOMS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_symptom_is_spoken_where_it_is_true(kind: str) -> None:
    reference, wrong, _, words = KINDS[kind]
    for seed in range(2):
        with case(seed=seed):
            found = diagnosis(reference, wrong, seed).symptom
            assert found is not None, "nothing is said"
            assert (found.name, found.explains >= 0.5) == (kind, True), found.says
            assert words in found.says


@pytest.mark.parametrize("kind", KINDS)
def test_a_symptom_is_not_spoken_of_an_answer_beside_it(kind: str) -> None:
    reference, _, beside, _ = KINDS[kind]
    for seed in range(2):
        with case(seed=seed):
            found = diagnosis(reference, beside, seed).symptom
            assert found is None or found.name != kind, found.says


@pytest.mark.parametrize("reference", {one[0]: None for one in KINDS.values()}, ids=lambda one: one.__name__)
def test_nothing_is_said_of_a_right_answer(reference: Function) -> None:
    assert diagnosis(reference, reference).says == ""


def test_blocks_in_another_order_are_told_of_their_gradients_too() -> None:
    def wrong(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> np.ndarray:
        return swapped_blocks(gated_backward(dout, x, swapped_blocks(w)))

    found = diagnosis(gated_backward, wrong).symptom
    assert found is not None
    assert found.says.startswith(
        "Every wrong dw is what is right for weights with their blocks in the order g, i, not i, g"
    )


def test_outputs_of_which_one_thing_is_true_share_a_sentence() -> None:
    found = diagnosis(parted, lambda x: tuple(-out for out in parted(x))).symptom
    assert found is not None
    assert found.says == "Every wrong a and b has the wrong sign, and is right otherwise."


def test_a_few_results_may_be_wrong_in_another_way_and_are_counted() -> None:
    found = diagnosis(net, lambda x, w, b: -net(x, w, b) + 0.1 * (len(x) == 4) * x[..., :1]).symptom
    assert found is not None
    assert found.says == "In 5 of 6 wrong results out has the wrong sign, and is right otherwise."


def test_one_small_whole_number_is_no_evidence() -> None:
    assert diagnosis(count, lambda x: 2 * count(x)).symptom is None
