"""The small server that worker processes are forked from: it has imported what they need, and nothing else.

Forking from it is quick, and safe: unlike the batch's own process it has no threads and no open gradebook.
"""

import multiprocessing
import os
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext


def context(assignment: str) -> ForkServerContext:
    """The way to start the workers that judge ``assignment``."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # there are as many processes as cores already
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["autograder.attempt", f"autograder.cases.{assignment}"])
    return found


def begin(assignment: str) -> None:
    """Start the server now: it imports while this process does, too."""
    context(assignment)
    forkserver.ensure_running()
