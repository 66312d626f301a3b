"""A limit of time for code that may have to share the machine.

The clock goes on while a process waits for a core: one notebook that starts sixty busy processes, each in a session of
its own, would so make its neighbours' answers late. So what counts is the time that a sandbox has used itself, which
its first process knows (`autograder.probe.usage`): when the clock says that it is over, the deadline is put off by
what is left of it. Where nobody can tell, it is put off once if more wants to run than the machine has cores for.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

CROWDED = 3  # processes that want to run, for each core; a batch alone makes one or two
MOST = 5  # times the seconds that were given, at most, where nobody can tell what was used
MOST_OWN = 60  # times the seconds that were given, where others have used the rest
LEAST = 0.02  # seconds: less is no time

Used = Callable[[float], float | None]


class Deadline:
    """The end of ``seconds`` that begin now; ``used`` tells how many have been used since a moment, or None."""

    def __init__(self, seconds: float, used: Used | None = None) -> None:
        self.seconds = seconds
        self._begin = time.monotonic()
        self._end = self._begin + seconds
        self._used = used
        self._is_last = False

    def rest(self) -> float:
        """The seconds that are left; never 0, which would mean not to wait at all."""
        return max(1e-3, self._end - time.monotonic())

    def put_off(self) -> bool:
        """Return whether there is more time, because so many others want to run."""
        if self._is_last:
            return False
        used = self._used(self._begin) if self._used else None
        if used is None:
            return self._put_off_once()
        left = self.seconds - used
        last = self._begin + MOST_OWN * self.seconds
        if left < LEAST or time.monotonic() >= last:
            return False
        self._end = min(last, time.monotonic() + left)
        return True

    def _put_off_once(self) -> bool:
        if (crowd := _waiting_for_a_core()) < CROWDED:
            return False
        self._is_last = True
        self._end += self.seconds * (min(crowd, MOST) - 1)
        return self._end > time.monotonic()


def _waiting_for_a_core() -> float:
    """The number of processes and threads that want to run at this moment, for each core."""
    running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
    return int(running) / (os.cpu_count() or 1)
