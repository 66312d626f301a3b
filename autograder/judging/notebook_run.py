"""Runs a student's notebook in the sandbox, whose death costs one cell or one call.

The cells run in order. One that runs too long or ends the process is left out, and a fresh sandbox replays the good
ones before it; likewise after a call that does not come back. So a crash never takes down the exercises beside it.

An answer's cell is run whole, and has its time from the same budget as the calls. Every other cell is an experiment:
run statement by statement, from a budget of its own, and of one that had to be left out the definitions remain. So
experiments can lose nothing but their own outputs (decisions/0014-what-runs-and-for-how-long.md).
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any, Self

from autograder.sandbox import (
    READY_MADE,
    Call,
    CallReply,
    CellReply,
    CellRequest,
    Limits,
    PassedOver,
    Sandbox,
    SandboxDied,
    SandboxTimeout,
)
from autograder.wording import Message, marked, say

MAX_RESTARTS = 12
MAX_OUTPUT_BYTES = 20 * 2**20
OUTPUT_OVERHEAD = 1_000  # a million empty outputs are no small thing to read, either
GRACE_SECONDS = 5.0  # beyond a cell's own time, in which the sandbox stops a statement and runs what is left
LEAST_SECONDS = 0.1
STOPPED = "CellStopped"  # the kind of error by which the sandbox ends a statement whose time is over
TOO_LARGE = marked("The notebook's outputs had grown too large: this cell's were dropped.")
SHORT_SECONDS = 1.0  # what took no longer on the clock is not worth the question how much of it was its own


class BudgetSpent(Exception):  # noqa: N818 -- an expected outcome of running a student's code
    """The submission has used up its time or its fresh starts; ``says`` tells which, after "the notebook had"."""

    def __init__(self, says: Message) -> None:
        super().__init__(says)
        self.says = says


@dataclass
class CellRun:
    """The run of one cell: its notebook outputs, why it was stopped, where it was, and the statements passed over."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    stopped: Message | None = None
    ok: bool = True
    said: str = ""
    passed_over: tuple[PassedOver, ...] = ()

    @property
    def error(self) -> str | None:
        """The error that ended the cell, in one line, or None."""
        return None if self.ok or not self.said else self.said


@dataclass(frozen=True)
class SourceCell:
    """A cell that is to be run; ``is_answer`` says that it is one whole."""

    source: str
    is_answer: bool = False


@dataclass
class _Budget:
    """Seconds of which some are spent."""

    seconds: float

    @property
    def is_spent(self) -> bool:
        return self.seconds <= 0

    def at_most(self, seconds: float) -> float:
        """The part of ``seconds`` that may be given."""
        return min(seconds, max(LEAST_SECONDS, self.seconds))


