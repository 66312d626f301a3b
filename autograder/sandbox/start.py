"""Starts a sandbox: forked from a warm parent, or, where the kernel does not let it fork one, cold.

Every program that grades keeps one warm parent, from the first use to its end, or uses one that it was handed.
"""

import atexit
import functools
import os
import socket
import struct
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from autograder.probe import usage, wire
from autograder.sandbox import isolation, syscalls
from autograder.sandbox.channel import Channel, SandboxDied, SandboxTimeout
from autograder.sandbox.deadline import Deadline
from autograder.sandbox.isolation import SCRATCH_BYTES, Limits, SandboxUnavailable
from autograder.sandbox.process import Process

TRIES = 2  # warm parents asked for one sandbox
ANSWER_SECONDS = 30  # for the first process of a sandbox, on a machine that may have much else to do
BRANCHES = ("torch",)  # libraries that only those sandboxes have in their memory which may use them
READY_MADE = ("matplotlib", *BRANCHES)  # slow to import: a parent that was told of them has them ready for the next


class Started(Protocol):
    """A probe that has been started: the grader's end of its line, and how to end it."""

    line: socket.socket

    def used_since(self, begin: float) -> float | None:
        """Seconds that it has used itself since ``begin`` on the monotonic clock; None where nobody can tell."""

    def complaints(self) -> str:
        """The words that it said in place of beginning."""

    def end(self) -> None:
        """End every process inside."""


class Child:
    """A child of a warm parent; letting go of its lifeline ends it."""

    def __init__(self, line: socket.socket, lifeline: socket.socket) -> None:
        self.line = line
        self._lifeline = lifeline

    def used_since(self, begin: float) -> float | None:
        """The seconds that the child's first process, which is ours, has counted."""
        try:
            self._lifeline.settimeout(ANSWER_SECONDS)
            self._lifeline.send(usage.QUESTION.pack(begin))
            (seconds,) = usage.ANSWER.unpack(self._lifeline.recv(usage.ANSWER.size))
        except (OSError, struct.error):  # it has ended
            return None
        return float(seconds) if seconds >= 0 else None

    def complaints(self) -> str:
        """No words: a child says why on its line."""
        return ""

    def end(self) -> None:
        """Let go of the line and the lifeline."""
        self.line.close()
        self._lifeline.close()


class WarmParent:
    """The process that has the libraries imported and forks one walled-in child for each submission.

    ``line`` is its control socket. Several programs may hold it: each request is one message.
    """

    def __init__(self, line: socket.socket, process: Process | None = None) -> None:
        self.line = line
        self._process = process
        self._kept = isolation.folders_below_scratch()
        self._hidden = functools.cache(isolation.hidden_folders)  # looked up once, not for every child

    @classmethod
    def started(cls) -> "WarmParent":
        """A new one, this program's own.

        Raises `SandboxUnavailable`.
        """
        process = Process({"warm": True}, nests=True)
        return cls(process.line, process)

    def prepare(self, base: str) -> None:
        """Let it import ``base`` for the sandboxes that will ask for it."""
        self._send({"base": base}, [])

    def fork(self, refused: Sequence[str], settings: Mapping[str, Any], limits: Limits) -> Child:
        """A new child.

        Raises `OSError` where the parent has ended.
        """
        line, theirs = socket.socketpair()
        # the first process of the child's namespaces sees the end when nobody holds the other one
        watched, lifeline = socket.socketpair(type=socket.SOCK_SEQPACKET)
        wanted = {
            "mentions": [name for name in settings["mentions"] if name not in BRANCHES],
            "scratch": SCRATCH_BYTES,
            "kept": self._kept,
            "hidden": self._hidden(tuple(refused)),
            "filter": syscalls.filter_program(),
            "memory_of_all": limits.memory_of_all,
        }
        try:
            self._send({**settings, **wanted}, [theirs.fileno(), watched.fileno()])
        except OSError:
            line.close()
            lifeline.close()
            raise
        finally:
            theirs.close()
            watched.close()
        return Child(line, lifeline)

    def end(self) -> None:
        """End it, and every child of it, where it is this program's own; else let go of it."""
        if self._process is not None:
            self._process.end()
        self.line.close()

    def _send(self, message: Mapping[str, Any], descriptors: Sequence[int]) -> None:
        frame = wire.encode(dict(message))[wire.HEADER.size :]
        socket.send_fds(self.line, [frame], descriptors)


# By the program's process: a fork of this program is another program.
_parents: dict[int, WarmParent] = {}
_can_fork: dict[int, bool] = {}
_lock = threading.Lock()


def start(refused: Sequence[str], settings: Mapping[str, Any], limits: Limits) -> Started:
    """A started probe, warm where this machine can.

    Raises `SandboxUnavailable`.
    """
    base = next((name for name in BRANCHES if name in settings["mentions"] and name not in refused), "")
    settings = {**settings, "refused": list(refused), "base": base}
    if not limits.sandboxed:
        return Process({"warm": False, **settings}, sandboxed=False)
    if not can_fork():
        return Process({"warm": False, **settings}, isolation.hidden_folders(refused))
    why = OSError()
    for _ in range(TRIES):
        try:
            return warm_parent().fork(refused, settings, limits)
        except OSError as error:  # somebody has ended the parent: a new one takes its place
            why = error
            end_parents()
    raise SandboxUnavailable(f"The sandbox's parent process ends again and again: {why.strerror}.") from why


def can_fork() -> bool:
    """Return whether the kernel lets a process inside the outer walls put up its own; found out by trying once."""
    with _lock:
        known = _can_fork.get(os.getpid())
    if known is None:
        known = _try_to_fork(warm_parent())
        with _lock:
            _can_fork[os.getpid()] = known
        if not known:
            end_parents()
    return known


def _try_to_fork(parent: WarmParent) -> bool:
    limits = Limits()
    nothing: dict[str, Any] = {"refused": [], "forbidden": [], "randomness": 0, "mentions": [], "shows": False}
    nothing |= {"base": ""}
    nothing |= {"given": [], "experiments": {"cell_seconds": limits.cell_seconds, "left": 0}}
    try:
        child = parent.fork([], {**nothing, "limits": limits.of_process()}, limits)
    except OSError:
        return False
    try:
        return Channel(child.line).receive(Deadline(limits.start_seconds)).get("ready") is True
    except (SandboxDied, SandboxTimeout):
        return False
    finally:
        child.end()


def warm_parent() -> WarmParent:
    """This program's warm parent, started where there is none.

    Raises `SandboxUnavailable`.
    """
    with _lock:
        if os.getpid() not in _parents:
            _parents[os.getpid()] = WarmParent.started()
        return _parents[os.getpid()]


def share(libraries: Iterable[str] = ()) -> socket.socket:
    """The control socket of this program's warm parent, for other programs to fork from by `use_parent`.

    ``libraries`` are those that their sandboxes will ask for, so that it can import them now. Raises
    `SandboxUnavailable`.
    """
    parent = warm_parent()
    for library in BRANCHES:
        if library in libraries:
            parent.prepare(library)
    return parent.line


def use_parent(line: socket.socket) -> None:
    """Fork from the warm parent behind ``line``, another program's, as long as it lives."""
    with _lock:
        _parents[os.getpid()] = WarmParent(line)


def end_parents() -> None:
    """End this program's warm parent, or let go of another program's; the next sandbox starts a new one."""
    with _lock:
        if parent := _parents.pop(os.getpid(), None):
            parent.end()


atexit.register(end_parents)
