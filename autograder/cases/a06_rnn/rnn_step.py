"""Hidden cases of ``rnn_step``: input, state and bias come in one at a time, so that each earns its own points."""

import numpy as np

from autograder.exercise import Aspect, Case, Exercise, Misconception
from solutions.a06_rnn import rnn_step

from .draw import integers, reals, singles, small_weights, tenths, weights
from .mistakes import bias_missing, bias_twice, sigmoid_instead, state_ignored, tanh_missing, w_h_transposed


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """One sample and two units first; then batches with more inputs than units, and with fewer."""
    return [
        _case(rng, ("input",), 1, 3, 2, state=False, bias=False, small=True),
        _case(rng, ("input",), 3, 4, 2, state=False, bias=False),
        _case(rng, ("input",), 2, 2, 5, state=False, bias=False),
        _case(rng, ("state",), 1, 3, 2, bias=False, small=True),
        _case(rng, ("state",), 3, 4, 3, bias=False),
        _case(rng, ("state",), 2, 2, 5, bias=False),
        _case(rng, ("bias",), 1, 3, 2, small=True),
        _case(rng, ("bias",), 4, 2, 3),
        _case(rng, ("bias",), 2, 5, 3),
        _case(rng, ("sizes",), 1, 1, 1, small=True),
        _case(rng, ("sizes",), 1, 3, 4),
        _case(rng, ("sizes",), 3, 3, 3),
        _case(rng, ("sizes",), 5, 1, 2),
        Case(("dtypes",), (integers(rng, 2, 3), tenths(rng, 2, 2), *small_weights(rng, 3, 2))),
        Case(("dtypes",), (integers(rng, 2, 2), integers(rng, 2, 3), *weights(rng, 2, 3))),
        Case(("dtypes",), singles(reals(rng, 3, 2), tenths(rng, 3, 4), *weights(rng, 2, 4))),
    ]


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    N: int,
    D: int,
    U: int,
    *,
    state: bool = True,
    bias: bool = True,
    small: bool = False,
) -> Case:
    w_x, w_h, b = (small_weights if small else weights)(rng, D, U)
    x = tenths(rng, N, D) if small else reals(rng, N, D)
    h = tenths(rng, N, U)
    return Case(aspects, (x, h if state else np.zeros_like(h), w_x, w_h, b if bias else np.zeros_like(b)))


def _two_tanhs(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.tanh(x @ w_x + b) + np.tanh(h @ w_h)


def _relu_instead(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.maximum(tanh_missing(x, h, w_x, w_h, b), 0)


def _state_without_weights(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.tanh(x @ w_x + h + b)


def _state_added_again(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    return h + rnn_step(x, h, w_x, w_h, b)


def _integer_output(x: np.ndarray, h: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray) -> np.ndarray:
    out = rnn_step(x, h, w_x, w_h, b)
    return out.astype(x.dtype) if np.issubdtype(x.dtype, np.integer) else out


MISCONCEPTIONS = (
    Misconception(
        "tanh_missing",
        "You return the weighted sum as it is: it still has to go through tanh, which keeps every state between "
        "-1 and 1.",
        tanh_missing,
    ),
    Misconception(
        "sigmoid_instead",
        "Your states lie between 0 and 1: that is the sigmoid. The activation of this network is tanh, between "
        "-1 and 1.",
        sigmoid_instead,
    ),
    Misconception(
        "relu_instead",
        "Your step cuts negative sums off, as ReLU does. The activation of this network is tanh.",
        _relu_instead,
    ),
    Misconception(
        "two_tanhs",
        "You take tanh of the two products apart and then add. Add first, x @ w_x + h @ w_h + b, and take tanh of "
        "the sum.",
        _two_tanhs,
    ),
    Misconception(
        "state_ignored",
        "The state before has no effect on your result: without h @ w_h the network remembers nothing.",
        state_ignored,
    ),
    Misconception(
        "state_without_weights",
        "You add the state before as it is: it has to go through its weights first, h @ w_h.",
        _state_without_weights,
    ),
    Misconception(
        "state_added_again",
        "You add the state before to the result of tanh as well: the new state is tanh(…) alone.",
        _state_added_again,
    ),
    Misconception(
        "w_h_transposed",
        "Rows and columns of w_h have changed places. A row of w_h belongs to a unit of the state before, a column to "
        "a unit of the new one: h @ w_h, without .T.",
        w_h_transposed,
    ),
    Misconception("bias_missing", "The bias b is not in your sum: add it once to every row.", bias_missing),
    Misconception(
        "bias_twice",
        "Your bias counts twice, once with each product. PyTorch has two biases that add up; here there is one, and "
        "it enters once.",
        bias_twice,
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of the state are lost: your result took over the integer type of x. "
        "Make it float64.",
        _integer_output,
    ),
)

EXERCISE = Exercise(
    name="rnn_step",
    reference=rnn_step,
    aspects=(
        Aspect("input", 0.5, "what the input adds"),
        Aspect("state", 0.5, "what the state before adds"),
        Aspect("bias", 0.5, "the bias"),
        Aspect("sizes", 0.25, "one sample, one input, one unit, and as many inputs as units"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
