"""Right answers to a01 in clearly different styles get every point and no hint; side effects cost their part alone."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.assignment import load_assignment
from autograder.judging.diagnosis import diagnose
from tests.solutions.a01_backprop.test_wrong_answers import handed_in
from tests.support import handing_in
from tests.support.grids import case
from tests.support.marking import SEEDS, marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a01_backprop").exercises}
Style = Callable[..., Any] | Mapping[str, Callable[..., Any]]


def relu(x: Any) -> Any:
    return np.maximum(x, 0)


def each(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """The function of one number, for each number of an array."""

    def of_array(x: Any) -> Any:
        return np.reshape([function(float(number)) for number in np.ravel(x)], np.shape(x))

    return of_array


def sigmoid_of_one(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def sigmoid_by_masks(x: Any) -> Any:
    out, positive = np.empty(x.shape), x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    powers = np.exp(x[~positive])
    out[~positive] = powers / (1 + powers)
    return out


def sigmoid_cut(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))


def sigmoid_by_logarithms(x: Any) -> Any:
    return np.exp(-np.logaddexp(0, -x)).astype(np.float32)


def softmax_by_rows(z: Any) -> Any:
    out = []
    for row in np.reshape(z, (-1, z.shape[-1])):
        powers = [math.exp(score - max(row)) for score in row]
        out.append([power / sum(powers) for power in powers])
    return np.reshape(out, z.shape)


def softmax_by_logarithms(z: Any) -> Any:
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


def softmax_moved(z: Any) -> Any:
    last_first = np.moveaxis(np.array(z, dtype=np.float32), -1, 0)
    powers = np.exp(last_first - last_first.max(0))
    return np.moveaxis(powers / powers.sum(0), 0, -1)


def softmax_pairwise(z: Any) -> Any:
    """One over the sum of all others' exponentials compared with one's own; a huge one leaves 0."""
    apart = np.minimum(z[..., None, :] - z[..., :, None], 700)
    return 1 / np.exp(apart).sum(-1)


def fitting(z: Any, y: Any) -> None:
    if np.shape(y) != (len(z),) or min(y) < 0 or max(y) >= z.shape[1]:
        raise ValueError


def entropy_by_samples(z: Any, y: Any) -> Any:
    fitting(z, y)
    losses, rows = [], []
    for scores, right in zip(z, y, strict=True):
        top = max(scores)
        total = sum(math.exp(score - top) for score in scores)
        losses.append(top + math.log(total) - scores[right])
        rows.append([math.exp(score - top) / total - (k == right) for k, score in enumerate(scores)])
    return np.mean(losses), np.array(rows) / len(z)


def entropy_one_hot(z: Any, y: Any) -> Any:
    fitting(z, y)
    rows = np.eye(z.shape[1])[y]
    log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
    return -(rows * log_p).sum() / len(y), (np.exp(log_p) - rows) / len(y)


def entropy_by_margins(z: Any, y: Any) -> Any:
    """Each score is compared with that of the right class, so that the loss is that of all margins."""
    fitting(z, y)
    margins = z - np.take_along_axis(z, y[:, None], axis=1)
    top = margins.max(1, keepdims=True)
    losses = top[:, 0] + np.log(np.exp(margins - top).sum(1))
    dz = np.exp(margins - losses[:, None])
    np.put_along_axis(dz, y[:, None], np.take_along_axis(dz, y[:, None], axis=1) - 1, axis=1)
    return [losses.mean(dtype=np.float32), (dz / len(y)).tolist()]


def belonging(dout: Any, x: Any, w: Any) -> None:
    if x.shape != (len(dout), len(w)) or dout.shape[1:] != w.shape[1:]:
        raise ValueError


def layer_einsum(dout: Any, x: Any, w: Any) -> Any:
    belonging(dout, x, w)
    return np.einsum("nm,dm->nd", dout, w), np.einsum("nd,nm->dm", x, dout), np.einsum("nm->m", dout)


def layer_by_samples(dout: Any, x: Any, w: Any) -> Any:
    belonging(dout, x, w)
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(w.shape[1])
    for n, row in enumerate(dout):
        dx[n] = w @ row
        dw += np.outer(x[n], row)
        db += row
    return dx, dw, db


def layer_transposed(dout: Any, x: Any, w: Any) -> Any:
    """Samples as columns, as many books have them; a column of ones for the bias; in single precision."""
    belonging(dout, x, w)
    d, with_ones = dout.T.astype(np.float32), np.vstack([x.T, np.ones(len(x))]).astype(np.float32)
    both = d @ with_ones.T
    return [(w.astype(np.float32) @ d).T, both[:, :-1].T, both[:, -1]]


def sensible(x: Any, rate: Any, u: Any) -> None:
    if not (0 <= rate < 1 and x.shape == u.shape):
        raise ValueError


def dropout_by_mask(x: Any, rate: Any, u: Any) -> Any:
    sensible(x, rate, u)
    return x * ((u >= rate) / (1 - rate))


def dropout_in_a_copy(x: Any, rate: Any, u: Any) -> Any:
    sensible(x, rate, u)
    out = np.array(x, dtype=float)
    out[u < rate] = 0
    out /= 1 - rate
    return out


def dropout_number_by_number(x: Any, rate: Any, u: Any) -> Any:
    sensible(x, rate, u)
    out = [value / (1 - rate) if draw >= rate else 0.0 for value, draw in zip(x.ravel(), u.ravel(), strict=True)]
    return np.array(out, np.float32).reshape(x.shape).tolist()


def network_alone(x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
    """Without a function of the other exercises."""
    a = x @ w1 + b1
    h = a * (a > 0)
    z = h @ w2 + b2
    s = z - z.max(1, keepdims=True)
    log_p = s - np.log(np.exp(s).sum(1, keepdims=True))
    n = np.arange(len(x))
    dz = np.exp(log_p)
    dz[n, y] -= 1
    dz = dz / len(x)
    da = dz @ w2.T
    da[a <= 0] = 0
    return -log_p[n, y].mean(), x.T @ da, da.sum(0), h.T @ dz, dz.sum(0)


def network_by_samples(x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
    """The mean of what each sample gives alone."""
    parts = [network_alone(x[n : n + 1], y[n : n + 1], w1, b1, w2, b2) for n in range(len(x))]
    return [np.mean(np.array(part), axis=0) for part in zip(*parts, strict=True)]


def network_of_pieces(x: Any, y: Any, w1: Any, b1: Any, w2: Any, b2: Any) -> Any:
    """The other exercises' functions, in single precision between the layers."""
    h = relu((x @ w1 + b1).astype(np.float32))
    loss, dz = entropy_one_hot(h @ w2 + b2, y)
    dh, dw2, db2 = layer_by_samples(dz, h, w2)
    _, dw1, db1 = layer_einsum(np.where(h > 0, dh, 0), x, w1)
    return loss, dw1.tolist(), db1, np.float32(dw2), db2


