"""How a sandbox comes to be: forked from a warm parent, or, where the kernel does not let it fork one, started cold.

Every program that grades keeps one warm parent for each set of refused libraries, from the first use to its end.
"""

import atexit
import os
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO, Any, Protocol

from autograder.probe import wire
from autograder.sandbox import isolation, syscalls
from autograder.sandbox.channel import Channel, SandboxDied, SandboxTimeout
from autograder.sandbox.isolation import SCRATCH_BYTES, Limits, SandboxUnavailable
from autograder.sandbox.process import Process


class Started(Protocol):
    """A probe that has been started: the grader's end of its line, and how to end it."""

    line: socket.socket

    def complaints(self) -> str:
        """What it said in place of beginning."""

    def end(self) -> None:
        """End every process inside."""


class Child:
    """A child of a warm parent; letting go of its lifeline ends it."""

    def __init__(self, line: socket.socket, lifeline: IO[bytes]) -> None:
        self.line = line
        self._lifeline = lifeline

    def complaints(self) -> str:
        """A child says why on its line."""
        return ""

    def end(self) -> None:
        """Let go of the line and the lifeline."""
        self.line.close()
        self._lifeline.close()


class WarmParent:
    """The process that has the libraries imported and forks one walled-in child for each submission."""

    def __init__(self, refused: Sequence[str]) -> None:
        self._kept = isolation.folders_below_scratch()
        self._process = Process({"warm": True, "refused": list(refused)}, refused, nests=True)

    def fork(self, settings: Mapping[str, Any]) -> Child:
        """A new child.

        Raises `OSError` where the parent has ended.
        """
        line, theirs = socket.socketpair()
        watched, lifeline = os.pipe()  # the child's supervisor sees the end of it when nobody holds the lifeline
        try:
            walls = {"scratch": SCRATCH_BYTES, "kept": self._kept, "filter": syscalls.filter_program()}
            message = {**settings, **walls}
            frame = wire.encode(message)[wire.HEADER.size :]
            socket.send_fds(self._process.line, [frame], [theirs.fileno(), watched])
        except OSError:
            line.close()
            os.close(lifeline)
            raise
        finally:
            theirs.close()
            os.close(watched)
        return Child(line, os.fdopen(lifeline, "wb"))

    def end(self) -> None:
        """End it, and every child of it."""
        self._process.end()


# By the program's process: a fork of this program is another program.
_parents: dict[tuple[int, tuple[str, ...]], WarmParent] = {}
_can_fork: dict[int, bool] = {}
_lock = threading.Lock()


def start(refused: Sequence[str], settings: Mapping[str, Any], limits: Limits) -> Started:
    """A started probe, warm where this machine can.

    Raises `SandboxUnavailable`.
    """
    if not limits.sandboxed:
        return Process({"warm": False, "refused": list(refused), **settings}, refused, sandboxed=False)
    if can_fork(refused):
        try:
            return _warm_parent(tuple(refused)).fork(settings)
        except OSError:  # somebody has ended the parent: a new one takes its place
            end_parents()
        try:
            return _warm_parent(tuple(refused)).fork(settings)
        except OSError as error:
            raise SandboxUnavailable(f"The sandbox's parent process ends again and again: {error.strerror}.") from error
    return Process({"warm": False, "refused": list(refused), **settings}, refused)


def can_fork(refused: Sequence[str] = ()) -> bool:
    """Whether the kernel lets a process inside the outer walls put up walls of its own; found out by trying once."""
    with _lock:
        known = _can_fork.get(os.getpid())
    if known is None:
        known = _try_to_fork(_warm_parent(tuple(refused)))
        with _lock:
            _can_fork[os.getpid()] = known
        if not known:
            end_parents()
    return known


def _try_to_fork(parent: WarmParent) -> bool:
    settings = {"forbidden": [], "limits": Limits().of_process(), "randomness": 0, "mentions": []}
    try:
        child = parent.fork(settings)
    except OSError:
        return False
    try:
        return Channel(child.line).receive(time.monotonic() + Limits().start_seconds).get("ready") is True
    except (SandboxDied, SandboxTimeout):
        return False
    finally:
        child.end()


def end_parents() -> None:
    """End this program's warm parents; the next sandbox starts a new one."""
    with _lock:
        for key in [key for key in _parents if key[0] == os.getpid()]:
            _parents.pop(key).end()


def _warm_parent(refused: tuple[str, ...]) -> WarmParent:
    key = os.getpid(), refused
    with _lock:
        if key not in _parents:
            _parents[key] = WarmParent(refused)
        return _parents[key]


atexit.register(end_parents)
