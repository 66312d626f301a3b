"""More time for one student, on nbgrader's own tables, and times read rightly."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from nbgrader.api import Gradebook

from autograder.cli.main import main
from autograder.cli.moment import Moment
from autograder.records import Course, Judged

NAME = "a02_convolution"
DUE = datetime(2026, 12, 1, 11, 0)
Grade = Callable[..., dict[str, Judged]]

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


@pytest.fixture
def berlin(course: Path) -> Path:
    """The course of six, in Berlin, with a due date, and anna on its roster."""
    (course / "nbgrader_config.py").write_text(
        'c = get_config()\nc.Exchange.timezone = "Europe/Berlin"\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    )
    with Gradebook(Course.at(course).db_url) as book:
        book.update_or_create_assignment(NAME, duedate=DUE)
        book.add_student("anna")
    return course


def extend(course: Path, *arguments: str) -> Result:
    done = CliRunner().invoke(main, ["extend", NAME, *arguments, "--course", str(course)])
    if not isinstance(done.exception, SystemExit | None):
        raise done.exception
    return done


def extension(course: Path, student: str) -> timedelta | None:
    with Gradebook(Course.at(course).db_url) as book:
        found: timedelta | None = book.find_submission(NAME, student).extension
        return found


@pytest.mark.parametrize(
    ("until", "after_due", "says"),
    [
        (
            "2026-12-03T18:00+01:00",
            timedelta(days=2, hours=6),
            "2026-12-03 18:00 UTC+01:00 (2026-12-03 17:00 UTC)",
        ),
        ("2026-12-03 18:00 +0100", timedelta(days=2, hours=6), "2 days, 6:00:00 after the due date"),
        ("2026-12-03T18:00", timedelta(days=2, hours=6), "until 2026-12-03 18:00 CET (2026-12-03 17:00 UTC)"),
        ("2026-12-03T17:00Z", timedelta(days=2, hours=6), "until 2026-12-03 17:00 UTC, 2 days"),
        ("2026-12-03", timedelta(days=2, hours=12, microseconds=-1), "until 2026-12-03 23:59 CET"),
    ],
)
def test_an_extension_is_nbgraders_own(berlin: Path, until: str, after_due: timedelta, says: str) -> None:
    done = extend(berlin, "anna", "--until", until)
    assert done.exit_code == 0, done.output
    assert says in done.stdout
    assert extension(berlin, "anna") == after_due


def test_it_counts_at_the_next_grading_and_can_be_taken_back(berlin: Path, grade_with: Grade) -> None:
    past = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=2, hours=12)
    with Gradebook(Course.at(berlin).db_url) as book:
        book.update_or_create_assignment(NAME, duedate=past)
        book.add_student("zoe")
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}"
    for student in ("anna", "zoe"):
        assert extend(berlin, student, "--until", tomorrow).exit_code == 0
    first = grade_with("quick", berlin)
    assert first["anna"].score
    assert first["ben"].score == 0
    assert first["zoe"].absent
    assert extend(berlin, "anna", "--none").exit_code == 0
    assert extend(berlin, "ben", "--until", tomorrow).exit_code == 0
    second = grade_with("quick", berlin)
    assert second["anna"].score == 0
    assert second["ben"].score
    assert second["anna"].kept
    assert second["ben"].penalty_moved


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("anna",), "Say either --until when, or --none."),
        (("anna", "--until", "2026-12-03", "--none"), "Say either --until when, or --none."),
        (("anna", "--until", "soon"), "'soon' is no time: 2026-12-03T18:00+01:00 is one, or 2026-12-03."),
        (("ana", "--until", "2026-12-03"), "There is no student ana in the gradebook: did you mean anna?"),
        (("anna", "--until", "2026-11-30"), "is due at 2026-12-01 11:00 UTC: an extension must end after that."),
    ],
)
def test_a_mistake_is_one_sentence(berlin: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = extend(berlin, *arguments)
    assert done.exit_code == 2
    assert sentence in " ".join(done.stderr.split())


def test_without_a_due_date_or_a_gradebook_there_is_nothing_to_extend(berlin: Path, tmp_path: Path) -> None:
    with Gradebook(Course.at(berlin).db_url) as book:
        book.update_or_create_assignment(NAME, duedate=None)
    done = extend(berlin, "anna", "--until", "2026-12-03")
    assert "has no due date to extend: set it with nbgrader db assignment add" in " ".join(done.stderr.split())
    (berlin / "nbgrader_config.py").write_text('c = get_config()\nc.Exchange.timezone = "Mars/Base"\n')
    done = extend(berlin, "anna", "--until", "2026-12-03")
    assert "'Mars/Base', which is no time zone" in " ".join(done.stderr.split())
    shutil.rmtree(berlin / "submitted")
    (berlin / "gradebook.db").unlink()
    (berlin / "nbgrader_config.py").unlink()
    done = extend(berlin, "anna", "--until", "2026-12-03")
    assert (done.exit_code, "There is no gradebook" in done.stderr) == (2, True)
    assert not (berlin / "gradebook.db").exists()


@pytest.mark.parametrize("text", ["2026-13-01", "2026-12-03T25:00", "", "100"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Moment().convert(text, None, None)
