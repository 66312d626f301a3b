"""Measures where the time of one submission goes, once the sandbox's parent is warm.

    python -m benchmarks.stages [--times 20]

Judges the same submission again and again in this process, each time with fresh cases, and prints the median
milliseconds of every stage.
"""

import argparse
import secrets
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest import mock

import nbformat
from rich.console import Console
from rich.table import Table

from autograder import release
from autograder.assignment import load_assignment
from autograder.feedback import graded
from autograder.judging import judge
from autograder.judging.notebook_run import Session
from autograder.release import sample_course
from autograder.sandbox import Call, CallReply
from autograder.submission import reader
from benchmarks.classes import FAIR

ORDER = (
    "read",
    "fork a sandbox, run the cells",
    "call the functions",
    "draw cases, run the reference, compare",
    "build the graded notebook",
    "write it",
)
WARM_SECONDS = 6  # what the parent needs for its imports while nobody waits for it


class Stopwatch:
    """Adds up seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what happens inside."""
        started = time.perf_counter()
        yield
        self.seconds[stage] += time.perf_counter() - started


def main() -> None:
    """Print a table for each notebook."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=20, help="how often each submission is judged")
    times = parser.parse_args().times
    for name in FAIR:
        once(name)
        time.sleep(WARM_SECONDS)
        show(name, [once(name) for _ in range(times)])


def once(name: str) -> dict[str, float]:
    """Judge the perfect submission; the seconds of every stage."""
    assignment = load_assignment(name)
    data = dict(sample_course.submissions(assignment))["perfect"]
    released = release.build(assignment)
    watch = Stopwatch()

    class Timed(Session):
        def start(self) -> None:
            with watch("fork a sandbox, run the cells"):
                super().start()

        def calls(self, calls: Sequence[Call]) -> Iterator[CallReply]:
            replies = super().calls(calls)
            for _ in calls:
                with watch("call the functions"):
                    reply = next(replies)
                yield reply

    started = time.perf_counter()
    with watch("read"):
        submission = reader.parse(data, name)
    with mock.patch("autograder.judging.judgement.Session", Timed), watch("judge"):
        judgement = judge(assignment, submission, secrets.randbits(63))
    with watch("build the graded notebook"):
        notebook = graded(released, judgement)
    with watch("write it"):
        nbformat.writes(notebook)
    total = time.perf_counter() - started
    seconds = dict(watch.seconds)
    inside = seconds["fork a sandbox, run the cells"] + seconds["call the functions"]
    seconds["draw cases, run the reference, compare"] = seconds["judge"] - inside
    return {**{stage: seconds[stage] for stage in ORDER}, "all": total}


def show(name: str, runs: list[dict[str, float]]) -> None:
    """The medians."""
    table = Table(title=f"{name}: one submission, {len(runs)} times", title_justify="left")
    table.add_column("stage")
    table.add_column("ms", justify="right")
    for stage in runs[0]:
        table.add_row(
            stage, f"{1000 * statistics.median(run[stage] for run in runs):.0f}", end_section=stage == "write it"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
