"""Answers of a class of PyTorch, worked out in NumPy: its outputs, and the gradients that autograd would find.

A wrong layer is written as its forward pass alone: autograd would find the gradients of that wrong pass, and so do
numeric gradients.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment import Module

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


def answer(forward: Forward) -> Callable[..., Arrays]:
    """Answer of a class with the pass ``forward``: its outputs, and the gradients of x and of the parameters."""

    def given(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        def loss(x: np.ndarray, *parameters: np.ndarray) -> float:
            outputs = forward(x, state, *parameters)
            return sum(float(np.sum(back * out)) for back, out in zip(module.upstream, outputs, strict=True))

        parameters = tuple(module.parameters.values())
        return (*forward(x, state, *parameters), *_gradients(loss, x, *parameters))

    return given


def answer_without_gradients(forward: Forward) -> Callable[..., Arrays]:
    """Answer of a class with the pass ``forward`` where no gradient comes back from its outputs at all."""

    def given(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        parameters = tuple(module.parameters.values())
        return (*forward(x, state, *parameters), *map(np.zeros_like, (x, *parameters)))

    return given


def _gradients(loss: Callable[..., float], *arguments: np.ndarray, step: float = 1e-5) -> Arrays:
    """The gradients of ``loss`` by central differences, one for each argument."""
    values = [array.astype(np.float64) for array in arguments]  # copies, of which one entry at a time is nudged
    gradients = tuple(np.zeros_like(value) for value in values)
    for value, gradient in zip(values, gradients, strict=True):
        for place, here in np.ndenumerate(value.copy()):
            value[place] = here + step
            above = loss(*values)
            value[place] = here - step
            gradient[place] = (above - loss(*values)) / (2 * step)
            value[place] = here
    return gradients
