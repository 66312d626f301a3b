"""Claims about outputs of a wrong shape: too long and right as far as it goes, an axis too many, other axes."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from autograder.judging.diagnosis.claims import CASES, MANY, Array, Claim, Subject, other_shape
from autograder.judging.tolerance import agrees
from autograder.wording import marked, say

Relation = Callable[[Array, Array], bool | None]
Rows = tuple[tuple[str, Relation, int], ...]  # words, what came against what is right, wrong results that must speak
OF_SOME_AXES: Rows = (
    (
        marked("is one longer along some of its axes, and right where it is not too long"),
        lambda y, r: _part(r, y, 1),
        CASES,
    ),
    (marked("is one shorter along some of its axes, and right as far as it goes"), lambda y, r: _part(y, r, 1), CASES),
    (marked("is too long, and right where it is not"), lambda y, r: _part(r, y, None), CASES),
    (marked("is too short, and right as far as it goes"), lambda y, r: _part(y, r, None), CASES),
)
SUM = marked("has an axis too many: its sum over axis {axis} is right")
MEAN = marked("has an axis too many: its mean over axis {axis} is right")
OF_AN_AXIS: tuple[tuple[str, Callable[[int, Array, Array], bool]], ...] = (
    (marked("has one too many {of}; the others are right"), lambda a, y, r: _longer(a, y, r)),
    (marked("has one too few {of}; those that are there are right"), lambda a, y, r: _longer(a, r, y)),
    (marked("has one too many {of}"), lambda a, y, r: _apart(y, r) == {a: 1}),
    (marked("has one too few {of}"), lambda a, y, r: _apart(y, r) == {a: -1}),
)
OF_ALL_AXES: Rows = (
    (
        marked("has an axis of length 1 too many, and is right otherwise"),
        lambda y, r: y.ndim > r.ndim and _refilled(y, r),
        CASES,
    ),
    (
        marked("lacks an axis of length 1, and is right otherwise"),
        lambda y, r: y.ndim < r.ndim and _refilled(y, r),
        CASES,
    ),
    (marked("has the right numbers in the wrong shape"), lambda y, r: _refilled(y, r), CASES),
    (marked("has its axes in another order"), lambda y, r: sorted(y.shape) == sorted(r.shape), CASES),
    (marked("has too many axes"), lambda y, r: y.ndim > r.ndim, CASES),
    (marked("has too few axes"), lambda y, r: y.ndim < r.ndim, CASES),
    (marked("is too large: it has a longer shape"), lambda y, r: _within(r.shape, y.shape, None), MANY),
    (marked("is too small: it has a shorter shape"), lambda y, r: _within(y.shape, r.shape, None), MANY),
)


def shapes(subject: Subject) -> Iterator[Claim]:
    """All claims of this kind about an output, those that say most first."""
    for axis in range(subject.ndim + 1):
        for reduce, says in ((np.sum, SUM), (np.mean, MEAN)):
            yield other_shape("not_summed", say(says, axis=axis), partial(_reduced, reduce, axis))
    yield from _of_any(OF_SOME_AXES)
    for axis in range(subject.ndim):
        for says, relation in OF_AN_AXIS:
            yield other_shape("wrong_shape", subject.words(says, axis), partial(relation, axis), MANY)
    yield from _of_any(OF_ALL_AXES)


def _of_any(rows: Rows) -> Iterator[Claim]:
    yield from (other_shape("wrong_shape", say(says), relation, least) for says, relation, least in rows)


def _reduced(reduce: Callable[..., Array], axis: int, yours: Array, right: Array) -> bool:
    return yours.ndim == right.ndim + 1 and agrees(reduce(yours, axis=axis), right)


def _within(short: tuple[int, ...], long: tuple[int, ...], most: int | None) -> bool:
    """Return whether a shape is at most as long as another in all its axes, and shorter by ``most`` at most."""
    if len(short) != len(long):
        return False
    return all(q >= p and (most is None or q - p <= most) for p, q in zip(short, long, strict=True))


def _part(part: Array, whole: Array, most: int | None) -> bool:
    """Return whether one array is the beginning of another."""
    within = part.size > 0 and _within(part.shape, whole.shape, most)
    return within and agrees(whole[tuple(map(slice, part.shape))], part)


def _refilled(yours: Array, right: Array) -> bool:
    return yours.size == right.size and agrees(yours.reshape(right.shape), right)


def _apart(yours: Array, right: Array) -> dict[int, int]:
    """By how much the axes are longer that have another length."""
    if yours.ndim != right.ndim:
        return {}
    return {a: p - q for a, (p, q) in enumerate(zip(yours.shape, right.shape, strict=True)) if p != q}


def _longer(axis: int, long: Array, short: Array) -> bool:
    """Return whether an array has one more along an axis, first or last, and is another one otherwise."""
    if _apart(long, short) != {axis: 1} or not short.size:
        return False
    whole = np.moveaxis(long, axis, 0)
    return any(agrees(np.moveaxis(part, 0, axis), short) for part in (whole[:-1], whole[1:]))
