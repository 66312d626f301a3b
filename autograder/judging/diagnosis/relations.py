"""Claims about outputs of the right shape: some places right and others not, another order, a number too much."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from autograder.judging.diagnosis.blocks import names_of
from autograder.judging.diagnosis.claims import MANY, Array, Claim, Pair, Seen, Subject, same_shape
from autograder.judging.tolerance import agrees
from autograder.wording import Message, listed, marked, say

EARLY = marked("stands one place too early along {its}")
PLACES: tuple[tuple[str, Callable[[Array], bool]], ...] = (  # of the mask of what is wrong along an axis
    (marked("is right but for the first {of}"), lambda bad: bool(bad[0] and not bad[1:].any())),
    (marked("is right but for the last {of}"), lambda bad: bool(bad[-1] and not bad[:-1].any())),
    (
        marked("is right for the first and the last {of}, and wrong between them"),
        lambda bad: len(bad) > 2 and not bad[0] and not bad[-1] and bool(bad.any()),
    ),
    (
        marked("is right in every second {of} only"),
        lambda bad: len(bad) > 2 and bool((bad[::2] == bad[0]).all() and (bad[1::2] != bad[0]).all()),
    ),
    (marked("is right for the first {of}, and wrong after it"), lambda bad: not bad[0] and bool(bad.any())),
    (marked("is right for the last {of}, and wrong before it"), lambda bad: not bad[-1] and bool(bad.any())),
)


def relations(subject: Subject) -> Iterator[Claim]:
    """All claims of this kind about an output, those that say most first."""
    cut = say("is cut to whole numbers where whole numbers come in: the array that holds it took over their type")
    yield Claim("rounded", cut, _rounded)
    for axis in range(subject.ndim):
        for by, moved in ((1, marked("stands one place too late along {its}")), (-1, EARLY)):
            yield same_shape("shifted", subject.words(moved, axis), partial(_shifted, axis, by))
    yield same_shape("another_order", say("holds the right numbers in another order"), _same_numbers, MANY)
    off = say("is too large or too small by one and the same number everywhere")
    yield same_shape("constant_off", off, _constant, MANY)
    factor = say("is right but for one factor, which changes from case to case")
    yield same_shape("proportional", factor, _proportional, MANY)
    for axis in range(subject.ndim):
        names = names_of(subject.cases[0], subject.letter(axis))
        for says, pattern in PLACES if not names else ():
            yield same_shape("part_wrong", subject.words(says, axis), partial(_pattern, pattern, axis), MANY)
        for count in range(len(names) - 1, 0, -1):
            for good in itertools.combinations(range(len(names)), count):
                right = _blocks([names[block] for block in good])
                wrong = _blocks([name for block, name in enumerate(names) if block not in good])
                parts = say("is right in {right}, and wrong in {wrong}", right=right, wrong=wrong)
                yield same_shape("block_wrong", parts, partial(_right_blocks, axis, len(names), good), MANY)
    if subject.ndim > 1:
        yield same_shape("border_wrong", say("is right but for its border"), _border, MANY)
    yield same_shape("left_zero", say("is right but for entries that were left 0"), _left_zero, MANY)
    yield same_shape("not_finite", say("is NaN or infinite everywhere"), _nowhere_finite)
    yield same_shape("not_finite", say("holds NaN or infinity, and is right where it does not"), _not_finite)


def _same_numbers(yours: Array, right: Array, bad: Array) -> bool:
    return right.size > 1 and agrees(np.sort(yours, axis=None), np.sort(right, axis=None))


def _constant(yours: Array, right: Array, bad: Array) -> bool:
    apart = yours - right
    return yours.size > 2 and bool(np.isfinite(apart).all()) and bool(np.ptp(apart) <= 1e-4 * np.abs(apart).max())


def _proportional(yours: Array, right: Array, bad: Array) -> bool:
    if right.size < 3 or np.ptp(right) == 0 or np.iscomplexobj(yours):
        return False
    factor = float(np.vdot(right, yours) / max(float(np.vdot(right, right)), 1e-30))
    return abs(factor) > 1e-3 and agrees(yours, factor * right)


def _shifted(axis: int, by: int, yours: Array, right: Array, bad: Array) -> bool | None:
    if right.ndim <= axis or right.shape[axis] < 3 or not np.ptp(right):
        return None
    later, sooner = (np.moveaxis(array, axis, 0) for array in ((yours, right) if by > 0 else (right, yours)))
    return agrees(later[1:], sooner[:-1])


def _rounded(seen: Seen, output: int) -> bool | None:
    """Return whether whole numbers came in and came out, all less than 1 from what is right."""
    given = (value for value in seen.known.given.values() if isinstance(value, np.ndarray))
    pairs = seen.pairs(output)
    return bool(pairs) and any(value.dtype.kind in "iu" for value in given) and all(map(_is_cut, pairs or ()))


def _is_cut(pair: Pair) -> bool:
    yours, right, bad = pair
    if bad is None or not (np.isfinite(yours).all() and np.isfinite(right).all()):
        return False
    return bool((yours == np.round(yours)).all() and (np.abs(yours - right) < 1.0001).all())


def _pattern(pattern: Callable[[Array], bool], axis: int, yours: Array, right: Array, bad: Array) -> bool | None:
    if right.ndim <= axis or right.shape[axis] < 2:
        return None
    return pattern(np.any(np.moveaxis(bad, axis, 0).reshape(right.shape[axis], -1), axis=1))


def _blocks(names: Sequence[str]) -> Message:
    if len(names) == 1:
        return say("the block {name}", name=names[0])
    return say("the blocks {names}", names=listed(names))


def _right_blocks(axis: int, count: int, good: Sequence[int], yours: Array, right: Array, bad: Array) -> bool:
    if right.ndim <= axis or right.shape[axis] % count:
        return False
    blocks = np.split(bad, count, axis=axis)
    return not any(np.any(blocks[block]) for block in good)


def _border(yours: Array, right: Array, bad: Array) -> bool | None:
    if right.ndim < 2 or min(right.shape[-2:]) < 3:  # an output of any shape has rows and columns in some cases only
        return None
    return not bad[..., 1:-1, 1:-1].any()


def _left_zero(yours: Array, right: Array, bad: Array) -> bool:
    return bool(bad.mean() < 0.9 and not yours[bad].any())


def _nowhere_finite(yours: Array, right: Array, bad: Array) -> bool:
    return not np.isfinite(yours).any()


def _not_finite(yours: Array, right: Array, bad: Array) -> bool | None:
    if _nowhere_finite(yours, right, bad):
        return None  # there is no place where it could be right
    return bool((bad == ~np.isfinite(yours)).all())
