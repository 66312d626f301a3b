"""Makes wrong functions of right ones: with an argument changed, with a result changed, with decimals lost."""

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Function = Callable[..., Any]


def changed(right: Function, **changes: Callable[[Any], Any]) -> Function:
    """``right``, called with each argument that ``changes`` names changed by its function.

    ``changed(rnn_step, w_h=np.transpose)`` takes w_h the wrong way round. An argument that is not given, or None,
    stays as it is.
    """
    signature = inspect.signature(right)
    unknown = changes.keys() - signature.parameters.keys()
    if unknown:
        raise ValueError(f"{_name(right)} has no argument {', '.join(sorted(unknown))}")

    places = {list(signature.parameters).index(name): change for name, change in changes.items()}

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        if not kwargs and all(place < len(args) for place in places):  # numeric gradients call this thousands of times
            moved = list(args)
            for place, change in places.items():
                moved[place] = args[place] if args[place] is None else change(args[place])
            return right(*moved)
        bound = signature.bind(*args, **kwargs)
        for name, change in changes.items():
            if bound.arguments.get(name) is not None:
                bound.arguments[name] = change(bound.arguments[name])
        return right(*bound.args, **bound.kwargs)

    return wrong


def without(right: Function, *names: str) -> Function:
    """``right``, called without the arguments ``names``: their defaults hold, whatever was given."""
    signature = inspect.signature(right)

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        bound = signature.bind(*args, **kwargs)
        for name in names:
            bound.arguments.pop(name, None)
        return right(*bound.args, **bound.kwargs)

    return wrong


def then(right: Function, change: Function) -> Function:
    """``right``, with its outputs changed by ``change``, which is given them one by one."""

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        result = right(*args, **kwargs)
        return change(*result) if isinstance(result, tuple) else change(result)

    return wrong


def output_of(wrong: Function, right: Function, *places: int) -> Function:
    """``right``, but the outputs at ``places`` are those of ``wrong``."""

    @functools.wraps(right)
    def mixed(*args: Any, **kwargs: Any) -> Any:
        bad, good = wrong(*args, **kwargs), right(*args, **kwargs)
        return tuple(
            one if place in places else other for place, (one, other) in enumerate(zip(bad, good, strict=True))
        )

    return mixed


def integer_output(right: Function, of: str = "", places: Sequence[int] | None = None) -> Function:
    """``right``, with results in arrays of the type of an argument: where that is an integer type, decimals are lost.

    ``of`` names the argument (by default the first); ``places`` are the outputs that it happens to (by default all).
    """
    signature = inspect.signature(right)
    name = of or next(iter(signature.parameters))

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        result = right(*args, **kwargs)
        kind = np.asarray(signature.bind(*args, **kwargs).arguments[name]).dtype
        if not np.issubdtype(kind, np.integer):
            return result
        if not isinstance(result, tuple):
            return result.astype(kind)
        return tuple(
            output.astype(kind) if places is None or place in places else output for place, output in enumerate(result)
        )

    return wrong


def _name(function: Function) -> str:
    return getattr(function, "__name__", repr(function))
