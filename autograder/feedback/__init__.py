"""The student's feedback: the graded notebook, with the verdict on top and nothing active in it."""

from autograder.feedback import mathml, sanitize, verdict_cell
from autograder.feedback.graded_notebook import author_of, graded, graded_text, submitted
from autograder.feedback.verdict_cell import show_standing

__all__ = ["author_of", "graded", "graded_text", "mathml", "sanitize", "show_standing", "submitted", "verdict_cell"]
