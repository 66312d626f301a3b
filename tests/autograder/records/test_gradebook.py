"""The gradebook: few statements, a TA's own marks untouched, the assignment as it is now, SQLite or PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, event, text

from autograder import release
from autograder.assignment import load_assignment
from autograder.errors import UsageError
from autograder.judging import Verdict, unreadable
from autograder.records import Judged, gradebook
from autograder.wording import Message
from tests.conftest import postgresql_programs

NAME = "a02_convolution"
ASSIGNMENT = load_assignment(NAME)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
Grade = Callable[..., dict[str, Judged]]

# nbgrader's own way of adding a submission links its rows before it adds them to the session
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


@pytest.fixture
def db_url(tmp_path: Path, empty_gradebook: Path) -> str:
    shutil.copyfile(empty_gradebook, tmp_path / "gradebook.db")
    return f"sqlite:///{tmp_path / 'gradebook.db'}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of an empty database on a server of our own, which listens on a socket in a folder of our own."""
    programs = postgresql_programs()
    assert programs is not None
    # initdb refuses to be root; and a socket's path must be short, so pytest's own folder will not do
    user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    if user:
        shutil.chown(folder, **user)

    def call(program: str, *arguments: str) -> None:
        command = [str(programs / program), *arguments]
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder, "check": True, **user}
        subprocess.run(command, **quiet)

    data = str(folder / "data")
    call("initdb", "--auth=trust", "--username=grader", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D", data)
    settings = f"-F -c listen_addresses='' -c unix_socket_directories={folder}"
    call("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", settings, "start")
    try:
        yield f"postgresql://grader@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def verdict(score: float) -> Verdict:
    """Everybody's exercises at ``score`` points."""
    nothing = unreadable(ASSIGNMENT, Message(""))
    exercises = tuple(
        result.model_copy(update={"score": score, "message": f"{result.name}: {score}"}) for result in nothing.exercises
    )
    return nothing.model_copy(update={"exercises": exercises, "score": score * len(exercises)})


def opened(db_url: str) -> Any:
    return gradebook.opened(db_url, NAME, release.build(load_assignment(NAME)))


def test_a_submission_costs_five_statements_and_one_commit_and_again_as_many(db_url: str) -> None:
    said: list[str] = []
    with opened(db_url) as scores:
        engine = scores._db.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *arguments: said.append(arguments[2].split()[0]))
        event.listen(engine, "commit", lambda connection: said.append("COMMIT"))
        scores.record("anna", NOW, verdict(1))
        assert said == ["INSERT"] * 5 + ["COMMIT"]
        said.clear()
        scores.record("anna", NOW, verdict(2))
        assert sorted(said) == ["COMMIT", "SELECT", "SELECT", "UPDATE", "UPDATE"]
        assert set(scores.recorded("anna").values()) == {2.0}
        assert scores.recorded("nobody") == {}


def test_the_rows_are_those_that_nbgraders_own_way_makes(db_url: str) -> None:
    with opened(db_url) as scores:
        scores.record("anna", NOW, verdict(1))
    with Gradebook(db_url) as book:
        book.add_student("ben")
        book.add_submission(NAME, "ben", timestamp=NOW.replace(tzinfo=None))
        ours, theirs = (book.find_submission(NAME, name) for name in ("anna", "ben"))
        assert ours.timestamp == theirs.timestamp
        assert (ours.score, ours.max_score, theirs.max_score) == (7.0, 20.0, 20.0)
        for kind in ("grades", "comments"):
            names = [sorted(row.name for row in getattr(one.notebooks[0], kind)) for one in (ours, theirs)]
            assert names[0] == names[1] != []
        assert not ours.needs_manual_grade


def test_a_manual_score_and_comment_stay_and_the_score_is_marked_for_review(db_url: str) -> None:
    with opened(db_url) as scores:
        scores.record("anna", NOW, verdict(1))
    with Gradebook(db_url) as book:
        book.find_grade("check_conv2d", NAME, NAME, "anna").manual_score = 2.5
        book.find_comment("conv2d", NAME, NAME, "anna").manual_comment = "See me."
        book.db.commit()
    with opened(db_url) as scores:
        scores.record("anna", NOW, verdict(3))
    with Gradebook(db_url) as book:
        grade = book.find_grade("check_conv2d", NAME, NAME, "anna")
        assert (grade.auto_score, grade.manual_score, grade.score, grade.needs_manual_grade) == (3.0, 2.5, 2.5, True)
        comment = book.find_comment("conv2d", NAME, NAME, "anna")
        assert (comment.manual_comment, comment.auto_comment, comment.comment) == ("See me.", "conv2d: 3", "See me.")
        assert not book.find_grade("check_im2col", NAME, NAME, "anna").needs_manual_grade


