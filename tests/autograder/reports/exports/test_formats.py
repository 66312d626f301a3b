"""The files have the columns that each system reads, and the scores are the gradebook's."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.autograder.reports.exports.tables import FIRST, SECOND, columns, table

Export = Callable[..., Result]
Run = Callable[..., subprocess.CompletedProcess[str]]

# Manual score instead of 2.25: 10 + 6. Late: 20 - 5. Nothing handed in by zoe.
POINTS = [("anna", "16"), ("ben", "15"), ("eve", "0"), ("li", "19.5"), ("zoe", "")]

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),a02_convolution (4711),Current Score
,,,,,,Manual Posting,
    Points Possible,,,,,5,25,(read only)
"Ångström, Anna",501,S1,anna,Group A,4,,80
"Ober, jr., Ben",77,S2,other_login,Group B,3,11,60
"Nobody, Nora",503,S9,nora,Group B,,,
"Student, Test",599,,0a1b,Group A,,,
"""
WORKSHEET = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
    "Last modified (submission),Last modified (grade),Feedback comments\r\n"
    "Participant 31,Anna Ångström,1001,ANNA@uni.example,Submitted for grading,,20.00,Yes,-,-,\r\n"
    "Participant 32,Ben Ober,77,,Submitted for grading,3.00,10.00,No,-,-,old words\r\n"
    "Participant 33,Zoe Null,zoe,,No submission,,20.00,Yes,-,-,\r\n"
)


def test_canvas_has_its_own_five_columns_and_the_points_row(course: Path, export: Export) -> None:
    done = export("canvas", FIRST)
    assert (done.exit_code, done.stderr) == (0, "")
    rows = table(course / "grades-canvas.csv")
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", FIRST]
    assert rows[1] == ["    Points Possible", "", "", "", "", "20"]
    assert rows[2] == ["Ångström, Anna", "", "", "anna", "", "16"]
    assert rows[3] == ["Ober, jr., Ben", "77", "", "ben", "", "15"]
    assert columns(course / "grades-canvas.csv", "SIS Login ID", FIRST)[1:] == POINTS
    assert not (course / "grades-canvas.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_canvas_keeps_the_rows_of_its_own_export_and_finds_the_assignments_id(course: Path, export: Export) -> None:
    roster = course / "canvas.csv"
    roster.write_text(CANVAS, encoding="utf-8-sig")
    done = export("canvas", FIRST, "--roster", roster)
    rows = table(course / "grades-canvas.csv")
    assert rows == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "a02_convolution (4711)"],
        ["    Points Possible", "", "", "", "", "20"],
        ["Ångström, Anna", "501", "S1", "anna", "Group A", "16"],
        ["Ober, jr., Ben", "77", "S2", "other_login", "Group B", "15"],  # found by Canvas's number
        ["Nobody, Nora", "503", "S9", "nora", "Group B", ""],
    ]
    assert done.exit_code == 1  # li and eve have scores and no row
    assert "Row 6 of" in done.stderr
    assert "Nobody, Nora" in done.stderr
    assert "Canvas counts 25 points" in done.stderr


def test_the_column_is_called_what_the_option_says(course: Path, export: Export) -> None:
    assert export("canvas", FIRST, "--column", f"{FIRST}=Convolution (8)").exit_code == 0
    assert table(course / "grades-canvas.csv")[0][-1] == "Convolution (8)"


def test_all_assignments_are_written_when_none_is_named(course: Path, export: Export) -> None:
    assert export("canvas", "--missing-as-zero").exit_code == 0
    assert columns(course / "grades-canvas.csv", "SIS Login ID", FIRST, SECOND)[1:] == [
        (name, points or "0", "0") for name, points in POINTS
    ]


def test_moodle_gets_names_id_number_and_address_for_its_gradebook(course: Path, export: Export) -> None:
    assert export("moodle", FIRST, "--feedback").exit_code == 0
    rows = table(course / "grades-moodle.csv")
    assert rows[0] == ["First name", "Last name", "ID number", "Email address", FIRST, f"{FIRST} feedback"]
    comment = "one 10/12<br>two 6/8 raised &lt;b&gt;ValueError&lt;/b&gt; see a02"
    assert rows[1] == ["Anna", "Ångström", "anna", "anna@uni.example", "16", comment]
    assert rows[4] == ["小龙", "李", "78", "Li@uni.example", "19.5", "one 12/12<br>two 7.5/8"]
    assert rows[2][-1].endswith("<br>late: -5")
    assert (course / "grades-moodle.csv").read_bytes().startswith(b"\xef\xbb\xbf")  # Excel


