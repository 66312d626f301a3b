"""Recurrent cells: a step and its gradients, both carried through time, what goes wrong there, and gates held still.

N is the batch, T the time steps, D the input features, U the units. A *state* is the tuple of arrays (N, U) that one
step hands to the next, the hidden state first: (h,) of a GRU, (h, c) of an LSTM. The parameters are w_x of shape
(D, blocks · U), w_h (U, blocks · U) and biases (blocks · U,), a block for each gate and candidate, side by side.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Case, Module
from autograder.authoring import torch_module
from autograder.authoring.draw import Draw, singles
from autograder.authoring.exercises import Aspects, call
from autograder.authoring.mistakes import Function, changed, output_of, then

Arrays = tuple[np.ndarray, ...]
Cases = Iterator[tuple[str | Sequence[str], Sequence[Case]]]  # what an exercise's ``cases`` yields
Held = Mapping[int, float]  # blocks that do not move, each with the sum inside it

OPEN, HALF, CLOSED = 40.0, 0.0, -40.0  # a sigmoid is 1, 1/2 or 0 there, to the last bit of double precision
OF_LARGE_SUMS = ("sigmoid_overflows",)  # mistakes in a step that no call of several steps shows


def sigmoid(a: np.ndarray) -> np.ndarray:
    """The logistic function, as most people write it first."""
    return 1 / (1 + np.exp(-a))


def overflowing_sigmoid(a: np.ndarray) -> np.ndarray:
    """Infinity over infinity for a large positive ``a``."""
    return np.exp(a) / (1 + np.exp(a))


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
        return np.split(array, self.blocks, axis=-1)

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
    ) -> Arrays:
        """(dx, *dstate before the first step, *dparameters) of a loss whose gradient of the hidden states is ``dhs``.

        ``last`` is its gradient of the state after the last step, by default zeros. ``total`` makes one gradient of a
        parameter of those of all steps, the last step's first.
        """
        states, (first, parameters) = self.states(x, *given), self._parted(given)
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
        """What a layer of such cells returns: all hidden states, then the last state; None begins with zeros."""
        states = self.forward(x, *self._first(x, state, parameters), *parameters, stuck=stuck)
        return (states[0], *(array[:, -1] for array in states))

    def answer(self, module: Module, x: np.ndarray, state: Any = None) -> Arrays:
        """What such a layer answers as a class of PyTorch: its outputs, the gradients of x and of its parameters."""
        parameters = tuple(module.parameters.values())
        dhs, *last = module.upstream
        dx, *gradients = self.backward(dhs, x, *self._first(x, state, parameters), *parameters, last=last)
        return (*self.layer(x, state, *parameters), dx, *self._parted(gradients)[1])

    def _parted(self, arrays: Sequence[np.ndarray]) -> tuple[Arrays, Arrays]:
        """Those of a state, and those of the parameters after it."""
        return tuple(arrays[: len(self.state)]), tuple(arrays[len(self.state) :])

    def _next(self, left: Arrays, first: Arrays, stuck: Sequence[str]) -> Arrays:
        """What a step gets: what the one before it left, but where it is stuck what the first one got."""
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


def forward_mistakes(cell: Cell) -> dict[str, Function]:
    """What goes wrong in ``cell.forward`` while each step is right."""
    return {
        **{f"{name}_not_carried": partial(cell.forward, stuck=(name,)) for name in cell.state},
        "first_input_repeated": changed(cell.forward, x=lambda x: np.repeat(x[:, :1], x.shape[1], axis=1)),
        "time_reversed": changed(cell.forward, x=lambda x: x[:, ::-1]),
        "time_first": then(cell.forward, lambda hs, *others: (hs.swapaxes(0, 1), *others)),
    }


def backward_mistakes(cell: Cell) -> dict[str, Function]:
    """What goes wrong in ``cell.backward`` while the gradients of each step are right."""
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
    """What goes wrong in a class of PyTorch for layers of the cell while each step is right."""
    n = len(cell.state)

    def detached(dx: np.ndarray, *others: np.ndarray) -> Arrays:
        """The gradients of a step, none of which goes back to the state before."""
        return (dx, *map(np.zeros_like, others[:n]), *others[n:])

    return {
        "first_state_returned": torch_module.answer(
            output_of(changed(cell.layer, x=lambda x: x[:, :1]), cell.layer, *range(1, 1 + n))
        ),
        "state_not_carried": torch_module.answer(partial(cell.layer, stuck=("h",))),
        "sequence_read_backwards": torch_module.answer(changed(cell.layer, x=lambda x: x[:, ::-1])),
        "detached_between_steps": replace(cell, gradients=then(cell.gradients, detached)).answer,
        "no_gradient_at_all": torch_module.answer_without_gradients(cell.layer),
    }


def only_the_last(dhs: np.ndarray) -> np.ndarray:
    """``dhs`` (N, T, U) of a loss that sees the last hidden state alone."""
    return np.concatenate([np.zeros_like(dhs[:, :-1]), dhs[:, -1:]], axis=1)


def weights(d: Draw, cell: Cell, D: int, U: int, held: Held | None = None) -> tuple[np.ndarray, np.ndarray]:
    """(w_x, w_h), where the blocks ``held`` have their sums whatever the state.

    A case with all blocks but one held is evidence for that one alone. The sums come in through the last input
    feature, which `inputs` makes 1, and not through the bias: a cell without bias can still be right in these cases.
    """
    w_x, w_h = d.nonzero_reals(D, cell.blocks * U), d.nonzero_reals(U, cell.blocks * U)
    for block, value in (held or {}).items():
        columns = slice(block * U, (block + 1) * U)
        w_x[:, columns], w_h[:, columns] = 0, 0
        w_x[-1, columns] = value
    return w_x, w_h


def inputs(d: Draw, N: int, D: int, held: Held | None = None) -> np.ndarray:
    """Inputs of a step, the last feature 1 where `weights` has blocks ``held``."""
    x = d.nonzero_reals(N, D)
    if held:
        x[:, -1] = 1
    return x


def step_call(
    d: Draw, cell: Cell, N: int, D: int, U: int, *, held: Held | None = None, bias: bool = False, scale: float = 1
) -> Case:
    """A call of a step with one bias or with zeros for it, and with inputs ``scale`` times as large as elsewhere."""
    w_x, w_h = weights(d, cell, D, U, held)
    b = d.nonzero_reals(cell.blocks * U) if bias else np.zeros(cell.blocks * U)
    x = scale * inputs(d, N, D, held)
    return call(x, *(d.nonzero_reals(N, U) for _ in cell.state), w_x, w_h, b)


def forward_call(d: Draw, cell: Cell, N: int, T: int, D: int, U: int, *, zeros: bool = False) -> Case:
    """A call of a forward pass with one bias, begun with any state or with zeros."""
    first = [np.zeros((N, U)) if zeros else d.nonzero_reals(N, U) for _ in cell.state]
    return call(d.nonzero_reals(N, T, D), *first, *weights(d, cell, D, U), d.nonzero_reals(cell.blocks * U))


def single(case: Case) -> Case:
    """The call with its arguments in single precision."""
    return replace(case, args=singles(*case.args))


def whole_step(d: Draw, cell: Cell) -> Arrays:
    """The arguments of a step but for its biases, of an integer type: two samples, two features, one unit."""
    draw = d.rng.integers
    x, h, *others = draw(1, 4, (2, 2)), draw(-3, 0, (2, 1)), *(draw(1, 4, (2, 1)) for _ in cell.state[1:])
    return (x, h, *others, draw(-2, 3, (2, cell.blocks)), draw(-2, 3, (1, cell.blocks)))


def whole_forward_call(d: Draw, cell: Cell) -> Case:
    """A call of a forward pass whose input and first state are of an integer type."""
    x, first = d.rng.integers(-3, 4, (1, 3, 2)), [d.rng.integers(1, 4, (1, 1)) for _ in cell.state]
    return call(x, *first, *weights(d, cell, 2, 1), d.nonzero_reals(cell.blocks))


def whole_backward_call(d: Draw, cell: Cell) -> Case:
    """A call of a backward pass whose upstream gradient, input and first state are of an integer type."""
    dhs, x = d.rng.integers(1, 4, (1, 2, 1)), d.rng.integers(-3, 4, (1, 2, 2))
    first = [d.rng.integers(1, 4, (1, 1)) for _ in cell.state]
    return call(dhs, x, *first, *weights(d, cell, 2, 1), d.nonzero_reals(cell.blocks))


def layer_aspects(outputs: Aspects, parameters: Sequence[str]) -> Aspects:
    """The aspects of a class of PyTorch that `layer_cases` are about, those of its ``outputs`` as given."""
    return {
        "one_step": (0.25, "a sequence of one step, forward and backward"),
        **outputs,
        "state": (0.5, "a given state, forward and backward"),
        **{f"d{name}": (0.25, f"the gradient of {name}") for name in ("x", *parameters)},
        "batch": (0.25, "several sequences at once"),
    }


def layer_cases(d: Draw, cell: Cell, parameters: Sequence[str], outputs: Sequence[str], units: int) -> Cases:
    """Cases of a class of PyTorch: from zeros and from a given state, the smallest of so many ``units``.

    ``parameters`` are the names of w_x, w_h and biases, ``outputs`` those of all that comes out, gradients included.
    """
    layer_call = partial(_layer_call, d, cell, parameters)
    yield "one_step", [layer_call(1, 1, 1, units), layer_call(2, 1, 3, 2)]
    yield outputs, [layer_call(1, 2, 1, units), layer_call(1, 4, 2, 2)]
    yield "state", [layer_call(1, 2, 1, units, state=True), layer_call(2, 3, 2, 2, state=True)]
    yield "batch", [layer_call(3, 2, 2, 1), layer_call(2, 3, 1, 3)]


def _layer_call(
    d: Draw, cell: Cell, names: Sequence[str], N: int, T: int, D: int, U: int, *, state: bool = False
) -> Case:
    matrices, biases = weights(d, cell, D, U), [d.nonzero_reals(cell.blocks * U) for _ in names[2:]]
    upstream = d.nonzero_reals(N, T, U), *(d.nonzero_reals(N, U) for _ in cell.state)
    module = Module((D, U), dict(zip(names, (*matrices, *biases), strict=True)), upstream)
    first = tuple(d.nonzero_reals(N, U) for _ in cell.state) if state else ()
    given = (first,) if len(first) > 1 else first  # as a tuple, or the one array alone
    return call(d.nonzero_reals(N, T, D), *given, module=module)
