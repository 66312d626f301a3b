"""Hidden cases of ``rnn_forward``: one step, then several from a state of zeros, then from any state."""

from functools import partial

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from solutions.a06_rnn.reference import rnn_forward, rnn_step

from .draw import between, integers, reals, singles, small_weights, tenths, weights
from .mistakes import bias_missing, sigmoid_instead, tanh_missing, unrolled, w_h_transposed


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Sequences of one, two and more steps; the sizes N, T, D, U mostly differ, so that no axis passes for another."""
    return [
        _case(rng, ("one_step",), 1, 1, 3, 2, start=False, small=True),
        _case(rng, ("one_step",), 3, 1, 4, 2, start=False),
        _case(rng, ("one_step",), 2, 1, 2, 5, start=False),
        _case(rng, ("steps",), 1, 2, 3, 2, start=False, small=True),
        _case(rng, ("steps",), 1, 4, 2, 3, start=False),
        _case(rng, ("steps",), 2, between(rng, 3, 5), 4, 3, start=False),
        _case(rng, ("steps",), 4, 3, 2, 5, start=False),
        _case(rng, ("h0",), 1, 2, 3, 2, small=True),
        _case(rng, ("h0",), 3, 1, 2, 4),
        _case(rng, ("h0",), 2, between(rng, 3, 5), 4, 3),
        _case(rng, ("h0",), 4, 2, 2, 5),
        _case(rng, ("sizes",), 1, 3, 1, 1, small=True),
        _case(rng, ("sizes",), 3, 3, 3, 3),
        _case(rng, ("sizes",), 2, between(rng, 8, 11), 1, 2),
        _case(rng, ("sizes",), 5, 2, 4, 1),
        Case(("dtypes",), (integers(rng, 1, 2, 2), tenths(rng, 1, 2), *small_weights(rng, 2, 2))),
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
    small: bool = False,
) -> Case:
    x = tenths(rng, N, T, D) if small else reals(rng, N, T, D)
    h0 = tenths(rng, N, U) if start else np.zeros((N, U))
    return Case(aspects, (x, h0, *(small_weights if small else weights)(rng, D, U)))


def _h0_ignored(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return rnn_forward(x, np.zeros_like(h0), w_x, w_h, b)


def _always_from_h0(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.stack([rnn_step(x[:, t], h0, w_x, w_h, b) for t in range(x.shape[1])], axis=1)


def _forgets(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    states = _always_from_h0(x, np.zeros_like(h0), w_x, w_h, b)
    states[:, :1] = rnn_forward(x[:, :1], h0, w_x, w_h, b)
    return states


def _states_reversed(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return rnn_forward(x, h0, w_x, w_h, b)[:, ::-1]


def _read_backwards(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return rnn_forward(x[:, ::-1], h0, w_x, w_h, b)


def _last_state_only(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return rnn_forward(x, h0, w_x, w_h, b)[:, -1]


def _last_state_everywhere(
    x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> np.ndarray:
    states = rnn_forward(x, h0, w_x, w_h, b)
    return np.broadcast_to(states[:, -1:], states.shape)


def _time_first(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return rnn_forward(x, h0, w_x, w_h, b).transpose(1, 0, 2)


def _h0_included(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.concatenate([h0[:, None], rnn_forward(x, h0, w_x, w_h, b)], axis=1)


def _states_before(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return _h0_included(x, h0, w_x, w_h, b)[:, :-1]


def _integer_output(x: np.ndarray, h0: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    states = rnn_forward(x, h0, w_x, w_h, b)
    return states.astype(x.dtype) if np.issubdtype(x.dtype, np.integer) else states


MISCONCEPTIONS = (
    Misconception(
        "h0_ignored",
        "Your network starts from zeros, whatever h0 is: the state before the first step is h0.",
        _h0_ignored,
    ),
    Misconception(
        "always_from_h0",
        "Every one of your steps starts from h0 again: the state that one step returns is the state before for the "
        "next, h = rnn_step(…, h, …).",
        _always_from_h0,
    ),
    Misconception(
        "forgets",
        "From the second step on, your steps start from zeros: the state that one step returns must go into the next.",
        _forgets,
    ),
    Misconception(
        "states_reversed",
        "Your states are right and stand in the wrong order, the last one first: [:, t] is the state after step t.",
        _states_reversed,
    ),
    Misconception(
        "read_backwards",
        "You read the sequence from its end: step 0 takes x[:, 0], and the last step x[:, -1].",
        _read_backwards,
    ),
    Misconception(
        "last_state_only",
        "You return the last state alone: all T states are asked for, in an array of shape (N, T, U).",
        _last_state_only,
    ),
    Misconception(
        "last_state_everywhere",
        "The last state stands in all T places: did you collect one array T times and overwrite it in every step? "
        "Store a copy, or a new array.",
        _last_state_everywhere,
    ),
    Misconception(
        "time_first",
        "Your states come as (T, N, U): the batch is the first axis here, so np.stack(states, axis=1).",
        _time_first,
    ),
    Misconception(
        "h0_included",
        "You return T + 1 states, h0 among them: h0 was there before the first step, and is not part of the result.",
        _h0_included,
    ),
    Misconception(
        "states_before",
        "Your states are one step late: [:, t] is the state before step t, and should be the one after it. Take the "
        "step first, then store.",
        _states_before,
    ),
    Misconception(
        "tanh_missing",
        "Your steps return the weighted sum as it is: each of them ends with tanh.",
        partial(unrolled, tanh_missing),
    ),
    Misconception(
        "sigmoid_instead",
        "Your states lie between 0 and 1: that is the sigmoid. The activation of this network is tanh.",
        partial(unrolled, sigmoid_instead),
    ),
    Misconception(
        "w_h_transposed",
        "Rows and columns of w_h have changed places: h @ w_h, without .T.",
        partial(unrolled, w_h_transposed),
    ),
    Misconception(
        "bias_missing", "The bias b is missing: it enters every step, once.", partial(unrolled, bias_missing)
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of the states are lost: the array in which you collect them took over "
        "the integer type of x. Make it float64.",
        _integer_output,
    ),
)

EXERCISE = Exercise(
    name="rnn_forward",
    reference=rnn_forward,
    aspects=(
        Aspect("one_step", 0.5, "sequences of one step, from zeros"),
        Aspect("steps", 1.0, "several steps, from zeros"),
        Aspect("h0", 0.75, "other states before the first step"),
        Aspect("sizes", 0.5, "one sample, one unit, long sequences, and sizes that are all alike"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
