"""The lifetime of a sandbox: until its notebook ends, the grader lets go, or all of it takes too much memory.

A limit of the kernel holds for one process, and a notebook may start sixty. So the first process of its namespaces
looks at all of them every now and then: at their memory, and at the time that they have used.
"""

import os
import select
from pathlib import Path

from .usage import Usage

INTERVAL_SECONDS = 0.1  # in which a notebook on two cores fills a few hundred megabytes at most
SOCKET_BYTES = 2**18  # at most, in the kernel, of what was written into it and not read
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def wait(child: int, lifeline: int, most_bytes: int) -> None:
    """Return when the process ``child`` has ended, ``lifeline`` is closed elsewhere, or ``most_bytes`` are exceeded."""
    ended, usage = os.pidfd_open(child), Usage(child)
    while ended not in (ready := select.select([lifeline, ended], [], [], INTERVAL_SECONDS)[0]):
        if ready and not usage.answer(lifeline):
            return
        usage.sample()
        if memory_of_all(exactly=False) > most_bytes and memory_of_all() > most_bytes:
            return


def memory_of_all(exactly: bool = True) -> int:
    """The bytes of memory that the processes of this namespace hold, but for this one, process 1, and their sockets.

    ``exactly`` counts a page that several of them share once; else it counts for each of them, which is found out
    a hundred times faster.
    """
    sockets = len(Path("/proc/net/unix").read_bytes().splitlines()) * SOCKET_BYTES
    processes = [folder for folder in Path("/proc").iterdir() if folder.name.isdigit() and folder.name != "1"]
    return sockets + sum(_proportional(folder) if exactly else _resident(folder) for folder in processes)


def _resident(process: Path) -> int:
    try:
        return int((process / "statm").read_bytes().split()[1]) * PAGE_BYTES
    except (FileNotFoundError, ProcessLookupError):  # it has just ended
        return 0


def _proportional(process: Path) -> int:
    try:
        lines = (process / "smaps_rollup").read_bytes().splitlines()
    except OSError:  # it has ended, or hides its memory: then all of it counts
        return _resident(process)
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Pss:"))
