"""Makes layers of a notebook's class, if need be in memory where what nobody fills is no number."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from .own_libraries import theirs
from .wire import unpack


def made(kind: Any, request: Mapping[str, Any]) -> Any:
    """Return a new layer in the request's precision; half, which cannot hold a right answer, is raised to single."""
    import torch  # only where an exercise is about it: it takes seconds to load

    layer = theirs(kind, *unpack(request["init"]))
    if request["double"]:
        layer.double()
    elif any(parameter.dtype in (torch.float16, torch.bfloat16) for parameter in layer.parameters()):
        layer.float()
    return layer


@contextlib.contextmanager
def memory_that_is_not_a_number() -> Iterator[None]:
    """Let ``torch.empty`` and the like be filled with NaN: else they hold whatever lay in that memory before."""
    import torch

    before = torch.get_deterministic_debug_mode()
    torch.set_deterministic_debug_mode("warn")  # use_deterministic_algorithms loads the compiler for it: a second
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(before)
