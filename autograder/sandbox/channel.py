"""The grader's end of the line to a probe: frames under deadlines and caps, with nothing believed."""

import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from autograder.probe import wire
from autograder.sandbox.deadline import Deadline, Used

AHEAD_BYTES = 2**15  # far less than a socket holds, so that sending ahead never waits for the student's code
FRAME_BYTES = 2**11  # what the kernel holds beside each frame, and more


class SandboxTimeout(Exception):  # noqa: N818 -- an expected outcome of running a student's code, not a fault
    """The student's code did not answer in ``seconds``; the sandbox is gone."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer in {seconds:.0f} s")
        self.seconds = seconds


class SandboxDied(Exception):  # noqa: N818 -- an expected outcome of running a student's code, not a fault
    """The student's code ended its process, or answered with what is no answer; the sandbox is gone."""


class Channel:
    """Frames over ``line``, a connected socket, each within its deadline; ``used`` tells what its sandbox has used."""

    def __init__(self, line: socket.socket, used: Used | None = None) -> None:
        self._line = line
        self._used = used
        self._unread = bytearray()
        self._numbers = count(1)

    def ask(self, requests: Iterable[Mapping[str, Any]], seconds: Callable[[], float]) -> Iterator[dict[str, Any]]:
        """The replies to ``requests``, in their order; each may take ``seconds()`` from the reply before it.

        While the student's code works on one, the next lie ready: most calls are so short that waiting for the other
        process takes as long. Raises `SandboxTimeout`, `SandboxDied` for the request whose reply is due. A reply to
        anything but the next request is no reply.
        """
        frames = self._frames(requests)
        following = next(frames, None)
        ahead: deque[tuple[int, int]] = deque()
        waiting = 0
        while following or ahead:
            deadline = Deadline(seconds(), self._used)
            while following and (not ahead or len(following[1]) + FRAME_BYTES + waiting <= AHEAD_BYTES):
                number, frame = following
                try:
                    self._send(frame, deadline)
                except SandboxDied:
                    if not ahead:
                        raise
                    break  # what it has answered before it died is still to be read
                ahead.append((number, len(frame) + FRAME_BYTES))
                waiting += ahead[-1][1]
                following = next(frames, None)
            reply = self.receive(deadline)
            number, size = ahead.popleft()
            waiting -= size
            if reply.get("id") != number:
                raise SandboxDied("it answered what nobody had asked")
            yield reply

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

    def _frames(self, requests: Iterable[Mapping[str, Any]]) -> Iterator[tuple[int, bytes]]:
        for request in requests:
            number = next(self._numbers)
            yield number, wire.encode({**request, "id": number})

    def _send(self, frame: bytes, deadline: Deadline) -> None:
        try:
            self._line.settimeout(deadline.rest())
            self._line.sendall(frame)
        except TimeoutError:
            raise SandboxTimeout(deadline.seconds) from None
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
                raise SandboxTimeout(deadline.seconds) from None
            except ConnectionResetError:
                part = b""
            if not part:
                raise SandboxDied("its process ended")
            self._unread += part
        found = bytes(self._unread[:size])
        del self._unread[:size]
        return found
