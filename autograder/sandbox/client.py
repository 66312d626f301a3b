"""One running sandbox: starts the probe, sends it cells and calls, reads its replies under caps and deadlines."""

import contextlib
import json
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import numpy as np

from autograder.exercise import Case, Output
from autograder.probe import wire
from autograder.sandbox import isolation, syscalls
from autograder.sandbox.isolation import Limits, SandboxUnavailable


class SandboxTimeout(Exception):  # noqa: N818 -- an expected outcome of running a student's code, not a fault
    """The student's code did not answer in time; the sandbox is gone."""


class SandboxDied(Exception):  # noqa: N818 -- an expected outcome of running a student's code, not a fault
    """The student's code ended its process, or answered with what is no answer; the sandbox is gone."""


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


class Sandbox:
    """A fresh process behind walls, for one submission's cells. Use it as a context manager."""

    def __init__(
        self, refused: Sequence[str] = (), limits: Limits | None = None, forbidden: Sequence[str] = ()
    ) -> None:
        self._limits = limits or Limits()
        settings = json.dumps(
            {"refused": list(refused), "forbidden": list(forbidden), "limits": self._limits.of_process()}
        )
        program = [isolation.python(), "-P", "-m", "probe", settings]
        self._complaints = ""  # what bubblewrap or the interpreter said before the probe took over
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the sandbox
        with contextlib.ExitStack() as files:
            seccomp = files.enter_context(syscalls.filter_file())
            command, inherited = isolation.command(program, refused, seccomp.fileno())
            for file in inherited:
                files.enter_context(file)
            self._process = subprocess.Popen(  # noqa: S603 -- our own command line
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={"PATH": "/usr/bin:/bin"},  # bubblewrap's own environment can be read from inside
                pass_fds=[file.fileno() for file in (seccomp, *inherited)],
                start_new_session=True,
            )
        assert self._process.stdin is not None  # noqa: S101 -- for the type checker: both are PIPE
        assert self._process.stdout is not None  # noqa: S101
        self._requests, self._replies = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._requests, False)
        try:
            self._receive(time.monotonic() + self._limits.start_seconds)
        except (SandboxDied, SandboxTimeout) as error:
            raise SandboxUnavailable(f"The sandbox did not start: {self._complaints}") from error

    def run(self, source: str, seconds: float | None = None) -> tuple[list[dict[str, Any]], bool]:
        """Run a cell: its notebook outputs, and whether it ended without an error.

        Raises `SandboxTimeout`, `SandboxDied`.
        """
        reply = self._ask({"do": "run", "source": source}, seconds or self._limits.cell_seconds)
        outputs = reply.get("outputs")
        if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
            raise self._broken("a cell's outputs must be a list of mappings")
        return outputs, reply.get("ok") is True

    def call(self, case: Case, name: str, outputs: int, lengths: Sequence[int | None] = ()) -> CallReply:
        """Call the notebook's function ``name`` with the case's arguments; ``outputs`` is how many values it returns.

        A value is an array, or a list of as many arrays as ``lengths`` says in its place (None: an array).

        Raises `SandboxTimeout`, `SandboxDied`.
        """
        request: dict[str, Any] = {
            "do": "call",
            "name": name,
            "args": wire.pack(case.args),
            "keywords": list(case.kwargs),
            "values": wire.pack(tuple(case.kwargs.values())),
            "outputs": outputs,
            "lengths": list(lengths),
        }
        if case.module is not None:
            request["do"] = "module"
            request["init"] = wire.pack(case.module.init)
            request["parameters"] = {name: wire.pack(array) for name, array in case.module.parameters.items()}
            request["upstream"] = wire.pack(case.module.upstream)
        reply = self._ask(request, self._limits.call_seconds)
        try:
            return _checked(reply, tuple(lengths) or (None,) * outputs)
        except wire.WireError as error:
            raise self._broken(str(error)) from error

    @property
    def closed(self) -> bool:
        """Whether the sandbox has ended."""
        return self._errors.closed

    def close(self) -> None:
        """End every process inside: the whole process namespace dies with its first process."""
        if self._process.stdin is not None:
            self._process.stdin.close()  # an idle probe takes this for the end
        try:
            self._process.wait(timeout=0.2)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if not self._errors.closed:
            self._errors.seek(0)
            self._complaints = self._errors.read(2_000).decode(errors="replace").strip()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        deadline = time.monotonic() + seconds
        self._send(wire.encode(request), deadline)
        return self._receive(deadline)

    def _send(self, frame: bytes, deadline: float) -> None:
        rest = memoryview(frame)
        while rest:
            self._wait(self._requests, selectors.EVENT_WRITE, deadline)
            try:
                rest = rest[os.write(self._requests, rest) :]
            except BrokenPipeError as error:
                raise self._broken("its process ended") from error

    def _receive(self, deadline: float) -> dict[str, Any]:
        (size,) = wire.HEADER.unpack(self._read(wire.HEADER.size, deadline))
        if size > wire.MAX_FRAME_BYTES:
            raise self._broken(f"a reply of {size} bytes is over the limit")
        try:
            return wire.decode(self._read(size, deadline))
        except wire.WireError as error:
            raise self._broken(str(error)) from error

    def _read(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(self._replies, selectors.EVENT_READ, deadline)
            part = os.read(self._replies, min(size - len(parts), 2**20))
            if not part:
                raise self._broken("its process ended")
            parts += part
        return bytes(parts)

    def _wait(self, descriptor: int, event: int, deadline: float) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, event)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                self.close()
                raise SandboxTimeout("no answer in time")

    def _broken(self, why: str) -> SandboxDied:
        self.close()
        return SandboxDied(why)


def _checked(reply: dict[str, Any], lengths: tuple[int | None, ...]) -> CallReply:
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
    """A student's words, harmless wherever they are printed: one line, no control characters, no HTML tags."""
    printable = "".join(character if character.isprintable() else " " for character in text[:300])
    return printable.translate({ord("<"): "‹", ord(">"): "›"}).strip()
