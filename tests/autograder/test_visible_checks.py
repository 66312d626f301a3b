"""The student's notebook in a real Jupyter kernel: a right answer passes its check cell, a wrong one reads why not."""

import nbclient
import pytest
from nbformat import NotebookNode

from autograder import cases, release
from autograder.sample import SUBMISSIONS, fill

ASSIGNMENT = cases.load("a02_convolution")


def executed(notebook: NotebookNode, tmp_path: object) -> dict[str, NotebookNode]:
    """The notebook's check cells by exercise, after every cell has run."""
    client = nbclient.NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    checks = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.metadata.nbgrader.grade_id.removeprefix("check_"): cell for cell in checks}


def errors(cell: NotebookNode) -> list[str]:
    return [output.ename for output in cell.outputs if output.output_type == "error"]


@pytest.mark.parametrize("student", ["perfect", "loops", "einsum", "stride_tricks_im2col"])
def test_right_answers_pass_every_check_cell(student: str, tmp_path: object) -> None:
    blocks = (SUBMISSIONS / ASSIGNMENT.name / f"{student}.py").read_text(encoding="utf-8")
    checks = executed(fill(ASSIGNMENT, blocks), tmp_path)
    assert {name: errors(cell) for name, cell in checks.items()} == {name: [] for name in checks}
    assert all("✓" in cell.outputs[0].text for cell in checks.values())


def test_a_flipped_kernel_fails_where_it_is_wrong_and_where_it_is_used(tmp_path: object) -> None:
    blocks = (SUBMISSIONS / ASSIGNMENT.name / "flipped_kernel.py").read_text(encoding="utf-8")
    checks = executed(fill(ASSIGNMENT, blocks), tmp_path)
    failed = {name for name, cell in checks.items() if errors(cell)}
    # conv2d_backward is right; its visible check takes the numeric gradient of the student's own, flipped conv2d
    assert failed == {"cross_correlate1d", "conv2d", "conv2d_im2col", "conv2d_backward"}
    assert all(errors(checks[name]) == ["CheckFailed"] for name in failed)


def test_the_untouched_notebook_says_what_is_not_written_yet(tmp_path: object) -> None:
    checks = executed(release.build(ASSIGNMENT), tmp_path)
    for name, cell in checks.items():
        error = next(output for output in cell.outputs if output.output_type == "error")
        assert "not written yet" in error.evalue, f"{name}: {error.evalue}"
