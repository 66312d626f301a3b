"""Recurrent cells: a step and its gradients, both carried through time, and what goes wrong there.

N is the batch, T the time steps, D the input features, U the units. A *state* is the tuple of arrays (N, U) that one
step hands to the next, the hidden state first: (h,) of a GRU, (h, c) of an LSTM. The parameters are w_x of shape
(D, blocks · U), w_h (U, blocks · U) and biases (blocks · U,), a block for each gate and candidate, side by side.
"""

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Module, arrays
from autograder.authoring import torch_module
from autograder.authoring.mistakes import Function, changed, output_of, then

Arrays = tuple[np.ndarray, ...]

OF_LARGE_SUMS = ("sigmoid_overflows",)  # mistakes in a step that no call of ordinary numbers shows


def sigmoid(a: np.ndarray) -> np.ndarray:
    """The logistic function, as most people write it first."""
    return 1 / (1 + np.exp(-a))


def overflowing_sigmoid(a: np.ndarray) -> np.ndarray:
    """Infinity over infinity for a large positive ``a``."""
    return np.exp(a) / (1 + np.exp(a))


def sigmoid_slope_at_the_sum(s: np.ndarray, a: np.ndarray) -> np.ndarray:
    """The slope s (1 - s) of a sigmoid with the value ``s``, made of the sum ``a`` instead."""
    return a * (1 - a)


def tanh_slope_at_the_sum(g: np.ndarray, a: np.ndarray) -> np.ndarray:
    """The slope 1 - g² of a tanh with the value ``g``, made of the sum ``a`` instead."""
    return 1 - a**2


def sigmoid_slope_squashed_twice(s: np.ndarray, a: np.ndarray) -> np.ndarray:
    """The slope of a sigmoid at its value ``s``, as though that were the sum."""
    return sigmoid(s) * (1 - sigmoid(s))


def tanh_slope_squashed_twice(g: np.ndarray, a: np.ndarray) -> np.ndarray:
    """The slope of a tanh at its value ``g``, as though that were the sum."""
    return 1 - np.tanh(g) ** 2


def wrong_slopes(gradients: Function) -> dict[str, Function]:
    """The wrong gradients of a step that come from its slopes, by the mistake's name.

    ``gradients`` takes the ``gate`` itself, and what the slopes of gates and candidate are made of: ``gate_slope`` and
    ``candidate_slope``, each of the value and the sum.
    """
    at_the_sum = {"gate_slope": sigmoid_slope_at_the_sum, "candidate_slope": tanh_slope_at_the_sum}
    squashed_twice = {"gate_slope": sigmoid_slope_squashed_twice, "candidate_slope": tanh_slope_squashed_twice}
    return {
        "gate_slopes_at_the_sums": partial(gradients, gate_slope=sigmoid_slope_at_the_sum),
        "candidate_slope_at_the_sum": partial(gradients, candidate_slope=tanh_slope_at_the_sum),
        "slopes_at_the_sums": partial(gradients, **at_the_sum),
        "slopes_squashed_twice": partial(gradients, **squashed_twice),
        "sigmoid_overflows": partial(gradients, gate=overflowing_sigmoid),
    }


