"""Late penalties in the batch command: nbgrader's own, from the course's own configuration.

``nbgrader autograde`` gives them through the preprocessor ``AssignLatePenalties`` and the plug-in that the course's
``nbgrader_config.py`` names. The same two decide here, so that both ways to grade write the same penalty.
A due date, and a student's extension of it, are the gradebook's.
"""

import sys
from pathlib import Path
from typing import Any, Self

from jupyter_core.paths import jupyter_config_path
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import object_session
from traitlets.config import Application, Config
from traitlets.utils.importstring import import_item

from autograder.errors import UsageError


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
    def of_course(cls, root: Path) -> Self:
        """The penalties of the course in ``root``, by its ``nbgrader_config.py`` and the user's own.

        Raises `autograder.errors.UsageError` where that configuration cannot be read: a course with a broken one
        must not be graded as if it gave no penalties.
        """
        if str(root) not in sys.path:
            sys.path.append(str(root))  # a plug-in of the course lies beside its configuration, as for nbgrader
        try:
            return cls(_configuration(root))
        except Exception as error:  # a configuration is a program, and fails in any way
            raise UsageError(
                f"The configuration {root / 'nbgrader_config.py'} cannot be used ({type(error).__name__}: {error}): "
                "mend it, or no late penalty can be given."
            ) from None

    def assign(self, submission: Any) -> None:
        """Set the penalty of each notebook of nbgrader's ``SubmittedAssignment``, whose scores its session has.

        A penalty is never negative and never larger than the score. One of an earlier run is replaced. Committing is
        the caller's, so that score and penalty are written together.
        """
        if self._preprocessor is None:
            return
        session = object_session(submission)
        if session is None:
            raise ValueError("the submission belongs to no open gradebook")
        session.flush()
        session.refresh(submission)
        for notebook in submission.notebooks:
            session.refresh(notebook)  # its score is a sum that the database makes
            notebook.late_submission_penalty = self.penalty(
                submission.student.id, notebook.score, submission.total_seconds_late
            )

    def penalty(self, student: str, points: float, seconds_late: float) -> float | None:
        """The plug-in's penalty on ``points``, never less than nothing and never more than all; None for nothing."""
        if self._preprocessor is None or seconds_late <= 0:
            return None
        asked = self._preprocessor.plugin_inst.late_submission_penalty(student, points, seconds_late)
        return None if asked is None else min(max(float(asked), 0.0), points)


def _configuration(root: Path) -> Config:
    """The configuration that nbgrader reads for a course, less the folder that happens to be the current one."""
    reader = Application(raise_config_file_errors=True)
    reader.load_config_file("nbgrader_config", path=[str(root), *jupyter_config_path()])
    return reader.config
