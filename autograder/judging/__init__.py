"""Judging: the sandbox gives what a notebook's functions return, and here it is compared, scored and explained."""

from autograder.judging.diagnosis import SYMPTOMS
from autograder.judging.judgement import Judgement, judge, judge_or_refuse, unreadable
from autograder.judging.notebook_run import CellRun
from autograder.judging.verdict import AspectVerdict, ExerciseVerdict, Status, Verdict

__all__ = [
    "SYMPTOMS",
    "AspectVerdict",
    "CellRun",
    "ExerciseVerdict",
    "Judgement",
    "Status",
    "Verdict",
    "judge",
    "judge_or_refuse",
    "unreadable",
]
