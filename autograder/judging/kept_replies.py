"""Replies as they are kept until an exercise is scored: wrong ones may be far larger than what is right.

Of an array with a wrong shape nothing counts but its shape. A hundred and fifty calls that return 16 MB each would
else hold more memory than the machine has.
"""

import dataclasses

import numpy as np

from autograder.assignment import Output
from autograder.judging.outcome import Outcome
from autograder.sandbox import CallReply

MAX_BYTES = 2**16  # of a wrong output: what is shown of one is far smaller


def kept(reply: CallReply, right: Outcome) -> CallReply:
    """``reply`` with its large outputs of a wrong shape replaced by zeros of that shape, which take no memory."""
    if reply.outcome != "returned" or right.value is None or len(right.value) != len(reply.value):
        return reply
    value = tuple(_kept(mine, truth) for mine, truth in zip(reply.value, right.value, strict=True))
    return dataclasses.replace(reply, value=value)


def _kept(mine: Output, truth: Output) -> Output:
    if isinstance(mine, list) and isinstance(truth, list):
        return [_of_shape(one, other.shape) for one, other in zip(mine, truth, strict=True)]
    if isinstance(mine, np.ndarray) and isinstance(truth, np.ndarray):
        return _of_shape(mine, truth.shape)
    return mine


def _of_shape(array: np.ndarray, right: tuple[int, ...]) -> np.ndarray:
    if array.shape == right or array.nbytes <= MAX_BYTES:
        return array
    return np.broadcast_to(np.zeros((), array.dtype), array.shape)