def test_moodles_worksheet_comes_back_as_it_was_with_the_grades_in_it(course: Path, export: Export) -> None:
    worksheet = course / "worksheet.csv"
    worksheet.write_bytes(WORKSHEET.encode())
    done = export("moodle", FIRST, "--roster", worksheet, "--feedback")
    before, after = table(worksheet), table(course / "grades-moodle.csv")
    assert after[0] == before[0]
    assert [row[5] for row in after[1:]] == ["16", "15", ""]
    assert after[1][-1].startswith("one 10/12<br>two 6/8")
    untouched = [0, 1, 2, 3, 4, 6, 7, 8, 9]
    assert [[row[i] for i in untouched] for row in after] == [[row[i] for i in untouched] for row in before]
    assert "maximum is 10.00: set the assignment's maximum grade to 20" in done.stderr
    assert "it is locked there" in done.stderr


def test_gradescope_has_four_columns_an_assignment(course: Path, export: Export) -> None:
    assert export("gradescope", FIRST).exit_code == 0
    rows = table(course / "grades-gradescope.csv")
    assert rows[0] == [
        *("First Name", "Last Name", "SID", "Email"),
        *(FIRST, f"{FIRST} - Max Points", f"{FIRST} - Submission Time", f"{FIRST} - Lateness (H:M:S)"),
    ]
    assert rows[1][2:] == ["anna", "anna@uni.example", "16", "20", "2026-09-30 08:00:00 +0000", "00:00:00"]
    assert rows[2][2:] == ["77", "ben@uni.example", "15", "20", "2026-10-01 13:00:05 +0000", "01:00:05"]
    assert rows[5][4:] == ["", "20", "", ""]


def test_gradescopes_roster_gives_the_rows_without_staff(course: Path, export: Export) -> None:
    roster = course / "roster.csv"
    roster.write_text(
        "Name,SID,Email,Role,Section\nAnna A,anna,,Student,M1\nBen O,,BEN@uni.example,Student,M2\nT A,ta1,,TA,\n"
    )
    done = export("gradescope", FIRST, "--roster", roster)
    rows = table(course / "grades-gradescope.csv")
    assert [row[:5] for row in rows] == [
        ["Name", "SID", "Email", "Section", FIRST],
        ["Anna A", "anna", "", "M1", "16"],
        ["Ben O", "", "BEN@uni.example", "M2", "15"],
    ]
    assert "ta1" not in done.stderr


def test_nbgraders_own_export_writes_the_same_file(course: Path, export: Export, run: Run) -> None:
    assert export("moodle").exit_code == 0
    plugin = "autograder.reports.exports.moodle.MoodleExport"
    done = run("nbgrader", "export", f"--exporter={plugin}", "--to", "theirs.csv", cwd=course)
    assert done.returncode == 0, done.stderr
    assert (course / "theirs.csv").read_bytes() == (course / "grades-moodle.csv").read_bytes()


def test_nbgraders_own_export_takes_the_roster_and_ends_with_one_sentence(course: Path, run: Run) -> None:
    (course / "canvas.csv").write_text(CANVAS, encoding="utf-8")
    command = ("export", "--exporter=autograder.reports.exports.canvas.CanvasExport", "--assignment", f"['{FIRST}']")
    done = run("nbgrader", *command, "--CanvasExport.roster=canvas.csv", cwd=course)
    assert done.returncode == 0, done.stderr
    assert table(course / "grades-canvas.csv")[2][-1] == "16"
    assert "li (a02_convolution 19.5 of 20) is not in canvas.csv" in done.stderr
    done = run("nbgrader", *command, "--CanvasExport.roster=absent.csv", cwd=course)
    assert done.returncode == 1
    assert "absent.csv cannot be read (No such file or directory)." in done.stderr
    assert "Traceback" not in done.stderr
