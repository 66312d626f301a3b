"""Every command goes where ``nbgrader_config.py`` says: folders, gradebook, who is left out."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.cli.main import main
from autograder.errors import Stopped, UsageError
from autograder.records import Course, Judged, evidence, students

ASSIGNMENT = "a02_convolution"
MOVED = """\
c = get_config()
c.CourseDirectory.directory_structure = "{nbgrader_step}/{assignment_id}/{student_id}"
c.CourseDirectory.submitted_directory = "handed_in"
c.CourseDirectory.autograded_directory = "graded"
c.CourseDirectory.db_url = "sqlite:///grades/term.db"
c.CourseDirectory.student_id_exclude = "emil, nobody"
"""
Grade = Callable[..., dict[str, Judged]]

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


@pytest.fixture
def moved(course: Path) -> Path:
    """The course of six, with everything in other places."""
    (course / "nbgrader_config.py").write_text(MOVED)
    (course / "grades").mkdir()
    (course / "gradebook.db").rename(course / "grades" / "term.db")
    for folder in (course / "submitted").iterdir():
        target = course / "handed_in" / ASSIGNMENT / folder.name
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / ASSIGNMENT).rename(target)
    shutil.rmtree(course / "submitted")
    (course / "handed_in" / ASSIGNMENT / "notes.txt").write_text("nobody")
    return course


def test_the_configuration_is_obeyed_by_every_command(moved: Path, grade_with: Grade) -> None:
    results = grade_with("quick", moved)
    assert sorted(results) == ["anna", "ben", "carla", "damaged", "dora"]
    assert all(result.verdict for result in results.values())
    assert sorted(path.name for path in (moved / "graded" / ASSIGNMENT).iterdir()) == sorted(results)
    assert not any((moved / name).exists() for name in ("autograded", "gradebook.db", "submitted"))
    assert all(result.kept for result in grade_with("quick", moved).values())
    with Gradebook(f"sqlite:///{moved / 'grades' / 'term.db'}") as book:
        book.add_student("emil")
        assert {row.student.id for row in book.assignment_submissions(ASSIGNMENT)} == set(results)
    done = CliRunner().invoke(main, ["export", "canvas", ASSIGNMENT, "--course", str(moved)])
    assert (done.exit_code, done.stderr) == (0, "")
    sheet = (moved / "grades-canvas.csv").read_text()
    assert "anna" in sheet
    assert "emil" not in sheet
    done = CliRunner().invoke(main, ["similarity", ASSIGNMENT, "--course", str(moved), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["compared"] == 4  # and the damaged one is passed over


def test_the_current_folders_configuration_may_name_the_course(
    moved: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path_factory.mktemp("here")
    (here / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.root = {str(moved)!r}\n")
    monkeypatch.chdir(here)
    assert Course.at().root == moved
    assert students(Course.at(), ASSIGNMENT) == ["anna", "ben", "carla", "damaged", "dora"]
    assert Course.at(here).root == here  # a folder that is named is the course


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("c.CourseDirectory.directory_structure = 'all/{assignment_id}'", "has no {student_id} in it"),
        ("c.CourseDirectory.submitted_directory = 3", "TraitError"),
        ("exit(4)", "SystemExit"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_one_sentence(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{line}\n")
    with pytest.raises(UsageError, match=r"nbgrader_config\.py cannot be used") as caught:
        Course.at(tmp_path)
    assert reason in str(caught.value)


def test_no_two_courses_share_a_gradebook_because_of_their_names(
    course: Path, grade_with: Grade, tmp_path_factory: pytest.TempPathFactory
) -> None:
    beside = tmp_path_factory.mktemp("terms")
    (course / "nbgrader_config.py").write_text(
        "from autograder.nbgrader_plugins.timestamps import mend_nbgrader\nmend_nbgrader()\n"
    )
    for name in ("Is it?1", "Is it?2", "100%41 #sure"):
        folder = beside / name
        shutil.copytree(course, folder)
        assert len(grade_with("quick", folder)) == 6
        assert (folder / "gradebook.db").stat().st_size > (course / "gradebook.db").stat().st_size
        directories = Course.at(folder).directories
        with Gradebook(directories.db_url) as book:  # as nbgrader's own commands open it
            assert len(book.assignment_submissions(ASSIGNMENT)) == 6
    assert sorted(path.name for path in beside.iterdir()) == ["100%41 #sure", "Is it?1", "Is it?2"]


def test_what_one_of_a_group_has_judged_the_group_may_read(course: Path, grade_with: Grade) -> None:
    course.chmod(0o2770)
    (course / "gradebook.db").unlink()
    before = os.umask(0o002)
    try:
        grade_with("quick", course)
    finally:
        os.umask(before)
    files = [path for path in (course / "evidence").rglob("*") if path.is_file()]
    assert len(files) >= 6
    for path in (*files, course / ".grading.lock"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o660, path
    assert stat.S_IMODE((course / "gradebook.db").stat().st_mode) == 0o664


def test_where_the_course_is_one_persons_the_evidence_is_theirs_alone(course: Path, grade_with: Grade) -> None:
    course.chmod(0o755)
    grade_with("quick", course)
    files = [path for path in (course / "evidence").rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_evidence_that_may_not_be_read_stops_the_batch_and_counts_nobody_as_new(
    course: Path, grade_with: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade_with("quick", course)
    read = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.suffix == ".json" and path.parent.name == "anna":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    before = (course / "judged.log").read_text()
    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(Stopped, match=r"You may not read .*/evidence/.*chmod -R g\+rwX"):
        grade_with("quick", course)
    assert (course / "judged.log").read_text() == before
    monkeypatch.undo()
    assert evidence.newest(course / "evidence" / ASSIGNMENT / "anna") is not None
