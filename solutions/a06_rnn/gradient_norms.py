"""Hidden cases of ``gradient_norms``: the identity, one factor, the product; vanishing and exploding."""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from solutions.a06_rnn.reference import gradient_norms, rnn_forward

from .draw import between, integers, reals, singles, small_weights, tenths, weights


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One sample with one, two and more steps, then batches."""
    return [
        _case(rng, ("last",), 1, 1, 3, 2, small=True),
        _case(rng, ("last",), 3, 1, 2, 4),
        _case(rng, ("two_steps",), 1, 2, 3, 2, start=False, small=True),
        _case(rng, ("two_steps",), 1, 2, 2, 4, start=False),
        _case(rng, ("two_steps",), 1, 2, 4, 3, start=False, scale=2),
        _case(rng, ("product",), 1, 3, 2, 3, small=True),
        _case(rng, ("product",), 1, between(rng, 4, 6), 2, 3, scale=0.6),
        _case(rng, ("product",), 1, between(rng, 4, 6), 3, 4, scale=2),
        _case(rng, ("batch",), 2, 3, 2, 3, small=True),
        _case(rng, ("batch",), 4, 5, 3, 2),
        _case(rng, ("batch",), 3, 4, 2, 5),
        _case(rng, ("sizes",), 1, 4, 1, 1, small=True),
        _case(rng, ("sizes",), 3, 3, 3, 3),
        _case(rng, ("sizes",), 2, between(rng, 10, 14), 1, 2),
        Case(("dtypes",), (integers(rng, 1, 3, 2), tenths(rng, 1, 2), *small_weights(rng, 2, 2))),
        Case(("dtypes",), (integers(rng, 2, 3, 2), integers(rng, 2, 3), *weights(rng, 2, 3))),
        Case(("dtypes",), singles(reals(rng, 2, 4, 3), tenths(rng, 2, 2), *weights(rng, 3, 2))),
    ]


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    N: int,
    T: int,
    D: int,
    U: int,
    *,
    start: bool = True,
    scale: float = 1.0,
    small: bool = False,
) -> Case:
    x = tenths(rng, N, T, D) if small else reals(rng, N, T, D)
    h0 = tenths(rng, N, U) if start else np.zeros((N, U))
    return Case(aspects, (x, h0, *(small_weights(rng, D, U) if small else weights(rng, D, U, scale))))


def _factors(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(T, N, U, U): for each step the derivatives of the state after it with respect to the state before it."""
    slopes = 1 - rnn_forward(x, h0, w_x, w_h, b) ** 2
    return np.moveaxis(slopes[..., None] * w_h.T, 1, 0)


def _products(factors: np.ndarray) -> np.ndarray:
    """(T, N, U, U): for each step the product of all factors after it, the last one on the left."""
    T, N, U, _ = factors.shape
    found = [np.broadcast_to(np.eye(U), (N, U, U))]
    for t in reversed(range(1, T)):
        found.append(found[-1] @ factors[t])
    return np.stack(found[::-1])


def _norms(matrices: np.ndarray) -> np.ndarray:
    return np.sqrt((matrices**2).sum(axis=(1, 2, 3)))


def _of_products(measure: Callable[[np.ndarray], np.ndarray]) -> Callable[..., np.ndarray]:
    """Wrong: another measure of the right matrices."""
    return lambda *arguments: measure(_products(_factors(*arguments)))


