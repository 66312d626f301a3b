"""The parents from which worker processes and their sandboxes are forked.

The workers come from the server of `autograder.processes`, their sandboxes from one warm parent, whose imports would
else be made once for each worker.
"""

import contextlib
import signal
import socket
import threading
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

from autograder import processes, sandbox
from autograder.assignment import Assignment
from autograder.sandbox import Limits, SandboxUnavailable


def begin(assignment: Assignment, limits: Limits) -> None:
    """Start both parents now: they import while this process does, too."""
    context(assignment)
    warm_parent(assignment, limits)


def context(assignment: Assignment) -> ForkServerContext:
    """The way to start the workers that judge ``assignment``."""
    return processes.context(["autograder.batch.attempt", *assignment.modules])


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait for the end of the block: a worker that is half started can be neither used nor ended."""
    if threading.current_thread() is not threading.main_thread():  # it is the main thread's alone
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        for number in came[:1]:
            signal.raise_signal(number)


def warm_parent(assignment: Assignment, limits: Limits) -> socket.socket | None:
    """The control socket of the warm parent for the workers to share, or None where there is none to share."""
    if not limits.sandboxed:
        return None
    try:
        return sandbox.share([exercise.library for exercise in assignment.exercises])
    except SandboxUnavailable:  # each worker finds out, and says so for the submission that it has
        return None
