"""Brings what learning platforms hand out into a course: whose it is, when it came in, who handed in nothing."""

from autograder.collecting.archive import Archive, opened
from autograder.collecting.bringing_in import Outcome, bring_in
from autograder.collecting.platforms import PLATFORMS, Collected, read

__all__ = ["PLATFORMS", "Archive", "Collected", "Outcome", "bring_in", "opened", "read"]
