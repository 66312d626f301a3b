"""The time that a student's own experiments may take, kept from inside, so that nothing else is lost with them.

The grader ends a sandbox whose time is over, and with it all that the cells before have made. So the notebook's
process looks after itself first: an alarm stops the statement that runs, as Ctrl-C would, and the next ones run. After
a stop, and when the time for all experiments is used up, a cell has only a moment: for definitions that is plenty. A
notebook that catches or disarms the alarm meets the grader's own limit.
"""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from .own_time import Moment

MOMENT_SECONDS = 1.0
LEAST_WAIT = 0.01  # seconds until the alarm looks again
MOST = 60  # times the seconds that were given, on the clock: as the grader's own limit


class CellStopped(BaseException):
    """A statement of the student's took too long."""


@dataclass
class Experiments:
    """The time for all cells that are no answers: ``left`` is what remains of it."""

    cell_seconds: float
    left: float
    _begun: Moment | None = None
    _given: float = 0.0
    _stops: int = 0
    _stop: CellStopped | None = None
    _before: "Callable[[int, FrameType | None], Any] | int | None" = None
    _task: "asyncio.Task[object] | None" = None

    @property
    def are_over(self) -> bool:
        """Say whether even the moments that cells get beyond the time are used up: then definitions alone run."""
        return self.left <= -MOMENT_SECONDS * self.cell_seconds

    @contextlib.contextmanager
    def timed(self, task: "asyncio.Task[object]") -> Iterator[None]:
        """Watch over one cell, which runs in ``task``."""
        self._before = signal.signal(signal.SIGALRM, self._ring)
        begun = Moment.now()
        self._task, self._stops, self._stop = task, 0, None
        self._give(min(self.cell_seconds, max(self.left, MOMENT_SECONDS)))
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            if signal.getsignal(signal.SIGALRM) == self._ring and self._before is not None:  # else it is the notebook's
                signal.signal(signal.SIGALRM, self._before)
            self.left -= Moment.now().used_since(begun)

    @property
    def cell_is_over(self) -> bool:
        """Say whether the moment that a cell gets after its time is used up, too: then it only defines."""
        return self._stops > 1

    def take_stop(self) -> CellStopped | None:
        """Take the stop that has ended the statement before, where one has."""
        stop, self._stop = self._stop, None
        return stop

    def _give(self, seconds: float) -> None:
        self._begun, self._given = Moment.now(), seconds
        signal.setitimer(signal.ITIMER_REAL, seconds)

    def _ring(self, number: int, frame: FrameType | None) -> None:
        """Stop what runs, unless it was others that ran: then ring again later."""
        now, begun = Moment.now(), self._begun
        if begun is None or self._task is None:
            return
        rest = self._given - now.used_since(begun)
        if rest > LEAST_WAIT and now.wall - begun.wall < MOST * self._given:
            signal.setitimer(signal.ITIMER_REAL, rest)
            if callable(self._before):  # the alarm may have been set by the notebook, for itself
                self._before(number, frame)
            return
        spent = ", because the time for experiments was used up" if self._given < self.cell_seconds else ""
        self._stop = CellStopped(f"ran longer than {self._given:.0f} s and was stopped{spent}")
        self._stops += 1
        self._give(MOMENT_SECONDS)  # for all that is left of the cell
        loop = self._task.get_loop()
        if asyncio.current_task(loop) is None:  # everybody waits: an exception would end the loop, not the wait
            loop.call_soon_threadsafe(self._task.cancel)
        else:
            raise self._stop
