"""A class comes in from Canvas, Moodle, Gradescope and GitHub Classroom, with its times, and nobody is forgotten."""

import os
import shutil
import stat
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from autograder.assignment import load_assignment
from autograder.batch import attempt as attempts
from autograder.cli.main import main
from autograder.records import Course, Judged, receipts, students
from autograder.submission import MAX_NOTEBOOK_BYTES
from tests.autograder.collecting import platform_files as files

NAME = files.NAME
ASSIGNMENT = load_assignment(NAME)
DUE = datetime(2026, 10, 1, 22, 0)  # midnight in Berlin
IN_TIME, LATE = datetime(2026, 10, 1, 21, 59, tzinfo=UTC), datetime(2026, 10, 1, 22, 5, tzinfo=UTC)
Grade = Callable[..., dict[str, Judged]]

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


@pytest.fixture
def course(tmp_path: Path, empty_gradebook: Path) -> Path:
    """A course in Berlin, with a due date, to which nobody has handed in."""
    folder = tmp_path / "course"
    folder.mkdir()
    shutil.copyfile(empty_gradebook, folder / "gradebook.db")
    (folder / "nbgrader_config.py").write_text(
        'c = get_config()\nc.Exchange.timezone = "Europe/Berlin"\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    )
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        book.update_or_create_assignment(NAME, duedate=DUE)
    return folder


@pytest.fixture
def anna(whole: bytes) -> bytes:
    return whole.replace(b"import numpy as np", b"import numpy as np  # anna", 1)


@pytest.fixture
def ben(whole: bytes) -> bytes:
    return whole.replace(b"import numpy as np", b"import numpy as np  # ben", 1)


def collect(course: Path, source: Path, *arguments: object) -> Result:
    command = ["collect", NAME, str(source), "--course", str(course), *map(str, arguments)]
    done = CliRunner().invoke(main, command)
    if not isinstance(done.exception, SystemExit | None):
        raise done.exception
    return done


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def times(course: Path) -> dict[str, datetime]:
    """When everybody handed in, to the minute, as `grade` counts."""
    place = Course.at(course)
    return {
        name: attempts.read(place, name, ASSIGNMENT).received.replace(second=0, microsecond=0)
        for name in students(place, NAME)
    }


def roster(course: Path) -> dict[str, tuple[str | None, ...]]:
    with Gradebook(Course.at(course).db_url) as book:
        return {s.id: (s.first_name, s.last_name, s.email, s.lms_user_id) for s in book.students}


def test_canvas(course: Path, tmp_path: Path, anna: bytes, ben: bytes) -> None:
    archive = files.canvas(tmp_path / "submissions.zip", anna, ben)
    os.utime(archive, (LATE.timestamp(), (LATE + timedelta(days=4)).timestamp()))
    done = collect(course, archive, "--roster", written(tmp_path / "roster.csv", files.CANVAS_ROSTER))
    assert done.exit_code == 0, done.output
    assert "a02_convolution from canvas: 2 collected." in done.stdout
    assert "Not handed in (1): zoe" in done.stdout
    # Canvas says who is late, and not when: in time is the due date at the latest
    assert times(course) == {
        "anna": DUE.replace(tzinfo=UTC),
        "ben@uni.example": LATE + timedelta(days=4),
    }
    assert "ben@uni.example: Canvas calls it late and does not say how late" in done.stderr
    assert roster(course)["zoe"] == ("Zoe", "Null", None, "503")
    assert [p.name for p in (course / "submitted" / "ben@uni.example" / NAME).iterdir()] == [f"{NAME}-1.ipynb"]


def test_canvas_without_a_roster_knows_people_by_their_number(
    course: Path, tmp_path: Path, anna: bytes, ben: bytes
) -> None:
    with Gradebook(Course.at(course).db_url) as book:
        book.add_student("anna", lms_user_id="501")
    assert collect(course, files.canvas(tmp_path / "s.zip", anna, ben)).exit_code == 0
    assert sorted(times(course)) == ["502", "anna"]


@pytest.mark.parametrize("folders", [True, False])
@pytest.mark.parametrize("worksheet", [files.WORKSHEET, files.GERMAN_WORKSHEET], ids=["English", "German"])
def test_moodle(course: Path, tmp_path: Path, anna: bytes, ben: bytes, folders: bool, worksheet: str) -> None:
    archive = files.moodle(tmp_path / "moodle.zip", anna, ben, folders)
    done = collect(course, archive, "--roster", written(tmp_path / "worksheet.csv", worksheet))
    assert (done.exit_code, done.stderr) == (0, "")
    assert times(course) == {"1001": IN_TIME, "ben@uni.example": LATE}
    assert "Not handed in (1): 1003" in done.stdout
    assert roster(course)["1001"] == ("Anna", "Ångström", "anna@uni.example", None)


def test_moodles_german_worksheet_goes_back_with_the_grades_in_it(
    course: Path, tmp_path: Path, anna: bytes, ben: bytes, grade_with: Grade
) -> None:
    worksheet = written(tmp_path / "worksheet.csv", files.GERMAN_WORKSHEET)
    collect(course, files.moodle(tmp_path / "moodle.zip", anna, ben), "--roster", worksheet)
    graded = grade_with("quick", course)
    assert graded["1003"].absent
    assert graded["ben@uni.example"].score == 0.0  # late
    command = ["export", "moodle", NAME, "--course", str(course), "--roster", str(worksheet), "--feedback"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    first, second, third = (course / "grades-moodle.csv").read_text("utf-8-sig").splitlines()[1:]
    assert f",{graded['1001'].score:g}," in first
    assert ",0," in second
    assert "Zoe Null" in third
    assert "it is locked there" in done.stderr  # Nein


def test_moodle_without_a_worksheet_says_that_the_times_are_missing(
    course: Path, tmp_path: Path, anna: bytes, ben: bytes
) -> None:
    done = collect(course, files.moodle(tmp_path / "moodle.zip", anna, ben))
    assert done.exit_code == 0
    assert "Ben Ober: Moodle's archive does not say when it came in" in done.stderr
    worksheet = written(tmp_path / "worksheet.csv", files.WORKSHEET)
    again = collect(course, files.moodle(tmp_path / "moodle.zip", anna, ben), "--roster", worksheet)
    assert again.exit_code == 0
    twins = {f"Li Wei_{number}_assignsubmission_file_/{NAME}.ipynb": anna for number in (1, 2)}
    done = collect(course, files.packed(tmp_path / "twins.zip", twins))
    assert done.exit_code == 2
    assert "Two people in" in done.stderr
    assert "are called Li Wei: give Moodle's grading worksheet" in " ".join(done.stderr.split())


def test_gradescope(course: Path, tmp_path: Path, anna: bytes, ben: bytes) -> None:
    archive = files.gradescope(tmp_path / "export.zip", anna, ben)
    done = collect(course, archive, "--roster", written(tmp_path / "roster.csv", files.GRADESCOPE_ROSTER))
    assert (done.exit_code, done.stderr) == (0, "")
    assert times(course) == {"1001": IN_TIME, "1002": LATE, "1004": LATE}
    assert "Not handed in (1): 1003" in done.stdout
    assert "9000" not in roster(course)


def test_github_classroom(course: Path, tmp_path: Path, anna: bytes, ben: bytes) -> None:
    clones = files.classroom(tmp_path / "convolution-submissions", anna, ben)
    done = collect(course, clones, "--roster", written(tmp_path / "grades.csv", files.CLASSROOM_GRADES))
    assert (done.exit_code, done.stderr) == (0, "")
    assert times(course) == {"anna@uni.example": IN_TIME, "ben@uni.example": LATE}
    assert "Not handed in (1): zoe@uni.example" in done.stdout
    done = collect(course, clones)
    assert "benhub: It is not known when it came in" in done.stderr


def test_the_same_again_changes_nothing_and_update_takes_what_is_newer(
    course: Path, tmp_path: Path, anna: bytes, ben: bytes, grade_with: Grade
) -> None:
    worksheet = written(tmp_path / "worksheet.csv", files.WORKSHEET)
    archive = files.moodle(tmp_path / "moodle.zip", anna, ben)
    collect(course, archive, "--roster", worksheet)
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file() and path.suffix != ".db"}
    done = collect(course, archive, "--roster", worksheet, "--update")
    assert "2 unchanged." in done.stdout
    after = {path: path.read_bytes() for path in course.rglob("*") if path.is_file() and path.suffix != ".db"}
    assert after == before
    grade_with("quick", course)
    better = files.moodle(tmp_path / "later.zip", anna + b"\n", ben)
    later = written(
        tmp_path / "later.csv", files.WORKSHEET.replace("1 October 2026, 11:59 PM", "3 October 2026, 1:00 AM")
    )
    done = collect(course, better, "--roster", later)
    assert "1 unchanged, 1 kept as they were (--update takes newer ones)." in done.stdout
    assert times(course)["1001"] == IN_TIME
    done = collect(course, better, "--roster", later, "--update")
    assert "1 updated, 1 unchanged." in done.stdout
    assert times(course)["1001"] == datetime(2026, 10, 2, 23, 0, tzinfo=UTC)
    assert [name for name, result in grade_with("quick", course).items() if not (result.kept or result.absent)] == [
        "1001"
    ]
    done = collect(course, archive, "--roster", worksheet, "--update")  # what is older is no update
    assert "1 unchanged, 1 kept" in done.stdout
    for path in (course / "submitted").rglob("*.ipynb"):
        os.utime(path)  # copied, restored, chmod
    assert times(course)["ben@uni.example"] == LATE


def test_nothing_is_written_where_an_archive_points(course: Path, tmp_path: Path, anna: bytes) -> None:
    archive = tmp_path / "hostile.zip"
    link = zipfile.ZipInfo(f"x_7_2_{NAME}.ipynb")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file, warnings.catch_warnings():
        file.writestr(f"../../evil_1_1_{NAME}.ipynb", anna)
        file.writestr(f"/evil_2_1_{NAME}.ipynb", anna)
        file.writestr(link, "/etc/passwd")
        file.writestr("a_3_1_..\\..\\evil.ipynb", anna)
        file.writestr(f"good_4_1_{NAME}.ipynb", anna)
        file.writestr("good_4_2_notes\x1b[2J.pdf", b"%PDF")
    before = sorted(path for path in tmp_path.rglob("*") if course not in path.parents)
    done = collect(course, archive, "--from", "canvas")
    assert "\x1b" not in done.output
    assert done.stderr.count("was passed over") == 4
    assert sorted(times(course)) == ["4"]
    assert sorted(path for path in tmp_path.rglob("*") if course not in path.parents) == before
    (course / "submitted" / "8").mkdir()
    (course / "submitted" / "8" / NAME).symlink_to(tmp_path)
    done = collect(course, files.packed(tmp_path / "linked.zip", {f"x_8_1_{NAME}.ipynb": anna}))
    assert done.exit_code == 1
    assert "is reached by a symbolic link: nothing was written there" in done.stderr
    assert not (tmp_path / f"{NAME}.ipynb").exists()


def test_a_bomb_is_not_unpacked_and_its_author_is_told(
    course: Path, tmp_path: Path, anna: bytes, grade_with: Grade
) -> None:
    archive = tmp_path / "bomb.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open(f"bomb_1_1_{NAME}.ipynb", "w") as inside:
            for _ in range(3 * MAX_NOTEBOOK_BYTES // 2**20):
                inside.write(b"0" * 2**20)
        file.writestr("pdf_2_1_solution.pdf", b"%PDF-1.7")
        file.writestr(f"anna_3_1_{NAME}.ipynb", anna)
    assert collect(course, archive).exit_code == 0
    bomb = (course / "submitted" / "1" / NAME / f"{NAME}.ipynb").stat()
    assert (bomb.st_size, bomb.st_blocks) == (3 * MAX_NOTEBOOK_BYTES, 0)  # a size, and nothing in it
    graded = grade_with("quick", course)
    assert "has 60 MB, more than the 20 MB that are read" in graded["1"].message
    assert "is a PDF: hand in the notebook itself" in graded["2"].message
    assert graded["3"].message == ""
    assert "3 unchanged." in collect(course, archive).stdout


@pytest.mark.parametrize(
    ("make", "arguments", "sentence"),
    [
        (lambda path: path.write_bytes(b"PK\x03\x04"), (), "is no archive (zip) that can be read"),
        (lambda path: files.packed(path, {"a.txt": b""}), (), "does not look like anything that canvas, github"),
        (lambda path: files.packed(path, {"a.txt": b""}), ("--from", "moodle"), "is not what moodle hands out"),
        (
            lambda path: files.packed(path, {"x/submission_metadata.yml": b"- 1"}),
            (),
            "is not as Gradescope writes it",
        ),
    ],
)
def test_what_cannot_be_collected_is_one_sentence(
    course: Path, tmp_path: Path, make: Callable[[Path], object], arguments: tuple[str, ...], sentence: str
) -> None:
    make(tmp_path / "archive.zip")
    done = collect(course, tmp_path / "archive.zip", *arguments)
    assert done.exit_code == 2
    assert sentence in " ".join(done.stderr.split())
    assert not (course / "submitted").exists()


def test_a_time_in_doubt_is_kept_with_the_receipt(course: Path, tmp_path: Path, anna: bytes, ben: bytes) -> None:
    collect(course, files.canvas(tmp_path / "s.zip", anna, ben))
    doubts = {name: receipt.doubt for name in ("501", "502") if (receipt := receipts.of(course, NAME, name))}
    assert doubts["501"] == ""
    assert "does not say how late" in doubts["502"]
