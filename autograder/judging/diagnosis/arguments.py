"""Other arguments in the place of a case's own: the ways in which arguments are misread, as tables."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import arrays, is_pair, is_whole, letters
from autograder.judging.diagnosis.claims import Array, axis_words
from autograder.judging.expected import Known
from autograder.wording import Message, marked, say

Given = Mapping[str, Any]
Change = Callable[[Known], Given | None]  # None where there is nothing to change
Changes = Iterator[tuple[str, Message, Change]]  # the kind of claim, its words after "what is right for"

OF_ARRAYS: tuple[tuple[str, str, Callable[[Array], Array | None]], ...] = (
    ("no_effect", marked("{argument} all zeros: it has no effect"), np.zeros_like),
    (
        "turned_argument",
        marked("{argument} turned by 180 degrees"),
        lambda v: np.flip(v, (-2, -1)) if v.ndim > 1 else None,
    ),
    ("transposed_argument", marked("{argument} transposed"), lambda v: np.swapaxes(v, -1, -2) if v.ndim > 1 else None),
    ("changed_argument", marked("{argument} all ones"), np.ones_like),
    ("changed_argument", marked("{argument} with the other sign"), np.negative),
    ("changed_argument", marked("{argument} cut to whole numbers"), lambda v: v.astype(np.int64).astype(v.dtype)),
    ("changed_argument", marked("{argument} doubled"), lambda v: 2 * v),
    ("changed_argument", marked("{argument} halved"), lambda v: v / 2),
    (
        "changed_argument",
        marked("the mean of {argument} in place of each of its numbers"),
        lambda v: np.full_like(v, v.mean()) if v.dtype.kind == "f" and v.size else None,
    ),
    ("changed_argument", marked("the absolute values of {argument}"), np.abs),
)
OF_NUMBERS: tuple[tuple[str, str, Callable[[int], int]], ...] = (
    ("changed_option", marked("{argument} greater by 1"), lambda v: v + 1),
    ("changed_option", marked("{argument} smaller by 1"), lambda v: v - 1),
    ("no_effect", marked("{argument} 1: it has no effect"), lambda v: 1),
    ("no_effect", marked("{argument} 0: it has no effect"), lambda v: 0),
    ("changed_option", marked("twice the {argument}"), lambda v: 2 * v),
    ("changed_option", marked("half the {argument}"), lambda v: v // 2),
)
OF_PAIRS: tuple[tuple[str, str, Callable[[Sequence[int]], tuple[int, int]]], ...] = (
    ("exchanged_pair", marked("{argument} the other way round (across, down)"), lambda v: (v[1], v[0])),
    ("one_for_both", marked("the first of {argument} in both directions"), lambda v: (v[0], v[0])),
    ("one_for_both", marked("the second of {argument} in both directions"), lambda v: (v[1], v[1])),
)
Border = tuple[str, str, Callable[[int], int], Callable[[int], int], Mapping[str, Any]]
BORDERS: tuple[Border, ...] = (  # before the image, after it, and how it is filled
    ("other_border", marked("all of the border after the image, none before it"), lambda p: 0, lambda p: 2 * p, {}),
    ("other_border", marked("all of the border before the image, none after it"), lambda p: 2 * p, lambda p: 0, {}),
    ("other_border", marked("half of the border, after the image alone"), lambda p: 0, lambda p: p, {}),
    ("other_border", marked("half of the border, before the image alone"), lambda p: p, lambda p: 0, {}),
    (
        "other_border",
        marked("the image one row and column too early in its border"),
        lambda p: p - 1,
        lambda p: p + 1,
        {},
    ),
    (
        "other_border",
        marked("the image one row and column too late in its border"),
        lambda p: p + 1,
        lambda p: p - 1,
        {},
    ),
    ("other_border", marked("a border of zeros"), lambda p: p, lambda p: p, {}),
    ("other_border", marked("a border of copies of the image's edge"), lambda p: p, lambda p: p, {"mode": "edge"}),
    ("other_border", marked("a border that mirrors the image"), lambda p: p, lambda p: p, {"mode": "reflect"}),
    ("other_border", marked("a border of ones"), lambda p: p, lambda p: p, {"constant_values": 1}),
)
PARTS: tuple[tuple[str, slice], ...] = (
    (marked("the first {entry} alone"), slice(0, 1)),
    (marked("the last {entry} alone"), slice(-1, None)),
    (marked("all but the last {entry}"), slice(0, -1)),
    (marked("all but the first {entry}"), slice(1, None)),
)
PADDING = ("padding", "pad")


def changes(cases: Sequence[Known]) -> Changes:
    """All other arguments that are tried, the plainest first."""
    names = {name: None for known in cases for name in known.given}
    values = {name: [known.given[name] for known in cases if name in known.given] for name in names}
    for name in names:
        if any(True for value in values[name] for _ in arrays(value)):
            yield from _arrays(cases, name)
        if any(map(_is_number, values[name])):
            yield from _numbers(name)
        yield from _choices(name, values[name])
    for kind, says, pair in OF_PAIRS:
        yield kind, say(says, argument=say("every pair")), partial(_all_pairs, pair)
    for kind, says, before, after, how in BORDERS:
        yield kind, say(says), partial(_bordered, before, after, how)
    given = [name for name in names if any(isinstance(value, np.ndarray) for value in values[name])]
    for one, other in itertools.combinations(given, 2):
        exchanged = say("{one} and {other} exchanged", one=one, other=other)
        yield "exchanged_arguments", exchanged, partial(_exchanged, one, other)
    words = cases[0].exercise.words
    for letter in sorted({letter for known in cases for letter in known.sizes if letter in words}):
        for says, part in PARTS:
            yield "other_part", say(says, entry=words[letter]), partial(_sliced, letter, part)


def _arrays(cases: Sequence[Known], name: str) -> Changes:
    for kind, says, change in OF_ARRAYS:
        yield kind, say(says, argument=name), partial(_changed, name, change)
    dims = {array.ndim: known for known in reversed(cases) for array in arrays(known.given.get(name))}
    for ndim, known in sorted(dims.items(), key=lambda one: one[0]):
        for axis in range(ndim):
            along = {"argument": name, "its": axis_words(known, name, ndim, axis)}
            turned = say("{argument} turned round along {its}", **along)
            yield "turned_argument", turned, partial(_turned, name, ndim, axis)
            on = say("{argument} moved on by one, the last one first, along {its}", **along)
            yield "moved_argument", on, partial(_moved, name, ndim, axis, 1)
            back = say("{argument} moved back by one, the first one last, along {its}", **along)
            yield "moved_argument", back, partial(_moved, name, ndim, axis, -1)


def _numbers(name: str) -> Changes:
    for kind, says, number in OF_NUMBERS:
        yield kind, say(says, argument=name), partial(_number, name, number)
    for kind, says, pair in OF_PAIRS:
        yield kind, say(says, argument=say("the pair {argument}", argument=name)), partial(_pair, name, pair)


def _choices(name: str, values: Sequence[Any]) -> Changes:
    """The other values that an option takes, None among them; a tuple of arrays the other way round."""
    options: set[str | None] = {value for value in values if isinstance(value, str)}
    if any(value is None for value in values):
        options.add(None)
        for number in (0, 1):
            says = say("{argument} {number} where no {argument} is given", argument=name, number=number)
            yield "changed_option", says, partial(_instead_of_none, name, number)
    for value in sorted(options, key=str):
        yield "changed_option", say("{argument}={value}", argument=name, value=repr(value)), partial(_set, name, value)
    if any(isinstance(value, tuple) and len(value) > 1 and any(True for _ in arrays(value)) for value in values):
        turned = say("the arrays of {argument} the other way round", argument=name)
        yield "exchanged_pair", turned, partial(_reversed, name)


def _is_number(value: Any) -> bool:
    return is_whole(value) or is_pair(value)


def _set(name: str, value: Any, known: Known) -> Given | None:
    return {**known.given, name: value} if name in known.given else None


def _each(value: Any, change: Callable[[Array], Array | None]) -> Any:
    """The value with each of its arrays changed; None where there is nothing to change."""
    if isinstance(value, np.ndarray):
        return _of_mask(value, change) if value.dtype.kind == "b" else change(value)
    if isinstance(value, list | tuple) and value:
        items = [_each(item, change) for item in value]
        return None if any(item is None for item in items) else type(value)(items)
    return None


def _of_mask(mask: Array, change: Callable[[Array], Array | None]) -> Array | None:
    """The mask changed as 0 and 1; None where something else comes of it."""
    found = change(mask.astype(np.int64))
    return None if found is None or not np.isin(found, (0, 1)).all() else found.astype(np.bool_)


def _changed(name: str, change: Callable[[Array], Array | None], known: Known) -> Given | None:
    found = _each(known.given.get(name), change)
    return None if found is None else _set(name, found, known)


def _turned(name: str, ndim: int, axis: int, known: Known) -> Given | None:
    return _changed(name, lambda v: np.flip(v, axis) if v.ndim == ndim else None, known)


def _moved(name: str, ndim: int, axis: int, by: int, known: Known) -> Given | None:
    return _changed(name, lambda v: np.roll(v, by, axis) if v.ndim == ndim else None, known)


def _number(name: str, change: Callable[[int], int], known: Known) -> Given | None:
    value = known.given.get(name)
    if is_pair(value):
        return _set(name, (change(value[0]), change(value[1])), known)
    return _set(name, change(value), known) if is_whole(value) else None


def _pair(name: str, change: Callable[[Sequence[int]], tuple[int, int]], known: Known) -> Given | None:
    value = known.given.get(name)
    return _set(name, change(value), known) if is_pair(value) else None


def _all_pairs(change: Callable[[Sequence[int]], tuple[int, int]], known: Known) -> Given | None:
    if not any(map(is_pair, known.given.values())):
        return None
    return {name: change(value) if is_pair(value) else value for name, value in known.given.items()}


def _instead_of_none(name: str, number: int, known: Known) -> Given | None:
    return _set(name, number, known) if known.given.get(name, number) is None else None


def _reversed(name: str, known: Known) -> Given | None:
    value = known.given.get(name)
    return _set(name, value[::-1], known) if isinstance(value, tuple) else None


def _bordered(
    before: Callable[[int], int], after: Callable[[int], int], how: Mapping[str, Any], known: Known
) -> Given | None:
    """The images with a border of another kind put round them, and no padding besides."""
    option = next((name for name in PADDING if _is_number(known.given.get(name))), None)
    image = next((name for name, value in known.given.items() if _is_image(known, name, value)), None)
    if option is None or image is None:
        return None
    padding, x = known.given[option], known.given[image]
    amounts = padding if is_pair(padding) else (padding, padding)
    if min(amounts) < 0 or not max(amounts):
        return None
    widths = [(max(0, before(p)), max(0, after(p))) if p else (0, 0) for p in amounts]
    try:
        bordered = np.pad(x, [*[(0, 0)] * (x.ndim - 2), *widths], **how)
    except ValueError:  # an image too small to be mirrored so far
        return None
    return {**known.given, image: bordered, option: 0}


def _is_image(known: Known, name: str, value: Any) -> bool:
    return isinstance(value, np.ndarray) and letters(known.exercise, name, value.ndim)[-2:] == ("H", "W")


def _exchanged(one: str, other: str, known: Known) -> Given | None:
    first, second = known.given.get(one), known.given.get(other)
    if not isinstance(first, np.ndarray) or not isinstance(second, np.ndarray) or first.shape != second.shape:
        return None
    return {**known.given, one: second, other: first}


def _sliced(letter: str, part: slice, known: Known) -> Given | None:
    """The part of the samples, channels, steps … of all arguments."""
    if known.sizes.get(letter, 1) < 2 or known.case.module is not None:
        return None
    given = dict(known.given)
    for name, value in known.given.items():
        if isinstance(value, np.ndarray):
            own = letters(known.exercise, name, value.ndim)
            given[name] = value[tuple(part if one == letter else slice(None) for one in own)]
    return given
