"""The student's feedback: the graded notebook, with the verdict on top and nothing active in it."""

from autograder.feedback import mathml
from autograder.feedback.graded_notebook import graded, submitted
from autograder.feedback.verdict_cell import show_standing

__all__ = ["graded", "mathml", "show_standing", "submitted"]
