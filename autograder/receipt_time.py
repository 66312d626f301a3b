"""An old name in courses' ``nbgrader_config.py``: what it named has moved. It goes with version 0.3."""

import warnings

from autograder.nbgrader_plugins.timestamps import trust_files_alone

__all__ = ["trust_files_alone"]

MOVED = "autograder.nbgrader_plugins.timestamps"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