@dataclass(frozen=True)
class Cell:
    """A recurrent cell, right or wrong.

    ``step(x, *state, *parameters)`` returns the state after the step, one array or a tuple of them;
    ``gradients(*dstate, x, *state, *parameters)`` returns (dx, *dstate before the step, *dparameters).
    Where a method has ``stuck``, those arrays of a state, or on the way back their gradients, do not go from step to
    step: every step gets what the first one got.
    """

    step: Function
    gradients: Function
    blocks: int
    state: tuple[str, ...] = ("h",)  # the names of its arrays

    def split(self, array: np.ndarray) -> list[np.ndarray]:
        """The blocks of sums, weights or biases."""
        width = array.shape[-1] // self.blocks  # numeric gradients come here thousands of times, and np.split is slow
        return [array[..., k * width : (k + 1) * width] for k in range(self.blocks)]

    def after(self, x: np.ndarray, *given: np.ndarray) -> Arrays:
        """The state after one step, as a tuple."""
        return _as_tuple(self.step(x, *given))

    def states(self, x: np.ndarray, *given: np.ndarray, stuck: Sequence[str] = ()) -> list[Arrays]:
        """The state before the first step and those after each; ``given`` are the first state and the parameters."""
        first, parameters = self._parted(given)
        states = [first]
        for t in range(x.shape[1]):
            states.append(self.after(x[:, t], *self._next(states[-1], first, stuck), *parameters))
        return states

    def forward(self, x: np.ndarray, *given: np.ndarray, stuck: Sequence[str] = ()) -> Arrays:
        """The states after every step: for each array of a state one of shape (N, T, U)."""
        _, *states = self.states(x, *given, stuck=stuck)
        return tuple(np.stack(arrays, axis=1) for arrays in zip(*states, strict=True))

    def backward(
        self,
        dhs: np.ndarray,
        x: np.ndarray,
        *given: np.ndarray,
        last: Sequence[np.ndarray] = (),
        stuck: Sequence[str] = (),
        total: Callable[[Sequence[np.ndarray]], Any] = sum,
        wraps: bool = False,
    ) -> Arrays:
        """(dx, *dstate before the first step, *dparameters) of a loss whose gradient of the hidden states is ``dhs``.

        ``last`` is its gradient of the state after the last step, by default zeros. ``total`` makes one gradient of a
        parameter of those of all steps, the last step's first. ``wraps`` takes the state at place t - 1 for the one
        before step t, which is the last one for t = 0.
        """
        states, (first, parameters) = self.states(x, *given), self._parted(given)
        states[0] = states[-1] if wraps else states[0]
        end = tuple(last) or tuple(np.zeros(array.shape) for array in first)
        dstate, found = end, []
        for t in reversed(range(x.shape[1])):
            dh, *others = self._next(dstate, end, stuck)
            dx, *gradients = self.gradients(dhs[:, t] + dh, *others, x[:, t], *states[t], *parameters)
            dstate, dparameters = self._parted(gradients)
            found.append((dx, *dparameters))
        dxs, *columns = zip(*found, strict=True)
        return (np.stack(dxs[::-1], axis=1), *dstate, *map(total, columns))

    def layer(self, x: np.ndarray, state: Any, *parameters: np.ndarray, stuck: Sequence[str] = ()) -> Arrays:
        """Outputs of a layer of such cells: all hidden states, then the last state; None begins with zeros."""
        states = self.forward(x, *self._first(x, state, parameters), *parameters, stuck=stuck)
        return (states[0], *(array[:, -1] for array in states))

    def answer(self, module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        """Answer of such a layer as a class of PyTorch: its outputs, the gradients of arguments and parameters."""
        if (beside := torch_module.beside_values(module)) is not None:
            return beside
        parameters = tuple(module.parameters.values())
        outputs = self.layer(x, state, *parameters)
        if module.asks == "outputs":
            return outputs
        dhs, *last = arrays(module.upstream)
        dx, *gradients = self.backward(dhs, x, *self._first(x, state, parameters), *parameters, last=last)
        dstate, dparameters = self._parted(gradients)
        return (*outputs, dx, *dparameters, *(() if state is None else dstate))

    def _parted(self, arrays: Sequence[np.ndarray]) -> tuple[Arrays, Arrays]:
        """Those of a state, and those of the parameters after it."""
        return tuple(arrays[: len(self.state)]), tuple(arrays[len(self.state) :])

    def _next(self, left: Arrays, first: Arrays, stuck: Sequence[str]) -> Arrays:
        """State that a step gets: the one that was left, but where it is stuck the first one."""
        return tuple(first[k] if name in stuck else left[k] for k, name in enumerate(self.state))

    def _first(self, x: np.ndarray, state: Any, parameters: Arrays) -> Arrays:
        """The state that a layer begins with: an array alone or a tuple as given, or zeros."""
        zeros = np.zeros((len(x), len(parameters[1])))
        return (zeros,) * len(self.state) if state is None else _as_tuple(state)


def _as_tuple(state: Any) -> Arrays:
    return state if isinstance(state, tuple) else (state,)


def reordered(cell: Cell, order: Sequence[int]) -> Cell:
    """``cell`` as somebody writes it who has its blocks in this ``order``."""
    place = [order.index(block) for block in range(cell.blocks)]  # of each block in that order
    n = len(cell.state)

    def moved(arrays: Sequence[np.ndarray], places: Sequence[int], first: int) -> Arrays:
        """The arrays, those from number ``first`` on with the blocks that stand at ``places``."""
        split = [cell.split(array) for array in arrays[first:]]
        return (*arrays[:first], *(np.concatenate([blocks[k] for k in places], axis=-1) for blocks in split))

    def step(*args: np.ndarray) -> Any:
        return cell.step(*moved(args, place, 1 + n))

    def gradients(*args: np.ndarray) -> Arrays:
        return moved(cell.gradients(*moved(args, place, 1 + 2 * n)), order, 1 + n)

    return replace(cell, step=step, gradients=gradients)


def with_steps(cell: Cell, steps: Mapping[str, Function]) -> dict[str, Cell]:
    """Cells that take the wrong ``steps`` and find the gradients of the right one."""
    return {name: replace(cell, step=step) for name, step in steps.items() if name not in OF_LARGE_SUMS}


def with_gradients(cell: Cell, gradients: Mapping[str, Function], steps: Mapping[str, Function]) -> dict[str, Cell]:
    """Cells that find the wrong ``gradients``, and take the step of that name where there is one."""
    return {name: replace(cell, step=steps.get(name, cell.step), gradients=wrong) for name, wrong in gradients.items()}


def ignored(right: Function, *names: str) -> dict[str, Function]:
    """Zeros stand in the place of an argument: "h0_ignored"."""
    return {f"{name}_ignored": changed(right, **{name: np.zeros_like}) for name in names}


def of_some_steps(right: Function, mistakes: Mapping[str, Function]) -> dict[str, Function]:
    """The mistakes, none of which shows in a sequence ``x`` of no steps."""

    def unless_empty(wrong: Function) -> Function:
        @functools.wraps(right)
        def mixed(*args: np.ndarray) -> Any:
            x = signature.bind(*args).arguments["x"]
            return wrong(*args) if x.shape[1] else right(*args)

        return mixed

    signature = inspect.signature(right)
    return {name: unless_empty(wrong) for name, wrong in mistakes.items()}


def forward_mistakes(cell: Cell) -> dict[str, Function]:
    """Mistakes in ``cell.forward`` while each step is right."""
    return {
        **{f"{name}_not_carried": partial(cell.forward, stuck=(name,)) for name in cell.state},
        "first_input_repeated": changed(cell.forward, x=lambda x: np.repeat(x[:, :1], x.shape[1], axis=1)),
        "time_reversed": changed(cell.forward, x=lambda x: x[:, ::-1]),
        "time_first": then(cell.forward, lambda hs, *others: (hs.swapaxes(0, 1), *others)),
    }


def backward_mistakes(cell: Cell) -> dict[str, Function]:
    """Mistakes in ``cell.backward`` while the gradients of each step are right."""
    n = len(cell.state)

    def after_the_step(*args: np.ndarray) -> Arrays:
        """The gradients of a step, taken at the state that it leaves."""
        return cell.gradients(*args[: n + 1], *cell.after(*args[n:]), *args[2 * n + 1 :])

    return {
        **{f"d{name}_not_carried": partial(cell.backward, stuck=(name,)) for name in reversed(cell.state)},
        "only_the_last_dhs": changed(cell.backward, dhs=only_the_last),
        "weights_not_summed_over_time": partial(cell.backward, total=lambda steps: steps[-1]),
        "weights_averaged_over_time": partial(cell.backward, total=lambda steps: np.mean(steps, axis=0)),
        "dx_in_reverse": then(cell.backward, lambda dx, *others: (dx[:, ::-1], *others)),
        "states_one_step_late": replace(cell, gradients=after_the_step).backward,
    }


def layer_mistakes(cell: Cell) -> dict[str, Function]:
    """Mistakes in a class of PyTorch for layers of the cell while each step is right."""
    n = len(cell.state)

    def detached(dx: np.ndarray, *others: np.ndarray) -> Arrays:
        """The gradients of a step, none of which goes back to the state before."""
        return (dx, *map(np.zeros_like, others[:n]), *others[n:])

    def given_state_detached(module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        found = cell.answer(module, x, state)
        kept = len(found) - (n if state is not None and module.asks == "gradients" else 0)
        return (*found[:kept], *map(np.zeros_like, found[kept:]))

    return {
        "first_state_returned": torch_module.answer(
            output_of(changed(cell.layer, x=lambda x: x[:, :1]), cell.layer, *range(1, 1 + n))
        ),
        "state_not_carried": torch_module.answer(partial(cell.layer, stuck=("h",))),
        "sequence_read_backwards": torch_module.answer(changed(cell.layer, x=lambda x: x[:, ::-1])),
        "time_first": torch_module.answer(then(cell.layer, lambda hs, *last: (hs.swapaxes(0, 1), *last))),
        "detached_between_steps": replace(cell, gradients=then(cell.gradients, detached)).answer,
        "no_gradient_at_all": torch_module.answer_without_gradients(cell.layer),
        "given_state_detached": given_state_detached,
        "state_kept_between_calls": torch_module.keeping_its_state(cell.layer),
        "begins_with_equal_numbers": torch_module.beginning_with(cell.answer, finite=True, varied=False),
        "begins_with_whatever_was_there": torch_module.beginning_with(cell.answer, finite=False, varied=False),
    }


def only_the_last(dhs: np.ndarray) -> np.ndarray:
    """``dhs`` (N, T, U) of a loss that sees the last hidden state alone."""
    return np.concatenate([np.zeros_like(dhs[:, :-1]), dhs[:, -1:]], axis=1)
