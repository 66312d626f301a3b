"""One running sandbox: starts the probe, sends it cells and calls, reads its replies under caps and deadlines."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from autograder.plain_text import plain_words
from autograder.sandbox.calls import Call, CallReply
from autograder.sandbox.cells import CellReply, CellRequest, checked
from autograder.sandbox.channel import Channel, SandboxDied, SandboxTimeout
from autograder.sandbox.deadline import Deadline
from autograder.sandbox.isolation import Limits, SandboxUnavailable
from autograder.sandbox.start import start


class Sandbox:
    """A fresh process behind walls, for one submission's cells. Use it as a context manager."""

    def __init__(
        self,
        refused: Sequence[str] = (),
        limits: Limits | None = None,
        forbidden: Sequence[str] = (),
        randomness: int = 0,
        mentions: Sequence[str] = (),
        shows: bool = True,
        given: Sequence[str] = (),
        experiment_seconds: float | None = None,
    ) -> None:
        """Start it without the libraries in ``refused`` and the parts of libraries in ``forbidden``.

        ``randomness`` (32 bits) is where random numbers begin for a notebook that sets no seed. ``mentions`` are
        libraries that the notebook seems to import, so that the next sandbox has them ready. ``shows=False`` spares
        the work for outputs that nobody will look at. ``given`` are the imports whose names are there at once;
        ``experiment_seconds`` what all cells may take together that are not run whole (None: as the limits say).

        Raises `SandboxUnavailable`.
        """
        self._limits = limits or Limits()
        self.closed = False
        settings = {
            "forbidden": list(forbidden),
            "limits": self._limits.of_process(),
            "randomness": randomness,
            "mentions": list(mentions),
            "shows": shows,
            "given": list(given),
            "experiments": {
                "cell_seconds": self._limits.cell_seconds,
                "left": self._limits.experiment_seconds if experiment_seconds is None else experiment_seconds,
            },
        }
        self._started = start(refused, settings, self._limits)
        self._channel = Channel(self._started.line, self._started.used_since)
        try:
            ready = self._channel.receive(Deadline(self._limits.start_seconds))
        except (SandboxDied, SandboxTimeout) as error:
            slow = f"it took longer than {self._limits.start_seconds:.0f} s. Is this machine busy with much else?"
            why = slow if isinstance(error, SandboxTimeout) else "its process ended."
            why = self._started.complaints() or why
            self.close()
            raise SandboxUnavailable(f"The sandbox did not start: {why}") from error
        if "failed" in ready:
            self.close()
            raise SandboxUnavailable(f"The sandbox did not start: {plain_words(str(ready['failed']))}.")

    def run(self, source: str, seconds: float | None = None) -> tuple[list[dict[str, Any]], bool]:
        """Run a cell: its notebook outputs, and whether it ended without an error.

        Raises `SandboxTimeout`, `SandboxDied`.
        """
        reply = next(self.run_all([CellRequest(source)], lambda: seconds or self._limits.cell_seconds))
        return reply.outputs, reply.ok

    def run_all(self, cells: Iterable[CellRequest], seconds: Callable[[], float]) -> Iterator[CellReply]:
        """Run cells in their order; ``seconds()`` is asked when one begins.

        Raises `SandboxTimeout`, `SandboxDied` for the first one that has no result.
        """
        for reply in self._ask((cell.request for cell in cells), seconds):
            try:
                yield checked(reply)
            except SandboxDied:
                self.close()
                raise

    def used_since(self, begin: float) -> float:
        """The seconds that the sandbox has used since ``begin``; those of the clock where nobody can tell."""
        used = None if self.closed else self._started.used_since(begin)
        return time.monotonic() - begin if used is None else used

    def call(self, call: Call) -> CallReply:
        """Call a function of the notebook.

        Raises `SandboxTimeout`, `SandboxDied`.
        """
        return next(self.call_all([call]))

    def call_all(self, calls: Sequence[Call]) -> Iterator[CallReply]:
        """The replies to ``calls``, in their order.

        Raises `SandboxTimeout`, `SandboxDied` for the first one that has no result.
        """
        answers = self._ask((call.request for call in calls), lambda: self._limits.call_seconds)
        for call, answer in zip(calls, answers, strict=True):
            try:
                yield call.reply(answer)
            except SandboxDied:
                self.close()
                raise

    def close(self) -> None:
        """End every process inside."""
        self.closed = True
        self._channel.close()
        self._started.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, requests: Iterable[Mapping[str, Any]], seconds: Callable[[], float]) -> Iterator[dict[str, Any]]:
        try:
            yield from self._channel.ask(requests, seconds)
        except (SandboxDied, SandboxTimeout):
            self.close()
            raise
