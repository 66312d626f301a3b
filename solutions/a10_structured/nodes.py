"""The step of a node in a tree, and what goes wrong in one, wherever it is taken."""

from functools import partial

import numpy as np

from autograder.authoring import Function, changed, differences, recurrent, then
from solutions.a10_structured.reference import child_sum_step

I, F, G, O = range(4)  # noqa: E741 -- the gates are called so

CHILD_SUM = recurrent.Cell(child_sum_step, differences(2)(child_sum_step), blocks=4, state=("children_h", "children_c"))
REORDERED = {
    "gate_order_ifog": recurrent.reordered(CHILD_SUM, (I, F, O, G)),
    "gate_order_iogf": recurrent.reordered(CHILD_SUM, (I, O, G, F)),
    "gate_order_figo": recurrent.reordered(CHILD_SUM, (F, I, G, O)),
}


def step(
    x: np.ndarray,
    children_h: np.ndarray,
    children_c: np.ndarray,
    w_x: np.ndarray,
    w_h: np.ndarray,
    b: np.ndarray,
    *,
    together: Function = lambda h: h.sum(axis=0),
    gate: Function = recurrent.sigmoid,
    candidate: Function = np.tanh,
    forget: Function = lambda of_x, of_child, of_sum: of_x + of_child,
    kept: Function = lambda f, h, c: (f * c).sum(axis=0),
    own: Function = lambda i, g: i * g,
    hidden: Function = lambda o, c: o * np.tanh(c),
) -> recurrent.Arrays:
    """``child_sum_step``, each part of which can be exchanged."""
    x_i, x_f, x_g, x_o = CHILD_SUM.split(x @ w_x + b)
    v_i, v_f, v_g, v_o = CHILD_SUM.split(w_h)
    h = together(children_h)
    f = gate(forget(x_f, children_h @ v_f, h @ v_f))
    i, g, o = gate(x_i + h @ v_i), candidate(x_g + h @ v_g), gate(x_o + h @ v_o)
    c = kept(f, children_h, children_c) + own(i, g)
    return hidden(o, c), c


def mean(h: np.ndarray) -> np.ndarray:
    """The mean over the children, which is not a number where there is none."""
    out: np.ndarray = h.sum(axis=0) / np.float64(len(h))
    return out


def guarded_mean(h: np.ndarray) -> np.ndarray:
    """The mean over the children, zeros where there is none."""
    out: np.ndarray = h.sum(axis=0) / max(1, len(h))
    return out


def largest(h: np.ndarray) -> np.ndarray:
    """The largest number of all children, unit by unit, zeros where there is none."""
    out: np.ndarray = h.max(axis=0) if len(h) else h.sum(axis=0)
    return out


def step_for_each_child(x: np.ndarray, children_h: np.ndarray, children_c: np.ndarray, *weights: np.ndarray) -> object:
    """An LSTM's step with each child, of whose results all are added up; without children an LSTM's first step."""
    if not len(children_h):
        return child_sum_step(x, children_h, children_c, *weights)
    pairs = zip(children_h, children_c, strict=True)
    hs, cs = zip(*(child_sum_step(x, h[None], c[None], *weights) for h, c in pairs), strict=True)
    return sum(hs), sum(cs)


def first(states: np.ndarray) -> np.ndarray:
    return states[:1]


def last(states: np.ndarray) -> np.ndarray:
    return states[-1:]


STEPS: dict[str, Function] = {
    **{name: cell.step for name, cell in REORDERED.items()},
    "one_forget_gate": partial(step, forget=lambda of_x, of_child, of_sum: of_x + of_sum + 0 * of_child),
    "no_forget_gate": partial(step, kept=lambda f, h, c: c.sum(axis=0)),
    "forget_without_input": partial(step, forget=lambda of_x, of_child, of_sum: of_child),
    "forget_without_child": partial(step, forget=lambda of_x, of_child, of_sum: of_x + 0 * of_child),
    "mean_of_children": partial(step, together=guarded_mean),
    "mean_of_no_children": partial(step, together=mean),
    "largest_of_children": partial(step, together=largest),
    "kept_cells_averaged": partial(step, kept=lambda f, h, c: guarded_mean(f * c)),
    "first_child_only": changed(child_sum_step, children_h=first, children_c=first),
    "last_child_only": changed(child_sum_step, children_h=last, children_c=last),
    "step_for_each_child": step_for_each_child,
    "states_in_place_of_cells": partial(step, kept=lambda f, h, c: (f * h).sum(axis=0)),
    "own_input_forgotten": partial(step, own=lambda i, g: 0 * g),
    "forget_bias_added": partial(step, forget=lambda of_x, of_child, of_sum: of_x + of_child + 1),
    "tanh_on_the_gates": partial(step, gate=np.tanh),
    "sigmoid_on_the_candidate": partial(step, candidate=recurrent.sigmoid),
    "no_tanh_at_the_output": partial(step, hidden=lambda o, c: o * c),
    "sigmoid_at_the_output": partial(step, hidden=lambda o, c: o * recurrent.sigmoid(c)),
    "hidden_states_ignored": changed(child_sum_step, children_h=np.zeros_like),
    "bias_ignored": changed(child_sum_step, b=np.zeros_like),
    "states_swapped": then(child_sum_step, lambda h, c: (c, h)),
    "sigmoid_overflows": partial(step, gate=recurrent.overflowing_sigmoid),
}
