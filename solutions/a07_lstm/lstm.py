"""Hidden cases of the class ``LSTM``: given parameters go in, outputs and all gradients come out."""

from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception, Module
from autograder.authoring.torch_module import last_step_only, wrong_layer
from solutions.a07_lstm.reference import lstm_forward, lstm_step, lstm_step_backward

from .draw import reals, weights
from .mistakes import STEP_MISTAKES, Arrays, forward_through_time

NAMES = ("w_x", "w_h", "b")
OUTPUTS = ("hs", "h", "c", "dx", "dw_x", "dw_h", "db")


def lstm(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
    """What the right class gives: its outputs, the gradient of x, the gradients of its parameters."""
    parameters = [module.parameters[name] for name in NAMES]
    states = [_begin(x, state, parameters[1])]
    for t in range(x.shape[1]):
        states.append(lstm_step(x[:, t], *states[-1], *parameters))
    dhs, dh, dc = module.upstream
    dx, totals = np.zeros_like(x), [np.zeros_like(array) for array in parameters]
    for t in reversed(range(x.shape[1])):
        dx[:, t], dh, dc, *found = lstm_step_backward(dhs[:, t] + dh, dc, x[:, t], *states[t], *parameters)
        totals = [total + gradient for total, gradient in zip(totals, found, strict=True)]
    return np.stack([h for h, _ in states[1:]], axis=1), *states[-1], dx, *totals


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """From zeros and from a given state; one step and several."""
    gradients = ("dx", "dw_x", "dw_h", "db")
    return [
        _case(rng, ("one_step",), 1, 1, 1, 1),
        _case(rng, ("one_step",), 2, 1, 3, 2),
        _case(rng, ("hs", "h", "c", *gradients), 1, 2, 1, 1),
        _case(rng, ("hs", "h", "c", *gradients), 1, 4, 2, 2),
        _case(rng, ("state",), 1, 2, 1, 1, state=True),
        _case(rng, ("state",), 2, 3, 2, 2, state=True),
        _case(rng, ("batch",), 3, 2, 2, 1),
        _case(rng, ("batch",), 2, 3, 1, 3),
    ]


def _case(
    rng: np.random.Generator,
    aspects: tuple[str, ...],
    n: int,
    steps: int,
    features: int,
    units: int,
    state: bool = False,
) -> Case:
    arrays = (*weights(rng, features, units, 4), reals(rng, 4 * units))
    upstream = reals(rng, n, steps, units), reals(rng, n, units), reals(rng, n, units)
    module = Module((features, units), dict(zip(NAMES, arrays, strict=True)), upstream)
    before = ((reals(rng, n, units), reals(rng, n, units)),) if state else ()
    return Case(aspects, (reals(rng, n, steps, features), *before), module=module)


def _begin(x: np.ndarray, state: Any, w_h: np.ndarray) -> Arrays:
    return state if state is not None else (np.zeros((len(x), len(w_h))), np.zeros((len(x), len(w_h))))


def _forward(x: np.ndarray, state: Any, *parameters: np.ndarray, **change: Any) -> Arrays:
    """(hs, h, c), with a wrong step or a fault of `forward_through_time`."""
    hs, c = forward_through_time(x, *_begin(x, state, parameters[1]), *parameters, **change)
    return hs, hs[:, -1].copy(), c


def _state_ignored(x: np.ndarray, state: Any, *parameters: np.ndarray) -> Arrays:
    return _forward(x, None, *parameters)


def _last_two_swapped(x: np.ndarray, state: Any, *parameters: np.ndarray) -> Arrays:
    hs, h, c = _forward(x, state, *parameters)
    return hs, c, h


def _state_read_as_c_h(x: np.ndarray, state: Any, *parameters: np.ndarray) -> Arrays:
    return _forward(x, None if state is None else state[::-1], *parameters)


def _first_state_returned(x: np.ndarray, state: Any, *parameters: np.ndarray) -> Arrays:
    hs = _forward(x, state, *parameters)[0]
    first = lstm_forward(x[:, :1], *_begin(x, state, parameters[1]), *parameters)
    return hs, first[0][:, 0], first[1]


IN_A_CLASS = ("no_tanh_at_the_output", "sigmoid_on_the_candidate", "tanh_on_the_gates", "forget_bias_added")
MISCONCEPTIONS = (
    Misconception(
        "state_ignored",
        "Your layer always begins with zeros: where a state (h, c) is given, it begins with that.",
        wrong_layer(_state_ignored),
    ),
    Misconception(
        "state_read_as_c_h",
        "Your layer reads the given state the wrong way round: it is (h, c), first the hidden state.",
        wrong_layer(_state_read_as_c_h),
    ),
    Misconception(
        "last_state_returned_as_c_h",
        "Your layer returns its last state the wrong way round: it is (h, c), first the hidden state.",
        wrong_layer(_last_two_swapped),
    ),
    Misconception(
        "first_state_returned",
        "The state that your layer returns is the one after the first step: it must be that after the last.",
        wrong_layer(_first_state_returned),
    ),
    Misconception(
        "state_not_carried",
        "Every step of your layer begins with the same hidden state: it gets the h of the step before.",
        wrong_layer(partial(_forward, fault="h_not_carried")),
    ),
    Misconception(
        "sequence_read_backwards",
        "Your layer reads the sequence from its end: the first step reads x[:, 0].",
        wrong_layer(partial(_forward, fault="time_reversed")),
    ),
    Misconception(
        "detached_between_steps",
        "Your outputs are right, but the gradient stops between the steps: detach, .data or no_grad on the state cuts "
        "the road back through time.",
        last_step_only(_forward),
    ),
    Misconception(
        "no_gradient_at_all",
        "Your outputs are right, but no gradient comes back from them: detach, .data, no_grad or NumPy on the way cuts "
        "what autograd follows.",
        wrong_layer(_forward, blocked="everything"),
    ),
    *(
        Misconception(item.name, item.hint, wrong_layer(partial(_forward, step=item.step)))
        for item in STEP_MISTAKES
        if item.name.startswith("gate_order") or item.name in IN_A_CLASS
    ),
)

EXERCISE = Exercise(
    name="LSTM",
    reference=lstm,
    library="torch",
    outputs=OUTPUTS,
    aspects=(
        Aspect("one_step", 0.25, "a sequence of one step, forward and backward"),
        Aspect("hs", 0.5, "the hidden states, begun with zeros", output=0),
        Aspect("h", 0.25, "the last hidden state", output=1),
        Aspect("c", 0.25, "the last cell", output=2),
        Aspect("state", 0.5, "a given state, forward and backward"),
        Aspect("dx", 0.25, "the gradient of x", output=3),
        Aspect("dw_x", 0.25, "the gradient of w_x", output=4),
        Aspect("dw_h", 0.25, "the gradient of w_h", output=5),
        Aspect("db", 0.25, "the gradient of b", output=6),
        Aspect("batch", 0.25, "several sequences at once"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
