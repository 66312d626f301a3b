"""Claims that compare what came with what is right: another shape, another order, some places right and others not."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from autograder.judging.diagnosis.blocks import names_of
from autograder.judging.diagnosis.claims import MANY, Array, Claim, Seen, Subject, listed, related
from autograder.judging.tolerance import agrees, wrong_entries

Relation = Callable[[Array, Array], bool | None]

ANOTHER_ORDER: tuple[tuple[str, str, Relation], ...] = (
    ("another_order", "holds the right numbers in another order", lambda y, r: _same_numbers(y, r)),
    ("constant_off", "is too large or too small by one and the same number everywhere", lambda y, r: _flat(y, r)),
    ("proportional", "is right but for one factor, which changes from case to case", lambda y, r: _proportional(y, r)),
)
PLACES: tuple[tuple[str, Callable[[Array], bool]], ...] = (  # of the mask of what is wrong along an axis
    ("is right but for the first of its {}", lambda bad: bool(bad[0] and not bad[1:].any())),
    ("is right but for the last of its {}", lambda bad: bool(bad[-1] and not bad[:-1].any())),
    (
        "is right for the first and the last of its {}, and wrong between them",
        lambda bad: len(bad) > 2 and not bad[0] and not bad[-1] and bool(bad.any()),
    ),
    (
        "is right in every second of its {} only",
        lambda bad: len(bad) > 2 and bool((bad[::2] == bad[0]).all() and (bad[1::2] != bad[0]).all()),
    ),
    ("is right for the first of its {}, and wrong after it", lambda bad: not bad[0] and bool(bad.any())),
    ("is right for the last of its {}, and wrong before it", lambda bad: not bad[-1] and bool(bad.any())),
)
SHAPES: tuple[tuple[str, Relation], ...] = (
    ("is one longer along some of its axes, and right where it is not too long", lambda y, r: _part(r, y, 1)),
    ("is one shorter along some of its axes, and right as far as it goes", lambda y, r: _part(y, r, 1)),
    ("is too long, and right where it is not", lambda y, r: _part(r, y, None)),
    ("is too short, and right as far as it goes", lambda y, r: _part(y, r, None)),
    ("has an axis of length 1 too many, and is right otherwise", lambda y, r: y.ndim > r.ndim and _refilled(y, r)),
    ("lacks an axis of length 1, and is right otherwise", lambda y, r: y.ndim < r.ndim and _refilled(y, r)),
    ("has the right numbers in the wrong shape", lambda y, r: y.shape != r.shape and _refilled(y, r)),
    (
        "has the right shape with its axes in another order",
        lambda y, r: y.shape != r.shape and sorted(y.shape) == sorted(r.shape),
    ),
    ("has too many axes", lambda y, r: y.ndim > r.ndim),
    ("has too few axes", lambda y, r: y.ndim < r.ndim),
    ("is too large: it has a longer shape", lambda y, r: y.shape != r.shape and _within(r.shape, y.shape, None)),
    ("is too small: it has a shorter shape", lambda y, r: y.shape != r.shape and _within(y.shape, r.shape, None)),
)


def relations(subject: Subject) -> Iterator[Claim]:
    """All claims of this kind about an output, those that say most first."""
    says = "is cut to whole numbers where whole numbers come in: the array that holds it took over their type"
    yield Claim("rounded", says, _rounded)
    for axis in range(subject.ndim):
        for by, late in ((1, "late"), (-1, "early")):
            says = subject.words(f"stands one place too {late} along its {{}}", axis)
            yield related("shifted", says, partial(_shifted, axis, by))
    for axis in range(subject.ndim + 1):
        for reduce, word in ((np.sum, "sum"), (np.mean, "mean")):
            says = f"has an axis too many: its {word} over axis {axis} is right"
            yield related("not_summed", says, partial(_reduced, reduce, axis))
    for kind, says, relation in ANOTHER_ORDER:
        yield related(kind, says, relation, MANY)
    yield from _shapes(subject)
    for axis in range(subject.ndim):
        names = names_of(subject.cases[0], subject.letter(axis))
        for says, pattern in PLACES if not names else ():
            yield related("part_wrong", subject.words(says, axis), partial(_pattern, pattern, axis), MANY)
        for count in range(len(names) - 1, 0, -1):
            for good in itertools.combinations(range(len(names)), count):
                bad = [name for block, name in enumerate(names) if block not in good]
                says = f"is right in {_blocks([names[block] for block in good])}, and wrong in {_blocks(bad)}"
                yield related("block_wrong", says, partial(_right_blocks, axis, len(names), good), MANY)
    if subject.ndim > 1:
        yield related("border_wrong", "is right but for its border", _border, MANY)
    yield related("left_zero", "is right but for entries that were left 0", _left_zero, MANY)
    yield related("not_finite", "holds NaN or infinity, and is right where it does not", _not_finite)


def _shapes(subject: Subject) -> Iterator[Claim]:
    for says, relation in SHAPES[:4]:
        yield related("wrong_shape", says, relation)
    for axis in range(subject.ndim):
        words = subject.words("its {}", axis)
        yield related("wrong_shape", f"has one too many of {words}; the others are right", partial(_longer, axis), MANY)
        says = f"has one too few of {words}; those that are there are right"
        yield related("wrong_shape", says, lambda y, r, a=axis: _longer(a, r, y), MANY)  # type: ignore[misc]
        for more, word in ((1, "one too many"), (-1, "one too few")):
            yield related("wrong_shape", f"has {word} of {words}", partial(_differs_by, axis, more), MANY)
    for says, relation in SHAPES[4:]:
        yield related("wrong_shape", says, relation)


def _same_numbers(yours: Array, right: Array) -> bool:
    return yours.size == right.size > 1 and agrees(np.sort(yours, axis=None), np.sort(right, axis=None))


def _flat(yours: Array, right: Array) -> bool:
    if yours.shape != right.shape or yours.size < 3:
        return False
    apart = yours - right
    return bool(np.isfinite(apart).all()) and bool(np.ptp(apart) <= 1e-4 * np.abs(apart).max())


def _proportional(yours: Array, right: Array) -> bool:
    if yours.shape != right.shape or right.size < 3 or np.ptp(right) == 0 or np.iscomplexobj(yours):
        return False
    factor = float(np.vdot(right, yours) / max(float(np.vdot(right, right)), 1e-30))
    return abs(factor) > 1e-3 and agrees(yours, factor * right)


def _shifted(axis: int, by: int, yours: Array, right: Array) -> bool | None:
    if yours.shape != right.shape or right.ndim <= axis or right.shape[axis] < 3 or not np.ptp(right):
        return None
    later, sooner = (np.moveaxis(array, axis, 0) for array in ((yours, right) if by > 0 else (right, yours)))
    return agrees(later[1:], sooner[:-1])


def _reduced(reduce: Callable[..., Array], axis: int, yours: Array, right: Array) -> bool:
    return yours.ndim == right.ndim + 1 and agrees(reduce(yours, axis=axis), right)


def _rounded(seen: Seen, output: int) -> bool | None:
    """Whether whole numbers came in and came out, all less than 1 from what is right."""
    if not any(kind in "iu" for kind in _kinds(seen)):
        return False
    yours, right = seen.output(output), seen.known.right[output]
    if isinstance(yours, list) != isinstance(right, list):
        return False
    for one, other in zip(yours, right, strict=True) if isinstance(right, list) else [(np.asarray(yours), right)]:
        if one.shape != other.shape or not (np.isfinite(one).all() and np.isfinite(other).all()):
            return False
        if not ((one == np.round(one)).all() and (np.abs(one - other) < 1.0001).all()):
            return False
    return True


def _kinds(seen: Seen) -> Iterator[str]:
    return (value.dtype.kind for value in seen.known.given.values() if isinstance(value, np.ndarray))


def _within(short: tuple[int, ...], long: tuple[int, ...], most: int | None) -> bool:
    """Whether a shape is at most as long as another in all its axes, and shorter by ``most`` at most."""
    if len(short) != len(long):
        return False
    return all(q >= p and (most is None or q - p <= most) for p, q in zip(short, long, strict=True))


def _part(part: Array, whole: Array, most: int | None) -> bool:
    """Whether one array is the beginning of another."""
    return part.size > 0 and _within(part.shape, whole.shape, most) and agrees(whole[_upto(part.shape)], part)


def _upto(shape: tuple[int, ...]) -> tuple[slice, ...]:
    return tuple(map(slice, shape))


def _refilled(yours: Array, right: Array) -> bool:
    return yours.size == right.size and agrees(yours.reshape(right.shape), right)


def _longer(axis: int, long: Array, short: Array) -> bool:
    """Whether an array has one more along an axis, first or last, and is another one otherwise."""
    if long.ndim != short.ndim or long.ndim <= axis or long.shape[axis] != short.shape[axis] + 1 or not short.size:
        return False
    whole = np.moveaxis(long, axis, 0)
    return any(agrees(np.moveaxis(part, 0, axis), short) for part in (whole[:-1], whole[1:]))


def _differs_by(axis: int, more: int, yours: Array, right: Array) -> bool:
    if yours.ndim != right.ndim:
        return False
    apart = {a: p - q for a, (p, q) in enumerate(zip(yours.shape, right.shape, strict=True)) if p != q}
    return apart == {axis: more}


def _pattern(pattern: Callable[[Array], bool], axis: int, yours: Array, right: Array) -> bool | None:
    if yours.shape != right.shape or right.ndim <= axis or right.shape[axis] < 2:
        return None
    bad = np.moveaxis(wrong_entries(yours, right), axis, 0).reshape(right.shape[axis], -1)
    return pattern(np.any(bad, axis=1))


def _blocks(names: Sequence[str]) -> str:
    return f"the block{'s' if len(names) > 1 else ''} {listed(names)}"


def _right_blocks(axis: int, count: int, good: Sequence[int], yours: Array, right: Array) -> bool:
    if yours.shape != right.shape or right.shape[axis] % count:
        return False
    bad = [np.any(block) for block in np.split(np.asarray(wrong_entries(yours, right)), count, axis=axis)]
    return not any(bad[block] for block in good)


def _border(yours: Array, right: Array) -> bool | None:
    if yours.shape != right.shape or min(right.shape[-2:]) < 3:
        return None
    return not wrong_entries(yours, right)[..., 1:-1, 1:-1].any()


def _left_zero(yours: Array, right: Array) -> bool:
    if yours.shape != right.shape:
        return False
    bad = wrong_entries(yours, right)
    return bool(bad.mean() < 0.9 and not yours[bad].any())


def _not_finite(yours: Array, right: Array) -> bool:
    return yours.shape == right.shape and bool((wrong_entries(yours, right) == ~np.isfinite(yours)).all())