STYLES: Mapping[str, Mapping[str, Style]] = {
    "activations": {
        "number by number": {
            "relu": each(lambda x: max(x, 0.0)),
            "sigmoid": each(sigmoid_of_one),
            "tanh": each(math.tanh),
        },
        "masks": {"relu": lambda x: x * (x > 0), "sigmoid": sigmoid_by_masks, "tanh": np.tanh},
        "cut": {
            "relu": lambda x: np.where(x > 0, x, 0),
            "sigmoid": sigmoid_cut,
            "tanh": lambda x: 2 * sigmoid_cut(2 * x) - 1,
        },
        "others": {
            "relu": lambda x: (x + np.abs(x)) / 2,
            "sigmoid": sigmoid_by_logarithms,
            "tanh": lambda x: (np.sign(x) * -np.expm1(-2 * np.abs(x)) / (1 + np.exp(-2 * np.abs(x)))).tolist(),
        },
    },
    "softmax": {f.__name__: f for f in (softmax_by_rows, softmax_by_logarithms, softmax_moved, softmax_pairwise)},
    "cross_entropy": {f.__name__: f for f in (entropy_by_samples, entropy_one_hot, entropy_by_margins)},
    "linear_backward": {f.__name__: f for f in (layer_einsum, layer_by_samples, layer_transposed)},
    "dropout": {f.__name__: f for f in (dropout_by_mask, dropout_in_a_copy, dropout_number_by_number)},
    "mlp_gradients": {f.__name__: f for f in (network_alone, network_by_samples, network_of_pieces)},
}


def as_returned(style: Style, outputs: int) -> Style:
    """A list of several outputs counts as a tuple, as in the sandbox."""
    if outputs == 1 or not callable(style):
        return style
    return lambda *arguments: tuple(style(*arguments))


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in STYLES])
def test_a_right_answer_in_any_style_gets_every_point_and_no_hint(name: str) -> None:
    exercise = EXERCISES[name]
    for what, style in STYLES[name].items():
        for seed in SEEDS:
            with case(style=what, seed=seed):
                assert handing_in.points(exercise, seed, style) == {one.name: one.points for one in exercise.aspects}
                marks = marking(exercise, seed)
                found = diagnose(marks, handed_in(marks, as_returned(style, len(exercise.outputs))))
                assert (found.misconception, found.symptom) == (None, None)


def test_every_exercise_has_at_least_three_styles() -> None:
    assert list(STYLES) == list(EXERCISES)
    assert all(len(styles) >= 3 for styles in STYLES.values())


def cut_in_place(x: Any) -> Any:
    x[x < 0] = 0
    return 1 * x


def itself_at_rate_0(x: Any, rate: Any, u: Any) -> Any:
    return x if rate == 0 else dropout_by_mask(x, rate, u)


def in_the_array_of_scores(z: Any) -> Any:
    z -= z.max(-1, keepdims=True) if z.dtype.kind == "f" else 0
    return softmax_by_logarithms(z)


SQUEEZING: Mapping[str, Callable[..., Any]] = {"sigmoid": sigmoid_cut, "tanh": np.tanh}
SIDE_EFFECTS: Mapping[str, Mapping[str, Style]] = {
    "activations": {
        "relu in place": {"relu": cut_in_place, **SQUEEZING},
        "the book's sigmoid": {"relu": relu, **SQUEEZING, "sigmoid": lambda x: 1 / (1 + np.exp(-x))},
        "both ways, of which one is taken": {
            "relu": relu,
            **SQUEEZING,
            "sigmoid": lambda x: np.where(x > 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x))),
        },
    },
    "softmax": {"in the array of scores": in_the_array_of_scores},
    "dropout": {"x itself at rate 0": itself_at_rate_0},
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SIDE_EFFECTS])
def test_a_side_effect_and_an_overflow_cost_their_part_alone(name: str) -> None:
    exercise = EXERCISES[name]
    wanted = {one.name: 0 if one.side_effects else one.points for one in exercise.aspects}
    for what, style in SIDE_EFFECTS[name].items():
        for seed in SEEDS:
            with np.errstate(all="ignore"), case(what=what, seed=seed):
                assert handing_in.points(exercise, seed, style) == wanted
