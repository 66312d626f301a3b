"""Writes arguments as Python: what a student can paste into a cell and run, and how much there is to read in it."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.assignment import Case

FILLED = 4  # an array of one number alone is written as zeros, ones or full where it has more entries than this
PLAIN = {np.dtype(np.float64), np.dtype(np.int64), np.dtype(bool)}  # the types that NumPy gives to what is typed


@functools.cache
def parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    """The parameters of a function of ours, read once: shrinking asks for them thousands of times."""
    return inspect.signature(function).parameters


@functools.cache
def defaults(function: Callable[..., Any]) -> Mapping[str, Any]:
    """The defaults of the parameters that have one."""
    found = {name: parameter.default for name, parameter in parameters(function).items()}
    return {name: default for name, default in found.items() if default is not inspect.Parameter.empty}


def given(function: Callable[..., Any], case: Case) -> dict[str, Any]:
    """The arguments of ``case`` that are no defaults, so that somebody has to write them."""
    known = defaults(function)
    return {
        name: value
        for name, value in bound(function, case).items()
        if name not in known or not _is_default(value, known[name])
    }


def bound(function: Callable[..., Any], case: Case) -> dict[str, Any]:
    """The arguments of ``case`` by the names of the parameters of ``function``, the reference for it."""
    names = list(parameters(function))[1 if case.module is not None else 0 :]
    return {**dict(zip(names, case.args, strict=False)), **case.kwargs}


def call(function: Callable[..., Any], name: str, case: Case) -> str:
    """The call of ``name`` for ``case``, defaults left out; arguments without a default stand without their names."""
    return f"{name}({', '.join(words(function, case).values())})"


def call_in_lines(function: Callable[..., Any], name: str, case: Case) -> str:
    """The call with an argument a line, and the names of those that stand without them behind."""
    said = words(function, case).items()
    lines = [f"    {word}," + ("" if word.startswith(f"{key}=") else f"  # {key}") for key, word in said]
    return "\n".join([f"{name}(", *lines, ")"])


def words(function: Callable[..., Any], case: Case) -> dict[str, str]:
    """The arguments of the call as they are typed, by the names of their parameters."""
    found, in_order, known = {}, True, given(function, case)
    for key in bound(function, case):
        in_order = in_order and key in known and key not in case.kwargs
        if key in known:
            found[key] = written(known[key]) if in_order else f"{key}={written(known[key])}"
    return found


def written(value: Any) -> str:
    """The value as Python that makes it again, of the same type and to the last bit."""
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(written, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def answer(value: np.ndarray | list[np.ndarray]) -> str:
    """A result as it is read: numbers short, without the words around them."""
    if isinstance(value, list):
        return f"[{', '.join(map(answer, value))}]"
    return _nested(value, lambda number: str(number) if value.dtype.kind == "b" else f"{number:.6g}")


def numbers(value: Any) -> int:
    """Count the numbers that are read in what `written` makes of the value."""
    if isinstance(value, np.ndarray):
        return 1 if _filling(value) else max(1, value.size)
    if isinstance(value, list | tuple):
        return sum(map(numbers, value))
    return int(isinstance(value, int | float) and not isinstance(value, bool))


def arrays(given: Mapping[str, Any]) -> Iterator[tuple[str, np.ndarray]]:
    """The arrays among arguments, with their names; those of a list as ``grads[1]``."""
    for name, value in given.items():
        if isinstance(value, np.ndarray):
            yield name, value
        elif isinstance(value, list | tuple):
            yield from arrays({f"{name}[{index}]": item for index, item in enumerate(value)})


def _is_default(value: Any, default: Any) -> bool:
    return not isinstance(value, np.ndarray) and type(value) is type(default) and bool(value == default)


def _array(value: np.ndarray) -> str:
    kind = "" if value.dtype in PLAIN else f", dtype=np.{value.dtype.name}"
    if made := _filling(value):
        kind = kind or (
            "" if value.dtype == np.float64 or made == "full" else f", dtype={value.dtype.name.rstrip('64')}"
        )
        return f"np.{made}({value.shape}{f', {_number(value.flat[0])}' if made == 'full' else ''}{kind})"
    return f"np.array({_nested(value, _number)}{kind})"


def _filling(value: np.ndarray) -> str:
    """The function of NumPy that makes an array of one number alone; "" where it is better written out."""
    if value.size == 0:
        return "zeros"
    if value.size <= FILLED:
        return ""
    first = value.flat[0]
    if not (value == first).all():
        return ""
    return {0: "zeros", 1: "ones"}.get(first.item(), "full")


def _nested(value: np.ndarray, number: Callable[[Any], str]) -> str:
    if value.ndim == 0:
        return number(value[()])
    return f"[{', '.join(_nested(item, number) for item in value)}]"


def _number(value: Any) -> str:
    """A number as it is typed: ``1.`` and not ``1.0``."""
    text = repr(value.item()) if not isinstance(value, np.floating) else str(value)
    if text in {"nan", "inf", "-inf"}:
        return text.replace("nan", "np.nan").replace("inf", "np.inf")
    return text.removesuffix("0") if text.endswith(".0") else text
