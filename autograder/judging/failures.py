"""A failing call and the way in which it fails, which must stay the same while the call is made smaller."""

import re
from dataclasses import dataclass

import numpy as np

from autograder.assignment import Case, Output
from autograder.judging.literals import answer
from autograder.judging.outcome import Outcome
from autograder.judging.tolerance import agrees, wrong_entries
from autograder.sandbox import CallReply

DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Failure:
    """A call of the student's function, its reply, and the outcome that is right."""

    case: Case
    reply: CallReply
    right: Outcome


def wrong_output(reply: CallReply, right: Outcome, only: int | None) -> int | None:
    """The first output that is wrong in a reply that returned; ``only`` restricts the look to one of them."""
    expected = right.value or ()
    indices = range(len(expected)) if only is None else (only,)
    return next((index for index in indices if not agrees(reply.value[index], expected[index])), None)


def manner(reply: CallReply, right: Outcome, only: int | None) -> tuple[object, ...]:
    """The way in which a reply is wrong: its exception and place, a shape, numbers; empty where it is right."""
    if reply.outcome == "raised":
        return "raised", reply.types[:1], reply.where and (reply.where.function, reply.where.text)
    if reply.outcome != "returned":
        return reply.outcome, DIGITS.sub("", reply.message)
    index = wrong_output(reply, right, only)
    if index is None or right.value is None:
        return ()
    yours, truth = (
        [*map(np.asarray, one if isinstance(one, list) else [one])] for one in (reply.value[index], right.value[index])
    )
    if [array.shape for array in yours] != [array.shape for array in truth]:
        return "shape", index
    infinite = any(not np.isfinite(array).all() for array in yours)
    return "infinite" if infinite else "numbers", index


@dataclass(frozen=True)
class WrongShape:
    """An array of a wrong shape."""

    name: str
    yours: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True)
class WrongEntry:
    """The first wrong entry of an array: its place, both numbers as they are read, how many of how many are wrong."""

    place: str
    yours: str
    right: str
    count: int
    size: int


def wrong_entry(name: str, yours: Output, right: Output) -> WrongEntry | WrongShape:
    """The first thing that is wrong in an output of this name; of a list of arrays in ``grads[1]``."""
    if isinstance(right, list):
        pairs = enumerate(zip(yours, right, strict=True))
        index = next(index for index, (one, other) in pairs if not agrees(one, other))
        return wrong_entry(f"{name}[{index}]", yours[index], right[index])
    yours = np.asarray(yours)
    if yours.shape != right.shape:
        return WrongShape(name, yours.shape, right.shape)
    mask = wrong_entries(yours, right)
    first = tuple(int(place) for place in np.argwhere(mask)[0])
    place = f"{name}[{', '.join(map(str, first))}]" if first else name
    return WrongEntry(place, answer(yours[first]), answer(right[first]), int(mask.sum()), mask.size)
