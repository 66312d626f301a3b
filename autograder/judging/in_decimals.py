"""Asks once more, in decimals, where an argument that is changed in place holds whole numbers.

``c *= f`` cannot be carried out for whole numbers in c, and ``x[:] = …`` loses decimals. That is the same fault as the
change itself, and shall not cost another part of the points.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.assignment import Case
from autograder.judging.earning import is_right
from autograder.judging.expected import Expected
from autograder.judging.outcome import of_reply
from autograder.sandbox import CallReply


def asked_in_decimals(
    expected: Expected, replies: Sequence[CallReply | None], ask: Callable[[Case], CallReply | None]
) -> list[CallReply | None]:
    """The replies, those to wrong calls with whole numbers replaced by the replies to the same calls in decimals.

    Only where some reply tells of a changed argument.
    """
    found = list(replies)
    if not any(reply is not None and reply.changed for reply in replies):
        return found
    decimal = {place for case in expected.cases for place, value in enumerate(case.args) if _kind(value) == "f"}
    for index, (case, truth, reply) in enumerate(zip(expected.cases, expected.truths, replies, strict=True)):
        whole = [place for place, value in enumerate(case.args) if _kind(value) in "iu" and place in decimal]
        if reply is None or not whole or is_right(case, truth, of_reply(reply)):
            continue
        args = [value.astype(np.float64) if place in whole else value for place, value in enumerate(case.args)]
        found[index] = ask(dataclasses.replace(case, args=tuple(args))) or reply
    return found


def _kind(value: Any) -> str:
    return value.dtype.kind if isinstance(value, np.ndarray) else "-"
