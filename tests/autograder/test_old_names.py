"""Old names that courses have in their ``nbgrader_config.py``: they work, and say where what they named is now."""

import importlib
import sys

import pytest

from tests.support.paths import ROOT

NAMES = {
    "autograder.nbgrader_plugin": ("Intake", "Judge", "SaveVerdict", "keep_plain_files"),
    "autograder.collect": ("Collect",),
    "autograder.feedback_page": ("FeedbackPage",),
    "autograder.receipt_time": ("trust_files_alone",),
    "autograder.exports.canvas": ("CanvasExport",),
    "autograder.exports.moodle": ("MoodleExport",),
    "autograder.exports.gradescope": ("GradescopeExport",),
}


@pytest.mark.parametrize("module", NAMES)
def test_an_old_name_works_and_warns(module: str) -> None:
    sys.modules.pop(module, None)
    with pytest.warns(FutureWarning, match=f"{module} is now autograder.*: change nbgrader_config.py"):
        loaded = importlib.import_module(module)
    for name in NAMES[module]:
        now = getattr(importlib.import_module(loaded.MOVED), name)
        assert getattr(loaded, name) is now


def test_every_old_name_is_tried() -> None:
    beside = [path for path in (ROOT / "autograder").glob("*.py") if "MOVED = " in path.read_text(encoding="utf-8")]
    below = list((ROOT / "autograder" / "exports").glob("*.py"))
    found = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (*beside, *below)}
    assert found == set(NAMES)
