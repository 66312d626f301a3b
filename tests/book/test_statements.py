"""Which statements of a page's cells run without PyTorch."""

import pytest

from autograder.assignment import assignment_names, load_assignment
from autograder.release import build
from book.lab.statements import Runnable, names_of, runnable

ALL = Runnable()


def test_a_cell_without_what_is_missing_runs_as_a_whole() -> None:
    assert runnable(["import numpy as np", "x = np.ones(2)", "", "%pip install x\nprint(x)"]) == [ALL] * 4


def test_the_import_alone_is_no_reason_its_use_is() -> None:
    cells = runnable(["import numpy as np\nimport torch", "x = np.ones(2)\ny = torch.ones(2)", "x.sum()", "y.sum()"])
    assert cells == [ALL, Runnable("PyTorch", "x = np.ones(2)"), ALL, Runnable("PyTorch", "")]


@pytest.mark.parametrize(
    "statement",
    [
        "y = torch.ones(2)",
        "def y():\n    return torch.ones(2)",
        "class y:\n    one = torch.ones(1)",
        "y: object = torch.ones(2)",
        "for k in range(2):\n    y = torch.ones(2)",
        "with torch.no_grad() as y:\n    pass",
        "y[0] = torch.ones(1)",
        "y.one = torch.ones(1)",
        "y.append(torch.ones(1))",
        "y += torch.ones(1)",
        "from torch import ones as y",
        "y = (lambda: torch.ones(1))()",
    ],
)
def test_what_a_statement_makes_or_changes_is_missing_with_it(statement: str) -> None:
    first, second = runnable([f"import torch\ny = []\nkept = 1\n{statement}", "print(y)"])
    assert second == Runnable("PyTorch", ""), "what hangs on it does not run either"
    assert "kept = 1" in first.rest or first == ALL


def test_a_name_that_is_made_anew_is_there_again() -> None:
    assert runnable(["import torch\ny = torch.ones(1)", "y = 3", "print(y)"])[1:] == [ALL, ALL]


def test_a_module_is_not_missing_because_a_statement_with_a_missing_name_called_it() -> None:
    assert runnable(["import numpy as np\nimport torch\nnp.testing.assert_equal(torch.ones(1), 1)", "np.ones(1)"]) == [
        Runnable("PyTorch", "import numpy as np"),
        ALL,
    ]


def test_a_local_name_is_another_one() -> None:
    assert runnable(["import torch\ny = torch.ones(1)", "def f(y):\n    return y", "f(2)"])[1:] == [ALL, ALL]


def test_the_library_has_the_name_by_which_readers_know_it() -> None:
    (cell,) = runnable(["from sklearn.datasets import load_digits\nload_digits()"])
    assert cell.lacks == "scikit-learn"
    (cell,) = runnable(["from babel.dates import format_date\nprint(format_date(day))"])
    assert cell.lacks == "Babel"


def test_no_cell_needs_a_name_that_only_a_check_makes() -> None:
    """An assignment's page runs what stands above a cell without the checks."""
    for name in assignment_names():
        made: set[str] = set()
        of_checks: set[str] = set()
        for cell in build(load_assignment(name)).cells:
            if cell.cell_type == "code":
                makes, uses = names_of(cell.source)
                assert not (uses - makes - made) & of_checks, f"{name}: {cell.source}"
                is_check = cell.metadata.get("nbgrader", {}).get("grade")
                (of_checks if is_check else made).update(makes)