def test_a_submission_that_another_program_adds_meanwhile_is_no_obstacle(db_url: str) -> None:
    with opened(db_url) as scores:
        with Gradebook(db_url) as book:
            book.add_student("anna")
            book.add_submission(NAME, "anna")
        scores.record("anna", NOW, verdict(1))
        assert set(scores.recorded("anna").values()) == {1.0}


def test_changed_points_reach_the_gradebook(db_url: str) -> None:
    with opened(db_url) as scores:
        scores.record("anna", NOW, verdict(1))
    changed = release.build(load_assignment(NAME))
    for cell in changed.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "check_conv2d":
            cell.metadata.nbgrader.points = 5.0
    with gradebook.opened(db_url, NAME, changed) as scores:
        assert set(scores.recorded("anna").values()) == {1.0}
    with Gradebook(db_url) as book:
        assert book.find_grade_cell("check_conv2d", NAME, NAME).max_score == 5.0


def test_other_exercises_than_the_recorded_ones_are_a_usage_error(db_url: str) -> None:
    with opened(db_url) as scores:
        scores.record("anna", NOW, verdict(1))
    changed = release.build(load_assignment(NAME))
    changed.cells = [
        cell for cell in changed.cells if "conv2d_im2col" not in cell.metadata.get("nbgrader", {}).get("grade_id", "")
    ]
    with pytest.raises(UsageError, match="other exercises"), gradebook.opened(db_url, NAME, changed):
        pass


def test_a_gradebook_whose_creation_was_interrupted_is_completed(db_url: str) -> None:
    path = db_url.removeprefix("sqlite:///")
    with opened(db_url):
        pass
    connection = sqlite3.connect(path)
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.execute("DELETE FROM alembic_version")
    connection.execute("DROP TABLE comment")
    connection.commit()
    with opened(db_url) as scores:
        scores.record("anna", NOW, verdict(1))
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(version,)]
    connection.close()


@pytest.mark.postgresql
def test_the_same_scores_on_postgresql(course: Path, grade_with: Grade, postgresql: str) -> None:
    here = grade_with("quick", course)
    shutil.rmtree(course / "evidence")
    there = grade_with("quick", course, db_url=postgresql)
    assert not any(result.kept for result in there.values())
    assert {name: result.verdict for name, result in there.items()} == {
        name: result.verdict for name, result in here.items()
    }
    assert rows(postgresql) == rows(f"sqlite:///{course / 'gradebook.db'}")
    assert all(result.kept for result in grade_with("quick", course, db_url=postgresql).values())
    with Gradebook(postgresql) as book:
        book.find_grade("check_conv2d", NAME, NAME, "anna").manual_score = 2.5
        book.db.commit()
    grade_with("quick", course, db_url=postgresql, again=True)
    with Gradebook(postgresql) as book:
        assert book.find_grade("check_conv2d", NAME, NAME, "anna").score == 2.5


def rows(db_url: str) -> list[tuple[Any, ...]]:
    """Every student's exercises with score and comment, and the time of receipt."""
    query = """
        SELECT a.student_id, a.timestamp, g_cell.name,
               g.auto_score, g.manual_score, g.needs_manual_grade, c.auto_comment
        FROM grade g
        JOIN submitted_notebook n ON n.id = g.notebook_id
        JOIN submitted_assignment a ON a.id = n.assignment_id
        JOIN base_cell g_cell ON g_cell.id = g.cell_id
        JOIN comment c ON c.notebook_id = n.id
        JOIN base_cell c_cell ON c_cell.id = c.cell_id AND 'check_' || c_cell.name = g_cell.name
    """
    engine = create_engine(db_url)
    with engine.connect() as connection:
        found = [(*map(str, row[:5]), bool(row[5]), row[6]) for row in connection.execute(text(query))]
    engine.dispose()
    assert len(found) == 6 * len(ASSIGNMENT.exercises)
    return sorted(found)
