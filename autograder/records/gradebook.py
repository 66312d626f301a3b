"""Opens nbgrader's own gradebook for a batch, through nbgrader's own classes.

nbgrader opens the database about nine times a submission; a batch opens it once.
"""

import contextlib
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from nbformat import NotebookNode
from nbgrader import api, dbutil
from nbgrader.preprocessors import ComputeChecksums, SaveCells
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from autograder.errors import UsageError
from autograder.records.database_errors import one_sentence, shown
from autograder.records.late_penalties import LatePenalties
from autograder.records.scores import Scores

__all__ = ["Scores", "connected", "opened"]


@contextmanager
def opened(
    db_url: str, assignment: str, released: NotebookNode, penalties: LatePenalties | None = None
) -> Iterator[Scores]:
    """The gradebook at ``db_url`` for a batch over ``assignment``, which it is made to know as released now.

    ``penalties`` are the course's for late submissions (None: it gives none).

    Raises `Stopped` where it cannot be read or written, `UsageError` where it can never hold this assignment.
    """
    with one_sentence(shown(db_url), DatabaseError), connected(db_url) as gradebook:
        _register(gradebook, db_url, assignment, released)
        yield Scores(gradebook, assignment, penalties)


def _register(gradebook: Any, db_url: str, assignment: str, released: NotebookNode) -> None:
    """Make the assignment known, as ``nbgrader generate_assignment`` does, where it is not yet as it is now."""
    resources: dict[str, Any] = {
        "nbgrader": {"notebook": assignment, "assignment": assignment, "db_url": db_url, "student": "."}
    }
    notebook, resources = ComputeChecksums().preprocess(released, resources)
    now = {
        cell.metadata.nbgrader.grade_id: (cell.source, cell.metadata.nbgrader.get("points"))
        for cell in notebook.cells
        if "nbgrader" in cell.metadata
    }
    try:
        known = gradebook.find_notebook(assignment, assignment)
    except api.MissingEntry:
        gradebook.update_or_create_assignment(assignment)
    else:
        points = {cell.name: cell.max_score for cell in known.grade_cells}
        before = {cell.name: (cell.source, points.get(cell.name)) for cell in known.source_cells}
        if before == now:
            return
    gradebook.db.commit()
    try:
        SaveCells().preprocess(notebook, resources)
    except RuntimeError:
        raise UsageError(
            f"The gradebook holds submissions for other exercises of {assignment} than there are now, and nbgrader "
            f"cannot change that: remove the assignment (nbgrader db assignment remove --force {assignment}) and "
            "grade it again."
        ) from None


@contextmanager
def connected(db_url: str) -> Iterator[Any]:
    """nbgrader's gradebook, made where there is none."""
    logging.getLogger("tornado.application").disabled = True  # nbgrader's tracebacks: here an error is one sentence
    _note_version(db_url)
    with api.Gradebook(db_url) as gradebook:
        yield gradebook


def _note_version(db_url: str) -> None:
    """Note the version of nbgrader's schema in a new gradebook.

    nbgrader would do it itself, by a program that takes a second, and not at all where it is killed meanwhile.
    """
    engine = create_engine(db_url)
    if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        _make_file(Path(str(engine.url.database)))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL)"))
        if not connection.scalars(text("SELECT version_num FROM alembic_version")).first():
            version = {"version": ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()}
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:version)"), version)
    engine.dispose()


def _make_file(path: Path) -> None:
    """Make an empty gradebook where there is none: SQLite itself would let nobody else write it, whatever the umask.

    One that is there is not opened: to close it again would release the locks that SQLite holds in this process.
    """
    if path.parent.is_dir():
        mode = 0o664 if path.parent.stat().st_mode & stat.S_IWGRP else 0o644
        with contextlib.suppress(OSError):  # SQLite says what is wrong, and every caller knows its words
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