class Session:
    """Runs ``cells`` once, then answers calls; the rest is as in `Sandbox`. Use it as a context manager."""

    def __init__(
        self,
        cells: Sequence[SourceCell],
        refused: Sequence[str] = (),
        limits: Limits | None = None,
        forbidden: Sequence[str] = (),
        randomness: int = 0,
        shows: bool = True,
        given: Sequence[str] = (),
    ) -> None:
        self._cells = list(cells)
        self._limits = limits or Limits()
        texts = [*given, *(cell.source for cell in self._cells)]
        mentions = [name for name in READY_MADE if any(name in text for text in texts)]
        self._fresh: Callable[[float], Sandbox] = partial(
            Sandbox, refused, self._limits, forbidden, randomness, mentions, shows, given
        )
        self._judging = _Budget(self._limits.total_seconds)
        self._experiments = _Budget(self._limits.experiment_seconds)
        self._restarts = 0
        self._output_bytes = 0
        self._sandbox: Sandbox | None = None
        self._undefinable: set[int] = set()  # cells that do harm even when they only define
        self.runs = [CellRun() for _ in self._cells]

    def start(self) -> None:
        """Run every cell; afterwards ``runs`` tells what each did."""
        self._sandbox = self._fresh(self._experiments.seconds)
        index = 0
        while index < len(self.runs):
            try:
                for reply in self._run(self._ready(upto=index), range(index, len(self.runs))):
                    self._keep(self.runs[index], reply)
                    index += 1
                    self._require_time()
                continue
            except SandboxTimeout as late:
                stopped = say("ran longer than {seconds} s and was stopped", seconds=f"{late.seconds:.0f}")
            except SandboxDied:
                stopped = say("ended the Python process")
            except BudgetSpent as spent:
                for run in self.runs[index:]:
                    run.stopped = say("was not run, because the notebook had {spent}", spent=spent.says)
                return
            self.runs[index].stopped = stopped
            self._keep(
                self.runs[index], CellReply([_error_output(say("This cell {stopped}.", stopped=stopped))], ok=False)
            )
            index += 1

    def calls(self, calls: Sequence[Call]) -> Iterator[CallReply]:
        """The replies to ``calls``, in their order, from a sandbox in which the good cells have run.

        Raises `SandboxTimeout` or `SandboxDied` for the first one that has no result, after which those behind it can
        be asked for anew, and `BudgetSpent` where there is nothing left for it and all that follow.
        """
        sandbox = self._ready()
        replies = sandbox.call_all(calls)
        for _ in calls:
            self._require_time()
            begun = time.monotonic()
            try:
                reply = next(replies)
            finally:
                self._judging.seconds -= _used(sandbox, begun)
            yield reply

    def close(self) -> None:
        """End the sandbox."""
        if self._sandbox is not None:
            self._sandbox.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, sandbox: Sandbox, indices: Sequence[int]) -> Iterator[CellReply]:
        """The replies of cells, each paid from its own budget."""
        running = iter(indices)
        begun, budget = time.monotonic(), self._judging

        def pay() -> None:
            nonlocal begun
            budget.seconds -= _used(sandbox, begun)
            begun = time.monotonic()

        def seconds() -> float:
            nonlocal begun, budget
            begun = time.monotonic()
            budget = self._budget(next(running))
            if budget is self._judging:
                return budget.at_most(self._limits.cell_seconds)
            hard = _Budget(budget.seconds + self._limits.cell_seconds)  # beyond its end cells get moments
            return hard.at_most(self._limits.cell_seconds) + GRACE_SECONDS

        replies = sandbox.run_all(map(self._request, indices), seconds)
        for _ in indices:
            try:
                reply = next(replies)
            finally:
                pay()
            yield reply

    def _budget(self, index: int) -> _Budget:
        return self._judging if self._cells[index].is_answer else self._experiments

    def _request(self, index: int) -> CellRequest:
        """The cell at ``index`` as it is run now: an experiment that was left out, or comes too late, only defines."""
        cell, run = self._cells[index], self.runs[index]
        late = self._experiments.seconds <= -self._limits.cell_seconds or self._restarts > MAX_RESTARTS // 2
        only = not cell.is_answer and (late or bool(run.stopped))
        skip = tuple(one.first for one in run.passed_over if one.kind == STOPPED)
        return CellRequest(cell.source, cell.is_answer, only, skip)

    def _keep(self, run: CellRun, reply: CellReply) -> None:
        run.outputs, run.ok, run.said, run.passed_over = reply.outputs, reply.ok, reply.error, reply.passed_over
        self._output_bytes += sum(OUTPUT_OVERHEAD + len(str(output)) for output in reply.outputs)
        if self._output_bytes > MAX_OUTPUT_BYTES:
            run.outputs = [_error_output(say(TOO_LARGE))]

    def _ready(self, upto: int | None = None) -> Sandbox:
        """The running sandbox, or a fresh one in which the good cells (before ``upto``) have been replayed."""
        self._require_time()
        while self._sandbox is None or self._sandbox.closed:
            self._require_time()
            if self._restarts == MAX_RESTARTS:
                raise BudgetSpent(say("ended its Python process too often"))
            self._restarts += 1
            if self._restarts == 1:  # what has run once may run again
                self._experiments.seconds = max(0, self._experiments.seconds) + self._limits.experiment_seconds
            self._sandbox = self._fresh(self._experiments.seconds)
            self._replay(self._sandbox, upto)
        return self._sandbox

    def _replay(self, sandbox: Sandbox, upto: int | None) -> None:
        """Run again what ran, and what is left of experiments that had to be left out: their definitions."""
        again = [
            index
            for index, run in enumerate(self.runs[:upto])
            if not run.stopped or (not self._cells[index].is_answer and index not in self._undefinable)
        ]
        done = 0
        try:
            for _ in self._run(sandbox, again):
                done += 1
                self._require_time()
        except (SandboxTimeout, SandboxDied):
            self._require_time()  # a cell that had no time left is not to blame
            run = self.runs[again[done]]
            if run.stopped:
                self._undefinable.add(again[done])
            run.stopped = run.stopped or say("ended the Python process when it was run a second time")

    def _require_time(self) -> None:
        if self._judging.is_spent:
            raise BudgetSpent(say("used up its time"))


def _used(sandbox: Sandbox, begun: float) -> float:
    """The seconds that count of those since ``begun``: the sandbox's own."""
    clock = time.monotonic() - begun
    return clock if clock < SHORT_SECONDS else min(clock, sandbox.used_since(begun))


def _error_output(text: Message) -> dict[str, Any]:
    return {"output_type": "error", "ename": STOPPED, "evalue": text, "traceback": [text]}
