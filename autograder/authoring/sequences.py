"""Draws what recurrent cells are called with, gates held still among it; the letters are those of `recurrent`."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Case, Module
from autograder.authoring.draw import Draw
from autograder.authoring.exercises import Aspects, Cases, call
from autograder.authoring.recurrent import Cell

Held = Mapping[int, float]  # blocks that do not move, each with the sum inside it

OPEN, HALF, CLOSED = 40.0, 0.0, -40.0  # a sigmoid is 1, 1/2 or 0 there, to the last bit of double precision


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


def step_call(d: Draw, cell: Cell, N: int, D: int, U: int, *, held: Held | None = None, bias: bool = False) -> Case:
    """A call of a step with one bias or with zeros for it."""
    w_x, w_h = weights(d, cell, D, U, held)
    b = d.nonzero_reals(cell.blocks * U) if bias else np.zeros(cell.blocks * U)
    return call(inputs(d, N, D, held), *(d.nonzero_reals(N, U) for _ in cell.state), w_x, w_h, b)


def extreme_calls(d: Draw, cell: Cell, biases: int = 1) -> list[Case]:
    """Calls of a step of one unit, all of whose sums are large: first all on one side of 0, then on any.

    Each input feature is the sum of one block, up to a factor. With every pattern of signs there, no mistake is seen
    in one draw and overlooked in another.
    """
    signs = np.array(list(itertools.product((1, -1), repeat=cell.blocks)))
    return [_extreme_call(d, cell, 1e3 * signs[[0, -1]], biases), _extreme_call(d, cell, 1e5 * signs, biases)]


def _extreme_call(d: Draw, cell: Cell, x: np.ndarray, biases: int) -> Case:
    states = [d.nonzero_reals(len(x), 1) for _ in cell.state]
    w_x, w_h = np.diag(np.abs(d.nonzero_reals(cell.blocks))), d.nonzero_reals(1, cell.blocks)
    return call(x, *states, w_x, w_h, *(d.nonzero_reals(cell.blocks) for _ in range(biases)))


def forward_call(d: Draw, cell: Cell, N: int, T: int, D: int, U: int, *, zeros: bool = False) -> Case:
    """A call of a forward pass with one bias, begun with any state or with zeros."""
    first = [np.zeros((N, U)) if zeros else d.nonzero_reals(N, U) for _ in cell.state]
    return call(d.nonzero_reals(N, T, D), *first, *weights(d, cell, D, U), d.nonzero_reals(cell.blocks * U))


def of_both_signs(case: Case, *places: int) -> Case:
    """The call, in which the second sample of the arguments at ``places`` is the negative of the first.

    Where the sums inside the gates are large, each of them then is so on both sides of 0.
    """
    turned = {place: case.args[place].copy() for place in places}
    for array in turned.values():
        array[1] = -array[0]
    return replace(case, args=tuple(turned.get(place, array) for place, array in enumerate(case.args)))


# A layer that gives nothing right earns nothing for its form and its beginning.
LAYER_ORDER: Mapping[str, str] = {"nesting": "hs", "fresh": "hs"}


def layer_aspects(outputs: Aspects, state: float, nested: str) -> Aspects:
    """The aspects of a class of PyTorch that `layer_cases` are about, those of its ``outputs`` as given.

    ``state`` are the points for one that is given; ``nested`` is how the result is.
    """
    return {
        **outputs,
        "gradients": (0.75, "the gradients of x and of every parameter"),
        "state": (state, "a given state, forward and backward"),
        "sizes": (0.25, "any number of sequences, steps, inputs and units, large numbers, and tensors of any memory"),
        "calls": (0.25, "a layer that was called before, in training mode, and in double precision"),
        "nesting": (0.25, f"the result is nested as {nested}"),
        "fresh": (0.25, "a new layer: the parameters alone, finite, the weights not all equal"),
    }


def layer_axes(cell: Cell, parameters: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The axes of a class of PyTorch, which no docstring of a function tells; ``parameters`` as in `layer_cases`."""
    wide = f"{cell.blocks}U"
    shapes = {
        "x": ("N", "T", "D"),
        **dict(zip(parameters, [("D", wide), ("U", wide), *[(wide,)] * 2], strict=False)),
        **dict.fromkeys(cell.state, ("N", "U")),
    }
    return {
        **shapes,
        **{f"d{name}": shape for name, shape in shapes.items()},
        "hs": ("N", "T", "U"),
        "state": ("N", "U"),
    }


