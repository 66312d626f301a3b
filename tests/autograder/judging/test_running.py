"""Right answers keep every point, whatever stands beside them that cannot run on the machine that grades."""

import sys
from collections.abc import Sequence

import pytest

from autograder.assignment import load_assignment
from autograder.judging import Verdict, judge
from autograder.release import fill
from autograder.sandbox import Limits
from autograder.submission import Cell, Submission

pytestmark = pytest.mark.sandbox

ASSIGNMENT = load_assignment("a02_convolution")
HELPED = """
# answer: conv2d
def conv2d(x: np.ndarray, w: np.ndarray, b: np.ndarray | None = None, *, stride=1, padding=0) -> np.ndarray:
    return _helped(conv2d_im2col(x, w, b, stride=stride, padding=padding))
"""
HELPER = "def _helped(out):\n    return out\n"
FAST = Limits(cell_seconds=2, call_seconds=2, experiment_seconds=4)


def cells_of(
    student: str, imports: Sequence[str] | None = None, first: str = "", last: Sequence[str] = ()
) -> Submission:
    """The perfect notebook with the blocks of ``student``, and extra cells at its ends.

    ``imports`` are lines above those of its import cell; None leaves that cell out.
    """
    cells = [
        Cell(cell.source, cell.metadata.get("nbgrader", {}).get("grade_id"), cell.cell_type == "code")
        for cell in fill(ASSIGNMENT, f"# base: perfect\n{student}").cells
    ]
    index = next(index for index, cell in enumerate(cells) if cell.source.startswith("import numpy as np"))
    kept = [] if imports is None else [Cell("\n".join((*imports, cells[index].source)), None, is_code=True)]
    cells[index : index + 1] = kept
    added = [Cell(first, None, is_code=True)] if first else []
    return Submission((*added, *cells, *(Cell(source, None, is_code=True) for source in last)), None)


def verdict(submission: Submission, limits: Limits | None = None) -> Verdict:
    return judge(ASSIGNMENT, submission, 5, limits).verdict


def messages(found: Verdict) -> list[str]:
    return [exercise.message for exercise in found.exercises if exercise.status != "passed"]


def test_the_sample_answers_import_nothing_that_the_notebook_imports() -> None:
    imports = [cell.source for cell in cells_of("", []).cells if "import numpy as np" in cell.source]
    assert len(imports) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("from google.colab import drive", "there is no google.colab here (ModuleNotFoundError)"),
        ("import pandas", "there is no pandas here (ModuleNotFoundError)"),
        ("%load_ext lab_black", "there is no lab_black here (ModuleNotFoundError)"),
        ("%matplotlib widget", "'widget' is not a recognised GUI loop"),
        ("%no_such_magic", "UsageError: Line magic function `%no_such_magic` not found"),
        ('__import__("os").chdir("/content/x")', "No such file or directory: '/content/x'"),
        ("input()", "input() has nobody to ask"),
        ("exit()", "exit and quit are not available"),
    ],
)
def test_a_line_that_fails_above_the_imports_costs_nothing_and_is_named(line: str, why: str) -> None:
    found = verdict(cells_of("", [line]))
    assert found.score == found.max_score, messages(found)
    (note,) = found.notes
    cell = next(number for number, one in enumerate(cells_of("", [line]).cells, 1) if one.source.startswith(line))
    assert note.startswith(f"Cell {cell}, line 1: ")
    assert why in note
    assert note.endswith("; the line was passed over.")


def test_the_released_names_are_there_without_the_import_cell() -> None:
    found = verdict(cells_of("", None))
    assert found.score == found.max_score, messages(found)
    assert found.notes == ()


def test_a_notebook_may_give_a_released_name_to_something_else() -> None:
    own = "import types\n\nimport numpy\n\nnp = types.SimpleNamespace(**vars(numpy), mine=1)\n"
    found = verdict(cells_of(HELPED.replace("_helped(", "np.mine * ("), None, own, ["assert np.mine == 1"]))
    assert found.score == found.max_score, messages(found)
    assert found.notes == ()


def test_a_helper_below_a_failing_import_is_there() -> None:
    found = verdict(cells_of(HELPED, [], "import pandas\nfrom x import (\n    y,\n)\n\n\n" + HELPER))
    assert found.score == found.max_score, messages(found)
    assert found.notes == (
        "Cell 1, line 1: there is no pandas here (ModuleNotFoundError); the line was passed over.",
        "Cell 1, lines 2 to 4: there is no x here (ModuleNotFoundError); these lines were passed over.",
    )


def test_no_statement_of_a_cell_runs_twice() -> None:
    counts = "try:\n    runs += 1\nexcept NameError:\n    runs = 1\n"
    found = verdict(cells_of("", [], f"{counts}1 / 0\nruns += 1\nundefined\nassert runs == 2\nruns"))
    assert [note.split(":")[1].strip() for note in found.notes] == ["ZeroDivisionError", "NameError"]


def test_an_answer_is_whole_or_not_at_all() -> None:
    found = verdict(cells_of(HELPED.replace("def conv2d", "import pandas\n\n\ndef conv2d")))
    assert [exercise.name for exercise in found.exercises if exercise.status != "passed"] == ["conv2d"]
    assert messages(found) == ["The cell with your answer ended with ModuleNotFoundError: No module named 'pandas'."]
    assert found.notes == ()


