"""The time that a notebook has used itself: the clock goes on while it waits for a core, and its time does not.

A process that sleeps uses the clock's time; one that computes uses the processor's; one that wants to run and may not,
because the machine is crowded, uses none. The kernel says how long a process has waited (``/proc/<pid>/schedstat``).
"""

import time
from dataclasses import dataclass
from pathlib import Path

NANOSECONDS = 1e-9


@dataclass(frozen=True)
class Moment:
    """The state of this process's clocks: seconds on the wall, of the processor, and of waiting for a core."""

    wall: float
    processor: float
    waited: float

    @classmethod
    def now(cls) -> "Moment":
        """This moment."""
        return cls(time.monotonic(), time.process_time(), seconds_waited("self") or 0.0)

    def used_since(self, earlier: "Moment") -> float:
        """The seconds that this process has used between two moments."""
        clock = self.wall - earlier.wall - (self.waited - earlier.waited)
        return max(self.processor - earlier.processor, clock)


def seconds_waited(process: int | str) -> float | None:
    """The seconds for which the first thread of ``process`` has wanted to run and could not; None where nobody says."""
    try:
        running, waiting, _ = Path(f"/proc/{process}/schedstat").read_bytes().split()
    except (OSError, ValueError):  # it has ended, or the kernel keeps no such account
        return None
    return int(waiting) * NANOSECONDS if int(running) else None
