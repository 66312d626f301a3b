"""Kills batches at random moments until enough were killed: ``killed.py FOLDER KILLS STUDENTS SEED``; prints JSON.

A batch runs in a process group of its own, forked from here so that nothing need be imported again, and the whole
group gets SIGKILL. Then the same batch is run again. A class that is judged to its end is looked at, and another
one begins, until there were enough kills. Orphans, sandboxes among them, would end as children of this process.
"""

import contextlib
import ctypes
import functools
import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import psutil
import stubs  # type: ignore[import-not-found]  # beside this program, found when it runs

from autograder import release
from autograder.assignment import load_assignment
from autograder.batch import grade_class
from autograder.records import gradebook
from autograder.release import sample_course

ASSIGNMENT = "a02_convolution"
MOST = 9  # kills of one class
PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Print what was found after each class, and how many batches were killed."""
    folder, kills, students, seed = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    adopt_orphans()
    rng = random.Random(seed)
    killed = 0
    classes: list[dict[str, Any]] = []
    empty = folder / "empty.db"
    with gradebook.opened(f"sqlite:///{empty}", ASSIGNMENT, release.build(load_assignment(ASSIGNMENT))):
        pass
    while killed < kills or not classes:
        root = folder / f"course{len(classes)}"
        hand_in(root, students)
        if classes:  # the first one has to make its gradebook, too
            shutil.copyfile(empty, root / "gradebook.db")
        deaths = 0
        while True:
            moment = ("start", rng.uniform(0, 2)) if rng.random() < 0.2 else ("work", rng.uniform(0, 0.8))
            ended = run_and_kill(root, *(moment if killed < kills and deaths < MOST else ("start", 300.0)))
            if ended is not None:
                break
            killed, deaths = killed + 1, deaths + 1
        classes.append({"course": str(root), "killed": deaths, "status": ended, **look(root)})
    print(json.dumps({"killed": killed, "classes": classes, "orphans": orphans()}))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def hand_in(root: Path, students: int) -> None:
    """A class of different notebooks."""
    whole = nbformat.writes(sample_course.fill(load_assignment(ASSIGNMENT), "# base: perfect\n")).encode()
    for number in range(students):
        path = root / "submitted" / f"student{number:02d}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(whole.replace(b"import numpy as np", b"import numpy as np  # %d" % number, 1))


def run_and_kill(root: Path, since: str, seconds: float) -> int | None:
    """Run the batch in ``root`` and kill it ``seconds`` after its start, or after it has begun to judge ("work").

    Its exit status where it ended before.
    """
    child = os.fork()
    if child == 0:
        os.setsid()
        course = grade_class.Course.at(root)
        judging = functools.partial(stubs.slow, log=str(root / "log"))
        results = list(grade_class.grade(load_assignment(ASSIGNMENT), course, grade_class.Options(jobs=2), judging))
        os._exit(0 if all(result.verdict for result in results) else 1)
    before, deadline = begun(root), time.monotonic() + seconds
    while time.monotonic() < deadline or (since == "work" and begun(root) == before):
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        if since == "work" and begun(root) == before:
            deadline = time.monotonic() + seconds
        time.sleep(0.002)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def begun(root: Path) -> int:
    """How often a submission of the course was begun to be judged."""
    log = root / "log"
    return len(log.read_text(encoding="utf-8").split()) if log.exists() else 0


def look(root: Path) -> dict[str, object]:
    """What a finished class left on the disk and in the gradebook."""
    course = grade_class.Course.at(root)
    with gradebook.opened(course.db_url, ASSIGNMENT, release.build(load_assignment(ASSIGNMENT))) as scores:
        rows = {path.name: scores.recorded(path.name) for path in sorted((root / "submitted").iterdir())}
    evidence: dict[str, list[str]] = {}
    for path in course.evidence(ASSIGNMENT).glob("*/*"):
        evidence.setdefault(path.parent.name, []).append(path.name)
    return {
        "rows": rows,
        "evidence": evidence,
        "graded": sorted(path.parent.parent.name for path in root.glob("autograded/*/*/*.ipynb")),
        "journal": (course.evidence(ASSIGNMENT) / ".batch.json").exists(),
        "begun": begun(root),
    }


def orphans() -> list[str]:
    """Processes that outlived their batch, after a moment in which they may end."""
    deadline = time.monotonic() + 60
    while (left := living()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def living() -> list[str]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found


if __name__ == "__main__":
    main()
