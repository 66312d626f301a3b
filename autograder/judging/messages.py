"""The sentences about a failing case: what was called, what came back, what would have been right."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Case, Output
from autograder.judging.tolerance import agrees, wrong_entries
from autograder.sandbox import CallReply

SHOWN_ENTRIES = 9


def call(function: Callable[..., Any], name: str, case: Case) -> str:
    """The case's call as a student would write it: small vectors by value, larger arrays by shape."""
    parameters = list(inspect.signature(function).parameters.values())
    if case.module is not None:
        parameters = parameters[1:]
    words = [
        f"{parameter.name} of shape {value.shape}" if _large(value) else _show(value)
        for parameter, value in zip(parameters, case.args, strict=False)
    ]
    words += [f"{key}={_show(value)}" for key, value in case.kwargs.items()]
    if case.module is not None:
        return case.module.called(name, ", ".join(words))
    return f"{name}({', '.join(words)})"


def sentence(called: str, said: str) -> str:
    """``called`` and what is wrong with it; a student's own message may have ended the sentence already."""
    return f"{called} {said}" if said.endswith((".", "?", "!")) else f"{called} {said}."


def fault(reply: CallReply, expected: Sequence[Output], outputs: Sequence[str], only: int | None) -> str:
    """Say what is wrong with a reply that should have returned ``expected``: half a sentence after the call.

    ``only`` restricts the look to one of the outputs.
    """
    if reply.outcome == "raised":
        said = f": {reply.message}" if reply.message else ""
        return f"raised {(reply.types or ('an exception',))[0]}{said}"
    if reply.outcome != "returned":
        return f"could not be judged: {reply.message}"
    indices = range(len(expected)) if only is None else (only,)
    wrong = next(index for index in indices if not agrees(reply.value[index], expected[index]))
    name, yours, right = _first_wrong(outputs[wrong], reply.value[wrong], expected[wrong])
    if yours.shape != right.shape:
        return f"returned {name} of shape {yours.shape}, where {right.shape} is right"
    mask = wrong_entries(yours, right)
    first = tuple(int(index) for index in np.argwhere(mask)[0])
    count = f"{int(mask.sum())} of {mask.size} entries are wrong"
    where = f"{name}[{', '.join(map(str, first))}]" if first else name
    return f"gave {where} = {_number(yours[first])}, where {_number(right[first])} is right ({count})"


def _first_wrong(name: str, yours: Output, right: Output) -> tuple[str, np.ndarray, np.ndarray]:
    """The array that is wrong, with its name: of a list of arrays, ``grads[1]``."""
    if not isinstance(right, list):
        return name, np.asarray(yours), right
    wrong = next(index for index, (one, other) in enumerate(zip(yours, right, strict=True)) if not agrees(one, other))
    return f"{name}[{wrong}]", yours[wrong], right[wrong]


def no_error(reply: CallReply, expected: type[Exception]) -> str:
    """Say what is wrong with a reply that should have been an exception."""
    if reply.outcome == "raised":
        return f"must raise {expected.__name__}, and raised {(reply.types or ('another exception',))[0]}"
    return f"must raise {expected.__name__} because the arguments make no sense, and returned a value"


def _large(value: Any) -> bool:
    return isinstance(value, np.ndarray) and (value.ndim > 1 or value.size > SHOWN_ENTRIES)


def _show(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"[{', '.join(_number(item) for item in value.ravel())}]"
    if isinstance(value, list):
        words = [f"an array of shape {item.shape}" if _large(item) else _show(item) for item in value]
        return f"[{', '.join(words)}]"
    return repr(value)


def _number(value: Any) -> str:
    return f"{value:.4g}"
