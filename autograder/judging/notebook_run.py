"""Runs a student's notebook in the sandbox, whose death costs one cell or one call.

The cells run in order. One that runs too long or ends the process is left out, and a fresh sandbox replays the good
ones before it; likewise after a call that does not come back. So a crash never takes down the exercises beside it.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any, Self

from autograder.plain_text import plain_words
from autograder.sandbox import Call, CallReply, Limits, Sandbox, SandboxDied, SandboxTimeout

READY_MADE = ("matplotlib", "torch")  # slow to import: a parent that was told of them has them ready for the next
MAX_RESTARTS = 12
MAX_OUTPUT_BYTES = 20 * 2**20
OUTPUT_OVERHEAD = 1_000  # a million empty outputs are no small thing to read, either


class BudgetSpent(Exception):  # noqa: N818 -- an expected outcome of running a student's code
    """The submission has used up its time or its fresh starts; the message says which, after "the notebook had"."""


@dataclass
class CellRun:
    """The run of one cell: its notebook outputs, and why it was stopped, where it was."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    stopped: str | None = None
    ok: bool = True

    @property
    def error(self) -> str | None:
        """The error that ended the cell, in one line, or None."""
        for output in reversed(self.outputs):
            if not self.ok and output.get("output_type") == "error":
                return plain_words(f"{output.get('ename')}: {output.get('evalue')}")
        return None


class Session:
    """Runs ``sources`` once, then answers calls; the rest is as in `Sandbox`. Use it as a context manager."""

    def __init__(
        self,
        sources: Sequence[str],
        refused: Sequence[str] = (),
        limits: Limits | None = None,
        forbidden: Sequence[str] = (),
        randomness: int = 0,
        shows: bool = True,
    ) -> None:
        self._sources = list(sources)
        self._limits = limits or Limits()
        mentions = [name for name in READY_MADE if any(name in source for source in self._sources)]
        self._fresh = partial(Sandbox, refused, self._limits, forbidden, randomness, mentions, shows)
        self._deadline = time.monotonic() + self._limits.total_seconds
        self._restarts = 0
        self._output_bytes = 0
        self._sandbox: Sandbox | None = None
        self.runs = [CellRun() for _ in self._sources]

    def start(self) -> None:
        """Run every cell; afterwards ``runs`` tells what each did."""
        self._sandbox = self._fresh()
        index = 0
        while index < len(self.runs):
            stopped = None
            try:
                for outputs, ok in self._ready(upto=index).run_all(self._sources[index:], self._seconds_for_a_cell):
                    self._keep(self.runs[index], outputs, ok)
                    index += 1
                    self._require_time()
                continue
            except SandboxTimeout as late:
                stopped = f"ran longer than {late.seconds:.0f} s and was stopped"
            except SandboxDied:
                stopped = "ended the Python process"
            except BudgetSpent as spent:
                for run in self.runs[index:]:
                    run.stopped = f"was not run, because the notebook had {spent}"
                return
            self.runs[index].stopped = stopped
            self._keep(self.runs[index], [_error_output(f"This cell {stopped}.")], False)
            index += 1

    def calls(self, calls: Sequence[Call]) -> Iterator[CallReply]:
        """The replies to ``calls``, in their order, from a sandbox in which the good cells have run.

        Raises `SandboxTimeout` or `SandboxDied` for the first one that has no result, after which those behind it can
        be asked for anew, and `BudgetSpent` where there is nothing left for it and all that follow.
        """
        replies = self._ready().call_all(calls)
        for _ in calls:
            self._require_time()
            yield next(replies)

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

    def _keep(self, run: CellRun, outputs: list[dict[str, Any]], ok: bool) -> None:
        run.outputs, run.ok = outputs, ok
        self._output_bytes += sum(OUTPUT_OVERHEAD + len(str(output)) for output in outputs)
        if self._output_bytes > MAX_OUTPUT_BYTES:
            run.outputs = [_error_output("The notebook's outputs had grown too large: this cell's were dropped.")]

    def _ready(self, upto: int | None = None) -> Sandbox:
        """The running sandbox, or a fresh one in which the good cells (before ``upto``) have been replayed."""
        self._require_time()
        while self._sandbox is None or self._sandbox.closed:
            self._require_time()
            if self._restarts == MAX_RESTARTS:
                raise BudgetSpent("ended its Python process too often")
            self._restarts += 1
            self._sandbox = self._fresh()
            self._replay(self._sandbox, upto)
        return self._sandbox

    def _replay(self, sandbox: Sandbox, upto: int | None) -> None:
        good = [index for index, run in enumerate(self.runs[:upto]) if not run.stopped]
        done = 0
        try:
            for _ in sandbox.run_all([self._sources[index] for index in good], self._seconds_for_a_cell):
                done += 1
                self._require_time()
        except (SandboxTimeout, SandboxDied):
            self._require_time()  # a cell that had no time left is not to blame
            self.runs[good[done]].stopped = "ended the Python process when it was run a second time"

    def _seconds_for_a_cell(self) -> float:
        return min(self._limits.cell_seconds, max(0.1, self._deadline - time.monotonic()))

    def _require_time(self) -> None:
        if time.monotonic() >= self._deadline:
            raise BudgetSpent("used up its time")


def _error_output(text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "CellStopped", "evalue": text, "traceback": [text]}
