"""Mutated notebooks and mutated replies: a verdict comes out of every one, and nobody else's changes."""

import codecs
import contextlib
import copy
import itertools
import json
import math
import socket
import threading
import tracemalloc
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import msgpack
import nbformat
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import release
from autograder.assignment import load_assignment
from autograder.feedback import graded, submitted
from autograder.judging import CellRun, Verdict, judge_or_refuse
from autograder.judging.notebook_run import SourceCell
from autograder.probe import wire
from autograder.records import evidence
from autograder.release import fill
from autograder.sandbox import Call, CallReply, PassedOver, SandboxDied, SandboxTimeout, calls
from autograder.sandbox.channel import Channel
from autograder.submission import Submission, parse, require_own
from autograder.wording import Message

ASSIGNMENT = load_assignment("a02_convolution")
RELEASED = release.build(ASSIGNMENT)
PERFECT = json.loads(json.dumps(fill(ASSIGNMENT, "# base: perfect\n")))
NAMES = [exercise.name for exercise in ASSIGNMENT.exercises]
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
fuzz = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)

# --- strategies


def _nested(depth: int) -> Any:
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


words = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(categories=["Cs", "Cc", "Cf", "Co"]), max_size=5),  # half characters, controls, marks
    st.sampled_from(["\ud800", "\0", "<script>", "\x1b[2J", "x" * 100_000, "code", "check_conv2d", "check_", *NAMES]),
)
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    words,
    st.builds(_nested, st.sampled_from([3, 90, 400])),
    st.lists(words, max_size=3),
    st.dictionaries(words, st.one_of(words, st.integers(), st.none()), max_size=3),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place below ``value``, as the keys that lead to it."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = []
    for key, child in children:
        found += [(*path, key), *_places(child, (*path, key))]
    return found


