"""The warm parent: has the libraries imported, never runs a line of a notebook, forks one isolated child for each.

A request on its control socket carries the settings and two descriptors: the child's line to the grader, and the
lifeline. PyTorch is never imported here, for most notebooks must not find it in their memory: the first request that
needs it begins a *branch*, a fork of this process that imports it, and is itself a warm parent. Threads do not survive
a fork, so nothing here may start one.
"""

import os
import select
import signal
import socket
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from . import confinement, preload, request_loop, shell, watchdog, wire

MAX_SETTINGS_BYTES = 2**16


def run(control: socket.socket, student: shell.Shell, warm_up: preload.WarmUp, base: str = "") -> NoReturn:
    """Serve the requests on ``control`` until the grader closes it; ``base`` is the library that every child gets.

    What notebooks mention beside it is made ready while nobody waits.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the children
    warm_up.finish(student)
    branches: dict[str, socket.socket] = {}
    while True:
        while warm_up.steps and not select.select([control], [], [], 0)[0]:
            warm_up.step(student)
        message, descriptors, *_ = socket.recv_fds(control, MAX_SETTINGS_BYTES, 2)
        if not message:
            os._exit(0)
        settings = wire.decode(message)
        wanted = settings["base"]
        if wanted != base:
            if wanted not in branches:
                branches[wanted] = _branch(control, student, warm_up, wanted)
            socket.send_fds(branches[wanted], [message], descriptors)
        elif descriptors:  # a request without them is for a branch to begin
            _fork(control, student, settings, *descriptors)
            warm_up.mention(settings["mentions"])
        for descriptor in descriptors:
            os.close(descriptor)


def _branch(control: socket.socket, student: shell.Shell, warm_up: preload.WarmUp, base: str) -> socket.socket:
    """A fork of this process that is the warm parent of the notebooks which may use ``base``: its control socket."""
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            control.close()
            ours.close()
            _close_all_but(theirs.fileno())  # the first child's line and lifeline must end with their owners
            warm_up.mention([base])
            run(theirs, student, warm_up, base)
        finally:
            os._exit(1)
    theirs.close()
    return ours


def _fork(
    control: socket.socket, student: shell.Shell, settings: Mapping[str, Any], line: int, lifeline_end: int
) -> None:
    try:
        if confinement.fork_into_namespaces() == 0:
            control.close()
            _init(student, settings, line, lifeline_end)
    except OSError as error:
        request_loop.fail(line, str(error.strerror))


def _init(student: shell.Shell, settings: Mapping[str, Any], line: int, lifeline_end: int) -> None:
    """Process 1 of the namespaces: builds them up, forks the notebook's process, and ends when the time has come.

    The namespaces' other processes end with it. Signals from inside do not reach it, for it handles none.
    """
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        confinement.be_nobody()
        confinement.mount_scratch(settings["scratch"], settings["kept"])
        confinement.hide_folders(settings["hidden"])
        confinement.hide()
        child = os.fork()
        if child == 0:
            os.close(lifeline_end)
            _begin(student, settings, line)
        os.close(line)
        confinement.drop_capabilities()
        watchdog.wait(child, lifeline_end, settings["memory_of_all"])
    except OSError as error:
        request_loop.fail(line, str(error.strerror))
    finally:
        os._exit(0)


def _begin(student: shell.Shell, settings: Mapping[str, Any], line: int) -> NoReturn:
    """The notebook's process: the last walls, then its cells."""
    try:
        os.setsid()  # a signal to the process group would else reach the warm parent and all its other children
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _close_all_but(line)
        confinement.hide(False)
        request_loop.prepare(student, settings)
        confinement.drop_capabilities()
        confinement.limit(settings["limits"])
        confinement.be_the_first_to_go()
        confinement.filter_system_calls(settings["filter"])
    except BaseException as error:  # fail closed: whatever it was, nothing runs
        request_loop.fail(line, str(error))
        os._exit(1)
    request_loop.serve(student, line, settings)


def _close_all_but(line: int, standard: Sequence[int] = (0, 1, 2)) -> None:
    kept = sorted({*standard, line})
    for below, above in zip(kept, [*kept[1:], 2**16], strict=True):
        os.closerange(below + 1, above)
