"""The LSTM written out with one mistake of choice: a step, its gradients, and both through time.

A mistake that sits in the step shows in every exercise that uses it, so it is written once and carried along.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Misconception
from solutions.a07_lstm.reference import lstm_step, lstm_step_backward

Function = Callable[..., Any]
Arrays = tuple[np.ndarray, ...]


def _not_written(*args: Any) -> Any:
    raise NotImplementedError("this mistake is one of the forward pass")


@dataclass(frozen=True)
class Mistake:
    """What is wrong, the hint, the step that has it, and (where someone is likely to write them) its gradients."""

    name: str
    hint: str
    step: Function
    gradients: Function = _not_written


def sigmoid(a: np.ndarray) -> np.ndarray:
    """The logistic function, as most people write it first."""
    return 1 / (1 + np.exp(-a))


def overflowing_sigmoid(a: np.ndarray) -> np.ndarray:
    """Infinity over infinity for a large positive ``a``."""
    return np.exp(a) / (1 + np.exp(a))


def reordered(order: tuple[int, ...], right: Function, weights_from: int, outputs_from: int | None = None) -> Function:
    """``right`` as written by someone who takes the blocks on the last axis in another order.

    ``order[k]`` is the place at which that person looks for block k. The arguments from ``weights_from`` on carry
    blocks, and so do the outputs from ``outputs_from`` on.
    """
    back = tuple(np.argsort(order))

    def wrong(*args: np.ndarray) -> Any:
        moved = (_take_blocks(array, order) for array in args[weights_from:])
        result = right(*args[:weights_from], *moved)
        if outputs_from is None:
            return result
        return (*result[:outputs_from], *(_take_blocks(array, back) for array in result[outputs_from:]))

    return wrong


def _take_blocks(array: np.ndarray, order: tuple[int, ...]) -> np.ndarray:
    blocks = np.split(array, len(order), axis=-1)
    return np.concatenate([blocks[place] for place in order], axis=-1)


def step(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    gate: Function = sigmoid,
    candidate: Function = np.tanh,
    squash: Function = np.tanh,
    forget_bias: float = 0.0,
    cell: Function = lambda i, f, g, c: f * c + i * g,
) -> Arrays:
    """One step, each part of which can be exchanged."""
    a_i, a_f, a_g, a_o = np.split(x @ w_x + h @ w_h + b, 4, axis=-1)
    c_new = cell(gate(a_i), gate(a_f + forget_bias), candidate(a_g), c)
    return gate(a_o) * squash(c_new), c_new


def _hidden_from_old_cell(x: np.ndarray, h: np.ndarray, c: np.ndarray, *parameters: np.ndarray) -> Arrays:
    _, c_new = lstm_step(x, h, c, *parameters)
    o = sigmoid(np.split(x @ parameters[0] + h @ parameters[1] + parameters[2], 4, axis=-1)[3])
    return o * np.tanh(c), c_new


def _hidden_ignored(x: np.ndarray, h: np.ndarray, *rest: np.ndarray) -> Any:
    return lstm_step(x, 0 * h, *rest)


def _bias_ignored(
    x: np.ndarray, h: np.ndarray, c: np.ndarray, w_x: np.ndarray, w_h: np.ndarray, b: np.ndarray
) -> Arrays:
    return lstm_step(x, h, c, w_x, w_h, 0 * b)


def _swapped(*args: np.ndarray) -> Arrays:
    h, c = lstm_step(*args)
    return c, h


ORDER_MISTAKES = (
    Mistake(
        "gate_order_ifog",
        "Your gates stand in the order i, f, o, g: here the candidate g is the third block and the output gate o "
        "the fourth, as in PyTorch.",
        reordered((0, 1, 3, 2), lstm_step, 3),
        reordered((0, 1, 3, 2), lstm_step_backward, 5, 3),
    ),
    Mistake(
        "gate_order_figo",
        "Input gate and forget gate have changed places: the first block is i, which lets the candidate g in, and "
        "the second is f, which keeps the old cell.",
        reordered((1, 0, 2, 3), lstm_step, 3),
        reordered((1, 0, 2, 3), lstm_step_backward, 5, 3),
    ),
    Mistake(
        "gate_order_fiog",
        "Your gates stand in the order f, i, o, g, in which many texts introduce them: here the blocks are i, f, g, o, "
        "as in PyTorch.",
        reordered((1, 0, 3, 2), lstm_step, 3),
        reordered((1, 0, 3, 2), lstm_step_backward, 5, 3),
    ),
)

STEP_MISTAKES = (
    *ORDER_MISTAKES,
    Mistake(
        "tanh_on_the_gates",
        "Your gates go through tanh: i, f and o say how much passes, from 0 to 1, so they go through the sigmoid; "
        "tanh is for the candidate g and for the cell.",
        partial(step, gate=np.tanh),
    ),
    Mistake(
        "sigmoid_on_the_candidate",
        "Your candidate g goes through the sigmoid, so it can never make the cell smaller: g is a content and goes "
        "through tanh.",
        partial(step, candidate=sigmoid),
    ),
    Mistake(
        "no_tanh_at_the_output",
        "Your hidden state is o times the bare cell: the cell goes through tanh first, h = o ⊙ tanh(c).",
        partial(step, squash=lambda c: c),
    ),
    Mistake(
        "sigmoid_at_the_output",
        "The cell goes through a sigmoid on its way to your hidden state: it must be tanh, h = o ⊙ tanh(c).",
        partial(step, squash=sigmoid),
    ),
    Mistake(
        "hidden_state_from_the_old_cell",
        "Your hidden state looks at the cell before this step: update the cell first, then h = o ⊙ tanh of the new c.",
        _hidden_from_old_cell,
    ),
    Mistake(
        "forget_bias_added",
        "You add 1 to the sum of the forget gate. Some frameworks do so to begin training with an open gate, but then "
        "as a value of b: the step itself adds nothing.",
        partial(step, forget_bias=1.0),
    ),
    Mistake(
        "forget_gate_on_the_candidate",
        "Your forget gate multiplies the candidate too: f weighs the old cell alone, c = f ⊙ c + i ⊙ g.",
        partial(step, cell=lambda i, f, g, c: f * (c + i * g)),
    ),
    Mistake(
        "input_gate_is_one_minus_forget",
        "You use 1 − f where the input gate belongs. That is the coupled LSTM; here i has a block of its own.",
        partial(step, cell=lambda i, f, g, c: f * c + (1 - f) * g),
    ),
    Mistake(
        "hidden_state_ignored",
        "The hidden state before the step has no effect: h @ w_h is part of the sum in all four blocks.",
        _hidden_ignored,
    ),
    Mistake(
        "bias_ignored",
        "The bias has no effect: b is added to the sum of all four blocks before the sigmoids and tanh.",
        _bias_ignored,
    ),
    Mistake(
        "states_swapped",
        "You return the cell first: the hidden state h comes first, then the cell c.",
        _swapped,
    ),
    Mistake(
        "sigmoid_overflows",
        "Your sigmoid overflows for large numbers, and infinity over infinity is nan: 1 / (1 + exp(-a)) or a form with "
        "tanh stays finite.",
        partial(step, gate=overflowing_sigmoid),
    ),
)


def faulty_gradients(
    dh: np.ndarray,
    dc: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    fault: str,
) -> Arrays:
    """The gradients of one step, with the fault that is named."""
    a_i, a_f, a_g, a_o = np.split(x @ w_x + h @ w_h + b, 4, axis=-1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c_new = f * c + i * g
    squashed = c_new if fault == "cell_instead_of_its_tanh" else np.tanh(c_new)
    through_h = dh * o * (1 if fault == "tanh_of_the_cell_not_differentiated" else 1 - squashed**2)
    if fault == "dc_ignored":
        dc = 0 * dc
    total = dc if fault == "dh_not_into_the_cell" else dc + through_h
    read = c_new if fault == "new_cell_at_the_forget_gate" else c
    dc_prev = total if fault == "forget_gate_missing_in_dc" else total * f
    di, df, dg, do = total * g, total * read, total * i, dh * squashed
    slopes = [i * (1 - i), f * (1 - f), 1 - g**2, o * (1 - o)]
    if fault == "gates_not_differentiated":
        slopes = [np.ones_like(i), np.ones_like(f), slopes[2], np.ones_like(o)]
    if fault == "candidate_differentiated_as_a_sigmoid":
        slopes[2] = g * (1 - g)
    da = np.concatenate([d * slope for d, slope in zip((di, df, dg, do), slopes, strict=True)], axis=-1)
    state = o * np.tanh(c_new) if fault == "new_state_in_dw_h" else h
    db = {"db_not_summed": da, "db_averaged": da.mean(axis=0)}.get(fault, da.sum(axis=0))
    return da @ w_x.T, da @ w_h.T, dc_prev, x.T @ da, state.T @ da, db


GRADIENT_HINTS = {
    "dc_ignored": "Your gradients do not depend on dc: the cell after this step is also used by the next one, so what "
    "comes back through it is added, dc + dh ⊙ o ⊙ (1 − tanh²(c)).",
    "dh_not_into_the_cell": "dh reaches your output gate alone: h is made of the cell, so dh ⊙ o ⊙ (1 − tanh²(c)) is "
    "added to dc before it goes on.",
    "tanh_of_the_cell_not_differentiated": "On the way from h into the cell the slope of tanh is missing: "
    "dh ⊙ o ⊙ (1 − tanh²(c)).",
    "cell_instead_of_its_tanh": "On the way back from h you use the new cell where its tanh belongs: do = dh ⊙ tanh(c) "
    "and the slope is 1 − tanh²(c).",
    "new_cell_at_the_forget_gate": "The gradient of your forget gate uses the new cell: f multiplied the cell from "
    "before the step.",
    "forget_gate_missing_in_dc": "Your dc_prev lacks the forget gate: the old cell came in as f ⊙ c, so its gradient "
    "is multiplied by f.",
    "gates_not_differentiated": "The slopes of your sigmoids are missing: the gradient of a gate s is multiplied by "
    "s ⊙ (1 − s) on its way to the sum inside.",
    "candidate_differentiated_as_a_sigmoid": "Your candidate has the slope of a sigmoid: g is a tanh, so its slope is "
    "1 − g².",
    "new_state_in_dw_h": "Your dw_h uses the hidden state after the step: w_h was multiplied with the one before it.",
    "db_not_summed": "Your db is not summed: the bias is added for every sample of the batch, so db is the sum of "
    "their gradients and has the shape (4U,).",
    "db_averaged": "Your db is a mean over the batch: a mean belongs to the loss and is in dh and dc already. "
    "Here it is a sum.",
}

GRADIENT_MISTAKES = tuple(
    Mistake(name, hint, lstm_step, partial(faulty_gradients, fault=name)) for name, hint in GRADIENT_HINTS.items()
)
BACKWARD_MISTAKES = ORDER_MISTAKES + GRADIENT_MISTAKES


def forward_through_time(
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    step: Function = lstm_step,
    fault: str = "",
) -> Arrays:
    """Many steps, with a wrong step or the fault that is named."""
    h, c = (0 * h0 if fault == "h0_ignored" else h0), (0 * c0 if fault == "c0_ignored" else c0)
    hs, cs = [], []
    for t in range(x.shape[1]):
        seen = 0 if fault == "first_input_repeated" else -1 - t if fault == "time_reversed" else t
        h_new, c_new = step(x[:, seen], h, c, w_x, w_h, b)
        hs.append(h_new)
        cs.append(c_new)
        h = h if fault == "h_not_carried" else h_new
        c = c if fault == "c_not_carried" else c_new
    axis = 0 if fault == "time_first" else 1
    last = {"hidden_state_as_the_cell": hs[-1], "first_cell": cs[0], "all_cells": np.stack(cs, axis=axis)}
    return np.stack(hs, axis=axis), last.get(fault, cs[-1])


def backward_through_time(
    dhs: np.ndarray,
    x: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    step: Function = lstm_step,
    step_backward: Function = lstm_step_backward,
    fault: str = "",
) -> Arrays:
    """The gradients of many steps, with a wrong step, wrong gradients of a step, or the fault that is named."""
    states = [(h0, 0 * c0 if fault == "c0_ignored" else c0)]
    for t in range(x.shape[1]):
        states.append(step(x[:, t], *states[-1], w_x, w_h, b))
    dh, dc, dxs, totals = np.zeros_like(h0, dtype=np.float64), np.zeros_like(c0, dtype=np.float64), [], []
    for t in reversed(range(x.shape[1])):
        outside = dhs[:, t] if t == x.shape[1] - 1 or fault != "only_the_last_dhs" else 0 * dhs[:, t]
        before = states[t + 1] if fault == "states_one_step_late" else states[t]
        dx, dh, dc, *parameters = step_backward(outside + dh, dc, x[:, t], *before, w_x, w_h, b)
        dh = 0 * dh if fault == "dh_not_carried" and t else dh
        dc = 0 * dc if fault == "dc_not_carried" and t else dc
        dxs.append(dx)
        totals.append(parameters)
    if fault != "dx_in_reverse":
        dxs.reverse()
    sums = [np.sum(column, axis=0) for column in zip(*totals, strict=True)]
    if fault == "weights_not_summed_over_time":
        sums = totals[-1]
    if fault == "weights_averaged_over_time":
        sums = [total / len(totals) for total in sums]
    return np.stack(dxs, axis=1), dh, dc, *sums


def misconceptions(
    mistakes: tuple[Mistake, ...], wrong: Callable[[Mistake], Function], without: tuple[str, ...] = ()
) -> tuple[Misconception, ...]:
    """Every mistake but those ``without``, as a misconception whose function ``wrong`` makes."""
    return tuple(Misconception(item.name, item.hint, wrong(item)) for item in mistakes if item.name not in without)


def in_the_states(mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """The same mistakes, in the forward pass alone: the gradients are right, but taken at the wrong states."""
    return tuple(replace(item, name=f"{item.name}_in_the_states", gradients=_not_written) for item in mistakes)


def faulty(hints: Mapping[str, str], function: Function) -> tuple[Misconception, ...]:
    """Every fault of ``hints``, as a misconception of ``function``."""
    return tuple(Misconception(name, hint, partial(function, fault=name)) for name, hint in hints.items())


def whole_numbers_out(right: Function, of: int) -> Misconception:
    """The results are written into arrays of the type of argument number ``of``."""

    def wrong(*args: np.ndarray) -> Any:
        result = right(*args)
        if not np.issubdtype(args[of].dtype, np.integer):
            return result
        return tuple(item.astype(int) for item in result) if isinstance(result, tuple) else result.astype(int)

    return Misconception(
        "integer_output",
        "With whole numbers in, the decimals of your result are lost: its array took over the integer type of an "
        "argument. Make it float64.",
        wrong,
    )
