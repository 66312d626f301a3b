"""What a class of PyTorch gives, worked out in NumPy: its outputs, and all its gradients by nudging.

A wrong layer is written as its forward pass alone: autograd would find the gradients of that wrong pass, and so do
numeric gradients.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Module
from course.gradient import numeric_gradients

Arrays = tuple[np.ndarray, ...]
Forward = Callable[..., Arrays]  # (x, state or None, *parameters) -> the outputs

# What would do the work of the classes, under every name by which it is easily had.
RECURRENT_PARTS = (
    *(f"torch.nn.{kind}{cell}" for kind in ("RNN", "LSTM", "GRU") for cell in ("", "Cell")),
    *(f"torch.nn.modules.{kind}{cell}" for kind in ("RNN", "LSTM", "GRU") for cell in ("", "Cell")),
    *(f"torch.nn.modules.rnn.{kind}{cell}" for kind in ("RNN", "LSTM", "GRU") for cell in ("", "Cell")),
    *(
        f"{place}.{kind}{cell}"
        for place in ("torch", "torch._VF")
        for kind in ("lstm", "gru")
        for cell in ("", "_cell")
    ),
    *(
        f"aten::{kind}{version}"
        for kind in ("lstm", "gru", "rnn_tanh", "rnn_relu")
        for version in (".input", ".data", "_cell")
    ),
    "aten::mkldnn_rnn_layer",
)


def wrong_layer(forward: Forward, blocked: str = "") -> Callable[..., Arrays]:
    """The answer of a class whose forward pass is ``forward``.

    ``blocked`` is "everything" where no gradient comes back at all.
    """

    def answer(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        parameters = list(module.parameters.values())
        outputs = forward(x, state, *parameters)
        if blocked == "everything":
            return (*outputs, *(np.zeros_like(array) for array in (x, *parameters)))
        upstream = _flat(module.upstream)
        return (*outputs, *numeric_gradients(lambda x, *p: _flat(forward(x, state, *p)), (x, *parameters), upstream))

    return answer


def last_step_only(forward: Forward) -> Callable[..., Arrays]:
    """The answer of a class that detaches its state after every step: right outputs, short-sighted gradients.

    ``forward`` is the right pass. Each step is differentiated by itself, from states that count as constants.
    """

    def answer(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        parameters = list(module.parameters.values())
        outputs, steps = forward(x, state, *parameters), x.shape[1]
        dx, totals = np.zeros_like(x), [np.zeros_like(array) for array in parameters]
        for t in range(steps):
            before = _state_after(forward, x[:, :t], state, parameters)
            last = module.upstream[1:] if t == steps - 1 else tuple(np.zeros_like(a) for a in module.upstream[1:])
            upstream = _flat((module.upstream[0][:, t : t + 1], *last))
            found = _gradients_of_one_step(forward, x[:, t : t + 1], before, parameters, upstream)
            dx[:, t : t + 1] = found[0]
            totals = [total + gradient for total, gradient in zip(totals, found[1:], strict=True)]
        return (*outputs, dx, *totals)

    return answer


def _gradients_of_one_step(
    forward: Forward, x: np.ndarray, before: Any, parameters: Sequence[np.ndarray], upstream: np.ndarray
) -> Arrays:
    return numeric_gradients(lambda x, *p: _flat(forward(x, before, *p)), (x, *parameters), upstream)


def _state_after(forward: Forward, x: np.ndarray, state: Any, parameters: Sequence[np.ndarray]) -> Any:
    """The state that ``forward`` ends with: all its outputs but the first, as it takes them."""
    if x.shape[1] == 0:
        return state
    _, *last = forward(x, state, *parameters)
    return tuple(last) if len(last) > 1 else last[0]


def _flat(arrays: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([array.ravel() for array in arrays])
