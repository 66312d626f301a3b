"""Puts a student's ``torch.nn.Module`` through its paces: given parameters, forward, backward, everything as arrays."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from . import behaviours
from .function_call import Unreadable
from .handed_tensors import HandedTensors
from .nesting import brackets, leaves
from .new_layers import made, memory_that_is_not_a_number
from .own_libraries import theirs
from .wire import unpack


def run(kind: Any, request: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
    """Return what the request ``asks`` of a layer of the class ``kind`` (`autograder.assignment.Module` lists it).

    The arguments have the type of the layer's parameters: single precision by default, double where the notebook or
    the request asks for it; half, which cannot hold a right answer, is raised to single. What the layer does to its
    arguments is done to ``args``, too. Raises `Unreadable` where the class is not the one that was asked for.
    """
    import torch  # only where an exercise is about it: it takes seconds to load

    if not (isinstance(kind, type) and issubclass(kind, torch.nn.Module)):
        raise Unreadable("it must be a class derived from torch.nn.Module")
    if request["behaviour"] is not None:
        return behaviours.run(kind, request, args)
    if request["asks"] == "fresh":
        return _fresh(kind, request)
    layer = _loaded(kind, request)
    handed, result = _called(layer, request, args, kwargs)
    outputs, upstream = list(_tensors(result)), list(map(handed.tensor_of, leaves(unpack(request["upstream"]))))
    if len(outputs) != len(upstream):
        shapes, right = (", ".join(str(tuple(tensor.shape)) for tensor in each) for each in (outputs, upstream))
        raise Unreadable(f"it returned {len(outputs)} tensors, {shapes}, and should return {len(upstream)}, {right}")
    if request["asks"] == "nesting":
        return brackets(result)
    returned = tuple(map(handed.array_behind, outputs))
    if request["asks"] == "outputs":
        return returned
    own = dict(layer.named_parameters())
    first, further = handed.differentiable[:1], handed.differentiable[1:]
    wanted = [*first, *(own[name] for name in request["parameters"]), *further]
    return (*returned, *_gradients(_loss(outputs, upstream), wanted))


def _called(layer: Any, request: Mapping[str, Any], args: Any, kwargs: Mapping[str, Any]) -> tuple[HandedTensors, Any]:
    """The result of the call, after those that come before it, and the tensors that it was given."""
    import torch

    dtype = next((parameter.dtype for parameter in layer.parameters()), torch.float32)
    with torch.no_grad():
        for earlier in unpack(request["before"]):
            theirs(layer, *HandedTensors(dtype).made_of(earlier))
    handed = HandedTensors(dtype, request["strided"])
    with torch.set_grad_enabled(request["asks"] == "gradients"):
        positional, named = handed.made_of(args), handed.made_of(tuple(kwargs.values()))
        result = theirs(layer, *positional, **dict(zip(kwargs, named, strict=True)))
    handed.hand_back()
    return handed, result


def _loaded(kind: Any, request: Mapping[str, Any]) -> Any:
    """A layer with the parameters, in the mode and in the precision of the request."""
    import torch

    layer = made(kind, request)
    values = {name: torch.from_numpy(unpack(array)) for name, array in request["parameters"].items()}
    _require_parameters(layer, values)
    layer.load_state_dict(values, strict=False)  # what it holds besides is judged where it is fresh
    kept = layer.state_dict()
    if not all(torch.equal(kept[name], value.to(kept[name].dtype)) for name, value in values.items()):
        raise Unreadable("what is loaded into its state_dict does not come out of it again")
    layer.train(request["training"])
    return layer


def _fresh(kind: Any, request: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Which parameters of a layer as it is made are finite, and which of its matrices hold different numbers."""
    with memory_that_is_not_a_number():
        layer = theirs(kind, *unpack(request["init"]))
    values = {name: unpack(array) for name, array in request["parameters"].items()}
    _require_parameters(layer, values, alone=True)
    own = dict(layer.named_parameters())
    numbers = [own[name].detach().double() for name in values]
    finite = [bool(array.isfinite().all()) for array in numbers]
    varied = [
        good and bool((array != array.flatten()[0]).any())
        for good, array in zip(finite, numbers, strict=True)
        if array.ndim > 1
    ]
    return np.array(finite, float), np.array(varied, float)


def _require_parameters(layer: Any, values: Mapping[str, Any], alone: bool = False) -> None:
    """Raise `Unreadable` unless the layer has parameters of these names and shapes, and them ``alone``."""
    found = {name: tuple(value.shape) for name, value in layer.state_dict().items()}
    right = {name: tuple(value.shape) for name, value in values.items()}
    if not found.items() >= right.items() or (alone and found != right):
        raise Unreadable(f"its state_dict must hold {_named(right)}, and nothing else; it holds {_named(found)}")
    if missing := set(right) - {name for name, _ in layer.named_parameters()}:
        raise Unreadable(f"{', '.join(sorted(missing))} must be of the class torch.nn.Parameter")


def _named(shapes: Mapping[str, tuple[int, ...]]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items()) or "nothing"


def _tensors(result: Any) -> Iterator[Any]:
    """The tensors of a result, however they are nested."""
    for value in leaves(result):
        if not hasattr(value, "detach"):
            raise Unreadable(f"it returned a {type(value).__name__}, where tensors are expected")
        yield value


def _loss(outputs: list[Any], upstream: list[Any]) -> Any:
    """The sum of the outputs times the upstreams; an output of another length is wrong by itself, and left out."""
    return sum(
        (output * array.reshape(output.shape)).sum()
        for output, array in zip(outputs, upstream, strict=True)
        if output.numel() == array.numel()
    )


def _gradients(loss: Any, wanted: list[Any]) -> list[Any]:
    """The gradients of ``loss``; zeros for what it does not depend on (a student may have detached it)."""
    import torch

    found = dict.fromkeys(range(len(wanted)))
    asked = [place for place, tensor in enumerate(wanted) if tensor.requires_grad]
    if asked and getattr(loss, "requires_grad", False):
        given = torch.autograd.grad(loss, [wanted[place] for place in asked], allow_unused=True)
        found |= dict(zip(asked, given, strict=True))
    return [torch.zeros_like(wanted[place]) if gradient is None else gradient for place, gradient in found.items()]