def test_a_missing_name_says_where_it_was_lost() -> None:
    answer = "\n# answer: conv2d\ndef conv2d(x, w, b=None, *, stride=1, padding=0):\n    return pd.DataFrame(x)\n"
    (message,) = messages(verdict(cells_of(answer, [], "x = 1\nimport pandas as pd")))
    assert message.endswith(
        "`pd` is missing because cell 1, line 2 was passed over: there is no pandas here (ModuleNotFoundError)."
    )


def test_an_answer_lost_in_a_cell_of_the_students_own_says_why() -> None:
    own = "import pandas as pd\n\n\nclass im2col(pd.DataFrame):\n    pass"
    found = verdict(cells_of("\n# answer: im2col\n# see above\n", [], own))
    message = next(exercise.message for exercise in found.exercises if exercise.name == "im2col")
    assert message.startswith("No function im2col was found in the notebook")
    assert message.endswith(
        "`im2col` is missing because cell 1, lines 4 to 5 were passed over: NameError: name 'pd' is not defined."
    )


def test_a_cell_with_a_mistake_of_writing_does_nothing_as_in_jupyter() -> None:
    found = verdict(cells_of("", [], last=["def conv2d(x):\n    return 0\n\n\ndef im2col(x)\n    return 0"]))
    assert found.score == found.max_score, messages(found)


def test_experiments_after_the_answers_lose_their_own_outputs_alone() -> None:
    slow = ["import time\ntime.sleep(30)", "while True:\n    pass", "import asyncio\nawait asyncio.sleep(30)\nlate = 1"]
    found = verdict(cells_of("", [], last=[*slow, *slow[:1] * 4, "assert late == 1"]), FAST)
    assert found.score == found.max_score, messages(found)
    assert "ran longer than 2 s and was stopped; what stands below was run." in found.notes[0]
    assert "because the time for experiments was used up" in found.notes[2]
    assert "AssertionError" not in " ".join(found.notes)


@pytest.mark.parametrize(
    "slow",
    [
        "import time\ntime.sleep(30)\n" + HELPER,
        HELPER + "import time\ntime.sleep(30)",
        HELPER
        + "while True:\n    try:\n        while True: pass\n    except BaseException: pass",  # the grader ends it
        HELPER + "import os\nos._exit(1)",
    ],
)
def test_what_a_slow_or_fatal_experiment_defines_is_kept(slow: str) -> None:
    died = "\n# answer: toeplitz\ndef toeplitz(w, length, mode):\n    import os\n    os._exit(1)\n"
    found = verdict(cells_of(HELPED + died, [], slow), FAST)
    assert [exercise.name for exercise in found.exercises if exercise.status != "passed"] == ["toeplitz"]


def test_experiments_that_end_the_process_again_and_again_cost_nothing() -> None:
    found = verdict(cells_of(HELPED, [], HELPER, ["import os\nos._exit(1)"] * 20), FAST)
    assert found.score == found.max_score, messages(found)


def test_a_notebook_may_use_the_alarm_for_itself() -> None:
    first = "import signal\n\nrang = []\nsignal.signal(signal.SIGALRM, lambda *_: rang.append(1));"
    second = "import time\n\nsignal.setitimer(signal.ITIMER_REAL, 0.01)\ntime.sleep(0.1)\nassert rang"
    assert verdict(cells_of("", [], first, [second])).notes == ()


def test_nothing_is_installed_and_nobody_waits_for_it() -> None:
    commands = ["!pip install x", "%pip install x", "!{sys.executable} -m pip install -q x", "!sudo apt-get install x"]
    cells = ["import sys", *commands, "lines = !pip install x\nprint(lines)", "!pip --version"]
    judgement = judge(ASSIGNMENT, cells_of("", [], last=cells), 5)
    assert judgement.verdict.score == judgement.verdict.max_score
    shown = ["".join(output.get("text", "") for output in run.outputs) for run in judgement.runs[-7:] if run]
    assert shown[1:5] == ["Nothing can be installed while a notebook is graded: there is no network here.\n"] * 4
    assert "there is no network here" in shown[5]
    assert shown[6].startswith("pip ")


def test_a_module_that_the_notebook_writes_is_imported() -> None:
    written = f"%%writefile mine.py\nimport torch\n{HELPER}\ndef refused(x):\n    return torch.relu(x)\n"
    refused = "\n# answer: toeplitz\ndef toeplitz(w, length, mode):\n    import mine\n\n    return mine.refused(w)\n"
    found = verdict(cells_of(HELPED + refused, ["from mine import _helped"], written))
    assert [exercise.status for exercise in found.exercises if exercise.status != "passed"] == ["refused"]
    assert found.notes == ()


def test_what_a_newer_python_accepts_is_said_with_both_versions() -> None:
    new = '\ndef named(d):\n    return f"{d["a"]}"\n\n\n'
    answer = HELPED.replace("    return", '    name = f"{dict(a=1)["a"]}"\n    return')
    found = verdict(cells_of(answer, [], new + HELPER))
    if sys.version_info >= (3, 12):
        assert found.score == found.max_score
        return
    (message,) = messages(found)
    assert "graded with Python 3.11, which does not know this line; Python 3.12 and newer accept it" in message
    (note,) = found.notes
    assert note.startswith("Cell 1, lines 2 to 3: SyntaxError: notebooks are graded with Python 3.11")


def test_a_cell_magic_below_a_comment_is_told_its_place() -> None:
    (message,) = messages(verdict(cells_of(HELPED.replace("def conv2d", "# mine\n%%time\ndef conv2d"))))
    assert "a cell magic must be the very first line of its cell" in message
