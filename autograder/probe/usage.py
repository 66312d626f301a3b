"""The time that a sandbox has used, all of its processes together, as its first process sees it.

The grader asks over the lifeline. It believes the answer, because the first process is ours: the notebook can neither
look into it nor send on its descriptors.
"""

import contextlib
import os
import resource
import signal
import struct
import time
from collections import deque
from pathlib import Path

from .own_time import seconds_waited

QUESTION = struct.Struct("<d")  # since when, on the clock that all processes of the machine share
ANSWER = struct.Struct("<d")  # seconds; less than 0 where this kernel cannot tell
UNKNOWN = -1.0
KEPT = 10_000  # samples: more than a quarter of an hour of them
TICKS = os.sysconf("SC_CLK_TCK")


class Usage:
    """Samples of what a sandbox has used; ``main`` is the process that runs the cells."""

    def __init__(self, main: int) -> None:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the time of children that the kernel reaps is told to nobody
        self._main = main
        self._processor = 0.0
        self._samples: deque[tuple[float, float, float | None]] = deque(maxlen=KEPT)
        self.sample()

    def sample(self) -> None:
        """Look at all processes of this namespace but the first, and at those that have ended."""
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        alive = [folder for folder in Path("/proc").iterdir() if folder.name.isdigit() and folder.name != "1"]
        processor = ended.ru_utime + ended.ru_stime + sum(map(_ticks, alive)) / TICKS
        self._processor = max(self._processor, processor)  # one that ends in this moment may count nowhere
        self._samples.append((time.monotonic(), self._processor, seconds_waited(self._main)))

    def since(self, begin: float) -> float:
        """The seconds used since ``begin``: of the processor, or of the clock less the waiting for a core."""
        self.sample()
        before = next((one for one in reversed(self._samples) if one[0] <= begin), self._samples[0])
        wall, processor, waited = self._samples[-1]
        if waited is None or before[2] is None:
            return UNKNOWN
        return max(processor - before[1], wall - begin - (waited - before[2]))

    def answer(self, lifeline: int) -> bool:
        """Answer one question; return False where nobody asks any more."""
        question = os.read(lifeline, QUESTION.size)
        if len(question) < QUESTION.size:
            return False
        try:
            os.write(lifeline, ANSWER.pack(self.since(*QUESTION.unpack(question))))
        except BrokenPipeError:
            return False
        return True


def _ticks(process: Path) -> int:
    """The processor time of a process, all its threads and the children that it has reaped, in the kernel's ticks."""
    try:
        fields = (process / "stat").read_bytes().rpartition(b")")[2].split()  # a name may hold anything
    except OSError:  # it has just ended
        return 0
    return sum(map(int, fields[11:15]))
