"""The parents from which worker processes and their sandboxes are forked.

The workers come from a small server that has imported what they need, and nothing else: forking from it is quick, and
safe, for unlike the batch's own process it has no threads and no open gradebook. Their sandboxes come from one warm
parent, whose imports would else be made once for each worker.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterator
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext

from autograder import sandbox
from autograder.assignment import Assignment
from autograder.sandbox import Limits, SandboxUnavailable


def begin(assignment: Assignment, limits: Limits) -> None:
    """Start both parents now: they import while this process does, too."""
    context(assignment)
    warm_parent(assignment, limits)


def context(assignment: Assignment) -> ForkServerContext:
    """The way to start the workers that judge ``assignment``: their server is running.

    Ctrl-C reaches every process of a terminal. The server would die of it as long as it imports, so it never sees it.
    """
    resource_tracker.ensure_running()  # else the server starts it, and that ends with SIGINT let through again
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # there are as many processes as cores already
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["autograder.batch.attempt", *assignment.modules])
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return found


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
