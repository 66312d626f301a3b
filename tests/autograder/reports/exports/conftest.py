"""A small gradebook, made through nbgrader's own classes, with every kind of score in it."""

import os
import shutil
import sys
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from autograder.cli.main import main
from tests.autograder.reports.exports.tables import FIRST, SECOND

DUE = datetime(2026, 10, 1, 12, 0, 0)
HOUR_LATE = datetime(2026, 10, 1, 13, 0, 5)


@pytest.fixture(scope="session")
def gradebook_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gradebook of a course.

    anna has a manual score, ben is late, li has a Chinese name, eve a formula for one, and zoe handed nothing in.
    """
    path = tmp_path_factory.mktemp("exports") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        patch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))  # alembic
        warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)  # nbgrader's way to add rows
        with Gradebook(f"sqlite:///{path}") as gradebook:
            _fill(gradebook)
    return path


def _fill(gradebook: Gradebook) -> None:
    for name in (FIRST, SECOND):
        gradebook.add_assignment(name, duedate=DUE)
        gradebook.add_notebook(name, name)
        for cell, points in (("check_one", 12), ("check_two", 8)):
            gradebook.add_grade_cell(cell, name, name, max_score=points, cell_type="code")
        for cell in ("one", "two"):
            gradebook.add_solution_cell(cell, name, name)
    gradebook.add_student("anna", first_name="Anna", last_name="Ångström", email="anna@uni.example")
    gradebook.add_student("ben", first_name="Ben", last_name="Ober, jr.", email="ben@uni.example", lms_user_id="77")
    gradebook.add_student("li", first_name="小龙", last_name="李", email="Li@uni.example", lms_user_id="78")
    gradebook.add_student("eve", first_name='=HYPERLINK("http://x","y")', last_name="+cmd|' /C calc'!A0")
    gradebook.add_student("zoe", first_name="Zoe", last_name="Null")
    for student, one, two, when in (
        ("anna", 10, 2.25, datetime(2026, 9, 30, 8)),
        ("ben", 12, 8, HOUR_LATE),
        ("li", 12, 7.5, None),
        ("eve", 0, 0, None),
    ):
        gradebook.add_submission(FIRST, student, timestamp=when)
        for cell, score in (("check_one", one), ("check_two", two)):
            grade = gradebook.find_grade(cell, FIRST, FIRST, student)
            grade.auto_score, grade.needs_manual_grade = score, False
    gradebook.find_grade("check_two", FIRST, FIRST, "anna").manual_score = 6
    gradebook.find_comment("two", FIRST, FIRST, "anna").auto_comment = "raised <b>ValueError</b>\nsee a02"
    gradebook.find_submission_notebook(FIRST, FIRST, "ben").late_submission_penalty = 5
    gradebook.db.commit()


@pytest.fixture
def course(gradebook_file: Path, tmp_path: Path) -> Path:
    """A course's folder with a copy of the gradebook."""
    folder = tmp_path / "course"
    folder.mkdir()
    shutil.copy(gradebook_file, folder / "gradebook.db")
    return folder


@pytest.fixture
def export(course: Path) -> Callable[..., Result]:
    """Run the command in the course; the file that it wrote is in ``course``."""

    def _export(*arguments: object) -> Result:
        done = CliRunner().invoke(main, ["export", *map(str, arguments), "--course", str(course)])
        if not isinstance(done.exception, SystemExit | None):
            raise done.exception
        return done

    return _export
