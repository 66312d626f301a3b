"""The records of a course: folders, evidence, gradebook, and files that are written whole or not at all."""

from autograder.records import evidence, exchange_receipts, receipts, score_changes
from autograder.records.atomic_files import one_sentence, private_mode, write_atomic
from autograder.records.course_folder import (
    Course,
    directories_at,
    excludes,
    gradebook_url,
    graded_students,
    students,
)
from autograder.records.evidence import Evidence
from autograder.records.result import Change, Judged, Regraded, Standing
from autograder.records.student import Student

__all__ = [
    "Change",
    "Course",
    "Evidence",
    "Judged",
    "Regraded",
    "Standing",
    "Student",
    "class_grades",  # not imported here, as gradebook
    "course_scores",  # likewise
    "directories_at",
    "enrolment",  # likewise
    "evidence",
    "exchange_receipts",
    "excludes",
    "gradebook",  # not imported here, nor late_penalties: they import nbgrader, which is slow
    "gradebook_url",
    "graded_students",
    "late_penalties",
    "one_sentence",
    "private_mode",
    "receipts",
    "score_changes",
    "scores",  # as gradebook
    "students",
    "write_atomic",
]
