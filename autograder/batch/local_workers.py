"""Worker processes on this machine: long-lived, one submission at a time each, replaced when they die.

Each worker is a `concurrent.futures.ProcessPoolExecutor` of one process. In a pool of several, the death of one
worker breaks the pool and nobody knows which submission it was busy with; here the one submission that was there is
tried again, and the others never notice.
"""

import contextlib
import gc
import socket
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext

from autograder import processes, sandbox
from autograder.assignment import Assignment, load_assignment
from autograder.batch import fork_server
from autograder.batch.attempt import Attempt, Finished, Unjudged

TRIES = 3  # the first one, and twice again
MOST_SHARING = 16  # workers of one warm parent, which forks for one at a time: some 200 sandboxes a second

Answer = Finished | Unjudged
Judging = Callable[[Attempt], Answer]
Answers = Iterator[tuple[Attempt, Answer]]


@contextlib.contextmanager
def judged_here(
    judging: Judging,
    assignment: Assignment,
    attempts: Iterable[Attempt],
    jobs: int,
    parent: socket.socket | None = None,
) -> Iterator[Answers]:
    """Have ``attempts`` judged by ``jobs`` worker processes: the answers, in the order in which they come.

    The workers begin at once. Only as many attempts are held as there are workers. ``parent`` is the control socket of
    the warm parent from which the first of them fork their sandboxes; the others start one of their own.
    """
    shared = [parent if number < MOST_SHARING else None for number in range(jobs)]
    crew = [_Worker(fork_server.context(assignment), (assignment.name, assignment.package, line)) for line in shared]
    todo = iter(attempts)
    try:
        for worker in crew:
            worker.take(judging, todo)
        yield _answers(judging, crew, todo)
    finally:
        for worker in crew:
            worker.end()


def _answers(judging: Judging, crew: list["_Worker"], todo: Iterator[Attempt]) -> Answers:
    while busy := {worker.future: worker for worker in crew if worker.future is not None}:
        done, _ = wait(busy, return_when=FIRST_COMPLETED)
        answers = [busy[future].answer() for future in done]
        for worker in crew:  # before anything is written: no worker waits for the writer
            worker.take(judging, todo)
        yield from (answer for answer in answers if answer is not None)


class _Worker:
    """One process, and the attempt that it is busy with."""

    def __init__(self, context: BaseContext, beginning: tuple[str, str, socket.socket | None]) -> None:
        self._context, self._beginning = context, beginning
        self._pool: ProcessPoolExecutor | None = None
        self._attempt: Attempt | None = None
        self._tries = 0
        self._again: deque[Attempt] = deque()
        self.future: Future[Answer] | None = None

    def take(self, judging: Judging, todo: Iterator[Attempt]) -> None:
        """Begin with the next attempt, or once more with the one that this worker died of, unless it is busy."""
        if self.future is not None:
            return
        attempt = self._again.popleft() if self._again else next(todo, None)
        if attempt is None:
            return
        self._tries = self._tries + 1 if attempt is self._attempt else 1
        self._attempt = attempt
        with fork_server.undisturbed():
            self._submit(judging, attempt)

    def _submit(self, judging: Judging, attempt: Attempt) -> None:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, self._context, initializer=_begin, initargs=self._beginning)
        try:
            self.future = self._pool.submit(judging, attempt)
            # Only the worker holds the other ends of the two pipes now. Else the pool waits for ever for the rest of an
            # answer in the middle of which the worker was killed, and Pythons without the mending of gh-94777 wait
            # with a long attempt for a killed worker to read it.
            self._pool._result_queue._writer.close()  # type: ignore[attr-defined]  # there is no public way
            self._pool._call_queue._reader.close()  # type: ignore[attr-defined]
        except BrokenProcessPool as error:  # it died while it had nothing to do
            self.future = Future()
            self.future.set_exception(error)

    def answer(self) -> tuple[Attempt, Answer] | None:
        """The attempt with its answer; None where the worker died and the attempt will be tried again."""
        attempt, future, self.future = self._attempt, self.future, None
        if attempt is None or future is None:
            return None
        try:
            return attempt, future.result()
        except BrokenProcessPool:
            self.end()
            if self._tries < TRIES:
                self._again.append(attempt)
                return None
            return attempt, Unjudged(f"The worker process died {TRIES} times while it judged this submission.")
        except Exception as error:
            return attempt, Unjudged(f"{type(error).__name__}: {error}")

    def end(self) -> None:
        """End the process, whatever it is doing; its sandboxes die with it."""
        if self._pool is None:
            return
        processes = list((self._pool._processes or {}).values())  # no public way before Python 3.14's kill_workers
        if self.future is not None:
            for process in processes:
                process.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


def _begin(assignment: str, package: str, parent: socket.socket | None) -> None:
    """Do what a new worker process does first."""
    if parent is not None:
        sandbox.use_parent(parent)
    processes.begin_worker()
    load_assignment(assignment, package)
    gc.freeze()  # what it has imported stays as long as it does: there is nothing to collect
