"""Hidden cases of the class ``GRU``: given parameters go in, outputs and all gradients come out."""

from functools import partial

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception, Module
from autograder.authoring.torch_module import last_step_only, wrong_layer
from solutions.a07_lstm.draw import reals, weights
from solutions.a08_gru.reference import gru_step_reset_after

from .mistakes import RESET_AFTER_MISTAKES, Arrays, Function, gradients_reset_after

NAMES = ("w_x", "w_h", "b_x", "b_h")
OUTPUTS = ("hs", "h", "dx", "dw_x", "dw_h", "db_x", "db_h")


def gru(module: Module, x: np.ndarray, h: np.ndarray | None = None) -> Arrays:
    """What the right class gives: its outputs, the gradient of x, the gradients of its parameters."""
    parameters = [module.parameters[name] for name in NAMES]
    states = [_begin(x, h, parameters[1])]
    for t in range(x.shape[1]):
        states.append(gru_step_reset_after(x[:, t], states[-1], *parameters))
    dhs, dh = module.upstream
    dx, totals = np.zeros_like(x), [np.zeros_like(array) for array in parameters]
    for t in reversed(range(x.shape[1])):
        dx[:, t], dh, *found = gradients_reset_after(dhs[:, t] + dh, x[:, t], states[t], *parameters)
        totals = [total + gradient for total, gradient in zip(totals, found, strict=True)]
    return np.stack(states[1:], axis=1), states[-1], dx, *totals


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """From zeros and from a given state; one step and several."""
    gradients = ("dx", "dw_x", "dw_h", "db_x", "db_h")
    return [
        _case(rng, ("one_step",), 1, 1, 1, 2),
        _case(rng, ("one_step",), 2, 1, 3, 2),
        _case(rng, ("hs", "h", *gradients), 1, 2, 1, 2),
        _case(rng, ("hs", "h", *gradients), 1, 4, 2, 2),
        _case(rng, ("state",), 1, 2, 1, 2, state=True),
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
    arrays = (*weights(rng, features, units, 3), reals(rng, 3 * units), reals(rng, 3 * units))
    upstream = reals(rng, n, steps, units), reals(rng, n, units)
    module = Module((features, units), dict(zip(NAMES, arrays, strict=True)), upstream)
    before = (reals(rng, n, units),) if state else ()
    return Case(aspects, (reals(rng, n, steps, features), *before), module=module)


def _begin(x: np.ndarray, h: np.ndarray | None, w_h: np.ndarray) -> np.ndarray:
    return np.zeros((len(x), len(w_h))) if h is None else h


def _forward(
    x: np.ndarray,
    state: np.ndarray | None,
    *parameters: np.ndarray,
    step: Function = gru_step_reset_after,
    fault: str = "",
) -> Arrays:
    """(hs, h), with a wrong step or the fault that is named."""
    h = _begin(x, None if fault == "state_ignored" else state, parameters[1])
    hs = []
    for t in range(x.shape[1]):
        hs.append(step(x[:, -1 - t if fault == "time_reversed" else t], h, *parameters))
        h = h if fault == "h_not_carried" else hs[-1]
    return np.stack(hs, axis=1), hs[0] if fault == "first_state" else hs[-1]


MISCONCEPTIONS = (
    Misconception(
        "state_ignored",
        "Your layer always begins with zeros: where a state h is given, it begins with that.",
        wrong_layer(partial(_forward, fault="state_ignored")),
    ),
    Misconception(
        "first_state_returned",
        "The state that your layer returns is the one after the first step: it must be that after the last.",
        wrong_layer(partial(_forward, fault="first_state")),
    ),
    Misconception(
        "state_not_carried",
        "Every step of your layer begins with the same state: it gets the h of the step before.",
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
        for item in RESET_AFTER_MISTAKES
        if item.name != "sigmoid_overflows"
    ),
)

EXERCISE = Exercise(
    name="GRU",
    reference=gru,
    library="torch",
    outputs=OUTPUTS,
    aspects=(
        Aspect("one_step", 0.25, "a sequence of one step, forward and backward"),
        Aspect("hs", 0.5, "the states, begun with zeros", output=0),
        Aspect("h", 0.25, "the last state", output=1),
        Aspect("state", 0.5, "a given state, forward and backward"),
        Aspect("dx", 0.25, "the gradient of x", output=2),
        Aspect("dw_x", 0.25, "the gradient of w_x", output=3),
        Aspect("dw_h", 0.25, "the gradient of w_h", output=4),
        Aspect("db_x", 0.25, "the gradient of b_x", output=5),
        Aspect("db_h", 0.25, "the gradient of b_h", output=6),
        Aspect("batch", 0.25, "several sequences at once"),
    ),
    draw_cases=draw_cases,
    misconceptions=MISCONCEPTIONS,
)
