"""The folders in which a course keeps its things, and the students who have handed in."""

from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

# Folders of a course that hold an assignment's folder, too, and are nobody's.
NO_STUDENTS = ("source", "release", "evidence")


@dataclass(frozen=True)
class Course:
    """A course's folders, which are nbgrader's, its gradebook, and the evidence beside them."""

    root: Path
    submitted: Path
    db_url: str

    @classmethod
    def at(cls, root: Path, submitted: Path | None = None, db_url: str | None = None) -> "Course":
        """The course in the folder ``root``, with nbgrader's defaults for what is not given."""
        root = root.resolve()
        return cls(root, (submitted or root / "submitted").resolve(), db_url or f"sqlite:///{root / 'gradebook.db'}")

    def notebook(self, step: str, student: str, assignment: str) -> Path:
        """The path of a student's notebook in one of nbgrader's steps (``autograded``, …)."""
        return self.root / step / student / assignment / f"{assignment}.ipynb"

    def evidence(self, assignment: str) -> Path:
        """The folder with the evidence on an assignment: one folder a student."""
        return self.root / "evidence" / assignment

    def report(self, assignment: str) -> Path:
        """The class report of an assignment."""
        return self.root / "reports" / f"{assignment}.html"


def students(course: Course, assignment: str) -> list[str]:
    """The students who handed in (a folder with the assignment's folder in it), in alphabetical order.

    The course's own folders are not taken for students where ``submitted`` is the course itself.

    Raises `UsageError` where there is no folder of submissions, and where nobody is in it.
    """
    if not course.submitted.is_dir():
        raise UsageError(
            f"There is no folder {course.submitted}: name the folder that holds one folder a student with --submitted."
        )
    own = {course.root / name for name in NO_STUDENTS}
    found = sorted(
        folder.name
        for folder in course.submitted.iterdir()
        if not folder.name.startswith(".") and folder not in own and _may_exist(folder / assignment)
    )
    if not found:
        raise UsageError(
            f"Nobody in {course.submitted} has handed in {assignment}: name the folder that holds one folder a "
            f"student, each with a folder {assignment} in it, with --submitted."
        )
    return found


def _may_exist(path: Path) -> bool:
    """Return whether anything is at ``path``, or a folder above it lets nobody look: nobody is left out in silence."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
