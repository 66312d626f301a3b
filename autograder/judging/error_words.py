"""Says in plain words what an error of Python, NumPy or PyTorch is about: the operation, the shapes, whose they are.

The error itself stays as it is; these sentences stand behind it. Each rule speaks for one kind of message, and none
where it does not know.
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.assignment import Case, Exercise, arguments, is_pair, is_whole, sizes
from autograder.sandbox import CallReply, Place
from autograder.wording import Message, listed, marked, say

NOWHERE = Place("", "")
LONG = 100  # entries on an axis of an argument: on less no recursion that ends goes too deep
MOST_TEXT = 90  # of an expression: a longer one hides what it should show
SHAPE = r"\((\d+(?:, ?\d+)*,?|)\)"
ONE_NUMBER = r"'int' object is not (subscriptable|iterable)|non-iterable int|type 'int' has no len"
OBJECT = r"not have enough dimensions|dtype\('O'\)|type '?object|data type for einsum"  # None is one, to NumPy
PRODUCTS = (
    r"mismatch in its core dimension 0.*size (?P<right>\d+) is different from (?P<left>\d+)",
    r"not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+) \(dim \d+\)",
    r"shapes cannot be multiplied \(\d+x(?P<left>\d+) and (?P<right>\d+)x\d+\)",
)
# What a message is like, and the sentence: its named groups stand in their places, {here} is the expression,
# {shapes} what stands in it.
SENTENCES = {
    r"Cannot cast ufunc .* from dtype\('float\d+'\) to dtype\('u?int\d+'\)": marked(
        "The array{here} holds whole numbers and cannot take in decimals: make one of decimals, as np.zeros(shape) "
        "does, or copy with .astype(float)"
    ),
    "float(?:64)?' object cannot be interpreted|slice indices must be integers|only integers, slices": marked(
        "A size or an index is a decimal number{here}: / gives a decimal number even where nothing is left over, "
        "// a whole one"
    ),
    r"(?P<function>\w+)\(\) got an unexpected keyword argument '(?P<parameter>\w+)'": marked(
        "{function} has no parameter named {parameter}: the parameters that the notebook gives it must stay"
    ),
    r"(?P<function>\w+)\(\) (?:takes|missing) .*argument": marked(
        "{function} has other parameters than the call gives it: those that the notebook gives it must stay"
    ),
    r"torch\.return_types\.(?P<function>\w+)": marked(
        "{function} along an axis gives two things{here}, the values and their places: take .values"
    ),
    "have (?:the )?same dtype|expected scalar type|Found dtype": marked(
        "Single and double precision meet{here}: make new tensors like those that came in, as x.new_zeros(…) does"
    ),
    "inhomogeneous shape|arrays must have the same shape": marked(
        "What is put together{here} has parts of different shapes, so no array can hold it{shapes}"
    ),
    r"index (?P<entry>-?\d+) is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)": marked(
        "Axis {axis}{here} has size {size}, its entries are counted from 0, and entry {entry} is asked for{shapes}"
    ),
}


@dataclass(frozen=True)
class Error:
    """An exception, its place, and the call that raised it.

    ``pairs`` are the arguments that are one number and may be a pair, ``window`` is the size of a sliding window.
    """

    message: str
    place: Place
    name: str
    given: Mapping[str, Any]
    pairs: frozenset[str]
    window: tuple[int, int] | None


def explained(exercise: Exercise, case: Case, reply: CallReply) -> Message:
    """The sentence that goes with an exception that a call raised; "" where there is none."""
    given, lengths = arguments(exercise, case), sizes(exercise, case)
    pairs = frozenset(key for key, value in given.items() if is_whole(value) and len(exercise.axes.get(key, ())) == 2)
    window = (lengths["KH"], lengths["KW"]) if lengths.keys() >= {"KH", "KW"} else None
    name = case.function or exercise.name
    error = Error(reply.message, reply.where or NOWHERE, name, given, pairs, window)
    said = next((said for rule in RULES if (said := rule(error))), None)
    if said is None:
        return Message("")
    return said if said.endswith("?") else say("{sentence}.", sentence=said)


def _nothing(error: Error) -> Message | None:
    """Something is None, which no calculation takes."""
    place = error.place
    if "NoneType" not in error.message and not (place.empty and re.search(OBJECT, error.message)):
        return None
    if place.maker:
        return say(
            "{maker}, which {function} calls, returns None: is a return missing at its end?",
            maker=place.maker,
            function=place.function,
        )
    if unset := [one for one in place.empty if one in error.given and error.given[one] is None]:
        return say("In this call {argument} is None: ask for that before you use it", argument=unset[0])
    what = place.empty[0] if place.empty else say("Something")
    return say("{what} is None{here}: a function without return gives None", what=what, here=_here(place))


def _pair(error: Error) -> Message | None:
    """A pair stands where the code takes one number."""
    pairs = [
        say("{argument} is the pair {value}", argument=name, value=str(value))
        for name, value in error.given.items()
        if is_pair(value)
    ]
    if not pairs or not re.search("tuple|slice indices must be integers", error.message):
        return None
    return say("In this call {pairs}: it may be one number or a pair, (down, across)", pairs=listed(pairs))


def _one_number(error: Error) -> Message | None:
    """One number stands where the code takes a pair."""
    used = [name for name in error.pairs if _is_in(name, error.place.text)]
    names = [name for name in error.given if name in (used or error.pairs)]
    if not names or not re.search(ONE_NUMBER, error.message):
        return None
    if len(names) == 1:
        return say("In this call {argument} is one number: it may be one number or a pair", argument=names[0])
    return say(
        "In this call {arguments} are one number each: each may be one number or a pair", arguments=listed(names)
    )


def _product(error: Error) -> Message | None:
    """The columns of the left factor are not as many as the rows of the right one."""
    found = next((found for pattern in PRODUCTS if (found := re.search(pattern, error.message))), None)
    if found is None:
        return None
    used = [shape for name, shape in error.place.shapes.items() if _is_in(name, error.place.text)]
    for name, value in error.given.items():
        if isinstance(value, np.ndarray) and value.dtype.kind in "iu" and value.ndim == 1 and value.shape in used:
            return say(
                "{argument} holds the numbers of tokens, and a product takes one-hot rows, with a 1 at the token's "
                "place and 0 elsewhere{shapes}",
                argument=name,
                shapes=_shapes(error),
            )
    return say(
        "The product{here} needs as many columns on its left as rows on its right, and {left} meet {right}{shapes}",
        here=_here(error.place),
        left=found["left"],
        right=found["right"],
        shapes=_shapes(error),
    )


def _entrywise(error: Error) -> Message | None:
    """Two arrays do not fit together entry by entry."""
    end = say("{shapes}{cause}", shapes=_shapes(error), cause=_bordered(error) or _cut_window(error))
    here = _here(error.place)
    if "remapped shapes" in error.message and "einsum" in error.place.text:
        return say("One letter stands for axes of different lengths{here}{end}", here=here, end=end)
    if re.search("could not be broadcast together with shapes|must match the size of tensor", error.message):
        return say("The two sides{here} do not fit together entry by entry{end}", here=here, end=end)
    found = re.search(f"input array from shape (?P<put>{SHAPE}) into shape (?P<place>{SHAPE})", error.message)
    found = found or re.search(
        f"operand with shape (?P<place>{SHAPE}).*broadcast shape (?P<put>{SHAPE})", error.message
    )
    if found is None:
        return None
    put, place = found["put"].replace(",", ", "), found["place"].replace(",", ", ")
    return say(
        "What is put in has shape {put}, and its place, left of the =, has shape {place}{end}",
        put=put,
        place=place,
        end=end,
    )


def _bordered(error: Error) -> str:
    """A border along all four axes of images, in the words that follow."""
    for name, value in error.given.items():
        if not isinstance(value, np.ndarray) or value.ndim != 4:
            continue
        for other, shape in error.place.shapes.items():
            added = {n - m for n, m in zip(shape, value.shape, strict=True)} if len(shape) == 4 else {0}
            if len(added) == 1 and min(added) > 0:
                return say(
                    ". {other} is {argument} with a border along all four axes, samples and channels, too: only rows "
                    "and columns get one, as in np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))",
                    other=other,
                    argument=name,
                )
    return ""


def _cut_window(error: Error) -> str:
    """A window that sticks out of its image, in the words that follow."""
    shapes = [tuple(map(int, re.findall(r"\d+", text))) for text in re.findall(SHAPE, error.message)]
    window = error.window
    for whole, cut in itertools.permutations([shape for shape in shapes if len(shape) >= 2], 2):
        alike = len(whole) == len(cut) or "einsum" in error.place.text  # else one is no window, but so many samples
        if alike and window == whole[-2:] != cut[-2:] and cut[-2] <= window[0] and cut[-1] <= window[1]:
            break
    else:
        return ""
    return say(". Does the last window stick out of the image? A slice that runs over the end is cut short there")


def _reshaped(error: Error) -> Message | None:
    """An array is given a shape for more or fewer numbers than it has."""
    found = re.search(rf"cannot reshape array of size (\d+) into shape {SHAPE}", error.message)
    if found is None:
        return None
    shape = re.findall(r"\d+", found[2])
    product = f"{' · '.join(shape)} = " if len(shape) > 1 else ""
    return say(
        "A shape with {product}{places} places{here} does not hold {count} numbers{shapes}",
        product=product,
        places=math.prod(map(int, shape)),
        here=_here(error.place),
        count=found[1],
        shapes=_shapes(error),
    )


def _too_deep(error: Error) -> Message | None:
    """A function calls itself for each entry of something long; one that never ends is another matter."""
    lengths = [n for value in error.given.values() if isinstance(value, np.ndarray) for n in value.shape]
    if "maximum recursion depth exceeded" not in error.message or max(lengths, default=0) < LONG:
        return None
    return say(
        "A function of yours calls itself more often than Python allows, about a thousand calls inside each other: "
        "keep a list of what is left to do and work it off in a loop"
    )


def _by_its_words(error: Error) -> Message | None:
    """The sentence for a message that is told by its words alone."""
    for pattern, sentence in SENTENCES.items():
        if found := re.search(pattern, error.message):
            return say(sentence, **found.groupdict(), here=_here(error.place), shapes=_shapes(error))
    return None


Rule = Callable[[Error], Message | None]
RULES: tuple[Rule, ...] = (_nothing, _pair, _one_number, _product, _entrywise, _reshaped, _too_deep, _by_its_words)


def _here(place: Place) -> str:
    """The expression in which it happened: `` in h @ w_h``."""
    return say(" in {expression}", expression=place.text) if 0 < len(place.text) <= MOST_TEXT else ""


def _shapes(error: Error) -> str:
    """The shapes of what stands in the expression; of the arguments, where that is not known."""
    place = error.place
    shapes = {name: shape for name, shape in place.shapes.items() if _is_in(name, place.text)}
    if not place.text:
        shapes = {name: value.shape for name, value in error.given.items() if isinstance(value, np.ndarray)}
    if not shapes:
        return ""
    (name, shape), *others = shapes.items()
    said = [
        say("{argument} has shape {shape}", argument=name, shape=str(shape)),
        *(say("{argument} {shape}", argument=name, shape=str(shape)) for name, shape in others),
    ]
    if place.function in ("", error.name):
        return say("; {shapes}", shapes=listed(said))
    return say("; {shapes} in {function}", shapes=listed(said), function=place.function)


def _is_in(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}\b", text) is not None
