"""The ways to make a call smaller: shorter axes, plainer options, plain numbers in the place of decimals.

A move takes a call and gives a smaller one, which need not make sense: the reference decides that. Axes with one letter
are cut together, and so are the sides of an image, of the window in it and of what the windows give: KH and OH end
with H.
"""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise, arrays, is_pair, is_whole, letters
from autograder.judging import literals

Given = dict[str, Any]
Move = Callable[[Case], Case]
LETTER = re.compile(r"(\d*)([A-Za-z_]\w*)")  # "T", or "4U": so many blocks of U
SIDE = re.compile("[KO]?[HW]")  # of an image, of the window in it, of what the windows give
LEVELS = (1, 2, 3)
SHORTER: tuple[Callable[[int], int], ...] = (lambda n: 1, lambda n: 2, lambda n: n // 2, lambda n: n - 1)
OF_PAIRS: tuple[Callable[[Any, Any], Any], ...] = (
    *(lambda down, across: down, lambda down, across: across),
    *(lambda down, across: (down, 1), lambda down, across: (1, across)),
)


class Smaller:
    """The moves for calls of one function of ``exercise``; ``case`` is one of them."""

    def __init__(self, exercise: Exercise, case: Case) -> None:
        self.exercise = exercise
        self.reference = exercise.reference_for(case)
        self.defaults = literals.defaults(self.reference)
        self._known_axes: dict[tuple[str, int], list[tuple[str, int]]] = {}

    def moves(self, case: Case) -> Iterator[Move]:
        """Every move for calls such as ``case``, the boldest first."""
        lengths, given = self.lengths(case), self.given(case)
        yield from (partial(self._level, most=most, plain=plain) for plain in (True, False) for most in LEVELS)
        yield _ordinary
        for name in given:
            yield from (partial(self._with_option, name=name, change=change) for change in self._plainer(name))
        for letter in sorted(lengths, key=lambda letter: (bool(SIDE.fullmatch(letter)), -lengths[letter])):
            for shorter in SHORTER:
                yield partial(self._shorter, letter=letter, shorter=shorter, beside=False)
                if SIDE.fullmatch(letter):
                    yield partial(self._shorter, letter=letter, shorter=shorter, beside=True)
        yield self._plain
        yield partial(self._each, change=_rounded)
        yield partial(self._each, change=np.abs)
        yield from (partial(self._emptied, name=name) for name in given)

    def given(self, case: Case) -> Given:
        """The arguments by name."""
        return literals.bound(self.reference, case)

    def lengths(self, case: Case) -> dict[str, int]:
        """The lengths that can be cut: of axes by their letters, and numbers without a default by their names."""
        found: dict[str, int] = {}
        for name, value in self.given(case).items():
            if isinstance(value, list):
                found[name] = len(value)
            for array in arrays(value):
                for (letter, blocks), length in zip(self._axes(name, array), array.shape, strict=True):
                    found.setdefault(letter, length // blocks)
            if name not in self.defaults and (is_whole(value) or is_pair(value)):
                numbers: Any = value if is_pair(value) else (value,) * len(self._number_letters(name))
                found |= {
                    one: max(found.get(one, 0), n) for one, n in zip(self._number_letters(name), numbers, strict=False)
                }
        return {letter: length for letter, length in found.items() if length > 0}

    def fitted(self, case: Case) -> Iterator[Case]:
        """The call itself, then those with a shorter upstream gradient (OH, OW), which must fit what it belongs to."""
        yield case
        results = {letter: n for letter, n in self.lengths(case).items() if letter in {"OH", "OW"}}
        for sizes in itertools.islice(itertools.product(*(range(n, 0, -1) for n in results.values())), 1, None):
            yield self._cut(case, dict(zip(results, sizes, strict=True)))

    def _axes(self, name: str, array: np.ndarray) -> list[tuple[str, int]]:
        """The letter of each axis and the number of its blocks; an axis without a letter has one of its own."""
        key = name, array.ndim
        if key not in self._known_axes:
            counted = [LETTER.fullmatch(letter) for letter in letters(self.exercise, *key)]
            self._known_axes[key] = [
                (found[2], int(found[1] or 1)) if found else (f"{name} {axis}", 1) for axis, found in enumerate(counted)
            ]
        return self._known_axes[key]

    def _number_letters(self, name: str) -> tuple[str, ...]:
        return self.exercise.axes.get(name) or (name,)

    def _with(self, case: Case, given: Given) -> Case:
        args = tuple(given[name] for name in list(self.given(case))[: len(case.args)])
        return replace(case, args=args, kwargs={name: given[name] for name in case.kwargs})

    def _each(self, case: Case, change: Callable[[np.ndarray], np.ndarray]) -> Case:
        """The call with every array of decimals changed."""

        def changed(value: Any) -> Any:
            if isinstance(value, list):
                return [changed(item) for item in value]
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                return change(value) + value.dtype.type(0)  # no -0
            return change(np.array(value)).item() if isinstance(value, float) else value

        return self._with(case, {name: changed(value) for name, value in self.given(case).items()})

    def _cut(self, case: Case, sizes: Mapping[str, int]) -> Case:
        """The call with axes, lists and numbers cut to at most ``sizes``."""

        def cut(name: str, value: Any) -> Any:
            if isinstance(value, list):
                return [cut(name, item) for item in value[: sizes.get(name)]]
            if isinstance(value, np.ndarray):
                for axis, (letter, blocks) in enumerate(self._axes(name, value)):
                    if letter in sizes and value.shape[axis] % blocks == 0:
                        parts = np.split(value, blocks, axis)
                        value = np.concatenate(
                            [np.take(p, range(min(sizes[letter], p.shape[axis])), axis) for p in parts], axis
                        )
            elif name not in self.defaults and (is_whole(value) or is_pair(value)):
                own = self._number_letters(name)
                numbers: Any = value if is_pair(value) else (value,) * len(own)
                numbers = tuple(min(n, sizes.get(one, n)) for n, one in zip(numbers, own, strict=False))
                return numbers[0] if is_whole(value) and len(set(numbers)) == 1 else numbers
            return value

        return self._with(case, {name: cut(name, value) for name, value in self.given(case).items()})

    def _level(self, case: Case, most: int, plain: bool) -> Case:
        cut = self._cut(case, dict.fromkeys(self.lengths(case), most))
        return _ordinary(self._plain(cut)) if plain else cut

    def _shorter(self, case: Case, letter: str, shorter: Callable[[int], int], beside: bool) -> Case:
        """The call with one letter shorter; ``beside`` takes as much from the sides that end alike."""
        lengths = self.lengths(case)
        now = lengths.get(letter, 1)
        size = min(now, max(1, shorter(now)))
        if size == now:
            return case
        sides = {one: n for one, n in lengths.items() if one[-1] == letter[-1] and SIDE.fullmatch(one)}
        together = {one: max(1, n - (now - size)) for one, n in sides.items()} if beside else {}
        return self._cut(case, together | {letter: size})

    def _plain(self, case: Case) -> Case:
        """The call with plain numbers in its arrays of decimals: 1, 2, 3, … in their order, signs and ties kept."""
        starts = itertools.count()
        return self._each(case, lambda array: _ranks(array, next(starts)))

    def _plainer(self, name: str) -> list[Callable[[Any], Any]]:
        """The changes that make an option plainer: its default, a small number, one number for a pair, half a pair."""
        small = [lambda value: self.defaults[name], lambda value: min(value, 2) if is_whole(value) else value]
        return [*(small if name in self.defaults else []), *(partial(_of_pair, change=change) for change in OF_PAIRS)]

    def _with_option(self, case: Case, name: str, change: Callable[[Any], Any]) -> Case:
        given = self.given(case)
        if name not in given or (plainer := change(given[name])) is given[name]:
            return case
        return self._with(case, given | {name: plainer})

    def _emptied(self, case: Case, name: str) -> Case:
        """The call with zeros in a large array that is not its first argument."""
        given = self.given(case)
        value = given.get(name)
        if not isinstance(value, np.ndarray) or value.size <= literals.FILLED or name == next(iter(given)):
            return case
        return self._with(case, given | {name: np.zeros_like(value)})


def _of_pair(value: Any, change: Callable[[Any, Any], Any]) -> Any:
    return change(*value) if is_pair(value) else value


def _ordinary(case: Case) -> Case:
    """The call with arrays of the usual type and in the usual order in memory, as they are when they are typed."""

    def usual(value: Any) -> Any:
        if isinstance(value, list):
            return [usual(item) for item in value]
        return value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype == np.float32 else value

    return replace(
        case, args=tuple(map(usual, case.args)), kwargs={k: usual(v) for k, v in case.kwargs.items()}, strided=False
    )


def _ranks(array: np.ndarray, start: int) -> np.ndarray:
    """The numbers by their size, counted from ``start + 1``; in tenths where they had decimals."""
    sizes = np.abs(array)
    rank = np.searchsorted(np.unique(sizes[sizes > 0]), sizes) + 1 + start
    whole = not array.ndim or (array == np.rint(array)).all()  # a bound or a factor alone is none of many
    return (np.sign(array) * (rank if whole else rank / 10)).astype(array.dtype)


def _rounded(array: np.ndarray) -> np.ndarray:
    """The numbers with one decimal, none of them rounded to zero."""
    near = np.round(array, 1)
    return np.where((near == 0) & (array != 0), np.sign(array) / 10, near).astype(array.dtype)
