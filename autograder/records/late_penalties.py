"""Late penalties in the batch command: nbgrader's own, from the course's own configuration.

``nbgrader autograde`` gives them through the preprocessor ``AssignLatePenalties`` and the plug-in that the course's
``nbgrader_config.py`` names. The same two decide here, so that both ways to grade write the same penalty.
A due date, and a student's extension of it, are the gradebook's.
"""

from typing import Any, Self

from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.records import configuration
from autograder.records.course_folder import Course


class LatePenalties:
    """Gives late submissions the penalty that the course's configuration asks for; `of_course` reads it.

    A course that took ``AssignLatePenalties`` out of its ``autograde_preprocessors`` gives none.
    """

    def __init__(self, config: Config) -> None:
        self._preprocessor: Any = None
        for entry in Autograde(config=config).autograde_preprocessors:
            preprocessor = import_item(entry) if isinstance(entry, str) else entry
            if isinstance(preprocessor, type) and issubclass(preprocessor, AssignLatePenalties):
                self._preprocessor = preprocessor(config=config)
                self._preprocessor.init_plugin()

    @classmethod
    def of_course(cls, course: Course) -> Self:
        """The penalties of ``course``, by its configuration.

        Raises `autograder.errors.UsageError` where that cannot be used: a course with a broken one must not be
        graded as if it gave no penalties.
        """
        try:
            return cls(course.config)
        except Exception as error:
            raise configuration.unusable(course.root, error) from None

    def penalty(self, student: str, points: float, seconds_late: float) -> float | None:
        """The plug-in's penalty on ``points``, never less than nothing and never more than all; None for nothing."""
        if self._preprocessor is None or seconds_late <= 0:
            return None
        asked = self._preprocessor.plugin_inst.late_submission_penalty(student, points, seconds_late)
        return None if asked is None else min(max(float(asked), 0.0), points)
