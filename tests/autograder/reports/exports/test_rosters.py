"""Who is in the gradebook or in the roster alone is named, and nothing is lost; a mistake is one sentence."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from autograder.reports.exports.sheet import harmless
from tests.autograder.reports.exports.tables import FIRST, columns, table

Export = Callable[..., Result]
Run = Callable[..., subprocess.CompletedProcess[str]]

HEAD = "First name,Last name,ID number,Email address\n"


@pytest.fixture
def roster(course: Path) -> Callable[[str], Path]:
    """Write the institution's roster."""

    def _roster(text: str) -> Path:
        path = course / "roster.csv"
        path.write_bytes(text.encode("utf-8-sig"))
        return path

    return _roster


def test_who_is_missing_in_the_roster_is_named_and_keeps_the_score_in_a_file_beside(
    course: Path, export: Export, roster: Callable[[str], Path]
) -> None:
    path = roster(HEAD + "Anna,Å,anna,\n,,78,\n")
    done = export("moodle", FIRST, "--roster", path)
    assert done.exit_code == 1
    assert columns(course / "grades-moodle.csv", "ID number", FIRST) == [("anna", "16"), ("78", "19.5")]
    assert columns(course / "grades-moodle-left-out.csv", "id", FIRST) == [("ben", "15"), ("eve", "0")]
    sentences = [line for line in done.stderr.splitlines() if " is not in " in line]
    assert [line.partition(" ")[0] for line in sentences] == ["ben", "eve", "zoe"]
    assert "nbgrader db student add ben --lms-user-id ID" in sentences[0]
    assert "nothing handed in" in sentences[2]
    everybody = roster(HEAD + "".join(f",,{name},\n" for name in ("anna", "78", "77", "eve", "zoe")))
    assert export("moodle", FIRST, "--roster", everybody).exit_code == 0
    assert not (course / "grades-moodle-left-out.csv").exists()


def test_who_is_in_the_roster_alone_keeps_a_row_and_is_named(
    course: Path, export: Export, roster: Callable[[str], Path]
) -> None:
    path = roster(HEAD + "".join(f",,{name},\n" for name in ("anna", "ben", "li", "eve", "zoe")) + "Max,Muster,99,\n")
    done = export("moodle", FIRST, "--roster", path)
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        f"Row 7 of {path} (Max Muster 99) is nobody's in the gradebook: it keeps an empty score. "
        "Nothing was handed in under that ID, or the gradebook knows the student by another."
    ]
    assert table(course / "grades-moodle.csv")[-1] == ["Max", "Muster", "99", "", ""]


def test_the_id_column_can_be_named(course: Path, export: Export, roster: Callable[[str], Path]) -> None:
    path = roster("Matriculation;Campus\n77;Main\nanna;Main\n")  # ben by his LMS id
    export("gradescope", FIRST, "--roster", path, "--id-column", "Matriculation")
    assert columns(course / "grades-gradescope.csv", "Matriculation", FIRST) == [("77", "15"), ("anna", "16")]


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        (("moodle", "a99"), None, "has no assignment 'a99'; it has a02_convolution, a03_pooling."),
        (("moodle", FIRST, "--column", "a99=x"), None, "There is no assignment 'a99' in this export"),
        (("moodle", FIRST, "--column", "a99"), None, "must be ASSIGNMENT=HEADING"),
        (("moodle", FIRST, "--id-column", "Shoe size"), None, "Moodle has no column 'Shoe size'"),
        (("canvas", FIRST, "--feedback"), None, "Canvas reads no comments from such a file"),
        (("blackboard",), None, "'blackboard' is not one of 'canvas', 'moodle', 'gradescope'"),
        (("moodle", FIRST, "--db", "no url"), None, "'no url' is no database URL"),
        (("moodle", FIRST, "--db", "sqlite:////absent/gradebook.db"), None, "There is no gradebook /absent"),
        (("moodle", FIRST, "--db", "postgresql+psycopg2://a@127.0.0.1:1/b"), None, "cannot be read ("),
        (("moodle", FIRST, "--to", "/proc/grades.csv"), None, "/proc/grades.csv cannot be written ("),
        (("moodle", FIRST), "", "its first line must name the columns"),
        (("moodle", FIRST), "Shoe size,Colour\n40,red\n", "has no column Identifier, ID number, Username"),
        (("moodle", FIRST), "ID number,ID number\n1,2\n", "has the column 'ID number' twice"),
        (("moodle", FIRST), "ID number\n77\nben\n", "Rows 2 and 3 of"),
        (("moodle", FIRST), "ID number,Email address\nben,anna@uni.example\n", "is anna and ben in the gradebook"),
        (("moodle", FIRST), "ID number\nben,what,is\n", "has 3 cells under 1 headings"),
        (("moodle", FIRST), 'ID number\n"ben\n', "is no CSV file"),
        (("canvas", FIRST), "Student,SIS Login ID\nAnna,anna\n", "is no export of Canvas's gradebook"),
        (("moodle",), "Identifier,ID number,Grade,Last modified (grade)\n", "is the worksheet of one assignment"),
        (
            ("moodle", FIRST, "--feedback"),
            "Identifier,Grade,Last modified (grade)\n",
            "has no column Feedback comments",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    course: Path,
    export: Export,
    roster: Callable[[str], Path],
    arguments: tuple[str, ...],
    text: str | None,
    sentence: str,
) -> None:
    done = export(*arguments, *(() if text is None else ("--roster", roster(text))))
    assert (done.exit_code, done.stdout) == (2, "")
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert [path.name for path in course.iterdir() if "grades" in path.name] == []


def test_a_roster_in_another_encoding_and_the_roster_itself_as_destination(course: Path, export: Export) -> None:
    path = course / "roster.csv"
    path.write_bytes("ID number\nÅngström\n".encode("latin-1"))
    assert "save it as 'CSV UTF-8'" in " ".join(export("moodle", FIRST, "--roster", path).stderr.split())
    path.write_text("ID number\nanna\n")
    done = export("moodle", FIRST, "--roster", path, "--to", path)
    assert done.exit_code == 2
    assert "is the roster itself" in " ".join(done.stderr.split())
    assert path.read_text() == "ID number\nanna\n"


def test_a_course_without_gradebook_gets_none(tmp_path: Path, run: Run) -> None:
    done = run("python", "-W", "error", "-m", "autograder", "export", "canvas", "--course", tmp_path)
    assert done.returncode == 2
    assert "There is no gradebook" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_cell_of_any_format_is_a_formula(course: Path, export: Export) -> None:
    for system in ("canvas", "moodle", "gradescope"):
        assert export(system, FIRST).exit_code == 0
        cells = [cell for row in table(course / f"grades-{system}.csv") for cell in row]
        assert any("HYPERLINK" in cell for cell in cells)
        assert not [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@")]


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", " =1", "\r1", "\uff1d1+1", "\0=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "-", "anna", "-3", "+2.5", "16", "O'Hara", "a=b", "x@uni.example", "    Points Possible"]
)
def test_plain_text_and_numbers_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
