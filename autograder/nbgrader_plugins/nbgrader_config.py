"""nbgrader's configuration for a course of Kernels & Gates: grading happens outside the notebook.

If this file cannot be read, nbgrader falls back on running check cells in the student's process. Every check cell
of this course raises there, so that such a run gives no points instead of all of them.
"""

from autograder.nbgrader_plugins.formgrader_page import guard_formgrader
from autograder.nbgrader_plugins.timestamps import mend_nbgrader

c = get_config()  # noqa: F821 -- nbgrader defines it

# A submission arrived when its collector says so, not when a timestamp.txt in it says so: its author can write that
# one. And "+0100" in a due date is one hour.
mend_nbgrader()

# What formgrader shows of a submission runs nothing and asks no other host for anything.
guard_formgrader()

c.CourseDirectory.course_id = "kernels_and_gates"

# The released notebook is already a student's: its stubs are made from the reference's signatures, so there is no
# solution to clear. (nbgrader's ClearSolutions would replace the stubs, docstrings and all.)
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
]

# Judge stands in the place of nbgrader's Execute; SaveVerdict adds the hints to its SaveAutoGrades.
c.Autograde.pre_convert_hook = "autograder.nbgrader_plugins.autograde.keep_plain_files"
c.Autograde.exporter_class = "autograder.nbgrader_plugins.autograde.Intake"
c.Autograde.autograde_preprocessors = [
    "autograder.nbgrader_plugins.autograde.Judge",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.nbgrader_plugins.autograde.SaveVerdict",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Collected from nbgrader's exchange, a notebook keeps the time that the exchange knows, not its author's file time.
c.ExchangeFactory.collect = "autograder.nbgrader_plugins.collect.Collect"

# Feedback that asks no other host for anything: formulas are set when the page is made.
c.GenerateFeedback.exporter_class = "autograder.nbgrader_plugins.feedback_page.FeedbackPage"