PLACES = _places(PERFECT)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The perfect notebook with a few places changed, removed or doubled."""
    notebook = copy.deepcopy(PERFECT)
    for *path, last in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=6)):
        holder = notebook
        with contextlib.suppress(KeyError, IndexError, TypeError):  # an earlier change has taken the place away
            for key in path:
                holder = holder[key]
            match draw(st.sampled_from(["replace", "remove", "double", "add"])):
                case "replace":
                    holder[last] = draw(odd)
                case "remove":
                    del holder[last]
                case "double" if isinstance(holder, list):
                    holder.insert(last, copy.deepcopy(holder[last]))
                case _ if isinstance(holder, list):
                    holder.insert(0, draw(odd))
                case _:
                    holder["x"] = draw(odd)
    return notebook


@st.composite
def handed_in(draw: st.DrawFn) -> bytes:
    """The bytes of a mutated notebook: in some encoding, perhaps truncated, with bytes changed, with keys doubled."""
    text = json.dumps(draw(mutated()), ensure_ascii=draw(st.booleans()))
    if draw(st.booleans()):
        text = '{"cells": 7, "metadata": [], ' + text[1:]
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-32", "latin-1", "utf-7"]))
    data = bytearray(codecs.encode(text, encoding, "replace" if encoding == "latin-1" else "surrogatepass"))
    if draw(st.booleans()):
        for _ in range(draw(st.integers(0, 4))):
            data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    if draw(st.integers(0, 9)) == 0:
        del data[draw(st.integers(0, len(data))) :]
    return bytes(data)


packed_array = st.builds(
    lambda dtype, shape, data: " ".join([dtype, *map(str, shape)]).encode(errors="replace") + b"\n" + data,
    st.one_of(
        st.sampled_from(["<f8", "<f4", "|b1", ">i2", "<c16", "<f16", "|O", "<U3", "|V8", "f8,f8", "a8", "(2,)f8"]),
        st.text(max_size=8),
    ),
    st.lists(st.one_of(st.integers(-2, 4), st.sampled_from([2**25, 2**62, -(2**63)])), max_size=5),
    st.binary(max_size=64),
)
sound_array = st.builds(
    lambda dtype, shape: wire.pack(np.ones(shape, dtype)),
    st.sampled_from(["<f8", "<f4", "|b1", ">i2", "<c16", "<f16", "|u1"]),
    st.lists(st.integers(0, 3), max_size=4),
)
packed = st.recursive(
    st.one_of(packed_array, sound_array, st.none() | st.integers(0, 9) | st.text()),
    lambda inner: st.one_of(
        st.builds(lambda items: {"tuple": items}, st.lists(inner, max_size=3)),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)
plain = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats()),
        *(st.text(max_size=9), st.binary(max_size=9)),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=12,
)
replies = st.fixed_dictionaries(
    {"outcome": st.sampled_from(["returned"] * 4 + ["raised", "refused", "unreadable", "missing", "passed", 7, None])},
    optional={
        "value": packed | plain,
        "arguments": packed | plain,
        "aliased": plain,
        "types": plain | st.lists(st.text(max_size=200), max_size=30),
        "message": plain | st.just("<b>\x1b[2J\u202e" * 1_000),
        "score": plain,
        "id": plain,
        "ready": plain,
    },
)
outputs = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "score"])},
            optional={
                "name": plain,
                "text": plain,
                "ename": plain,
                "evalue": plain,
                "traceback": plain,
                "data": plain | st.dictionaries(st.sampled_from(["text/plain", "image/png", "text/html"]), plain),
                "metadata": plain,
                "execution_count": plain,
                "transient": plain | st.just({"display_id": "same"}),
            },
        ),
        st.dictionaries(st.text(max_size=5), plain, max_size=3),
    ),
    max_size=5,
)

# --- mutated notebooks


class FuzzedSession:
    """Stands where the sandbox stands: cells show, and calls give, what Hypothesis draws."""

    cells: Sequence[tuple[list[dict[str, Any]], bool, str | None]]
    replies: Iterator[dict[str, Any]]

    def __init__(self, cells: Sequence[SourceCell], *_: Any) -> None:
        for cell in cells:
            wire.encode({"source": cell.source})  # each can be sent
        self.runs = [CellRun() for _ in cells]

    def start(self) -> None:
        """Let the first cells do what was drawn."""
        for run, (shown, ok, stopped) in zip(self.runs, self.cells, strict=False):
            run.outputs, run.ok, run.said = shown, ok, stopped or ""
            run.stopped = None if stopped is None else Message(stopped)
            run.passed_over = () if ok else (PassedOver(len(shown), len(shown) + 2, "Error", run.said, run.said),)

    def calls(self, calls: Sequence[Call]) -> Iterator[CallReply]:
        """Read the next replies as the grader would."""
        for call in calls:
            wire.encode(call.request)
            yield call.reply(next(self.replies))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass


def verdict_on(data: bytes) -> Verdict:
    """What the grader makes of the bytes, up to everything that it would write."""

    def read() -> Submission:
        submission = parse(data, "a.ipynb")
        require_own(submission, ASSIGNMENT.name, ASSIGNMENT.cells, ASSIGNMENT.functions)
        return submission

    judgement = judge_or_refuse(ASSIGNMENT, read, seed=3)
    verdict = judgement.verdict
    notebooks = [graded(RELEASED, judgement)]
    if judgement.submission is not None:
        notebooks.append(submitted(RELEASED, judgement.submission))
    else:
        reason = judgement.refused or ""
        assert reason.isprintable()
        assert 0 < len(reason) < 400
    assert len(verdict.exercises) == len(NAMES)
    assert math.isfinite(verdict.score)
    assert 0 <= verdict.score <= verdict.max_score == 20
    for result in verdict.exercises:
        assert 0 <= result.score <= result.max_score
        assert result.message.isprintable()
    for notebook in notebooks:
        nbformat.validate(nbformat.from_dict(json.loads(nbformat.writes(notebook).encode())))
        checks = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade")]
        assert all(c.metadata.nbgrader.points == ASSIGNMENT.exercises[NAMES.index(_name(c))].max_score for c in checks)
        assert len({_name(c) for c in checks}) == len(checks)
    checks = [c for c in notebooks[0].cells if c.metadata.get("nbgrader", {}).get("grade")]
    points = {_name(c): float(c.outputs[-1].data["text/plain"]) for c in checks}
    assert points == {result.name: result.score for result in verdict.exercises}
    kept = evidence.Evidence(
        student="a", received=RECEIVED, judged=RECEIVED, sha256="", seed=3, seconds=0, versions={}, verdict=verdict
    )
    assert json.loads(kept.model_dump_json().encode())["verdict"]["score"] == verdict.score
    json.dumps(verdict.public(), ensure_ascii=False).encode()
    return verdict


def _name(check: Any) -> str:
    name: str = check.metadata.nbgrader.grade_id
    return name.removeprefix("check_")


stops = st.sampled_from([None, None, "ended the Python process", "ran longer"])


@settings(fuzz, max_examples=40)
@given(
    data=handed_in(),
    cells=st.lists(st.tuples(outputs, st.booleans(), stops), max_size=3),
    answers=st.lists(replies, min_size=1, max_size=8),
)
def test_a_mutated_notebook_gets_a_verdict_whatever_its_cells_do(
    data: bytes, cells: list[tuple[list[dict[str, Any]], bool, str | None]], answers: list[dict[str, Any]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("autograder.judging.judgement.Session", FuzzedSession)
        FuzzedSession.cells, FuzzedSession.replies = cells, itertools.cycle(answers)
        verdict_on(data)


@pytest.mark.sandbox
@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=6)
@given(data=handed_in())
def test_a_mutated_notebook_changes_nobody_elses_verdict(data: bytes) -> None:
    verdict_on(data)
    honest = verdict_on(json.dumps(PERFECT).encode())
    assert honest.score == 20


# --- mutated replies


@settings(fuzz, max_examples=400)
@given(reply=replies, lengths=st.lists(st.none() | st.integers(0, 3), max_size=3))
def test_a_mutated_reply_is_a_reply_or_a_wire_error(reply: dict[str, Any], lengths: list[int | None]) -> None:
    try:
        found = calls.checked(reply, tuple(lengths))
    except wire.WireError:
        return
    assert found.outcome in ("returned", "raised", "refused", "unreadable", "missing")
    assert found.message.isprintable()
    assert all(name.isprintable() and len(name) <= 100 for name in found.types)
    if found.outcome == "returned":
        assert len(found.value) == len(lengths)
        for value, length in zip(found.value, lengths, strict=True):
            arrays = [value] if length is None else value
            assert len(arrays) == (1 if length is None else length)
            assert all(type(array) is np.ndarray and array.dtype.kind in "biufc" for array in arrays)


@settings(fuzz, max_examples=300)
@given(value=plain, cut=st.integers(0, 40), junk=st.binary(max_size=20))
def test_a_mutated_frame_is_a_message_or_a_wire_error(value: Any, cut: int, junk: bytes) -> None:
    for body in (msgpack.packb(value), msgpack.packb(value)[:cut], msgpack.packb(value) + junk, junk):
        with contextlib.suppress(wire.WireError):
            assert isinstance(wire.decode(body), dict)


MANY = 8 * 2**20
BOMBS = {
    "empty maps": b"\x81\xa1a\xdd" + MANY.to_bytes(4, "big") + b"\x80" * MANY,
    "empty lists in lists": b"\x81\xa1a\xdd" + (MANY // 4).to_bytes(4, "big") + b"\x93\x90\x90\x90" * (MANY // 4),
    "nothing": b"\x81\xa1a\xdd" + MANY.to_bytes(4, "big") + b"\xc0" * MANY,
    "declared lists": b"\x81\xa1a" + (b"\xdd" + (2**19).to_bytes(4, "big")) * 500,
    "declared maps": b"\x81\xa1a" + (b"\xdf" + (2**19).to_bytes(4, "big") + b"\xa1a") * 500,
    "a declared gigabyte": b"\x81\xa1a\xc6" + (2**30).to_bytes(4, "big"),
    "deep": b"\x81\xa1a" + b"\x91" * MANY,
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS.keys())
def test_a_small_frame_cannot_become_large(body: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(wire.WireError):
            wire.decode(body)
        assert tracemalloc.get_traced_memory()[1] < 200 * 2**20 or body is BOMBS["declared lists"]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "reply",
    [
        b"<f8 0 33554432 33554432 33554432\n",
        b"a8 1\n12345678",
        b"<f7 1\n1234567",
        b"f8," * 100_000 + b" 1\n12345678",
        b"<f8\n 1\n12345678",
    ],
)
def test_an_array_that_cannot_be_is_a_wire_error(reply: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(reply)


class Peer:
    """A probe that sends the same bytes whatever it is asked, and then hangs up or listens on."""

    def __init__(self, sent: bytes, listens: bool = False) -> None:
        line, self._theirs = socket.socketpair()
        self.channel = Channel(line)
        self._sent, self._listens = sent, listens
        self._thread = threading.Thread(target=self._talk)

    def __enter__(self) -> Channel:
        self._thread.start()
        return self.channel

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        self._thread.join()

    def _talk(self) -> None:
        with self._theirs, contextlib.suppress(OSError):
            self._theirs.sendall(self._sent)
            while self._listens and self._theirs.recv(2**16):
                pass


def frame(message: Any, size: int | None = None) -> bytes:
    body = msgpack.packb(message)
    return wire.HEADER.pack(len(body) if size is None else size) + bytes(body)


frames = st.one_of(
    st.builds(frame, replies),
    st.builds(lambda reply, number: frame({**reply, "id": number}), replies, st.integers(0, 3)),
    st.builds(frame, plain),
    st.builds(frame, replies, st.integers(0, 2**32 - 1)),
    st.binary(max_size=30),
)


def ask(channel: Channel, seconds: float) -> dict[str, Any]:
    return next(channel.ask([{"do": "call"}], lambda: seconds))


@settings(fuzz, max_examples=150)
@given(sent=st.lists(frames, max_size=4).map(b"".join))
def test_whatever_a_probe_sends_is_a_reply_or_its_end(sent: bytes) -> None:
    with Peer(sent) as channel:
        for _ in range(3):
            try:
                assert isinstance(ask(channel, 0.2), dict)
            except (SandboxDied, SandboxTimeout):
                return


def test_a_reply_to_another_request_is_no_reply() -> None:
    with Peer(frame({"id": 1}) + frame({"id": 1}), listens=True) as channel:
        assert ask(channel, 1) == {"id": 1}
        with pytest.raises(SandboxDied, match="nobody had asked"):
            ask(channel, 1)


def test_a_reply_that_comes_in_drops_is_cut_off_in_time() -> None:
    line, theirs = socket.socketpair()
    channel, ended = Channel(line), threading.Event()
    drops: list[int] = []

    def drip() -> None:
        with contextlib.suppress(OSError):
            for byte in frame({"id": 1, "x": "y" * 1_000}):
                theirs.send(bytes([byte]))
                drops.append(byte)
                ended.wait(0.02)

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(SandboxTimeout):
            ask(channel, 0.3)
        assert len(drops) < 1_000, "every drop put the deadline off"
    finally:
        ended.set()
        channel.close()
        theirs.close()
        thread.join()