def _of_factors(change: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    """Wrong: the right norms of products of other factors, ``change(*arguments)``."""
    return lambda *arguments: _norms(_products(change(*arguments)))


def _without_slopes(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.broadcast_to(w_h.T, (x.shape[1], len(x), *w_h.shape))


def _slopes_on_columns(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    slopes = 1 - rnn_forward(x, h0, w_x, w_h, b) ** 2
    return np.moveaxis(slopes[:, :, None, :] * w_h.T, 1, 0)


def _slopes_too_early(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    before = np.concatenate([h0[:, None], rnn_forward(x, h0, w_x, w_h, b)[:, :-1]], axis=1)
    return np.moveaxis((1 - before**2)[..., None] * w_h.T, 1, 0)


def _w_h_transposed(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.moveaxis((1 - rnn_forward(x, h0, w_x, w_h, b) ** 2)[..., None] * w_h, 1, 0)


def _since_the_start(*arguments: np.ndarray) -> np.ndarray:
    product, found = np.eye(arguments[3].shape[0]), []
    for factor in _factors(*arguments):
        product = factor @ product
        found.append(product)
    return _norms(np.stack(found))


def _one_step_late(*arguments: np.ndarray) -> np.ndarray:
    factors = _factors(*arguments)
    return _norms(_products(factors) @ factors)


def _h0_included(*arguments: np.ndarray) -> np.ndarray:
    return np.append(_one_step_late(*arguments)[:1], gradient_norms(*arguments))


def _single_factors(*arguments: np.ndarray) -> np.ndarray:
    factors = _factors(*arguments)
    last = np.broadcast_to(np.eye(factors.shape[-1]), factors[:1].shape)
    return _norms(np.concatenate([factors[1:], last]))


def _with_h0_zero(x: np.ndarray, h0: np.ndarray, *weights: np.ndarray) -> np.ndarray:
    return gradient_norms(x, np.zeros_like(h0), *weights)


def _network_transposed(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return gradient_norms(x, h0, w_x, w_h.T, b)


MISCONCEPTIONS = (
    Misconception(
        "last_step_first",
        "Your norms stand in the wrong order, the last step first: entry t belongs to the state after step t, and "
        "the last entry is sqrt(N · U).",
        lambda *arguments: gradient_norms(*arguments)[::-1],
    ),
    Misconception(
        "since_the_start",
        "You multiply from the first step on and measure how much each state feels of h0. Asked is the other end: how "
        "much the *last* state feels of each.",
        _since_the_start,
    ),
    Misconception(
        "one_step_late",
        "Your products have one factor too many: entry t belongs to the state *after* step t, so the last entry has "
        "no factor at all and is the norm of the identity.",
        _one_step_late,
    ),
    Misconception(
        "h0_included",
        "You return T + 1 norms: there is none for h0, only for the states after steps 1 to T.",
        _h0_included,
    ),
    Misconception(
        "single_factors",
        "You measure each step's matrix by itself: from step t to the last one it is the product of all the matrices "
        "in between.",
        _single_factors,
    ),
    Misconception(
        "tanh_slope_missing",
        "Your products are powers of w_h alone: each step also multiplies by the slope of tanh, 1 - h².",
        _of_factors(_without_slopes),
    ),
    Misconception(
        "slope_of_the_wrong_state",
        "You take the slope of tanh one step too early: from h[t] to h[t + 1] it is that of the state which comes "
        "*out*, 1 - h[t + 1]².",
        _of_factors(_slopes_too_early),
    ),
    Misconception(
        "slope_on_the_wrong_side",
        "The slopes of tanh stand on the wrong side of w_h: 1 - h² belongs to the new state, to the columns of w_h "
        "and the rows of the Jacobian.",
        _of_factors(_slopes_on_columns),
    ),
    Misconception(
        "w_h_transposed",
        "Rows and columns of w_h have changed places: with h @ w_h the derivative of unit u of the new state with "
        "respect to unit v of the old one has w_h[v, u] in it.",
        _of_factors(_w_h_transposed),
    ),
    Misconception(
        "network_transposed",
        "These are the norms of a network that computes h @ w_h.T: a row of w_h belongs to a unit of the state "
        "before, so on the way forward it is h @ w_h.",
        _network_transposed,
    ),
    Misconception(
        "h0_ignored",
        "Your states start from zeros: the slopes of tanh are those of the states that rnn_forward gives from h0.",
        _with_h0_zero,
    ),
    Misconception(
        "gradient_of_the_sum",
        "You send ones back from the last state: that is the gradient of its sum, a vector. The Jacobian has a row "
        "for each unit of the last state; start from the identity.",
        _of_products(lambda products: np.sqrt((products.sum(axis=2) ** 2).sum(axis=(1, 2)))),
    ),
    Misconception(
        "not_rooted",
        "You return sums of squares: the norm is the square root of the sum.",
        _of_products(lambda products: _norms(products) ** 2),
    ),
    Misconception(
        "spectral_norm",
        "You take the largest singular value, np.linalg.norm(…, 2): asked is the Frobenius norm, the root of the sum "
        "of all squares.",
        _of_products(lambda products: np.sqrt((np.linalg.norm(products, 2, axis=(2, 3)) ** 2).sum(axis=1))),
    ),
    Misconception(
        "norms_added_up",
        "You add up the norms of the samples: square the entries of all samples together, add up, and take one root.",
        _of_products(lambda products: np.linalg.norm(products, axis=(2, 3)).sum(axis=1)),
    ),
    Misconception(
        "averaged_over_batch",
        "You average the norms of the samples: square the entries of all samples together, add up, and take one root.",
        _of_products(lambda products: np.linalg.norm(products, axis=(2, 3)).mean(axis=1)),
    ),
    Misconception(
        "one_norm_a_sample",
        "You return a norm for each sample: the entries of all samples go into one norm, so the result has the "
        "shape (T,).",
        _of_products(lambda products: np.linalg.norm(products, axis=(2, 3)).T),
    ),
)

EXERCISE = Exercise(
    name="gradient_norms",
    reference=gradient_norms,
    aspects=(
        Aspect("last", 0.25, "the last entry, where nothing is multiplied yet"),
        Aspect("two_steps", 0.75, "the entry before, one step back"),
        Aspect("product", 1.0, "several steps back, vanishing and exploding"),
        Aspect("batch", 0.5, "several samples in one norm"),
        Aspect("sizes", 0.25, "one unit, long sequences, and sizes that are all alike"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
