"""The place of an error in the student's own code, as the probe tells it: checked, bounded, made harmless."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.plain_text import plain_words
from autograder.probe import error_place as told_by
from autograder.probe import wire

MOST_NAME = 60


@dataclass(frozen=True)
class Place:
    """The expression ``text`` in the notebook's function ``function``, in which an error was raised.

    ``shapes`` are those of the function's arrays by name, ``empty`` the names in the expression that are None, and
    ``maker`` the notebook's own function that the None came out of ("": none is known).
    """

    function: str
    text: str
    shapes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    empty: tuple[str, ...] = ()
    maker: str = ""


def checked_place(told: Any) -> Place | None:
    """The place that the probe has ``told``, None where it told of none.

    Raises `wire.WireError` where it is not what the probe sends.
    """
    if told is None or told == {}:
        return None
    match told:
        case {
            "function": str(function),
            "text": str(text),
            "shapes": dict(shapes),
            "empty": list(empty),
            "maker": str(maker),
        } if len(shapes) <= told_by.MOST_NAMES and len(empty) <= told_by.MOST_NAMES:
            return Place(
                plain_words(function)[:MOST_NAME],
                plain_words(text)[: told_by.MOST_TEXT],
                {_name(name): _shape(shape) for name, shape in shapes.items()},
                tuple(map(_name, empty)),
                plain_words(maker)[:MOST_NAME],
            )
    raise wire.WireError("the place of an error must be names, a text and shapes")


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise wire.WireError("a name must be text")
    return plain_words(name)[:MOST_NAME]


def _shape(shape: Any) -> tuple[int, ...]:
    if not isinstance(shape, list) or len(shape) > told_by.MOST_AXES:
        raise wire.WireError(f"a shape must be a list of at most {told_by.MOST_AXES} sizes")
    if not all(type(size) is int and 0 <= size <= wire.MAX_FRAME_BYTES for size in shape):
        raise wire.WireError("a shape must hold non-negative whole numbers")
    return tuple(shape)