def layer_outputs(cell: Cell, parameters: Sequence[str], state: bool = False) -> tuple[str, ...]:
    """The names of all that comes out of a class of PyTorch, gradients included, where a ``state`` is given or not."""
    given = ("x", *parameters, *(cell.state if state else ()))
    return ("hs", *cell.state, *(f"d{name}" for name in given))


def layer_cases(d: Draw, cell: Cell, parameters: Sequence[str], units: int) -> Cases:
    """Cases of a class of PyTorch: from zeros and from a given state, the smallest of so many ``units``.

    ``parameters`` are the names of w_x, w_h and biases.
    """
    layer_call = partial(_layer_call, d, cell, parameters)
    outputs = partial(layer_call, asks="outputs")
    values = ("hs", *cell.state, "gradients")
    yield values, [layer_call(1, 1, 1, units), layer_call(1, 2, 1, units), layer_call(1, 4, 2, 2)]
    yield "state", [layer_call(1, 2, 1, units, state=True), layer_call(2, 3, 2, 2, state=True)]
    yield "sizes", [outputs(1, 1, 1, 1), outputs(2, 1, 3, 2), layer_call(3, 2, 2, 1), outputs(2, 3, 1, 3)]
    yield "sizes", [layer_call(4, 2, 2, 2, scale=1e4), outputs(2, 1, 2, 2, state=True, scale=1e4)]
    yield "sizes", [replace(outputs(5, 9, 6, 5, state=True), strided=True)]
    yield "calls", [outputs(2, 2, 1, 2, before=((2, 3, False), (2, 2, True)))]
    yield "calls", [outputs(2, 2, 2, 2, before=((3, 1, False),), training=True)]
    yield "calls", [layer_call(1, 2, 2, 2, training=True, before=((1, 1, False),)), layer_call(2, 1, 1, 2, double=True)]
    yield "calls", [outputs(1, 2, 2, 2, state=True, double=True, training=True)]
    yield "nesting", [layer_call(2, 3, 1, 2, asks="nesting"), layer_call(1, 2, 1, 2, state=True, asks="nesting")]
    yield "fresh", [layer_call(1, 1, 3, 2, asks="fresh")]


def _layer_call(
    d: Draw,
    cell: Cell,
    names: Sequence[str],
    N: int,
    T: int,
    D: int,
    U: int,
    *,
    state: bool = False,
    scale: float = 1,
    before: Sequence[tuple[int, int, bool]] = (),
    **asked: Any,
) -> Case:
    """A call of a layer, with all numbers that go in ``scale`` times as large as elsewhere.

    ``before`` are the earlier calls: how many sequences and steps, and whether a state is given. ``asked`` are further
    fields of `Module`.
    """

    def given(N: int, T: int, state: bool) -> tuple[Any, ...]:
        x, first = scale * d.nonzero_reals(N, T, D), [scale * d.nonzero_reals(N, U) for _ in cell.state]
        return (x, _together(first)) if state else (x,)

    matrices, biases = weights(d, cell, D, U), [d.nonzero_reals(cell.blocks * U) for _ in names[2:]]
    parameters = {name: scale * array for name, array in zip(names, (*matrices, *biases), strict=True)}
    upstream = d.nonzero_reals(N, T, U), _together([d.nonzero_reals(N, U) for _ in cell.state])
    module = Module((D, U), parameters, upstream, before=tuple(given(*sizes) for sizes in before), **asked)
    return call(*given(N, T, state), outputs=_asked(module, layer_outputs(cell, names, state), cell), module=module)


def _together(state: Sequence[np.ndarray]) -> Any:
    """The arrays of a state as a layer takes and returns them: a tuple, or the one array alone."""
    return tuple(state) if len(state) > 1 else state[0]


def _asked(module: Module, names: tuple[str, ...], cell: Cell) -> tuple[str, ...]:
    """The names of what a case asks for, which are ``names`` where it is all outputs and gradients."""
    return {
        "gradients": names,
        "outputs": names[: 1 + len(cell.state)],
        "nesting": ("brackets",),
        "fresh": ("finite", "varied"),
    }[module.asks]
