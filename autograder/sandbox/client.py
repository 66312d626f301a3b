"""One running sandbox: starts the probe, sends it cells and calls, reads its replies under caps and deadlines."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import numpy as np

from autograder.exercise import Case, Output
from autograder.probe import wire
from autograder.sandbox.channel import Channel, SandboxDied, SandboxTimeout
from autograder.sandbox.deadline import Deadline
from autograder.sandbox.isolation import Limits, SandboxUnavailable
from autograder.sandbox.start import start

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


@dataclass(frozen=True)
class CallReply:
    """What a call of the student's function gave, with nothing in it but plain values and arrays.

    ``outcome`` is "returned", "raised", "refused", "unreadable" or "missing"; ``value`` are the returned outputs,
    ``arguments`` the arguments as they are after the call, ``types`` the raised exception's class names from itself
    up, ``aliased`` whether the value shares memory with an argument.
    """

    outcome: str
    value: tuple[Output, ...] = ()
    arguments: tuple[Any, ...] = ()
    aliased: bool = False
    types: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Call:
    """A call of the notebook's function ``name`` with the case's arguments; it returns ``outputs`` values.

    A value is an array, or a list of as many arrays as ``lengths`` says in its place (None: an array).
    """

    case: Case
    name: str
    outputs: int
    lengths: Sequence[int | None] = ()

    def request(self) -> dict[str, Any]:
        """What the probe is asked to do."""
        case = self.case
        asked: dict[str, Any] = {
            "do": "call",
            "name": self.name,
            "args": wire.pack(case.args),
            "keywords": list(case.kwargs),
            "values": wire.pack(tuple(case.kwargs.values())),
            "outputs": self.outputs,
            "lengths": list(self.lengths),
        }
        if case.module is not None:
            asked["do"] = "module"
            asked["init"] = wire.pack(case.module.init)
            asked["parameters"] = {name: wire.pack(array) for name, array in case.module.parameters.items()}
            asked["upstream"] = wire.pack(case.module.upstream)
        return asked

    def reply(self, answer: Mapping[str, Any]) -> CallReply:
        """The probe's ``answer``, checked.

        Raises `SandboxDied` where it is not what the probe sends.
        """
        try:
            return _checked(answer, tuple(self.lengths) or (None,) * self.outputs)
        except wire.WireError as error:
            raise SandboxDied(str(error)) from error


class Sandbox:
    """A fresh process behind walls, for one submission's cells. Use it as a context manager."""

    def __init__(
        self,
        refused: Sequence[str] = (),
        limits: Limits | None = None,
        forbidden: Sequence[str] = (),
        randomness: int = 0,
        mentions: Sequence[str] = (),
        shows: bool = True,
    ) -> None:
        """Start it without the libraries in ``refused`` and the parts of libraries in ``forbidden``.

        ``randomness`` (32 bits) is where random numbers begin for a notebook that sets no seed. ``mentions`` are
        libraries that the notebook seems to import, so that the next sandbox has them ready. ``shows=False`` spares
        the work for outputs that nobody will look at.

        Raises `SandboxUnavailable`.
        """
        self._limits = limits or Limits()
        self.closed = False
        settings = {
            "forbidden": list(forbidden),
            "limits": self._limits.of_process(),
            "randomness": randomness,
            "mentions": list(mentions),
            "shows": shows,
        }
        self._started = start(refused, settings, self._limits)
        self._channel = Channel(self._started.line)
        try:
            ready = self._channel.receive(Deadline(self._limits.start_seconds))
        except (SandboxDied, SandboxTimeout) as error:
            slow = f"it took longer than {self._limits.start_seconds:.0f} s. Is this machine busy with much else?"
            why = slow if isinstance(error, SandboxTimeout) else "its process ended."
            why = self._started.complaints() or why
            self.close()
            raise SandboxUnavailable(f"The sandbox did not start: {why}") from error
        if "failed" in ready:
            self.close()
            raise SandboxUnavailable(f"The sandbox did not start: {plain_words(str(ready['failed']))}.")

    def run(self, source: str, seconds: float | None = None) -> tuple[list[dict[str, Any]], bool]:
        """Run a cell: its notebook outputs, and whether it ended without an error.

        Raises `SandboxTimeout`, `SandboxDied`.
        """
        return next(self.run_all([source], lambda: seconds or self._limits.cell_seconds))

    def run_all(
        self, sources: Iterable[str], seconds: Callable[[], float]
    ) -> Iterator[tuple[list[dict[str, Any]], bool]]:
        """Run cells in their order, as `run` does; ``seconds()`` is asked when one begins.

        Raises `SandboxTimeout`, `SandboxDied` for the first one that has no result.
        """
        for reply in self._ask(({"do": "run", "source": source} for source in sources), seconds):
            outputs = reply.get("outputs")
            if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
                self.close()
                raise SandboxDied("a cell's outputs must be a list of mappings")
            yield outputs, reply.get("ok") is True

    def call(self, call: Call) -> CallReply:
        """Call a function of the notebook.

        Raises `SandboxTimeout`, `SandboxDied`.
        """
        return next(self.call_all([call]))

    def call_all(self, calls: Sequence[Call]) -> Iterator[CallReply]:
        """What ``calls`` give, in their order.

        Raises `SandboxTimeout`, `SandboxDied` for the first one that has no result.
        """
        answers = self._ask((call.request() for call in calls), lambda: self._limits.call_seconds)
        for call, answer in zip(calls, answers, strict=True):
            try:
                yield call.reply(answer)
            except SandboxDied:
                self.close()
                raise

    def close(self) -> None:
        """End every process inside."""
        self.closed = True
        self._channel.close()
        self._started.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, requests: Iterable[Mapping[str, Any]], seconds: Callable[[], float]) -> Iterator[dict[str, Any]]:
        try:
            yield from self._channel.ask(requests, seconds)
        except (SandboxDied, SandboxTimeout):
            self.close()
            raise


