"""The course's ``nbgrader_config.py``, read as nbgrader reads it: every command obeys it."""

import sys
from pathlib import Path
from typing import Any

from autograder.errors import UsageError

NAME = "nbgrader_config"


def load(*folders: Path) -> Any:
    """nbgrader's configuration (traitlets' ``Config``) of a course: that in ``folders``, then the user's own.

    What stands in an earlier folder counts. The folder that happens to be the current one counts only where it is
    named, and nbgrader's plug-ins are looked for in the folders, too.
    Raises `UsageError` where a configuration cannot be read: no course is graded as if it had none.
    """
    from jupyter_core.paths import jupyter_config_path
    from nbgrader.apps.baseapp import NbGrader
    from traitlets.config import Application

    for folder in folders:
        if str(folder) not in sys.path:
            sys.path.append(str(folder))  # a plug-in of the course lies beside its configuration, as for nbgrader
    try:
        reader = NbGrader(raise_config_file_errors=True)  # it knows the names of earlier versions, too
        Application.load_config_file(reader, NAME, path=[*map(str, folders), *jupyter_config_path()])
        return reader.config
    except (Exception, SystemExit) as error:  # a configuration is a program, and fails in any way
        raise unusable(folders[0], error) from None


def unusable(folder: Path, error: BaseException) -> UsageError:
    """The error to raise for a configuration that cannot be used."""
    return UsageError(
        f"The configuration {folder / f'{NAME}.py'} cannot be used ({type(error).__name__}: {error}): mend it, or "
        "nobody knows where things are and what late submissions lose."
    )
