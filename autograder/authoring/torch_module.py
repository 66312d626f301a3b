"""Answers of a class of PyTorch, worked out in NumPy: its outputs, and the gradients that autograd would find.

A wrong layer is written as its forward pass alone: autograd would find the gradients of that wrong pass, and so do
numeric gradients.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.assignment import Module, arrays
from autograder.authoring.mistakes import changed

Arrays = tuple[np.ndarray, ...]
Forward = Callable[..., Arrays]  # (x, state or None, *parameters) -> the outputs

# What would do the work of the classes: PyTorch's classes, its operators, and those parts of it that are a recurrent
# network written in Python.
RECURRENT_PARTS = (
    *(f"torch.nn.{kind}{cell}" for kind in ("RNN", "LSTM", "GRU") for cell in ("", "Cell")),
    *(
        f"torch.{module}:.*(RNN|LSTM|GRU|rnn|lstm|gru).*"
        for module in (
            "nn.modules.rnn",
            "ao.nn.quantizable.modules.rnn",
            "ao.nn.quantized.modules.rnn",
            "ao.nn.quantized.dynamic.modules.rnn",
            "ao.nn.quantized.reference.modules.rnn",
            "_decomp.decompositions",
            "export._patches",
        )
    ),
    "(aten|quantized|mkldnn)::.*(rnn|lstm|gru).*",
)


def answer(forward: Forward) -> Callable[..., Arrays]:
    """Answer of a class with the pass ``forward``: its outputs, the gradients of its arguments and parameters."""

    def given(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        if (beside := beside_values(module)) is not None:
            return beside

        def loss(*differentiable: np.ndarray) -> float:
            x, *others = differentiable
            nudged, begun = others[: len(parameters)], others[len(parameters) :]
            outputs = forward(x, tuple(begun) if isinstance(state, tuple) else next(iter(begun), None), *nudged)
            pairs = zip(arrays(module.upstream), outputs, strict=True)
            return sum(float(np.sum(back.reshape(out.shape) * out)) for back, out in pairs)

        first, parameters = tuple(arrays(state)), tuple(module.parameters.values())
        outputs = forward(x, state, *parameters)
        return outputs if module.asks == "outputs" else (*outputs, *_gradients(loss, x, *parameters, *first))

    return given


def answer_without_gradients(forward: Forward) -> Callable[..., Arrays]:
    """Answer of a class with the pass ``forward`` where no gradient comes back from its outputs at all."""

    def given(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        if (beside := beside_values(module)) is not None:
            return beside
        parameters = tuple(module.parameters.values())
        outputs = forward(x, state, *parameters)
        zeros = map(np.zeros_like, (x, *parameters, *arrays(state)))
        return outputs if module.asks == "outputs" else (*outputs, *zeros)

    return given


def beside_values(module: Module) -> Arrays | None:
    """Return the right answer where a case asks for no values, but how they are nested or how the layer begins."""
    if module.asks == "nesting":
        return (module.brackets,)
    if module.asks == "fresh":
        return np.ones(len(module.parameters)), np.ones(sum(array.ndim > 1 for array in module.parameters.values()))
    return None


def keeping_its_state(forward: Forward) -> Callable[..., Arrays]:
    """Answer of a class that begins a call without a state where the call before it ended, if the batches are alike."""

    def given(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        kept: Any = None
        for earlier, *begun in module.before:
            first = begun[0] if begun else _fitting(kept, earlier)
            _, *last = forward(earlier, first, *module.parameters.values())
            kept = tuple(last) if len(last) > 1 else last[0]
        left = kept

        def pass_on(x: np.ndarray, state: Any, *parameters: np.ndarray) -> Arrays:
            return forward(x, _fitting(left, x) if state is None else state, *parameters)

        return answer(pass_on)(module, x, state)

    return given


def nested_as(change: Callable[..., Any], right: Callable[..., Arrays]) -> Callable[..., Arrays]:
    """``right``, but its outputs are nested as ``change`` nests them, which is given them as they should be."""
    return changed(right, module=lambda module: replace(module, upstream=change(*module.upstream)))


def beginning_with(right: Callable[..., Arrays], *, finite: bool, varied: bool) -> Callable[..., Arrays]:
    """``right``, but in a fresh layer all numbers are ``finite`` or none, and those of a matrix ``varied`` or alike."""

    def given(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        if module.asks != "fresh":
            return right(module, x, state)
        good = beside_values(module) or ()
        return tuple(array * holds for array, holds in zip(good, (finite, varied), strict=True))

    return given


def _fitting(kept: Any, x: np.ndarray) -> Any:
    """The state ``kept`` where it is one of as many sequences as ``x`` holds."""
    return kept if all(len(array) == len(x) for array in arrays(kept)) else None


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