def _checked(reply: Mapping[str, Any], lengths: tuple[int | None, ...]) -> CallReply:
    """The reply as plain checked values.

    Raises `wire.WireError` where it is not what the probe sends.
    """
    outcome, message = reply.get("outcome"), reply.get("message", "")
    if not isinstance(message, str):
        raise wire.WireError("a message must be text")
    message = plain_words(message)
    match outcome:
        case "returned":
            value, arguments = wire.unpack(reply.get("value")), wire.unpack(reply.get("arguments"))
            if not isinstance(value, tuple) or len(value) != len(lengths) or not isinstance(arguments, tuple):
                raise wire.WireError(f"a returned value must be {len(lengths)} outputs")
            if not all(map(_is_output, value, lengths)):
                raise wire.WireError("a returned value must hold arrays, or lists of arrays of the right length")
            return CallReply("returned", value, arguments, aliased=reply.get("aliased") is not False)
        case "raised":
            types = reply.get("types")
            if not isinstance(types, list) or not all(isinstance(name, str) for name in types):
                raise wire.WireError("an exception's types must be names")
            return CallReply("raised", types=tuple(plain_words(name)[:100] for name in types[:20]), message=message)
        case "refused" | "unreadable" | "missing":
            return CallReply(outcome, message=message)
    raise wire.WireError("an unknown outcome")


def _is_output(value: Any, length: int | None) -> bool:
    """Whether ``value`` is an array, or a list of ``length`` arrays."""
    if length is None:
        return isinstance(value, np.ndarray)
    return isinstance(value, list) and len(value) == length and all(isinstance(item, np.ndarray) for item in value)


def plain_words(text: str) -> str:
    """A student's words, harmless wherever they are printed: one line, no control characters, no HTML tags.

    Addresses in memory, which Python puts into the names of objects, differ from run to run, so they are left out.
    """
    printable = "".join(character if character.isprintable() else " " for character in text[:300])
    printable = ADDRESS.sub("0x…", printable)
    return printable.translate({ord("<"): "‹", ord(">"): "›"}).strip()
