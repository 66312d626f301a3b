"""Late submissions get the same penalty through ``nbgrader autograde`` and through our command."""

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.assignment import load_assignment
from autograder.errors import UsageError
from autograder.nbgrader_plugins import configuration
from autograder.records import Course
from autograder.records.late_penalties import LatePenalties
from autograder.release import sample_course

ASSIGNMENT = "a02_convolution"
DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
# student -> whose notebook it is, when it came in, the points, the penalty at 1.5 points an hour
CLASS = {
    "early": ("loops", DUE.replace(hour=11), 20.0, 0.0),
    "late": ("loops", DUE.replace(hour=14), 20.0, 3.0),
    "later": ("half_done", DUE.replace(hour=16), 8.1, 6.0),
    "latest": ("half_done", DUE.replace(day=9), 8.1, 8.1),  # never more than the score
}
PLUGIN = """
from nbgrader.plugins import BasePlugin


class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 1.5 * total_seconds_late / 3600
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def course(tmp_path: Path, generated: Path, run: Run) -> Path:
    """A course with a due date, a plug-in of its own, and a class that keeps to it more or less."""
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    assignment = load_assignment(ASSIGNMENT)
    config = configuration()
    (tmp_path / "nbgrader_config.py").write_text(
        f'{config}\nc.AssignLatePenalties.plugin_class = "penalties_of_the_course.PerHour"\n', encoding="utf-8"
    )
    (tmp_path / "penalties_of_the_course.py").write_text(PLUGIN, encoding="utf-8")
    bundled = dict(sample_course.submissions(assignment))
    for student, (whose, moment, _, _) in CLASS.items():
        path = tmp_path / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(bundled[whose])
        os.utime(path, (moment.timestamp(), moment.timestamp()))
        path.with_name("timestamp.txt").write_text(f"{moment:%Y-%m-%d %H:%M:%S} UTC")
    due = f"--duedate={DUE:%Y-%m-%d %H:%M:%S} UTC"
    done = run("nbgrader", "db", "assignment", "add", ASSIGNMENT, due, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def in_gradebook(course: Path) -> dict[str, tuple[float, float]]:
    """Every student's score and penalty."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            row.student.id: (row.score, row.late_submission_penalty)
            for row in gradebook.assignment_submissions(ASSIGNMENT)
        }


@pytest.mark.sandbox
def test_both_ways_to_grade_give_the_same_penalties(
    course: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    expected = {student: (points, penalty) for student, (_, _, points, penalty) in CLASS.items()}
    elsewhere = tmp_path_factory.mktemp("elsewhere")  # the course's plug-in is found from any folder
    done = run("python", "-W", "error", "-m", "autograder", "grade", ASSIGNMENT, "--course", course, cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    assert in_gradebook(course) == expected
    done = run("nbgrader", "autograde", ASSIGNMENT, "--force", cwd=course)
    assert done.returncode == 0, done.stderr
    assert in_gradebook(course) == expected


def penalty(config: str, tmp_path: Path, points: float = 20.0) -> float | None:
    """What a course with this configuration takes from a submission that is two hours late."""
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{config}\n")
    return LatePenalties.of_course(Course.at(tmp_path)).penalty("anna", points, 7200.0)


def test_nbgraders_own_methods_are_the_courses_choice(tmp_path: Path) -> None:
    assert penalty("", tmp_path) is None
    assert penalty('c.LateSubmissionPlugin.penalty_method = "zero"', tmp_path) == 20.0
    assert penalty('c.LateSubmissionPlugin.penalty_method = "zero"', tmp_path, points=0.0) == 0.0


def test_who_took_the_preprocessor_out_gives_no_penalties(tmp_path: Path) -> None:
    zero = 'c.LateSubmissionPlugin.penalty_method = "zero"\n'
    without = 'c.Autograde.autograde_preprocessors = ["autograder.nbgrader_plugins.autograde.Judge"]'
    assert penalty(zero + without, tmp_path) is None


@pytest.mark.parametrize(("asked", "given"), [("-3", 0.0), ("99", 20.0), ("4.5", 4.5), ("None", None)])
def test_a_penalty_is_neither_negative_nor_more_than_the_score(tmp_path: Path, asked: str, given: float | None) -> None:
    method = f"lambda *_: {asked}"
    config = (
        "from nbgrader.plugins import LateSubmissionPlugin\n"
        f"Plugin = type('Plugin', (LateSubmissionPlugin,), dict(late_submission_penalty={method}))\n"
        "c.AssignLatePenalties.plugin_class = Plugin"
    )
    assert penalty(config, tmp_path) == given


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("c.LateSubmissionPlugin.penalty_method = 'double'", "TraitError"),
        ("c.AssignLatePenalties.plugin_class = 'nowhere.Plugin'", "nowhere"),
        ("1 / 0", "division by zero"),
        ("c.(", "SyntaxError"),
    ],
)
def test_a_broken_configuration_is_one_sentence(tmp_path: Path, config: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        penalty(config, tmp_path)


def test_the_command_says_so(tmp_path: Path, run: Run) -> None:
    (tmp_path / "nbgrader_config.py").write_text("1 / 0\n")
    (tmp_path / "submitted" / "anna" / ASSIGNMENT).mkdir(parents=True)
    done = run("python", "-m", "autograder", "grade", ASSIGNMENT, "--course", tmp_path)
    assert done.returncode == 2
    assert "cannot be used (ZeroDivisionError: division by zero)" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "gradebook.db").exists()
