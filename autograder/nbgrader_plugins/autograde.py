"""Our verdict under nbgrader's own ``autograde``: named in ``nbgrader_config.py``, used by its commands and formgrader.

`Judge` stands in the place of nbgrader's ``Execute``: nothing of the notebook runs in nbgrader's process or in a kernel
beside it. `SaveVerdict` is nbgrader's ``SaveAutoGrades`` with the verdict's message as the comment. `Intake` reads the
submitted file as carefully as the batch command does, so that a damaged one gets its verdict and not a stop.
"""

import copy
import dataclasses
import functools
import os
import secrets
import time
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from sqlalchemy.exc import SAWarning

from autograder.assignment import PACKAGE, assignment_names, load_assignment
from autograder.feedback import graded, submitted
from autograder.judging import judge_or_refuse
from autograder.nbgrader_plugins import timestamps
from autograder.plain_text import plain_words
from autograder.records import directories_at, evidence, scores
from autograder.release import build, languages_of
from autograder.submission import Refused, Submission, find, of_notebook, parse, read, read_submitted, require_own
from autograder.wording import Language, in_language

KEY = "kernels_and_gates"
REFUSED, FOUND = "refused", "found"

timestamps.mend_nbgrader()
# nbgrader links a new submission's rows before it adds them to the session, and adds them a line later.
warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)


_package = PACKAGE


def use_assignments(package: str) -> None:
    """Judge the assignments of ``package`` in this process from now on, not those of `PACKAGE`.

    Called in the ``nbgrader_config.py`` of a course that has assignments of its own.
    """
    global _package  # nbgrader makes the objects below, and gives them its own settings alone
    _package = package


@functools.cache
def _released(assignment: str, package: str, language: Language = "en") -> NotebookNode:
    """The released notebook, built once a process; those who change it change a copy."""
    found = load_assignment(assignment, package)
    return build(found, language if language in languages_of(found) else "en")


def keep_plain_files(assignment: str, student: str, notebooks: list[str]) -> None:
    """Take links, pipes and devices out of the submission with ``notebooks``: nbgrader copies what they lead to.

    Where the assignment's notebook is missing (under another name, say), it joins the list all the same, so that
    `Intake` gives it the verdict that the batch command gives; nbgrader would stop with a traceback. A submission
    without any notebook never comes here: nbgrader passes it over with a warning.

    Named as ``pre_convert_hook``, which nbgrader calls before it copies anything. A notebook that is a link stays one,
    and one that is reached by a link becomes one, so that `Intake` refuses it with its reason.
    """
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    if folder.name == assignment and folder.parent.is_symlink():  # else it is no student's, but the assignment's
        assignments = [path.name for path in folder.parent.iterdir()]
        folder.parent.unlink()
        for name in assignments:
            _make_refusable(folder.parent / name, name)
    if folder.is_symlink():
        folder.unlink()
        _make_refusable(folder, assignment)
    for directory, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(directory, name)
            is_plain = not path.is_symlink() and (path.is_dir() or path.is_file())
            if not is_plain and path.suffix != ".ipynb":
                path.unlink()
    expected = folder / f"{assignment}.ipynb"
    if assignment in assignment_names(_package) and not os.path.lexists(expected):
        notebooks.append(str(expected))


def _make_refusable(folder: Path, assignment: str) -> None:
    """Make a student's folder for an assignment, in which the notebook is a link."""
    folder.mkdir(parents=True)
    (folder / f"{assignment}.ipynb").symlink_to("nowhere")


class Intake(NotebookExporter):
    """Reads the submitted notebook; one that cannot be read becomes the untouched notebook with the reason noted."""

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        """Convert the notebook in the file ``filename``."""
        path = Path(filename)
        if path.stem not in assignment_names(_package):
            converted: tuple[Any, Any] = super().from_filename(filename, resources, **kwargs)
            return converted
        try:
            # nbgrader reads twice: first what was handed in, then what we made of it
            handed_in = getattr(self.parent, "_sanitizing", True)
            submission = _handed_in(path) if handed_in else parse(read(path), path.name)
            if not handed_in and submission.refused:
                raise Refused(submission.refused)
            notebook = submitted(_released(path.stem, _package, submission.language), submission)
            if submission.notes:
                notebook.metadata[KEY] = {**notebook.metadata[KEY], FOUND: submission.notes[0]}
        except Refused as refusal:
            notebook = copy.deepcopy(_released(path.stem, _package))
            notebook.metadata[KEY] = {"assignment": path.stem, REFUSED: str(refusal)}
        converted = self.from_notebook_node(notebook, resources, **kwargs)
        return converted


