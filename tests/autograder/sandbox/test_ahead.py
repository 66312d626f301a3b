"""Requests lie ready while one is worked on, and nobody may notice: a reply or a fault is that of its own request."""

import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case
from autograder.judging.notebook_run import Session, SourceCell
from autograder.probe import wire
from autograder.sandbox import Call, CallReply, Limits, SandboxDied, SandboxTimeout
from autograder.sandbox.channel import AHEAD_BYTES, Channel

FUNCTIONS = """
import os
seen = []

def counts(x):
    seen.append(1)
    return x + len(seen)

def dies(x):
    os._exit(0)

def hangs(x):
    while True:
        pass
"""


@pytest.fixture
def line() -> Iterator[tuple[Channel, socket.socket]]:
    """A channel and the probe's end of it."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


def test_what_was_answered_before_the_end_is_read_first(line: tuple[Channel, socket.socket]) -> None:
    channel, theirs = line

    def requests() -> Iterator[dict[str, Any]]:
        yield {"do": "run"}
        theirs.recv(2**16)
        theirs.sendall(wire.encode({"id": 1}))
        theirs.close()  # so the next one cannot be sent
        yield {"do": "run"}

    replies = channel.ask(requests(), lambda: 1)
    assert next(replies) == {"id": 1}
    with pytest.raises(SandboxDied):
        next(replies)


@pytest.mark.parametrize("size", [1, AHEAD_BYTES // 3, AHEAD_BYTES * 2])
def test_no_more_is_sent_ahead_than_a_socket_holds(line: tuple[Channel, socket.socket], size: int) -> None:
    channel, theirs = line
    theirs.sendall(wire.encode({"id": 1}))
    requests = ({"source": "x" * size} for _ in range(AHEAD_BYTES))
    next(channel.ask(requests, lambda: 1))
    theirs.setblocking(False)
    sent = len(theirs.recv(4 * AHEAD_BYTES))
    assert sent <= AHEAD_BYTES or size > AHEAD_BYTES  # one alone may be as large as it likes
    assert sent < size + 100 or size < AHEAD_BYTES
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_each_reply_has_its_own_time(line: tuple[Channel, socket.socket]) -> None:
    channel, theirs = line
    theirs.sendall(wire.encode({"id": 1}) + wire.encode({"id": 2}))
    given = iter([5.0, 6.0, 0.1])
    replies = channel.ask([{"do": "run"}] * 3, lambda: next(given))
    assert [next(replies)["id"], next(replies)["id"]] == [1, 2]
    with pytest.raises(SandboxTimeout) as late:
        next(replies)
    assert late.value.seconds == 0.1


def call(name: str) -> Call:
    return Call(Case((), (np.zeros(1),)), name, 1)


def number(reply: CallReply) -> float:
    return float(np.asarray(reply.value[0]).item())


@pytest.mark.sandbox
@pytest.mark.parametrize(("name", "fault"), [("dies", SandboxDied), ("hangs", SandboxTimeout)])
def test_the_call_that_ends_the_process_is_to_blame_and_no_other(name: str, fault: type[Exception]) -> None:
    with Session([SourceCell(FUNCTIONS)], limits=Limits(call_seconds=2)) as session:
        session.start()
        calls = [call("counts"), call("counts"), call(name), call("counts"), call("counts")]
        replies = session.calls(calls)
        assert [number(next(replies)) for _ in range(2)] == [1, 2]
        with pytest.raises(fault):
            next(replies)
        again = [number(reply) for reply in session.calls(calls[3:])]
        assert again == [1, 2]  # a fresh process, in which the cells have run again


@pytest.mark.sandbox
def test_cells_behind_one_that_ends_the_process_run_in_a_fresh_one() -> None:
    sources = ["a = 1", "print(a)", "import os\nos._exit(0)", "a += 1", "while True: pass", "print(a)"]
    with Session([SourceCell(source, is_answer=True) for source in sources], limits=Limits(cell_seconds=2)) as session:
        session.start()
    said = [run.stopped or (run.outputs[0]["text"] if run.outputs else "") for run in session.runs]
    late = "ran longer than 2 s and was stopped"
    assert said == ["", "1\n", "ended the Python process", "", late, "2\n"]
