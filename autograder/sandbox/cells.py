"""A cell that is run: what the probe is asked, and its answer, of which nothing is believed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.plain_text import plain_words
from autograder.sandbox.channel import SandboxDied

MAX_PASSED_OVER = 20


@dataclass(frozen=True)
class CellRequest:
    """A cell to be run: ``whole``, or statement by statement.

    ``definitions`` leaves out all that defines nothing, ``skip`` the statements that begin on one of these lines.
    """

    source: str
    whole: bool = True
    definitions: bool = False
    skip: tuple[int, ...] = ()

    @property
    def request(self) -> dict[str, Any]:
        """The request to the probe."""
        how = {"whole": self.whole, "definitions": self.definitions, "skip": list(self.skip)}
        return {"do": "run", "source": self.source, **how}


@dataclass(frozen=True)
class PassedOver:
    """A statement that failed while the cell went on: its lines, the kind of error, its words, the module missing."""

    first: int
    last: int
    kind: str
    message: str
    name: str


@dataclass(frozen=True)
class CellReply:
    """The run of a cell: its notebook outputs, whether it ended without an error, and the error in one line."""

    outputs: list[dict[str, Any]]
    ok: bool
    error: str = ""
    passed_over: tuple[PassedOver, ...] = ()


def checked(reply: Mapping[str, Any]) -> CellReply:
    """The probe's reply as plain values.

    Raises `SandboxDied` where it is not what the probe sends.
    """
    outputs, error, passed_over = reply.get("outputs"), reply.get("error", ""), reply.get("passed_over", [])
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        raise SandboxDied("a cell's outputs must be a list of mappings")
    if not isinstance(error, str) or not isinstance(passed_over, list):
        raise SandboxDied("a cell's error must be text, and its statements a list")
    found = tuple(map(_passed_over, passed_over[:MAX_PASSED_OVER]))
    return CellReply(outputs, reply.get("ok") is True, plain_words(error[:2_000]), found)


def _passed_over(item: Any) -> PassedOver:
    found = item if isinstance(item, dict) else {}
    lines = [line for key in ("first", "last") if type(line := found.get(key)) is int]
    words = [plain_words(word[:500]) for key in ("kind", "message", "name") if isinstance(word := found.get(key), str)]
    if len(lines) != len(("first", "last")) or len(words) != len(("kind", "message", "name")):
        raise SandboxDied("a statement that was passed over has two lines and three words")
    return PassedOver(lines[0], lines[1], words[0], words[1], words[2])
