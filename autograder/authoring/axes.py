"""Reads the letters of axes from the docstrings of references, where people read them, too.

    x : array of shape (N, T, D), the sequences           axes["x"] == ("N", "T", "D")
    stride : int or (SH, SW), the step down and across     axes["stride"] == ("SH", "SW")
    w_x, w_h : arrays of shapes (D, 4U) and (U, 4U); columns in the order i, f, g, o
                                                           blocks["4U"] == ("i", "f", "g", "o")
    dhs, x : as rnn_forward was given them                 read in the docstring of rnn_forward
    (dx, dh0) : arrays of the shapes of x and h0           the outputs, named as the exercise names them

A name with shapes of several numbers of axes has the first under its name, the others under (name, number of axes).
Of two shapes with as many axes only the letters that they share are kept, "" in the place of the others.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from autograder.assignment import Axes
from autograder.wording import say

Letters = tuple[str, ...]
Shapes = list[tuple[str, Letters]]  # names with a shape each, in the order in which they are read
Function = Callable[..., Any]

TUPLE = r"\(([\w·*+\- ]+,(?:[\w·*+\- ]+,?)*)\)"  # a comma makes it one
SHAPE = re.compile(rf"{TUPLE}|shapes? of ((?:\w+(?:,? and |, ))*\w+)")
ENTRY = re.compile(r"^(\(?[\w, *]+\)?) : (.+)$", re.MULTILINE)
IN_WORDS = re.compile(rf"``(\w+)`` {TUPLE}")
REMINDER = re.compile(r"\bas \w+ (?:was given|takes)")  # its own shapes are told again, if at all
ELSEWHERE = re.compile(r"\bas(?: in)? (\w+)")
NUMBER = re.compile(r"^int ([A-Z]\w*)\b")  # "int S from 1 to L"
ORDER = re.compile(r"in the order (\w+(?:, \w+)+)")
WORDS = {
    **{"N": say("sample"), "T": say("step"), "S": say("segment"), "L": say("place")},
    **{"C": say("channel"), "F": say("filter"), "D": say("feature"), "U": say("unit")},
    **{"H": say("row"), "OH": say("row"), "KH": say("row of the window")},
    **{"W": say("column"), "OW": say("column"), "KW": say("column of the window")},
}
BLOCKS = re.compile(r"(\d+)[A-Za-z]\w*")


def documented(references: Sequence[Function], outputs: Sequence[str]) -> tuple[Axes, dict[str, Letters]]:
    """The axes of arguments and outputs by name, and the names of the blocks that an axis is cut into."""
    axes: Axes = {}
    blocks: dict[str, Letters] = {}
    for reference in references:
        family = [reference, *_referred(reference, [reference])]
        known: dict[str, Letters] = {}
        for name, shape in (one for function in family for one in _arguments(function)):
            known.setdefault(name, shape)
        own = inspect.signature(reference).parameters
        for name, shape in [*((n, s) for n, s in known.items() if n in own), *_results(reference, known, outputs)]:
            _add(axes, name, shape)
        orders = [_split(order) for function in family for order in ORDER.findall(_text(function))]
        for letter in (letter for shape in known.values() for letter in shape):
            counted = BLOCKS.fullmatch(letter)
            fitting = [order for order in orders if counted and int(counted[1]) == len(order)]
            blocks |= {letter: fitting[0]} if fitting else {}
    return axes, blocks


def _referred(function: Function, seen: list[Function]) -> Iterator[Function]:
    """The functions of its module to which a docstring refers ("as in rnn_step"), and those to which theirs do."""
    beside: Mapping[str, Any] = getattr(function, "__globals__", {})
    for name in ELSEWHERE.findall(_text(function)):
        other = beside.get(name)
        if inspect.isfunction(other) and other not in seen:
            seen.append(other)
            yield other
            yield from _referred(other, seen)


def _arguments(function: Function) -> Iterator[tuple[str, Letters]]:
    text = _text(function)
    yield from ((name, _split(shape)) for name, shape in IN_WORDS.findall(text))
    for names, said in ENTRY.findall(text.partition("Returns\n")[0]):
        if not REMINDER.search(said):
            yield from _dealt(re.findall(r"\w+", names), _shapes(said, {}))
        yield from ((name, (letter,)) for name, letter in zip(names.split(", "), NUMBER.findall(said), strict=False))


def _results(function: Function, known: Mapping[str, Letters], outputs: Sequence[str]) -> Shapes:
    """The shapes of what a function returns, under the exercise's names for it."""
    found: list[Letters] = []
    lines = _text(function).partition("Returns\n")[2].partition("\n\n")[0].splitlines()[1:]
    for line in lines:
        if not line.startswith(" "):
            entry = ENTRY.match(line)
            shapes = _shapes(entry[2] if entry else line, known)
            if entry is None and len(outputs) == 1:
                return [(outputs[0], shape) for shape in shapes]  # it may have a shape for each value of an option
            names = re.findall(r"\w+", entry[1]) if entry else [""]
            found += [shape for _, shape in _dealt(names, shapes or [()])]
    return [(name, shape) for name, shape in zip(outputs, found, strict=False) if shape]


def _dealt(names: Sequence[str], shapes: list[Letters]) -> Shapes:
    """A shape for each name, or one for all."""
    return list(zip(names, shapes * len(names) if len(shapes) == 1 else shapes, strict=False))


def _shapes(said: str, known: Mapping[str, Letters]) -> list[Letters]:
    found: list[Letters] = []
    for shape, names in SHAPE.findall(said):
        if names:
            found += [known[name] for name in re.findall(r"\w+", names) if name in known]
        elif not known.keys() & _split(shape):  # else it is a tuple of arguments
            found.append(_split(shape))
    return found


def _add(axes: Axes, name: str, shape: Letters) -> None:
    key = name if len(axes.setdefault(name, shape)) == len(shape) else (name, len(shape))
    known = axes.setdefault(key, shape)
    axes[key] = tuple(one if one == other else "" for one, other in zip(known, shape, strict=True))


def _text(function: Function) -> str:
    return inspect.getdoc(function) or ""


def _split(shape: str) -> Letters:
    return tuple(item.strip() for item in shape.split(",") if item.strip())
