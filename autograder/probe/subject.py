"""A layer that is looked at: what its calls give or leave behind, row by row, and how far that is from each other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .function_call import Unreadable
from .own_libraries import theirs

ALIKE, APART = 3e-5, 2e-4  # of the largest number: at most so far from each other, and at least
MATRIX = 2  # axes


@dataclass(frozen=True)
class Subject:
    """A ``layer`` that is looked at, the ``limits`` of what is right, and how ``another`` of its class is made.

    It ``takes`` so many arguments, and gives a tensor of so many ``axes``, or leaves one under its ``attribute``.
    ``other`` makes a layer of another size, where there is one, and fills it.
    """

    layer: Any
    limits: tuple[float, ...]
    takes: int
    axes: int
    attribute: str
    another: Callable[[], Any]
    other: Callable[[], Any]

    def given(self, *arguments: Any, layer: Any = None) -> Any:
        """Return what a call of the layer, or of another ``layer``, gives or leaves under the attribute."""
        layer = self.layer if layer is None else layer
        result = theirs(layer, *arguments)
        return theirs(getattr, layer, self.attribute, None) if self.attribute else result

    def rows(self, *arguments: Any, layer: Any = None) -> Any:
        """Return what is given: a tensor of no other class, with a row for each row of the arguments.

        What is asked of a class of the notebook's own might answer as it likes. Raises `Unreadable` for anything else.
        """
        import torch

        result = self.given(*arguments, layer=layer)
        returned = f"it left under self.{self.attribute}" if self.attribute else "it returned"
        if not issubclass(type(result), torch.Tensor):
            raise Unreadable(f"{returned} a {type(result).__name__}, where a tensor is expected")
        if type(result) is not torch.Tensor:
            with torch._C.DisableTorchFunctionSubclass():
                result = torch.Tensor.as_subclass(result, torch.Tensor)
        if result.ndim != self.axes or len(result) != len(arguments[0]):
            shape, count = tuple(result.shape), len(arguments[0])
            kind = "a matrix" if self.axes == MATRIX else f"one of {self.axes} axes"
            raise Unreadable(
                f"{returned} a tensor of shape {shape}, where {kind} of as many rows as texts ({count}) is right"
            )
        return result


def near(one: Any, other: Any) -> np.ndarray:
    """Return 1 for each row that is alike in both."""
    difference, scale = _distance(one, other)
    found: np.ndarray = (difference <= ALIKE * scale).double().numpy()
    return found


def far(one: Any, other: Any) -> np.ndarray:
    """Return 1 for each row that differs."""
    difference, scale = _distance(one, other)
    found: np.ndarray = (difference > APART * scale).double().numpy()
    return found


def _distance(one: Any, other: Any) -> tuple[Any, Any]:
    """The distance between the rows of two outputs, and the largest number in both."""
    if one.shape != other.shape:
        raise Unreadable(f"it returned shapes {tuple(one.shape)} and {tuple(other.shape)}, where both should be alike")
    return (one - other).abs().flatten(1).amax(1), one.abs().max().maximum(other.abs().max())
