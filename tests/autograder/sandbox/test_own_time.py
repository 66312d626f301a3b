"""The time that counts is a sandbox's own: a neighbour that keeps every core busy cannot spend it."""

import threading
import time

import numpy as np
import pytest

from autograder.assignment import Case
from autograder.judging.notebook_run import Session, SourceCell
from autograder.probe.own_time import seconds_waited
from autograder.sandbox import Call, Limits, Sandbox, SandboxTimeout, can_fork
from autograder.sandbox.deadline import MOST_OWN, Deadline

pytestmark = pytest.mark.sandbox

# Forty processes that compute, each in a session of its own: the kernel gives each session as much as the honest one.
CROWD = """
import os
for _ in range(40):
    if os.fork() == 0:
        os.setsid()
        while True:
            pass
"""
# Computes until it has had 0.3 seconds of the processor, however long that takes.
HONEST = """
import time

def works(x):
    begun = time.process_time()
    while time.process_time() < begun + 0.3:
        pass
    return x
"""
CALL = Call(Case((), (np.ones(1),)), "works", 1)


def test_a_neighbour_with_forty_busy_sessions_costs_nothing() -> None:
    if not can_fork() or seconds_waited("self") is None:
        pytest.skip("this kernel does not tell how long a process has waited for a core")
    limits = Limits(call_seconds=3, cell_seconds=3, total_seconds=8, experiment_seconds=8)
    cells = [SourceCell(HONEST, is_answer=True), SourceCell("works(0)")]
    with Sandbox() as crowd:
        assert crowd.run(CROWD)[1]
        with Session(cells, limits=limits) as session:
            session.start()
            assert [run.ok for run in session.runs] == [True] * len(cells)
            assert [reply.outcome for reply in session.calls([CALL] * 2)] == ["returned"] * 2


def test_what_all_processes_use_counts() -> None:
    with Sandbox() as box:
        if box._started.used_since(time.monotonic()) is None:
            pytest.skip("nobody counts here")
        begun = time.monotonic()
        busy = "import os, time\nif os.fork() == 0:\n    end = time.process_time() + 0.4\n"
        assert box.run(f"{busy}    while time.process_time() < end: pass\n    os._exit(0)\nos.wait()")[1]
        assert box.used_since(begun) >= 0.3


def test_who_lets_others_compute_and_waits_for_them_is_stopped() -> None:
    with Sandbox() as box, pytest.raises(SandboxTimeout):
        box.run(CROWD + "\nwhile True: pass", 1)


@pytest.mark.parametrize(
    ("used", "puts_off"), [(0.0, True), (60.0, True), (99.0, True), (100.0, False), (150.0, False)]
)
def test_a_deadline_is_put_off_by_what_is_left(used: float, puts_off: bool) -> None:
    end = Deadline(100, lambda begin: used)
    assert end.put_off() == puts_off
    assert end.rest() <= 100


def test_it_is_not_put_off_for_ever() -> None:
    end = Deadline(0.001, lambda begin: 0.0)
    threading.Event().wait(0.001 * (MOST_OWN + 5))
    assert not end.put_off()
