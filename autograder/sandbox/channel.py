"""The grader's end of the line to a probe: frames under deadlines and caps, with nothing believed."""

import socket
from typing import Any

from autograder.probe import wire
from autograder.sandbox.deadline import Deadline


class SandboxTimeout(Exception):  # noqa: N818 -- an expected outcome of running a student's code, not a fault
    """The student's code did not answer in time; the sandbox is gone."""


class SandboxDied(Exception):  # noqa: N818 -- an expected outcome of running a student's code, not a fault
    """The student's code ended its process, or answered with what is no answer; the sandbox is gone."""


class Channel:
    """Frames over ``line``, a connected socket, each within its deadline."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._unread = bytearray()
        self._asked = 0

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The reply to ``request``.

        Raises `SandboxTimeout`, `SandboxDied`. A reply to anything but the last request is no reply.
        """
        deadline = Deadline(seconds)
        self._asked += 1
        self._send(wire.encode(request | {"id": self._asked}), deadline)
        reply = self.receive(deadline)
        if reply.get("id") != self._asked:
            raise SandboxDied("it answered what nobody had asked")
        return reply

    def receive(self, deadline: Deadline) -> dict[str, Any]:
        """The next frame."""
        (size,) = wire.HEADER.unpack(self._read(wire.HEADER.size, deadline))
        if size > wire.MAX_FRAME_BYTES:
            raise SandboxDied(f"a reply of {size} bytes is over the limit")
        try:
            return wire.decode(self._read(size, deadline))
        except wire.WireError as error:
            raise SandboxDied(str(error)) from error

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _send(self, frame: bytes, deadline: Deadline) -> None:
        try:
            self._line.settimeout(deadline.rest())
            self._line.sendall(frame)
        except TimeoutError:
            raise SandboxTimeout("no answer in time") from None
        except OSError as error:
            raise SandboxDied("its process ended") from error

    def _read(self, size: int, deadline: Deadline) -> bytes:
        while len(self._unread) < size:
            try:
                self._line.settimeout(deadline.rest())
                part = self._line.recv(2**18)
            except TimeoutError:
                if deadline.put_off():
                    continue
                raise SandboxTimeout("no answer in time") from None
            except ConnectionResetError:
                part = b""
            if not part:
                raise SandboxDied("its process ended")
            self._unread += part
        found = bytes(self._unread[:size])
        del self._unread[:size]
        return found
