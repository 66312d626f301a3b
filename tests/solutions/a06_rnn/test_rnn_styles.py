"""Right answers to a06_rnn in clearly different styles get every point, and nobody reads a hint about them."""

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.assignment import load_assignment
from autograder.judging.diagnosis import diagnose
from tests.support.grids import case
from tests.support.marking import marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a06_rnn").exercises}
Style = Callable[..., Any]


def step_loops(x: Any, h: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    out = np.zeros((len(x), len(b)))
    for n in range(len(x)):
        for u in range(len(b)):
            total = float(b[u])
            for d in range(x.shape[1]):
                total += x[n, d] * w_x[d, u]
            for v in range(len(b)):
                total += h[n, v] * w_h[v, u]
            out[n, u] = math.tanh(total)
    return out


def step_one_product(x: Any, h: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    ones = np.ones((len(x), 1))
    return np.tanh(np.hstack([x, h, ones]) @ np.vstack([w_x, w_h, b]))


def step_by_exponentials(x: Any, h: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    a = np.einsum("nd,du->nu", x, w_x) + np.einsum("nv,vu->nu", h, w_h) + b
    shrunk = np.exp(-2 * np.abs(a))  # whatever the sign: never more than 1
    return np.sign(a) * (1 - shrunk) / (1 + shrunk)


def step_singles(x: Any, h: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    x, h, w_x, w_h, b = (np.asarray(array, np.float32) for array in (x, h, w_x, w_h, b))
    return np.tanh((w_x.T @ x.T + w_h.T @ h.T + b[:, None]).T).tolist()


def forward_stacked(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    states = [h0]
    for inputs in x.transpose(1, 0, 2):
        states.append(step_one_product(inputs, states[-1], w_x, w_h, b))
    return np.stack(states, axis=1)[:, 1:]


def forward_projected(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    """All inputs are multiplied at once, before the loop."""
    hs = np.tensordot(x, w_x, 1) + b + 0.0
    for t in range(x.shape[1]):
        hs[:, t] = np.tanh(hs[:, t] + (hs[:, t - 1] if t else h0) @ w_h)
    return hs


def forward_samplewise(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    texts = []
    for sequence, h in zip(x, h0, strict=True):
        states = []
        for row in sequence:
            h = np.tanh(row @ w_x + h @ w_h + b)
            states.append(list(h))
        texts.append(states)
    return np.reshape(texts, (*x.shape[:2], len(b)))


def forward_recursive(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    if not x.shape[1]:
        return np.zeros((len(x), 0, len(b)))
    first = step_singles(x[:, 0], h0, w_x, w_h, b)
    return np.concatenate([np.array(first)[:, None], forward_recursive(x[:, 1:], first, w_x, w_h, b)], axis=1)


def backward_accumulating(dhs: Any, x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    hs = forward_stacked(x, h0, w_x, w_h, b)
    dx, dw_x, dw_h, db = np.zeros(x.shape), np.zeros(w_x.shape), np.zeros(w_h.shape), np.zeros(b.shape)
    dh = np.zeros(h0.shape)
    for t in range(x.shape[1] - 1, -1, -1):
        da = (dh + dhs[:, t]) * (1 - hs[:, t] ** 2)
        dx[:, t] = da @ w_x.T
        dw_x += x[:, t].T @ da
        dw_h += (hs[:, t - 1] if t else h0).T @ da
        db += da.sum(0)
        dh = da @ w_h.T
    return dx, dh, dw_x, dw_h, db


def backward_by_jacobians(dhs: Any, x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    """Every earlier step gets its share of every later one through the product of the Jacobians in between."""
    hs = forward_projected(x, h0, w_x, w_h, b)
    N, T, U = hs.shape
    slopes, before = 1 - hs**2, np.concatenate([h0[:, None], hs], axis=1)
    dh = np.zeros((N, T + 1, U))
    for n in range(N):
        for end in range(T):
            row = dhs[n, end].astype(float)
            dh[n, end + 1] += row
            for t in range(end, -1, -1):
                row = (w_h * slopes[n, t]) @ row
                dh[n, t] += row
    da = dh[:, 1:] * slopes
    flat = da.reshape(N * T, U)
    return (
        np.einsum("ntu,du->ntd", da, w_x),
        dh[:, 0],
        x.reshape(N * T, x.shape[2]).T @ flat,
        before[:, :-1].reshape(N * T, U).T @ flat,
        flat.sum(axis=0),
    )


def backward_sample_by_sample(dhs: Any, x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    parts = [backward_accumulating(dhs[n : n + 1], x[n : n + 1], h0[n : n + 1], w_x, w_h, b) for n in range(len(x))]
    dx, dh0, *shared = zip(*parts, strict=True)
    return [np.concatenate(dx), np.concatenate(dh0), *(sum(part) for part in shared)]


def backward_singles(dhs: Any, x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    singles = (np.asarray(array, np.float32) for array in (dhs, x, h0, w_x, w_h, b))
    return tuple(array.astype(np.float32) for array in backward_accumulating(*singles))


def norms_backpropagated(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    """One back-propagation for each unit of the last state; its dh0 at every cut of the sequence."""
    hs = forward_stacked(x, h0, w_x, w_h, b)
    N, T, U = hs.shape
    squares = np.zeros(T)
    squares[-1] = N * U
    for t in range(T - 1):
        for unit in range(U):
            dhs = np.zeros((N, T - t - 1, U))
            dhs[:, -1, unit] = 1
            squares[t] += (backward_accumulating(dhs, x[:, t + 1 :], hs[:, t], w_x, w_h, b)[1] ** 2).sum()
    return squares**0.5


def norms_of_diagonals(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    hs = np.array(forward_samplewise(x, h0, w_x, w_h, b))
    totals = []
    for t in range(x.shape[1]):
        total = 0.0
        for states in hs:
            product = np.eye(len(b))
            for state in states[t + 1 :]:
                product = np.diag(1 - state**2) @ w_h.T @ product
            total += float(np.linalg.norm(product)) ** 2
        totals.append(math.sqrt(total))
    return totals


def norms_transposed(x: Any, h0: Any, w_x: Any, w_h: Any, b: Any) -> Any:
    """The transposed Jacobians, newest step first, turned round at the end; in single precision."""
    slopes = 1 - forward_projected(x, h0, w_x, w_h, b).astype(np.float32) ** 2
    product = np.stack([np.eye(len(b), dtype=np.float32)] * len(x))
    norms = [np.linalg.norm(product)]
    for t in range(x.shape[1] - 1, 0, -1):
        product = (w_h * slopes[:, t, None, :]) @ product
        norms.append(np.linalg.norm(product))
    return np.array(norms[::-1])


def clip_flat(grads: Any, max_norm: Any) -> Any:
    norm = np.linalg.norm(np.concatenate([grad.ravel() for grad in grads]))
    return [grad * min(1, max_norm / norm) if norm else grad.copy() for grad in grads], norm


def clip_loops(grads: Any, max_norm: Any) -> Any:
    total = 0.0
    for grad in grads:
        for value in grad.flat:
            total += float(value) ** 2
    norm = math.sqrt(total)
    if norm <= max_norm:
        return [np.array(grad, float) for grad in grads], norm
    out = []
    for grad in grads:
        new = np.zeros(grad.shape)
        for index in np.ndindex(grad.shape):
            new[index] = grad[index] * max_norm / norm
        out.append(new)
    return out, norm


def clip_norms_of_norms(grads: Any, max_norm: Any) -> Any:
    norm = np.float32(np.hypot.reduce([np.linalg.norm(grad) for grad in grads]))
    return [grad / max(1, norm / max_norm) for grad in grads], norm


def clip_as_torch(grads: Any, max_norm: Any) -> Any:
    norm = sum(np.vdot(grad, grad) for grad in grads) ** 0.5
    return list(map(lambda grad: np.minimum(max_norm / (norm + 1e-6), 1.0) * grad, grads)), norm  # noqa: C417


def generate_loops(h0: Any, first: Any, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: Any) -> Any:
    text = []
    for h, token in zip(h0, first, strict=True):
        row = []
        for _ in range(steps):
            h = np.tanh(w_x[token] + h @ w_h + b)  # a one-hot row picks a row of w_x
            token = int((h @ w_out + b_out).argmax())
            row.append(token)
        text.append(row)
    return text


def generate_stacked(h0: Any, first: Any, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: Any) -> Any:
    h, tokens = h0, [first]
    for _ in range(steps):
        row = (np.arange(len(w_x)) == tokens[-1][:, None]).astype(float)
        h = step_one_product(row, h, w_x, w_h, b)
        tokens.append(np.argmax(h @ w_out + b_out, axis=-1))
    return np.stack(tokens, axis=1)[:, 1:]


def generate_by_forward(h0: Any, first: Any, w_x: Any, w_h: Any, b: Any, w_out: Any, b_out: Any, steps: Any) -> Any:
    """Reads its whole text again for every token; floats for integers."""
    text = first[:, None]
    for _ in range(steps):
        hs = forward_projected(np.eye(len(w_x))[text], h0, w_x, w_h, b)
        text = np.concatenate([text, (hs[:, -1] @ w_out + b_out).argmax(1)[:, None]], axis=1)
    return text[:, 1:].astype(np.float64)


def not_below_zero(style: Style) -> Style:
    """A ValueError for a negative limit, before ``style``."""

    @functools.wraps(style)
    def checked(grads: Any, max_norm: Any) -> Any:
        if max_norm < 0:
            raise ValueError
        return style(grads, max_norm)

    return checked


STYLES: Mapping[str, tuple[Style, ...]] = {
    "rnn_step": (step_loops, step_one_product, step_by_exponentials, step_singles),
    "rnn_forward": (forward_stacked, forward_projected, forward_samplewise, forward_recursive),
    "rnn_backward": (backward_accumulating, backward_by_jacobians, backward_sample_by_sample, backward_singles),
    "gradient_norms": (norms_backpropagated, norms_of_diagonals, norms_transposed),
    "clip_gradients": tuple(map(not_below_zero, (clip_flat, clip_loops, clip_norms_of_norms, clip_as_torch))),
    "generate": (generate_loops, generate_stacked, generate_by_forward),
}


def as_returned(style: Style, outputs: int) -> Style:
    """A list of several outputs counts as a tuple, as in the sandbox, and an overflow as a fault."""

    @np.errstate(over="raise")
    def answer(*arguments: Any) -> Any:
        returned = style(*arguments)
        return returned if outputs == 1 else tuple(returned)

    return answer


@pytest.mark.parametrize(
    ("name", "style"),
    [
        pytest.param(name, style, id=f"{name}-{style.__name__}", marks=pytest.mark.xdist_group(name))
        for name, styles in STYLES.items()
        for style in styles
    ],
)
def test_a_right_answer_in_any_style_gets_every_point_and_no_hint(name: str, style: Style) -> None:
    exercise = EXERCISES[name]
    for seed in range(6):
        with case(seed=seed):
            marks = marking(exercise, seed)
            answers = marks.outcomes_of(as_returned(style, len(exercise.outputs)))
            assert marks.score(answers) == exercise.max_score
            found = diagnose(marks, answers)
            assert (found.misconception, found.symptom) == (None, None)


def test_every_exercise_has_at_least_three_styles() -> None:
    assert list(STYLES) == list(EXERCISES)
    assert all(len(styles) >= 3 for styles in STYLES.values())
