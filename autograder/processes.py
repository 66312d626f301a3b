"""Worker processes on this machine: how they are started, and how they end.

They come from a small server that has imported what they need, and nothing else: forking from it is quick, and safe,
for unlike the program itself it has no threads and no open gradebook.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext


def context(modules: Sequence[str]) -> ForkServerContext:
    """The way to start workers that need ``modules``: their server is running, and importing.

    Ctrl-C reaches every process of a terminal. The server would die of it as long as it imports, so it never sees it.
    """
    resource_tracker.ensure_running()  # else the server starts it, and that ends with SIGINT let through again
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # there are as many processes as cores already
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(list(modules))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return found


def begin_worker() -> None:
    """Do what a new worker does first: leave Ctrl-C to the program that started it, and end when that does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # blocked for the server that it was forked from
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """End this process when the program is gone, however it went: nobody would ever tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)
