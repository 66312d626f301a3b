"""What leaves the house: the student's notebook, the students' repository, the sample course."""

from autograder.release.notebook import assemble, build, is_current, notebook_path, write
from autograder.release.sample_course import CORRUPT, fill, sample_class, submissions, write_course
from autograder.release.student_repository import write_repository

__all__ = [
    "CORRUPT",
    "assemble",
    "build",
    "fill",
    "is_current",
    "notebook_path",
    "sample_class",
    "submissions",
    "write",
    "write_course",
    "write_repository",
]
