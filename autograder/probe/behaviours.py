"""Looks at what a layer of PyTorch does whose parameters have names and shapes of its author's choice.

Nothing can be loaded into such a layer. But all of its matrices can be filled with one number and its biases with
another, and then what is right follows from its description alone; where they hold numbers drawn at random, it follows
which outputs are alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .function_call import Unreadable
from .handed_tensors import HandedTensors
from .new_layers import made, memory_that_is_not_a_number
from .own_libraries import theirs
from .wire import unpack

ALIKE, APART = 3e-5, 2e-4  # of the largest number: at most so far from each other, and at least
MEMORY = 0.9  # of a mean over the steps
LEARNED = 0.95  # of the labels must come out right
DIFFERENTIATED = ("reached", "learned")


@dataclass(frozen=True)
class Subject:
    """A ``layer`` that is looked at, the ``limits`` of what is right, and how ``another`` of its class is made."""

    layer: Any
    limits: tuple[float, ...]
    another: Callable[[], Any]


def run(kind: Any, request: Mapping[str, Any], args: tuple[Any, ...]) -> Any:
    """Return what the request asks of a layer of the class ``kind`` (`autograder.assignment.Behaviour` lists it).

    What the layer does to its arguments is done to ``args``, too.
    """
    import torch

    asks, weights, biases, spread, seed, limits = unpack(request["behaviour"])
    torch.manual_seed(seed)
    layer = _made(kind, request)
    _fill(layer, weights, biases, spread)
    dtype = next((parameter.dtype for parameter in layer.parameters()), torch.float32)
    handed = HandedTensors(dtype, request["strided"])
    with torch.no_grad():
        for earlier in unpack(request["before"]):
            theirs(layer, *HandedTensors(dtype).made_of(earlier))
    subject = Subject(layer, limits, lambda: _made(kind, request))
    with torch.set_grad_enabled(asks in DIFFERENTIATED):
        found = LOOKS[asks](subject, *handed.made_of(args))
    handed.hand_back()
    return found


def _made(kind: Any, request: Mapping[str, Any]) -> Any:
    """A new layer in the mode of the request, in which what nobody fills is no number."""
    with memory_that_is_not_a_number():
        layer = made(kind, request)
    layer.train(request["training"])
    return layer


def _fill(layer: Any, weights: float | None, biases: float | None, spread: float) -> None:
    """Fill the parameters: those of one axis are biases, the others are weights, which may differ from each other."""
    import torch

    with torch.no_grad():
        for parameter in layer.parameters():
            value = biases if parameter.ndim == 1 else weights
            if value is not None and parameter.ndim > 1 and spread:
                parameter.normal_(value, spread)
            elif value is not None:
                parameter.fill_(value)


def _rows(layer: Any, argument: Any) -> Any:
    """The layer's output: a matrix with a row for each row of the argument, and a tensor of no other class.

    What is asked of a class of the notebook's own might answer as it likes.
    """
    import torch

    result = theirs(layer, argument)
    if not issubclass(type(result), torch.Tensor):
        raise Unreadable(f"it returned a {type(result).__name__}, where a tensor is expected")
    if type(result) is not torch.Tensor:
        with torch._C.DisableTorchFunctionSubclass():
            result = torch.Tensor.as_subclass(result, torch.Tensor)
    if result.ndim != 2 or len(result) != len(argument):
        shape, count = tuple(result.shape), len(argument)
        raise Unreadable(
            f"it returned a tensor of shape {shape}, where a matrix of as many rows as texts ({count}) is right"
        )
    return result


def _output(subject: Subject, argument: Any) -> Any:
    """The output as it is."""
    return theirs(subject.layer, argument)


def _alone(subject: Subject, argument: Any) -> np.ndarray:
    """1 for each row of the output that comes out alike where its row of the argument stands alone."""
    import torch

    together = _rows(subject.layer, argument)
    return _near(together, torch.cat([_rows(subject.layer, row[None]) for row in argument]))


def _alike(subject: Subject, first: Any, second: Any) -> np.ndarray:
    """1 for each row of the output that is alike for both arguments."""
    return _near(_rows(subject.layer, first), _rows(subject.layer, second))


def _apart(subject: Subject, first: Any, second: Any) -> np.ndarray:
    """1 for each row of the output that differs between the arguments."""
    difference, scale = _distance(_rows(subject.layer, first), _rows(subject.layer, second))
    apart: np.ndarray = (difference > APART * scale).double().numpy()
    return apart


def _near(one: Any, other: Any) -> np.ndarray:
    difference, scale = _distance(one, other)
    near: np.ndarray = (difference <= ALIKE * scale).double().numpy()
    return near


def _distance(one: Any, other: Any) -> tuple[Any, Any]:
    """The distance between the rows of two outputs, and the largest number in both."""
    if one.shape != other.shape:
        raise Unreadable(f"it returned shapes {tuple(one.shape)} and {tuple(other.shape)}, where both should be alike")
    return (one - other).abs().amax(1), one.abs().max().maximum(other.abs().max())


def _reached(subject: Subject, argument: Any) -> tuple[np.ndarray, np.ndarray]:
    """The count of the numbers in the parameters, and of those that a gradient of the outputs reaches.

    The outputs of a row count differently, so that one whose sum is always 1 has a gradient, too.
    """
    import torch

    own = list(subject.layer.parameters())
    outputs = _rows(subject.layer, argument)
    total = (outputs * torch.arange(1, outputs.shape[1] + 1)).sum()
    asked = [parameter for parameter in own if parameter.requires_grad]
    found: Any = ()
    if asked and total.requires_grad:
        found = torch.autograd.grad(total, asked, allow_unused=True)
    reached = sum(int(gradient.count_nonzero()) for gradient in found if gradient is not None)
    return np.array(float(sum(parameter.numel() for parameter in own))), np.array(float(reached))


def _reloaded(subject: Subject, argument: Any) -> np.ndarray:
    """1 for each row that a second layer gives alike after it has loaded the ``state_dict`` of the first."""
    held = {name: value.clone() for name, value in theirs(subject.layer.state_dict).items()}
    second = subject.another()
    theirs(second.load_state_dict, held)
    return _near(_rows(subject.layer, argument), _rows(second, argument))


def _dropped(subject: Subject, argument: Any) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest output of many equal rows, the mean, and the shares of the rows with these two.

    The limits are the number of rows.
    """
    (count,) = subject.limits
    outputs = _rows(subject.layer, argument[:1].expand(int(count), -1).contiguous()).double()
    least, largest = outputs.min(), outputs.max()
    close = ALIKE * max(float(least.abs()), float(largest.abs()))
    found = (outputs.mean(), *((outputs - end).abs().amax(1).le(close).double().mean() for end in (least, largest)))
    return np.array([float(least), float(largest)]), np.array(list(map(float, found)))


