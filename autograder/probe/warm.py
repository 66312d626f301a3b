"""The warm parent: has the libraries imported, never runs a line of a notebook, forks one isolated child for each.

A request on its control socket carries the settings and two descriptors: the child's line to the grader, and the
lifeline. A supervisor waits outside the child's process namespace until the child has ended or the grader has let go
of the lifeline (or died), and then takes the whole namespace down. Threads do not survive a fork, so nothing here may
start one.
"""

import gc
import os
import select
import signal
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from . import serve, shell, walls, warmup, wire

MAX_SETTINGS_BYTES = 2**16


def run(control: socket.socket, student: shell.Shell, settings: Mapping[str, Any]) -> None:
    """Serve fork requests until the grader closes ``control``; what notebooks need is made ready while nobody waits."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the supervisors
    warm_up = warmup.WarmUp(settings["refused"])
    while True:
        while warm_up.steps and not select.select([control], [], [], 0)[0]:
            warm_up.steps.popleft()(student)
            gc.collect()
            gc.freeze()  # shared pages stay shared: the collector touches every object otherwise
        message, descriptors, *_ = socket.recv_fds(control, MAX_SETTINGS_BYTES, 2)
        if not message:
            os._exit(0)
        line, lifeline = descriptors
        wanted = {**settings, **wire.decode(message)}
        if os.fork() == 0:
            control.close()
            _supervise(student, wanted, line, lifeline)
        warm_up.mention(wanted["mentions"])
        os.close(line)
        os.close(lifeline)


def _supervise(student: shell.Shell, settings: Mapping[str, Any], line: int, lifeline: int) -> None:
    """Fork the child behind its walls and outlive it; never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        walls.leave_namespaces()
        init = os.fork()
        if init == 0:
            os.close(lifeline)
            _init(student, settings, line)
        os.close(line)
        ended = os.pidfd_open(init)
        select.select([lifeline, ended], [], [])
        os.kill(init, signal.SIGKILL)
    except OSError as error:
        serve.fail(line, str(error.strerror))
    finally:
        os._exit(0)


def _init(student: shell.Shell, settings: Mapping[str, Any], line: int) -> None:
    """Process 1 of the namespace: reaps, and ends with the notebook's process, which ends all others. Never returns."""
    try:
        walls.mount_scratch(settings["scratch"], settings["kept"])
        walls.hide()
        child = os.fork()
        if child == 0:
            _begin(student, settings, line)
        os.close(line)
        walls.drop_capabilities()
        while os.wait()[0] != child:
            pass  # an orphan of the notebook's
    except OSError as error:
        serve.fail(line, str(error.strerror))
    finally:
        os._exit(0)


def _begin(student: shell.Shell, settings: Mapping[str, Any], line: int) -> None:
    """The notebook's process: the last walls, then its cells. Never returns."""
    try:
        os.setsid()  # a signal to the process group would else reach the warm parent and all its other children
        _close_all_but(line)
        walls.hide(False)
        serve.prepare(settings)
        walls.drop_capabilities()
        walls.limit(settings["limits"])
        walls.filter_system_calls(settings["filter"])
    except BaseException as error:  # fail closed: whatever it was, nothing runs
        serve.fail(line, str(error))
        os._exit(1)
    serve.serve(student, line)


def _close_all_but(line: int, standard: Sequence[int] = (0, 1, 2)) -> None:
    kept = sorted({*standard, line})
    for below, above in zip(kept, [*kept[1:], 2**16], strict=True):
        os.closerange(below + 1, above)
