"""Shows whether grading a thousand submissions takes flat memory and flat time.

    python -m benchmarks.thousand [--students 1000] [--jobs 2] [--assignment a02_convolution]

Runs ``python -m autograder grade`` and watches it from outside: for every hundred judged, the seconds a submission,
and the resident memory of the batch's main process, its other Python processes (workers among them) and what runs in
a sandbox. Pages that processes share are counted once (proportional set size), where the system lets us see it.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from benchmarks import backends, classes
from benchmarks.classes import Class

INTERVAL = 0.25  # seconds between two looks
HUNDRED = 100


@dataclass(frozen=True)
class Look:
    """The state at one moment: how many are judged, and megabytes by kind of process."""

    at: float
    judged: int
    main: float
    workers: float
    sandboxes: float


def main() -> None:
    """Grade the class, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=1000, help="submissions in the class")
    parser.add_argument("--jobs", type=int, default=2, help="submissions judged at once")
    parser.add_argument("--assignment", choices=sorted(classes.FAIR), default="a02_convolution")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        a_class = classes.write(Path(folder), arguments.assignment, arguments.students, stock=False)
        make_different(a_class)
        backends.register(a_class)
        looks = watched(a_class, arguments.jobs)
    show(looks, arguments.assignment, arguments.jobs)


def make_different(a_class: Class) -> None:
    """Give every submission a comment of its own, so that none is known from another."""
    for number, path in enumerate(a_class.notebooks().values()):
        data = path.read_bytes()
        path.write_bytes(data.replace(b"import numpy as np", b"import numpy as np  # %d" % number, 1))


def watched(a_class: Class, jobs: int) -> list[Look]:
    """Grade the class in a process of its own; what was seen meanwhile."""
    command = ["-m", "autograder", "grade", a_class.assignment.name, "--course", str(a_class.folder), "--json"]
    evidence = a_class.folder / "evidence" / a_class.assignment.name
    looks: list[Look] = []
    environment = {**os.environ, "PYTHONPATH": str(classes.ROOT)}
    with (a_class.folder / "errors.txt").open("wb+") as errors, open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        batch = psutil.Popen(
            [sys.executable, *command, "--jobs", str(jobs)], stdout=nowhere, stderr=errors, env=environment
        )
        started = time.perf_counter()
        while batch.poll() is None:
            judged = sum(1 for _ in evidence.glob("*/*.json")) if evidence.is_dir() else 0
            looks.append(Look(time.perf_counter() - started, judged, *memory(batch)))
            time.sleep(INTERVAL)
        if batch.returncode:
            errors.seek(0)
            sys.exit(errors.read().decode())
    judged = sum(1 for _ in evidence.glob("*/*.json"))
    last = looks[-1]
    looks.append(Look(time.perf_counter() - started, judged, last.main, last.workers, last.sandboxes))
    return looks


def memory(batch: psutil.Popen) -> tuple[float, float, float]:
    """Megabytes of the main process, of its workers, and of everything below a bubblewrap."""
    workers, sandboxes = 0.0, 0.0
    for child in batch.children(recursive=True):
        try:
            above = {process.name() for process in (child, *child.parents())}
            if "bwrap" in above:
                sandboxes += megabytes(child)
            else:
                workers += megabytes(child)
        except psutil.NoSuchProcess:  # it ended while we looked
            continue
    return megabytes(batch), workers, sandboxes


def megabytes(process: psutil.Process) -> float:
    """The process's proportional set size, or its resident one where that is not ours to see."""
    try:
        return float(process.memory_full_info().pss) / 1e6
    except psutil.AccessDenied:
        return float(process.memory_info().rss) / 1e6
    except psutil.ZombieProcess:
        return 0.0


def show(looks: list[Look], assignment: str, jobs: int) -> None:
    """A row for every hundred, and the last full one over the first."""
    total = looks[-1].judged
    step = min(HUNDRED, max(1, total // 3))
    table = Table(title=f"{assignment}: {total} submissions, {jobs} jobs", title_justify="left")
    for title in ("judged", "s a submission", "main MB", "workers MB", "sandboxes MB"):
        table.add_column(title, justify="right")
    rows = []
    for first in range(0, total - step + 1, step):
        begins = next(look for look in reversed(looks) if look.judged <= first).at if first else 0.0
        ends = next(look for look in looks if look.judged >= first + step).at
        inside = [look for look in looks if begins <= look.at <= ends]
        peaks = [max(getattr(look, name) for look in inside) for name in ("main", "workers", "sandboxes")]
        rows.append(((ends - begins) / step, *peaks))
        table.add_row(f"{first + 1}-{first + step}", f"{rows[-1][0]:.3f}", *(f"{peak:.0f}" for peak in peaks))
    ratios = [last / first if first else float("nan") for first, last in zip(rows[0], rows[-1], strict=True)]
    table.add_section()
    table.add_row("last over first", *(f"{ratio:.2f}" for ratio in ratios))
    Console().print(table)
    print("The first row begins with the start of the command; memory is the highest that was seen.")


if __name__ == "__main__":
    main()
