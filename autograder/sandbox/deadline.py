"""A limit of time on the clock, for code that may have to share the machine.

The clock goes on while a process waits for a core. One notebook that starts sixty busy processes would so make its
neighbours' answers late. So a deadline is put off, once, where more wants to run than the machine has cores for.
"""

import os
import time
from pathlib import Path

CROWDED = 3  # processes that want to run, for each core; a batch alone makes one or two
MOST = 5  # times the seconds that were given, at most


class Deadline:
    """The end of ``seconds`` that begin now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._is_last = False

    def rest(self) -> float:
        """The seconds that are left; never 0, which would mean not to wait at all."""
        return max(1e-3, self._end - time.monotonic())

    def put_off(self) -> bool:
        """Return whether there is more time, because so many others want to run."""
        if self._is_last or (crowd := _waiting_for_a_core()) < CROWDED:
            return False
        self._is_last = True
        self._end += self.seconds * (min(crowd, MOST) - 1)
        return self._end > time.monotonic()


def _waiting_for_a_core() -> float:
    """The number of processes and threads that want to run at this moment, for each core."""
    running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
    return int(running) / (os.cpu_count() or 1)
