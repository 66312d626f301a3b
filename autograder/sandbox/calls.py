"""A call of a student's function: what the probe is asked, and its answer, of which nothing is believed."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.assignment import Case, Output
from autograder.plain_text import plain_words
from autograder.probe import wire
from autograder.sandbox.channel import SandboxDied
from autograder.sandbox.error_place import Place, checked_place

FLAGS = ("changed", "aliased", "overflowed")


@dataclass(frozen=True)
class CallReply:
    """The reply to a call of the student's function, with nothing in it but plain values and arrays.

    ``outcome`` is "returned", "raised", "refused", "unreadable" or "missing"; ``value`` are the returned outputs,
    ``changed`` whether an argument is another one after the call, ``aliased`` whether the value shares memory with
    one, ``overflowed`` whether a number overflowed on the way, ``types`` the raised exception's class names from
    itself up, ``where`` its place in the notebook.
    """

    outcome: str
    value: tuple[Output, ...] = ()
    changed: bool = False
    aliased: bool = False
    overflowed: bool = False
    types: tuple[str, ...] = ()
    message: str = ""
    where: Place | None = None

    @property
    def without_side_effects(self) -> "CallReply":
        """The reply as though the call had done nothing but return its value."""
        return replace(self, changed=False, aliased=False, overflowed=False)


@dataclass(frozen=True)
class Call:
    """A call of the notebook's function ``name`` with the case's arguments; it returns ``outputs`` values.

    A value is an array, or a list of as many arrays as ``lengths`` says in its place (None: an array).
    """

    case: Case
    name: str
    outputs: int
    lengths: Sequence[int | None] = ()

    @functools.cached_property
    def request(self) -> dict[str, Any]:
        """The request to the probe; the same for everybody, so it is made once."""
        case = self.case
        asked: dict[str, Any] = {
            "do": "call",
            "name": self.name,
            "arguments": wire.pack((*case.args, *case.kwargs.values())),  # those with a keyword last
            "keywords": list(case.kwargs),
            "outputs": self.outputs,
            "lengths": list(self.lengths),
            "strided": case.strided,
        }
        if case.module is not None:
            asked["do"] = "module"
            asked["init"] = wire.pack(case.module.init)
            asked["parameters"] = {name: wire.pack(array) for name, array in case.module.parameters.items()}
            asked["upstream"] = wire.pack(case.module.upstream)
            asked["before"] = wire.pack(case.module.before)
            asked |= {name: getattr(case.module, name) for name in ("asks", "training", "double")}
            behaviour = case.module.behaviour
            asked["behaviour"] = None if behaviour is None else wire.pack(behaviour.request)
        return asked

    def reply(self, answer: Mapping[str, Any]) -> CallReply:
        """The probe's ``answer``, checked.

        Raises `SandboxDied` where it is not what the probe sends.
        """
        try:
            return checked(answer, tuple(self.lengths) or (None,) * self.outputs)
        except wire.WireError as error:
            raise SandboxDied(str(error)) from error


def checked(reply: Mapping[str, Any], lengths: tuple[int | None, ...]) -> CallReply:
    """The reply as plain checked values, one for each of ``lengths``.

    Raises `wire.WireError` where it is not what the probe sends.
    """
    outcome, message = reply.get("outcome"), reply.get("message", "")
    if not isinstance(message, str):
        raise wire.WireError("a message must be text")
    message = plain_words(message)
    match outcome:
        case "returned":
            value = wire.unpack(reply.get("value"))
            if not isinstance(value, tuple) or len(value) != len(lengths):
                raise wire.WireError(f"a returned value must be {len(lengths)} outputs")
            if not all(map(_is_output, value, lengths)):
                raise wire.WireError("a returned value must hold arrays, or lists of arrays of the right length")
            changed, aliased, overflowed = (reply.get(flag) is not False for flag in FLAGS)
            return CallReply("returned", value, changed, aliased, overflowed)
        case "raised":
            types = reply.get("types")
            if not isinstance(types, list) or not all(isinstance(name, str) for name in types):
                raise wire.WireError("an exception's types must be names")
            kinds = tuple(plain_words(name)[:100] for name in types[:20])
            return CallReply("raised", types=kinds, message=message, where=checked_place(reply.get("where")))
        case "refused" | "unreadable" | "missing":
            return CallReply(outcome, message=message)
    raise wire.WireError("an unknown outcome")


def _is_output(value: Any, length: int | None) -> bool:
    """Return whether ``value`` is an array, or a list of ``length`` arrays."""
    if length is None:
        return isinstance(value, np.ndarray)
    return isinstance(value, list) and len(value) == length and all(isinstance(item, np.ndarray) for item in value)
