"""An old name in courses' ``nbgrader_config.py``: what it named has moved. It goes with version 0.3."""

import warnings

from autograder.nbgrader_plugins.collect import Collect

__all__ = ["Collect"]

MOVED = "autograder.nbgrader_plugins.collect"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
