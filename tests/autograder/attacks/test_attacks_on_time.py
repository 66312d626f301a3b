"""A notebook has one budget of time, whatever it does when it is run again after a crash."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case
from autograder.judging import notebook_run
from autograder.judging.notebook_run import BudgetSpent, Session, SourceCell
from autograder.sandbox import Call, CallReply, CellReply, CellRequest, Limits, SandboxDied, SandboxTimeout

CALL = Call(Case((), (np.ones(1),)), "f", 1)


class Clock:
    """Seconds that pass only when somebody sleeps."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


class SleepyBox:
    """A sandbox whose first process is quick and ends at a call, and in whose later ones every cell sleeps."""

    clock: Clock
    started = 0

    def __init__(self, *_: Any) -> None:
        type(self).started += 1
        self.sleeps = type(self).started > 1
        self.closed = False

    def run_all(self, cells: Iterable[CellRequest], seconds: Callable[[], float]) -> Iterator[CellReply]:
        for _ in cells:
            given = seconds()
            if self.sleeps:
                self.clock.now += min(19, given)
                if given < 19:
                    self.closed = True
                    raise SandboxTimeout(given)
            yield CellReply([], ok=True)

    def call_all(self, calls: Sequence[Call]) -> Iterator[CallReply]:
        self.closed = True
        raise SandboxDied

    def used_since(self, begin: float) -> float:
        return self.clock.now - begin

    def close(self) -> None:
        self.closed = True


def test_replays_are_paid_from_the_same_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SleepyBox.clock = Clock()
    monkeypatch.setattr(notebook_run, "time", clock)
    monkeypatch.setattr(notebook_run, "Sandbox", SleepyBox)
    with Session([SourceCell("pass", is_answer=True)] * 1_000, limits=Limits()) as running:
        running.start()
        with pytest.raises(SandboxDied):
            next(running.calls([CALL]))
        with pytest.raises(BudgetSpent):
            next(running.calls([CALL]))
    assert clock.now <= Limits().total_seconds + Limits().cell_seconds
    assert not any(run.stopped for run in running.runs)  # no cell is to blame


def test_a_million_small_outputs_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Flood(SleepyBox):
        def run_all(self, cells: Iterable[CellRequest], seconds: Callable[[], float]) -> Iterator[CellReply]:
            for _ in cells:
                seconds()
                yield CellReply([{"output_type": "stream", "name": "stdout", "text": ""}] * 100_000, ok=True)

    monkeypatch.setattr(notebook_run, "Sandbox", Flood)
    with Session([SourceCell("pass")], limits=Limits()) as running:
        running.start()
    assert len(running.runs[0].outputs) == 1