def _handed_in(path: Path) -> Submission:
    """The submission that lies at ``path``, or under another name beside it.

    Raises `Refused`.
    """
    assignment = load_assignment(path.stem, _package)
    found = find(path.parent, assignment.name, assignment.cells)
    submission = parse(read_submitted(found.path), found.path.name)
    require_own(submission, assignment.name, assignment.cells, assignment.functions)
    return dataclasses.replace(submission, notes=(found.note,) if found.note else ())


class Judge(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader has no types
    """Judges the notebook in the sandbox and writes the points into its check cells."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """The graded notebook; the messages travel on in ``resources``."""
        started = time.monotonic()
        names = resources["nbgrader"]
        assignment, seed = load_assignment(names["assignment"], _package), secrets.randbits(63)
        try:
            judgement = judge_or_refuse(assignment, lambda: _submission(nb, assignment.name), seed)
        except Exception as error:
            _mark_as_earlier(names, plain_words(f"{type(error).__name__}: {error}"))
            raise
        # nbgrader works in the course's folder, whatever the configuration calls that from elsewhere
        directories = directories_at(Path.cwd(), self.config)
        received = timestamps.of_submission(directories, names["student"], assignment.name)
        attempt = evidence.collect(
            names["student"],
            nbformat.writes(nb).encode(),
            received.replace(tzinfo=UTC) if received else datetime.now(UTC),
            seed,
            time.monotonic() - started,
            judgement.verdict,
            judgement.refused,
        )
        evidence.save(attempt, Path(directories.root) / "evidence")
        verdict = judgement.verdict
        resources[KEY] = {result.name: in_language(result.message, verdict.language) for result in verdict.exercises}
        released = _released(assignment.name, _package, verdict.language)
        return _with_checksums(graded(released, judgement), nb), resources


def _submission(notebook: NotebookNode, assignment: str) -> Submission:
    """The submission that `Intake` read.

    Raises `Refused` where it could not read it, and noted why.
    """
    reason = notebook.metadata.get(KEY, {}).get(REFUSED)
    if reason:
        raise Refused(str(reason))
    return of_notebook(notebook, f"{assignment}.ipynb")


def _mark_as_earlier(names: Any, why: str) -> None:
    """Mark a student's scores as those of an earlier grading: nbgrader leaves them where a notebook stays unjudged."""
    with Gradebook(names["db_url"]) as book:
        try:
            notebook = book.find_submission_notebook(names["notebook"], names["assignment"], names["student"])
        except MissingEntry:
            return
        for grade in notebook.grades:
            grade.needs_manual_grade = True
        for comment in notebook.comments:
            comment.auto_comment = scores.of_an_earlier_one(why)
        book.db.commit()


class SaveVerdict(SaveAutoGrades):  # type: ignore[misc]  # nbgrader has no types
    """Saves the scores as nbgrader does, and the verdict's messages as its automatic comments."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save what `Judge` wrote; where it did not run, nothing is saved, because nbgrader counts silence as right."""
        if KEY not in resources:
            raise RuntimeError(f"{__name__}.Judge must stand before SaveVerdict in nbgrader_config.py.")
        saved: tuple[NotebookNode, Any] = super().preprocess(nb, resources)
        return saved

    def _add_comment(self, cell: NotebookNode, resources: Any) -> None:
        name = cell.metadata["nbgrader"]["grade_id"]
        comment = self.gradebook.find_comment(name, self.notebook_id, self.assignment_id, self.student_id)
        comment.auto_comment = resources[KEY].get(name)
        self.gradebook.db.commit()


def _with_checksums(graded: NotebookNode, sanitized: NotebookNode) -> NotebookNode:
    """The checksums of the master's cells, which nbgrader put into the sanitized notebook, kept."""
    checksums = {
        cell.metadata.nbgrader.get("grade_id"): cell.metadata.nbgrader.get("checksum")
        for cell in sanitized.cells
        if "nbgrader" in cell.metadata
    }
    for cell in graded.cells:
        if "nbgrader" in cell.metadata and (checksum := checksums.get(cell.metadata.nbgrader.grade_id)):
            cell.metadata.nbgrader["checksum"] = checksum
    return graded
