"""Writes a failing call out: Python that a student can paste and run, and in comments what came and what is right.

    conv2d(np.array([[[[1., 2.]]]]), np.array([[[[6., 1.]]]]))
    # yours: [[[[13]]]]
    # right: [[[[8]]]]

A call with more numbers than somebody reads is told by its shapes, and then no more of what is right than one entry.
"""

from collections.abc import Iterator

import numpy as np

from autograder.assignment import Exercise, Output
from autograder.judging import literals, messages
from autograder.judging.failures import Failure, WrongEntry, wrong_entry, wrong_output

MOST_NUMBERS = 30  # written out in the call, and in each of the two results
MOST_COLUMNS = 88  # a longer call has a line for each argument
STRIDED = "# each array is every other entry of a larger one, as in np.repeat(x, 2, axis=-1)[..., ::2]"
LAID_OUT = "# each tensor has its first axis innermost in memory, as x.mT.contiguous().mT has for two axes"


def written_case(exercise: Exercise, failure: Failure, only: int | None) -> str:
    """The failing call in several lines; ``only`` is the output that points are lost for (None: any)."""
    case = failure.case
    reference, name = exercise.reference_for(case), case.function or exercise.name
    whole = case.module is None and literals.numbers([*literals.given(reference, case).values()]) <= MOST_NUMBERS
    if whole:
        called = literals.call(reference, name, case)
        if len(called) > MOST_COLUMNS:
            called = literals.call_in_lines(reference, name, case)
    else:
        called = messages.call(reference, name, case)
    memory = STRIDED if case.module is None else LAID_OUT
    lines = [called, *([memory] if case.strided else []), *_results(exercise, failure, only, whole=whole)]
    return "\n".join(lines)


def _results(exercise: Exercise, failure: Failure, only: int | None, *, whole: bool) -> Iterator[str]:
    """The comments: what came, and what is right."""
    case, reply, right = failure.case, failure.reply, failure.right
    error = f"{reply.types[0] if reply.types else 'an exception'}{': ' if reply.message else ''}{reply.message}"
    if case.raises is not None or right.value is None:
        yield f"# yours: {error if reply.outcome == 'raised' else 'no error'}"
        yield f"# right: {(case.raises or ValueError).__name__}, because the arguments make no sense"
        return
    if case.module is not None and case.module.behaviour is not None and case.module.behaviour.is_a_rule:
        yield f"# yours: {'a rule is broken' if reply.outcome == 'returned' else error}"
        yield f"# right: {case.module.behaviour.says}"
        return
    names = exercise.outputs_of(case)
    index = wrong_output(reply, right, only) if reply.outcome == "returned" else only
    index = 0 if index is None else index
    label = f"{names[index]} = " if len(names) > 1 else ""
    if reply.outcome != "returned":
        yield f"# yours: {error if reply.outcome == 'raised' else reply.message}"
        if whole and _size(right.value[index]) <= MOST_NUMBERS:
            yield f"# right: {label}{literals.answer(right.value[index])}"
        return
    yours, truth = reply.value[index], right.value[index]
    if whole and _size(truth) <= MOST_NUMBERS:
        yield f"# yours: {label}{literals.answer(yours) if _size(yours) <= MOST_NUMBERS else _shapes(yours)}"
        yield f"# right: {label}{literals.answer(truth)}"
    elif _shapes(yours) != _shapes(truth):
        yield f"# yours: {label}{_shapes(yours)}"
        yield f"# right: {label}{_shapes(truth)}"
    elif isinstance(entry := wrong_entry(names[index], yours, truth), WrongEntry):
        yield f"# yours: {entry.place} = {entry.yours}"
        yield f"# right: {entry.place} = {entry.right}"


def _size(output: Output) -> int:
    return sum(map(_size, output)) if isinstance(output, list) else np.asarray(output).size


def _shapes(output: Output) -> str:
    if isinstance(output, list):
        return f"a list of arrays of shapes {', '.join(str(item.shape) for item in output)}"
    return f"an array of shape {np.shape(output)}"
