"""The one notebook whose metadata or cells name the assignment is the one handed in, whatever it is called."""

from pathlib import Path

import nbformat
import pytest

from autograder.submission import Found, Refused, Submission, find, parse, read, require_own

NAME, CELLS, FUNCTIONS = "a02_convolution", {"conv2d", "check_conv2d"}, {"conv2d"}


def notebook(assignment: str | None = NAME, source: str = "x = 1", cell: str | None = None) -> bytes:
    """A notebook of one cell; ``cell`` is its name in nbgrader's metadata."""
    made = nbformat.v4.new_code_cell(source)
    if cell:
        made.metadata["nbgrader"] = {"grade_id": cell}
    metadata = {"kernels_and_gates": {"assignment": assignment}} if assignment else {}
    return nbformat.writes(nbformat.v4.new_notebook(cells=[made], metadata=metadata)).encode()


def found(folder: Path) -> Found:
    return find(folder, NAME, CELLS)


@pytest.mark.parametrize(
    "name",
    ["Copy_of_a02_convolution", "a02_convolution (1)", "a02_convolution-Copy1", "A02_Convolution", "homework", "解答"],
)
@pytest.mark.parametrize(
    "data",
    [notebook(), notebook(None, cell="conv2d"), notebook(None, cell="check_conv2d")],
    ids=["metadata", "answer", "check"],
)
def test_the_one_notebook_of_the_assignment_is_found_under_any_name(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / f"{name}.ipynb"
    path.write_bytes(data)
    (tmp_path / "other.ipynb").write_bytes(notebook("a07_lstm", cell="conv2d"))
    (tmp_path / "damaged.ipynb").write_bytes(b"{")
    (tmp_path / "link.ipynb").symlink_to(path)
    (tmp_path / ".hidden.ipynb").write_bytes(data)
    result = found(tmp_path)
    assert result.path == path
    assert result.note == f"Your notebook was found under the name {name}.ipynb; it was expected as {NAME}.ipynb."


def test_the_name_that_was_asked_for_wins(tmp_path: Path) -> None:
    for name in (NAME, "copy"):
        (tmp_path / f"{name}.ipynb").write_bytes(notebook())
    assert found(tmp_path) == Found(tmp_path / f"{NAME}.ipynb")


def test_several_are_refused_by_their_names(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"copy{number}.ipynb").write_bytes(notebook())
    with pytest.raises(Refused) as caught:
        found(tmp_path)
    assert str(caught.value) == (
        "There are several notebooks of a02_convolution, copy0.ipynb, copy1.ipynb, copy2.ipynb, copy3.ipynb and 2 "
        "more, and none is named a02_convolution.ipynb: hand in one of them alone, or give it that name."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (notebook("a07_lstm"), "a.ipynb is a notebook of a07_lstm."),
        (notebook(None), "is no notebook of"),
        (b"{", "a.ipynb"),
    ],
    ids=["another assignment", "no assignment", "damaged"],
)
def test_a_foreign_notebook_alone_is_told_to_be_one(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.ipynb").write_bytes(data)
    with pytest.raises(Refused, match=r"^There is no notebook a02_convolution\.ipynb, and a\.ipynb ") as caught:
        found(tmp_path)
    assert reason in str(caught.value)


def test_an_empty_folder_and_none_name_the_file_to_hand_in(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Refused, match=r"There is no notebook a02_convolution\.ipynb"):
            read(found(folder).path)


def own(data: bytes) -> Submission:
    submission = parse(data, "a.ipynb")
    require_own(submission, NAME, CELLS, FUNCTIONS)
    return submission


@pytest.mark.parametrize(
    "data",
    [notebook(), notebook(None, cell="conv2d"), notebook(None, "def conv2d(x, w):\n    return x")],
    ids=["metadata", "answer", "definition"],
)
def test_a_notebook_with_anything_of_the_assignment_is_judged(data: bytes) -> None:
    assert own(data).cells


def test_a_wholly_foreign_notebook_is_told_once_that_it_is_one() -> None:
    with pytest.raises(Refused, match="This is no notebook of a02_convolution: it has none of its cells and none of"):
        own(notebook(None, "print('my holidays')"))
    with pytest.raises(Refused, match="This is a notebook of a07_lstm, handed in as a02_convolution"):
        own(notebook("a07_lstm", cell="conv2d"))


@pytest.mark.parametrize("version", ['"4"', '" 4 "', "4.0"])
def test_a_version_that_is_a_number_in_other_words_is_one(version: str) -> None:
    data = notebook().replace(b'"nbformat": 4', f'"nbformat": {version}'.encode())
    assert version.encode() in data
    assert parse(data, "a.ipynb").cells


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'{"cells": [], "metadata": {}}', "a.ipynb does not say which version of the notebook format it has"),
        (b'{"metadata": {}}', "a.ipynb has no cells"),
    ],
)
def test_a_file_without_a_version_says_what_to_do(data: bytes, message: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(data, "a.ipynb")
    assert str(caught.value).startswith(message)
    assert "local variable" not in str(caught.value)


def test_a_file_that_is_a_little_too_large_is_not_said_to_have_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    with path.open("wb") as file:
        file.truncate(20 * 2**20 + 1)
    with pytest.raises(Refused, match=r"has 20\.1 MB, more than the 20 MB that are read"):
        read(path)


def test_nothing_is_looked_for_where_a_link_leads(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / NAME
    elsewhere.mkdir(parents=True)
    (elsewhere / "copy.ipynb").write_bytes(notebook())
    (tmp_path / "student").mkdir()
    (tmp_path / "student" / NAME).symlink_to(elsewhere)
    (tmp_path / "linked").symlink_to(elsewhere.parent)
    for folder in (tmp_path / "student" / NAME, tmp_path / "linked" / NAME):
        assert found(folder) == Found(folder / f"{NAME}.ipynb")
    assert found(elsewhere).path == elsewhere / "copy.ipynb"
