"""A worker that dies costs its submission another try, and the others nothing; a batch that is killed leaves nobody."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.records import Judged
from tests.support.marking import SEEDS
from tests.support.paths import PROGRAMS

ASSIGNMENT = "a02_convolution"
KILLS = 10 if len(SEEDS) <= 2 else 25  # each starts a batch; every night there are more
STUDENTS = 16
Grade = Callable[..., dict[str, Judged]]
Run = Callable[..., subprocess.CompletedProcess[str]]

MASKS = """
import re
from multiprocessing import forkserver
from pathlib import Path
from autograder.assignment import load_assignment
from autograder.batch import fork_server
if __name__ == "__main__":
    fork_server.context(load_assignment("a02_convolution"))
    for process in (forkserver._forkserver._forkserver_pid, "self"):
        print(re.search(r"SigBlk:\\s*(\\w+)", Path(f"/proc/{process}/status").read_text())[1])
"""


def test_a_submission_whose_worker_died_is_tried_again_at_most_twice(course: Path, grade_with: Grade) -> None:
    for old, new in (("ben", "once"), ("carla", "always")):
        (course / "submitted" / old).rename(course / "submitted" / new)
    results = grade_with("deadly", course)
    assert {name for name, result in results.items() if result.verdict is None} == {"always"}
    assert results["always"].message == "The worker process died 3 times while it judged this submission."
    begun = (course / "judged.log").read_text().split()
    assert {name: begun.count(name) for name in set(begun)} == {
        **dict.fromkeys(("anna", "damaged", "dora", "emil"), 1),
        "once": 2,
        "always": 3,
    }


def test_a_worker_that_dies_in_the_middle_of_its_answer_stops_nobody(course: Path, grade_with: Grade) -> None:
    (course / "submitted" / "ben").rename(course / "submitted" / "once")
    results = grade_with("breaks_off", course)
    assert all(result.verdict is not None for result in results.values())
    assert (course / "judged.log").read_text().split().count("once") == 2


def test_a_worker_that_is_ended_before_it_has_read_what_to_judge_holds_nobody_up() -> None:
    command = [sys.executable, str(PROGRAMS / "unread.py")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "ended\n", done.stderr


def test_the_server_of_the_workers_never_sees_ctrl_c(run: Run) -> None:
    """It imports for so short a time that hardly a Ctrl-C would hit it: its mask is read instead."""
    done = run("python", "-c", MASKS)
    assert done.returncode == 0, done.stderr
    server, own = (int(line, 16) for line in done.stdout.split())
    assert server & 1 << (signal.SIGINT - 1)
    assert not own & 1 << (signal.SIGINT - 1)


def test_killed_at_random_moments_and_run_again_a_batch_loses_nothing_and_judges_nothing_twice(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    command = [sys.executable, *map(str, (PROGRAMS / "killed.py", tmp_path, KILLS, STUDENTS, 20))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    record_property("killed", found["killed"])
    assert found["killed"] >= KILLS
    assert found["orphans"] == []
    assert any(one["killed"] and one["begun"] > STUDENTS for one in found["classes"]), "no kill hit a judging"
    for one in found["classes"]:
        names = [f"student{number:02d}" for number in range(STUDENTS)]
        assert one["status"] == 0, done.stderr
        assert sorted(one["rows"]) == one["graded"] == sorted(one["evidence"]) == names
        assert one["begun"] <= STUDENTS + 2 * one["killed"]  # what was at work when the batch died, and no more
        assert not one["journal"]
        for name in names:
            (file,) = one["evidence"][name]  # no second attempt, and nothing half-written
            path = Path(one["course"]) / "evidence" / ASSIGNMENT / name / file
            verdict = json.loads(path.read_text(encoding="utf-8"))["verdict"]
            assert one["rows"][name] == {result["name"]: result["score"] for result in verdict["exercises"]}
        assert len({json.dumps(row) for row in one["rows"].values()}) > STUDENTS / 2, "the notebooks differ"


@pytest.mark.sandbox
def test_killed_with_students_at_work_a_batch_leaves_no_sandbox_behind(course: Path) -> None:
    program = PROGRAMS / "kill_one.py"
    done = subprocess.run([sys.executable, program, course], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert any("bwrap" in command for command in found["before"]), "no sandbox was there to be left behind"
    assert found["after"] == []
