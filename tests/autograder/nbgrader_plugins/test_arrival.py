"""When a submission was handed in is what its collector knew, whatever happens to the files afterwards."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader import utils
from nbgrader.api import Gradebook

from autograder.assignment import load_assignment
from autograder.batch import attempt as attempts
from autograder.nbgrader_plugins import offsets, timestamps
from autograder.records import Course, receipts
from tests.support.courses import write_configuration

ASSIGNMENT = "a02_convolution"
WHEN = datetime(2026, 3, 1, 11, 30, tzinfo=UTC)
Run = Callable[..., subprocess.CompletedProcess[str]]


def received(course: Path, student: str) -> datetime:
    """When ``student`` handed in, as `grade` counts; nbgrader's commands and formgrader must count as it does."""
    place = Course.at(course)
    ours = attempts.read(place, student, load_assignment(ASSIGNMENT)).received
    assert timestamps.of_submission(place.directories, student, ASSIGNMENT) == ours.replace(tzinfo=None)
    assert place.directories.get_existing_timestamp(
        str(place.folder("submitted", student, ASSIGNMENT))
    ) == ours.replace(tzinfo=None)
    return ours


def test_zip_collect_keeps_the_time_that_the_files_names_tell(
    generated: Path, tmp_path: Path, run: Run, whole: bytes
) -> None:
    course = tmp_path / "course"
    shutil.copytree(generated, course)
    with (course / "nbgrader_config.py").open("a") as config:
        pattern = r".*/(?P<student_id>\w+)_(?P<timestamp>[0-9T-]+)_(?P<file_id>\w+)\.ipynb"
        config.write(f"\nc.FileNameCollectorPlugin.named_regexp = {pattern!r}\n")
    archive = course / "downloaded" / ASSIGNMENT / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "all.zip", "w") as file:
        file.writestr(f"anna_20260301T113000_{ASSIGNMENT}.ipynb", whole)
    done = run("nbgrader", "zip_collect", ASSIGNMENT, cwd=course)
    assert done.returncode == 0, done.stderr
    assert received(course, "anna") == WHEN


def test_the_exchange_keeps_the_time_through_chmod_and_names_what_speaks_against_it(
    generated: Path, tmp_path: Path, run: Run, whole: bytes
) -> None:
    course, exchange = tmp_path / "course", tmp_path / "exchange"
    shutil.copytree(generated, course)
    inbound = exchange / "kernels_and_gates" / "inbound"
    inbound.mkdir(parents=True)
    exchange.chmod(0o777)
    for name in (f"anna+{ASSIGNMENT}+2026-03-01 11:30:00.000000 UTC+x1", f"li+{ASSIGNMENT}+2026-03-01 19:30:00 CST+x2"):
        (inbound / name).mkdir()
        (inbound / name / f"{ASSIGNMENT}.ipynb").write_bytes(whole)
    options = (f"--Exchange.root={exchange}", "--Exchange.timezone=Asia/Shanghai")
    done = run("nbgrader", "collect", ASSIGNMENT, *options, cwd=course)
    assert done.returncode == 0, done.stderr
    assert (
        "anna: The name of the folder in the exchange says 2026-03-01 11:30 UTC, but it was changed at" in done.stderr
    )
    assert received(course, "anna") == received(course, "li") == WHEN
    notebook = course / "submitted" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook.chmod(0o600)
    os.utime(notebook)
    assert received(course, "anna") == WHEN
    found = receipts.of(course, ASSIGNMENT, "anna")
    assert found is not None
    assert "gives a folder the name of an earlier time" in found.doubt


def test_a_receipt_holds_for_the_bytes_that_were_collected_alone(tmp_path: Path, whole: bytes) -> None:
    write_configuration(tmp_path)
    notebook = tmp_path / "submitted" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_bytes(whole)
    receipts.keep(tmp_path, ASSIGNMENT, "anna", receipts.of_files([notebook], WHEN, "somebody"))
    assert received(tmp_path, "anna") == WHEN
    notebook.write_bytes(whole + b"\n")
    late = WHEN + timedelta(days=2)
    os.utime(notebook, (late.timestamp(), late.timestamp()))
    assert received(tmp_path, "anna") == late
    receipts.keep(tmp_path, ASSIGNMENT, "anna", receipts.of_files([notebook], datetime(2990, 1, 1, tzinfo=UTC), ""))
    digest = receipts.digest(notebook.read_bytes())
    assert receipts.received(tmp_path, ASSIGNMENT, "anna", digest, late, None) <= datetime.now(UTC)
    (tmp_path / "receipts" / ASSIGNMENT / "anna.json").write_text("{")
    assert received(tmp_path, "anna") == late


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-10-01 12:00:00 +0100", 11),
        ("2026-10-01 12:00:00 -05:30", 17),
        ("2026-10-01T12:00:00+01:00", 11),
        ("2026-10-01 12:00:00 Europe/Berlin", 10),
        ("2026-10-01 12:00:00 UTC", 12),
        ("2026-10-01 12:00:00", 12),
        ("2026-10-01T12:00Z", 12),
    ],
)
def test_offsets_are_read_rightly(text: str, hour: int) -> None:
    moment = offsets.parse_utc(text)
    assert moment is not None
    assert (moment.hour, moment.tzinfo) == (hour, None)


def test_a_zone_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"'CST' .* is not known: give an offset such as \+0100"):
        offsets.parse_utc("2026-10-01 12:00:00 CST")


def test_nbgraders_own_command_reads_a_due_date_with_an_offset(generated: Path, tmp_path: Path, run: Run) -> None:
    shutil.copytree(generated, tmp_path, dirs_exist_ok=True)
    done = run("nbgrader", "db", "assignment", "add", ASSIGNMENT, "--duedate=2026-10-01 12:00:00 +0100", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as book:
        assert book.find_assignment(ASSIGNMENT).duedate == datetime(2026, 10, 1, 11)
    timestamps.mend_nbgrader()
    assert utils.parse_utc is offsets.parse_utc
