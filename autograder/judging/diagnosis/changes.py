"""Claims that what came is a certain change of what is right: turned round, twice as large, with an argument too many.

What would come is the same for everybody, so it is worked out once for a class. Tables say what is looked for: the
kind of claim, its words after "Every wrong out", and the change.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from autograder.assignment import Output, letters
from autograder.judging.diagnosis.claims import Array, Claim, Meant, Subject, meant
from autograder.judging.expected import Known
from autograder.wording import marked, say

Change = Callable[[Array], Array]
Rows = Sequence[tuple[str, str, Change]]

PLAIN: Rows = (
    ("all_zero", marked("is zero everywhere"), np.zeros_like),
    ("negated", marked("has the wrong sign, and is right otherwise"), np.negative),
    ("wrong_factor", marked("is twice as large as it should be"), lambda r: 2 * r),
    ("wrong_factor", marked("is half as large as it should be"), lambda r: r / 2),
    ("wrong_factor", marked("is three times as large as it should be"), lambda r: 3 * r),
    ("wrong_factor", marked("is a third of what it should be"), lambda r: r / 3),
    ("wrong_factor", marked("is four times as large as it should be"), lambda r: 4 * r),
    ("wrong_factor", marked("is a quarter of what it should be"), lambda r: r / 4),
)
ENTRY_BY_ENTRY: Rows = (
    ("last_function", marked("lacks its last tanh: tanh of it is right"), lambda r: _before_tanh(r)),
    ("last_function", marked("is the tanh of what is right"), np.tanh),
    (
        "last_function",
        marked("went through the sigmoid where tanh belongs"),
        lambda r: 1 / (1 + np.exp(-_before_tanh(r))),
    ),
    (
        "last_function",
        marked("lacks its last sigmoid: the sigmoid of it is right"),
        lambda r: 2 * _before_tanh(2 * r - 1),
    ),
    ("last_function", marked("went through ReLU where tanh belongs"), lambda r: np.maximum(_before_tanh(r), 0)),
    ("last_function", marked("has its negative numbers cut off, as by ReLU"), lambda r: np.maximum(r, 0)),
    ("last_function", marked("has lost its signs"), np.abs),
    ("last_function", marked("is the square of what is right: the root is missing"), np.square),
    ("last_function", marked("is the root of what is right"), np.sqrt),
    ("last_function", marked("is 1 minus what is right"), lambda r: 1 - r),
)
ALONG_AN_AXIS: Sequence[tuple[str, str, Callable[[Array, int], Array]]] = (
    ("turned_round", marked("is turned round along {its}"), np.flip),
    ("sorted", marked("is sorted along {its}: the right numbers, out of their order"), np.sort),
    ("sorted", marked("is sorted downwards along {its}"), lambda r, a: -np.sort(-r, axis=a)),
    ("added_up", marked("is added up along {its}: each entry holds the right ones before it, too"), np.cumsum),
    ("added_up", marked("is added up backwards along {its}"), lambda r, a: np.flip(np.cumsum(np.flip(r, a), a), a)),
    ("summed", marked("is the sum of what is right over {its}"), np.sum),
    (
        "summed",
        marked("is the sum of what is right over {its}, kept as an axis"),
        lambda r, a: r.sum(axis=a, keepdims=True),
    ),
    ("summed", marked("is the mean of what is right over {its}"), np.mean),
    ("one_for_all", marked("has everywhere what is right for the first {of}"), lambda r, a: _one(r, a, 0)),
    ("one_for_all", marked("has everywhere what is right for the last {of}"), lambda r, a: _one(r, a, -1)),
    ("one_alone", marked("holds the first {of} alone"), lambda r, a: np.take(r, [0], axis=a)),
    ("one_alone", marked("holds the last {of} alone"), lambda r, a: np.take(r, [-1], axis=a)),
    ("one_alone", marked("is the first {of}, without that axis"), lambda r, a: np.take(r, 0, axis=a)),
    ("one_alone", marked("is the last {of}, without that axis"), lambda r, a: np.take(r, -1, axis=a)),
)
BY_SIZE = (
    (1.0, marked("is too large by the factor {size}: a sum where the mean belongs, or a factor too many")),
    (-1.0, marked("is too small by the factor {size}: a mean where the sum belongs, or one division too many")),
    (0.5, marked("is too large by the root of {size}")),
    (-0.5, marked("is too small by the root of {size}")),
)
EDGE = 1e-9  # a tanh so near 1 no longer tells what it is the tanh of
TIMES = (
    (1.0, marked("has {argument} in it twice, where once is right")),
    (-1.0, marked("lacks {argument}: it is right once {argument} is added")),
    (-2.0, marked("has {argument} taken away where it must be added")),
)


def plain(subject: Subject) -> Iterator[Claim]:
    """The plainest claims: a sign, a factor, zeros, another order along an axis, an argument too many."""
    for kind, says, change in PLAIN:
        yield meant(kind, say(says), _of_right(change))
    if subject.ndim > 1:
        yield meant("turned_round", say("is turned by 180 degrees"), _of_right(partial(np.flip, axis=(-2, -1))))
    for one, other in itertools.combinations(range(subject.ndim), 2):
        says = subject.words(marked("has {its} and {other} exchanged"), one, other)
        yield meant("transposed", says, _of_right(partial(np.swapaxes, axis1=one, axis2=other)))
    for kind, says, along in ALONG_AN_AXIS:
        for axis in range(subject.ndim):
            yield meant(kind, subject.words(says, axis), _of_right(partial(_along, along, axis)))
    for argument in _added(subject):
        for times, says in TIMES:
            what = partial(_with_argument, subject.name, argument, (), times)
            yield meant("argument_count", say(says, argument=argument), what)


def changes(subject: Subject) -> Iterator[Claim]:
    """The claims that want more explanation: other functions, factors by size, a reshape."""
    for kind, says, change in ENTRY_BY_ENTRY:
        yield meant(kind, say(says), _of_right(change))
    lengths = sorted({size for known in subject.cases for size in known.sizes})
    products = [*((size,) for size in lengths), *_neighbours(subject.cases[0])]
    for product in products:
        for power, says in BY_SIZE:
            factor = say(says, size=" · ".join(product))
            yield meant("wrong_factor", factor, partial(_by_size, product, power), strict=True)
    for argument in _added(subject):
        for product in products:
            what = partial(_with_argument, subject.name, argument, product, 0.0)
            often = marked("has {argument} in it {times} times, where once is right")
            yield meant("argument_count", say(often, argument=argument, times=" · ".join(product)), what)
    for order in itertools.permutations(range(subject.ndim)):
        if order != tuple(range(subject.ndim)):
            text = marked(
                "holds the right numbers read in another order of axes {order}: a reshape where a transpose belongs"
            )
            yield meant("reshaped", say(text, order=str(order)), _of_right(partial(_reshaped, order)))


def _neighbours(known: Known) -> list[tuple[str, str]]:
    """The letters of axes that stand side by side, and so are summed or averaged over together."""
    shapes = [tuple(letter for letter in shape if letter in known.sizes) for shape in known.exercise.axes.values()]
    return sorted({pair for shape in shapes for pair in itertools.pairwise(shape) if pair[0] != pair[1]})


def _added(subject: Subject) -> list[str]:
    """The arguments that may be added to an output: all their axes are its own, in one order."""
    exercise = subject.cases[0].exercise
    ours = [subject.letter(axis) for axis in range(subject.ndim)]
    shapes = {name: its for name, its in exercise.axes.items() if isinstance(name, str) and its and "" not in its}
    arguments = {name: None for known in subject.cases for name in known.given if name in shapes}
    return [name for name in arguments if [letter for letter in ours if letter in shapes[name]] == list(shapes[name])]


def _of_right(change: Change) -> Meant:
    """The change of what is right, of every array where it is a list."""

    def what(known: Known, output: int) -> Output | None:
        right = known.right[output]
        try:
            return [change(array) for array in right] if isinstance(right, list) else change(right)
        except (ValueError, IndexError):  # no such axis
            return None

    return what


def _before_tanh(right: Array) -> Array:
    """The numbers of which the right ones are the tanh; NaN where they are so near 1 that nobody can tell."""
    return np.where(np.abs(right) < 1 - EDGE, np.arctanh(right), np.nan)


def _along(change: Callable[[Array, int], Array], axis: int, right: Array) -> Array:
    return change(right, axis)


def _one(right: Array, axis: int, place: int) -> Array:
    return np.broadcast_to(np.take(right, [place], axis=axis), right.shape)


def _reshaped(order: Sequence[int], right: Array) -> Array:
    return right.transpose(order).reshape(right.shape)


def _by_size(product: Sequence[str], power: float, known: Known, output: int) -> Output | None:
    if not all(size in known.sizes for size in product):
        return None
    factor = float(np.prod([max(known.sizes[size], 1e-9) for size in product])) ** power
    return _of_right(lambda right: factor * right)(known, output)


def _with_argument(
    name: str, argument: str, product: Sequence[str], times: float, known: Known, output: int
) -> Output | None:
    """The right output with an argument ``times`` more, along those of its axes that the argument has as well."""
    right, value = known.right[output], known.given.get(argument)
    if isinstance(right, list) or not isinstance(value, np.ndarray) or not value.ndim or not value.any():
        return None
    ours, its = letters(known.exercise, name, right.ndim), letters(known.exercise, argument, value.ndim)
    if "" in its or [letter for letter in ours if letter in its] != list(its):
        return None
    shape = [length if letter in its else 1 for letter, length in zip(ours, right.shape, strict=True)]
    if int(np.prod(shape)) != value.size:
        return None
    if product:
        times = float(np.prod([known.sizes.get(size, 0) for size in product])) - 1
    return right + times * value.reshape(shape)
