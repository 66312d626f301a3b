"""Puts a student's ``torch.nn.Module`` through its paces: given parameters, forward, backward, everything as arrays."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .function_call import Unreadable
from .wire import unpack


def run(kind: Any, request: Mapping[str, Any], *args: Any, **kwargs: Any) -> tuple[Any, ...]:
    """The outputs of ``kind(*init)`` with the given parameters, and the gradients of their sum with the upstreams.

    Returns ``(*outputs, gradient of the first argument, *gradients of the parameters)``. The arguments have the type of
    the module's parameters: single precision by default, double where the notebook asks for it; half, which cannot
    hold a right answer, is raised to single. Raises `Unreadable` where the class is not the one that was asked for.
    """
    import torch  # only where an exercise is about it: it takes seconds to load

    if not (isinstance(kind, type) and issubclass(kind, torch.nn.Module)):
        raise Unreadable("it must be a class derived from torch.nn.Module")
    module = kind(*unpack(request["init"]))
    if any(parameter.dtype in (torch.float16, torch.bfloat16) for parameter in module.parameters()):
        module.float()
    dtype = next((parameter.dtype for parameter in module.parameters()), torch.float32)
    values = {name: torch.from_numpy(unpack(array)).float() for name, array in request["parameters"].items()}
    _require_parameters(module, values)
    module.load_state_dict(values)
    kept = module.state_dict()
    if not all(torch.equal(kept[name].float(), value) for name, value in values.items()):
        raise Unreadable("what is loaded into its state_dict does not come out of it again")
    module.eval()
    given = [_to_tensor(argument, dtype) for argument in args]
    first = given[0].requires_grad_() if given[0].is_floating_point() else None
    outputs = list(_flat(module(*given, **{name: _to_tensor(value, dtype) for name, value in kwargs.items()})))
    upstream = [_to_tensor(array, dtype) for array in unpack(request["upstream"])]
    if [tuple(output.shape) for output in outputs] != [tuple(array.shape) for array in upstream]:
        shapes = ", ".join(str(tuple(output.shape)) for output in outputs)
        right = ", ".join(str(tuple(array.shape)) for array in upstream)
        raise Unreadable(f"it returned shapes {shapes}, where {right} are right")
    loss = sum((output * array).sum() for output, array in zip(outputs, upstream, strict=True))
    own = dict(module.named_parameters())
    wanted = ([] if first is None else [first]) + [own[name] for name in values]
    return (*outputs, *_gradients(loss, wanted))


def _require_parameters(module: Any, values: Mapping[str, Any]) -> None:
    """The module's parameters, in name and shape, and nothing else in its state."""
    found = {name: tuple(value.shape) for name, value in module.state_dict().items()}
    right = {name: tuple(value.shape) for name, value in values.items()}
    if found != right:
        raise Unreadable(f"its state_dict must hold {_named(right)}, and nothing else; it holds {_named(found)}")
    if missing := set(right) - {name for name, _ in module.named_parameters()}:
        raise Unreadable(f"{', '.join(sorted(missing))} must be of the class torch.nn.Parameter")


def _named(shapes: Mapping[str, tuple[int, ...]]) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in shapes.items()) or "nothing"


def _to_tensor(value: Any, dtype: Any) -> Any:
    """Arrays as tensors of their own, floats in ``dtype``; tuples of arrays alike; anything else as it is."""
    import torch

    if isinstance(value, np.ndarray):
        tensor = torch.from_numpy(value.copy())
        return tensor.to(dtype) if tensor.is_floating_point() else tensor
    if isinstance(value, tuple | list):
        return tuple(_to_tensor(item, dtype) for item in value)
    return value


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple | list):
        for item in value:
            yield from _flat(item)
    elif hasattr(value, "detach"):
        yield value
    else:
        raise Unreadable(f"it returned a {type(value).__name__}, where tensors are expected")


def _gradients(loss: Any, wanted: list[Any]) -> list[Any]:
    """The gradients of ``loss``; zeros for what it does not depend on (a student may have detached it)."""
    import torch

    if not loss.requires_grad:
        return [torch.zeros_like(tensor) for tensor in wanted]
    found = torch.autograd.grad(loss, wanted, allow_unused=True)
    return [
        torch.zeros_like(tensor) if gradient is None else gradient
        for tensor, gradient in zip(wanted, found, strict=True)
    ]
