"""The probe's own sentences as messages: it speaks English inside the wall, and here they are known by their form.

What a student's code says itself, or a sentence that is not in the table, stays as it came.
"""

import re
from collections.abc import Iterator
from functools import cache

from autograder.wording import Message, marked, say

# What the probe says of a call without a value to compare, without the "it" before a verb, and of what it stopped.
SENTENCES = (
    marked("no {name} is defined"),
    marked("{name} is a {type}, not a function"),
    marked("must return {count} values, and returned {others} values"),
    marked("must return {count} values, and returned one {type}"),
    marked("must return a list of one array, and returned one {type}"),
    marked("must return a list of one array, and returned a list of {others}"),
    marked("must return a list of {count} arrays, and returned one {type}"),
    marked("must return a list of {count} arrays, and returned a list of {others}"),
    marked("returned None: is a return statement missing?"),
    marked("returned a {type} that is no array of numbers"),
    marked("returned text: return numbers"),
    marked("returned an array of {count} bytes, far more than the answer has"),
    marked("ran longer than {seconds} s and was stopped"),
    marked("ran longer than {seconds} s and was stopped, because the time for experiments was used up"),
    marked("must be a class derived from torch.nn.Module"),
    marked("returned {count} tensors, {shapes}, and should return {others}, {right}"),
    marked("what is loaded into its state_dict does not come out of it again"),
    marked("its state_dict must hold {right}, and nothing else; it holds {found}"),
    marked("{names} must be of the class torch.nn.Parameter"),
    marked("returned a {type}, where tensors are expected"),
    marked("returned a {type}, where a tensor is expected"),
    marked("returned a tensor of shape {shape}, where a matrix of as many rows as texts ({count}) is right"),
    marked("returned shapes {one} and {other}, where both should be alike"),
    marked("{name} was called: this exercise is to be solved with NumPy alone."),
    marked("{name} was called: it is what this exercise asks you to write yourself."),
    marked("{name} was called: this exercise is to be solved with NumPy alone"),
    marked("{name} was called: it is what this exercise asks you to write yourself"),
)
PLACE = re.compile(r"\\\{(\w+)\\\}")


def of_probe(text: str) -> Message:
    """The probe's sentence as a message; it is the same in English, but for an "it" at its beginning."""
    text = text.removeprefix("it ")
    for template, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return say(template, **found.groupdict())
    return Message(text)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return list(_compiled())


def _compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    for template in SENTENCES:
        yield template, re.compile(PLACE.sub(r"(?P<\1>.+?)", re.escape(template)))
