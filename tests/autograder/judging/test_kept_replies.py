"""Of a wrong answer that is far larger than the right one, nothing is kept but its shape."""

import numpy as np

from autograder.judging.kept_replies import MAX_BYTES, kept
from autograder.judging.outcome import Outcome
from autograder.sandbox import CallReply

LARGE = np.ones(MAX_BYTES)  # eight times as many bytes


def bytes_held(reply: CallReply) -> int:
    """The bytes behind the reply's arrays."""
    arrays = [array for output in reply.value for array in (output if isinstance(output, list) else [output])]
    return sum(array.base.nbytes if array.base is not None else array.nbytes for array in arrays)


def test_a_large_array_of_a_wrong_shape_keeps_its_shape_alone() -> None:
    reply = kept(CallReply("returned", (LARGE, [LARGE, np.ones(3)])), Outcome((np.ones(3), [np.ones(3), np.ones(3)])))
    first, (second, third) = reply.value
    assert [array.shape for array in (first, second, third)] == [LARGE.shape, LARGE.shape, (3,)]  # type: ignore[union-attr]
    assert first.dtype == LARGE.dtype  # type: ignore[union-attr]
    assert bytes_held(reply) < 100
    assert np.isfinite(first).all()


def test_whatever_can_be_right_is_kept_as_it_is() -> None:
    for value, right in (
        ((LARGE,), Outcome((np.zeros(LARGE.shape),))),
        ((np.arange(4.0),), Outcome((np.ones(3),))),
        ((LARGE, LARGE), Outcome((LARGE,))),
        ((LARGE,), Outcome(raised="ValueError")),
    ):
        reply = CallReply("returned", value)
        assert kept(reply, right).value[0] is value[0]
    assert kept(CallReply("raised", types=("ValueError",)), Outcome((LARGE,))) == CallReply(
        "raised", types=("ValueError",)
    )
