"""The records of a course: folders, evidence, gradebook, and files that are written whole or not at all."""

from autograder.records import evidence, exchange_receipts, score_changes
from autograder.records.atomic_files import PRIVATE, one_sentence, write_atomic
from autograder.records.course_folder import Course, students
from autograder.records.evidence import Evidence
from autograder.records.result import Change, Judged, Regraded

__all__ = [
    "PRIVATE",
    "Change",
    "Course",
    "Evidence",
    "Judged",
    "Regraded",
    "class_grades",  # not imported here, as gradebook
    "evidence",
    "exchange_receipts",
    "gradebook",  # not imported here, nor late_penalties: they import nbgrader, which is slow
    "late_penalties",
    "one_sentence",
    "score_changes",
    "students",
    "write_atomic",
]