def _learned(subject: Subject, argument: Any, labels: Any) -> np.ndarray:
    """1 where the layer tells almost all rows' labels after some steps; the limits are their number and size."""
    import torch

    steps, size = subject.limits
    _descend(subject.layer, argument, labels, int(steps), size)
    subject.layer.eval()
    with torch.no_grad():
        right = _rows(subject.layer, argument).argmax(1) == labels
    return np.array([float(right.double().mean() >= LEARNED)])


def _descend(layer: Any, argument: Any, labels: Any, steps: int, size: float) -> None:
    """Take steps down the cross-entropy, each number by ``size`` and ever less against the mean of its last gradients.

    It is written out so that nothing hangs on ``torch.optim``; how large gradients are depends on how a layer begins.
    """
    import torch

    own = [parameter for parameter in layer.parameters() if parameter.requires_grad]
    means = [torch.zeros_like(parameter) for parameter in own]
    rows = torch.arange(len(labels))
    for step in range(steps):
        logits = _rows(layer, argument)
        loss = (logits.logsumexp(1) - logits[rows, labels]).mean()
        if not loss.requires_grad:
            return
        gradients = torch.autograd.grad(loss, own, allow_unused=True)
        with torch.no_grad():
            for value, mean, gradient in zip(own, means, gradients, strict=True):
                if gradient is not None:
                    value.sub_(mean.lerp_(gradient, 1 - MEMORY).sign(), alpha=size * (1 - step / steps))


LOOKS: Mapping[str, Callable[..., Any]] = {
    "output": _output,
    "alone": _alone,
    "alike": _alike,
    "apart": _apart,
    "reached": _reached,
    "reloaded": _reloaded,
    "dropped": _dropped,
    "learned": _learned,
}
