"""The student's notebook in a real Jupyter kernel: a right answer passes its check cell, a wrong one reads why not."""

from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from tests.support.jupyter import check_cells, errors, notebook_of

ASSIGNMENT = load_assignment("a02_convolution")


@pytest.mark.parametrize("student", ["perfect", "loops", "einsum", "stride_tricks_im2col"])
def test_right_answers_pass_every_check_cell(student: str, tmp_path: Path) -> None:
    checks = check_cells(notebook_of(ASSIGNMENT, student), tmp_path)
    assert {name: errors(cell) for name, cell in checks.items()} == {name: [] for name in checks}
    assert all("✓" in cell.outputs[0].text for cell in checks.values())


def test_a_flipped_kernel_fails_where_it_is_wrong_and_where_it_is_used(tmp_path: Path) -> None:
    checks = check_cells(notebook_of(ASSIGNMENT, "flipped_kernel"), tmp_path)
    failed = {name for name, cell in checks.items() if errors(cell)}
    # conv2d_backward is right; its visible check takes the numeric gradient of the student's own, flipped conv2d
    assert failed == {"cross_correlate1d", "conv2d", "conv2d_im2col", "conv2d_backward"}
    assert all([error.ename for error in errors(checks[name])] == ["CheckFailed"] for name in failed)


def test_in_the_chinese_notebook_the_same_checks_fail_and_say_why_in_chinese(tmp_path: Path) -> None:
    checks = check_cells(notebook_of(ASSIGNMENT, "flipped_kernel", "zh"), tmp_path)
    failed = {name: errors(cell)[0].evalue for name, cell in checks.items() if errors(cell)}
    assert failed.keys() == {"cross_correlate1d", "conv2d", "conv2d_im2col", "conv2d_backward"}
    assert failed["cross_correlate1d"].splitlines() == [
        "narrow：1·1 + 2·10，然后 2·1 + 3·10：元素 [0] 是 12，应当是 21（2 个元素中有 2 个错）。",
        "  你的：[12 23]",
        "  正确：[21 32]",
    ]
    assert "✓ wide：就是上面的表\n" in checks["convolve1d"].outputs[0].text
