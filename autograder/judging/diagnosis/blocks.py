"""The blocks of weights (the gates, side by side on one axis) in another order, in one argument or in all."""

import itertools
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.assignment import arrays, letters
from autograder.judging.expected import Known
from autograder.wording import Message, listed, marked, say

CUT = re.compile(r"\d+[A-Za-z]+")  # the letters of an axis of so many blocks
ALL_ORDERS = 4  # blocks of which every order is tried; of more only exchanges
Axes = Mapping[str, int]  # the axis of the blocks, by argument


def orders(cases: Sequence[Known]) -> Iterator[tuple[Message, Sequence[int], Axes]]:
    """All other orders in words, as the places of the blocks, and for the arguments that have them."""
    for letter, axes in sorted(_places(cases[0]).items()):
        names = names_of(cases[0], letter)
        count = len(names)
        for order in itertools.permutations(range(count)):
            moved = sum(place != block for place, block in enumerate(order))
            if moved and (moved == 2 or count <= ALL_ORDERS):
                # somebody who looks for block k at place order[k] has it there: their order is the inverse
                theirs = ", ".join(names[order.index(place)] for place in range(count))
                says = marked("weights with their blocks in the order {theirs}, not {right} ({where})")
                facts = {"theirs": theirs, "right": ", ".join(names)}
                yield say(says, **facts, where=say("in {arguments}", arguments=listed([*axes]))), order, axes
                if moved == 2 and len(axes) > 1:
                    for name, axis in axes.items():
                        where = say("in {argument} alone", argument=name)
                        yield say(says, **facts, where=where), order, {name: axis}


def reordered(order: Sequence[int], axes: Axes, given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the blocks of those with ``axes`` in another order."""
    found = dict(given)
    for name in axes.keys() & given.keys():
        blocks = np.split(np.asarray(given[name]), len(order), axis=axes[name])
        found[name] = np.concatenate([blocks[place] for place in order], axis=axes[name])
    return found


def names_of(known: Known, letter: str) -> Sequence[str]:
    """The names of the blocks of an axis, by number where they have none; none where it is not cut."""
    if not CUT.fullmatch(letter):
        return ()
    return known.exercise.blocks.get(letter, tuple(map(str, range(int(letter.rstrip(string.ascii_letters))))))


def _places(known: Known) -> dict[str, dict[str, int]]:
    """The arguments with blocks, by the letters of the axis that is cut."""
    found: dict[str, dict[str, int]] = {}
    for name, value in known.given.items():
        for array in arrays(value):
            for axis, letter in enumerate(letters(known.exercise, name, array.ndim)):
                if CUT.fullmatch(letter):
                    found.setdefault(letter, {})[name] = axis
    return found
