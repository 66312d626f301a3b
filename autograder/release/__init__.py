"""Makes what leaves the house: the student's notebook, the students' repository, the sample course."""

from autograder.release.addresses import site_address
from autograder.release.imports import released_imports
from autograder.release.notebook import assemble, build, is_current, languages_of, notebook_path, write
from autograder.release.sample_course import CORRUPT, PERFECT, earnings, fill, sample_class, submissions, write_course
from autograder.release.student_repository import commit_repository, write_repository

__all__ = [
    "CORRUPT",
    "PERFECT",
    "assemble",
    "build",
    "commit_repository",
    "earnings",
    "fill",
    "is_current",
    "languages_of",
    "notebook_path",
    "released_imports",
    "sample_class",
    "site_address",
    "submissions",
    "write",
    "write_course",
    "write_repository",
]
