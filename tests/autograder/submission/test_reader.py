"""What students hand in becomes cells, or a sentence that says what to do."""

import contextlib
import json
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assignment import Assignment
from autograder.batch import attempt
from autograder.records import Course, students
from autograder.submission import reader


def notebook(*sources: str, **metadata: object) -> bytes:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=metadata)).encode()


def refusal(data: bytes) -> str:
    with pytest.raises(reader.Refused) as caught:
        reader.parse(data, "a.ipynb")
    return str(caught.value)


def test_cells_and_assignment_are_read() -> None:
    submission = reader.parse(
        notebook("x = 1", "y = 2", kernels_and_gates={"assignment": "a02_convolution"}), "a.ipynb"
    )
    assert [cell.source for cell in submission.cells] == ["x = 1", "y = 2"]
    assert submission.assignment == "a02_convolution"


def test_a_byte_order_mark_is_no_reason_to_refuse() -> None:
    assert len(reader.parse(b"\xef\xbb\xbf" + notebook("x = 1"), "a.ipynb").cells) == 1


def test_half_characters_become_question_marks_and_notes_become_plain_words() -> None:
    data = json.dumps(json.loads(notebook("x = 1", kernels_and_gates={"assignment": "a\x1b[2J<b>\n"})))
    submission = reader.parse(data.replace("x = 1", "x = '\\ud800'").encode(), "a.ipynb")
    assert submission.cells[0].source == "x = '?'"
    assert submission.assignment == "a [2J‹b›"


def test_a_large_notebook_is_read_as_a_small_one_is() -> None:
    data = notebook("x = 1", "y" * reader.SMALL_BYTES, kernels_and_gates={"assignment": "a02_convolution"})
    assert len(data) > reader.SMALL_BYTES
    submission = reader.parse(data, "a.ipynb")
    assert [cell.source[:5] for cell in submission.cells] == ["x = 1", "yyyyy"]
    assert submission.assignment == "a02_convolution"
    assert "no readable notebook" in refusal(b"{" + b" " * reader.SMALL_BYTES).replace("not a", "no")


def test_a_notebook_that_takes_a_hundred_times_its_size_is_refused() -> None:
    maps = ",".join(["{}"] * 1_300_000)
    older = f'{{"nbformat": 3, "nbformat_minor": 0, "metadata": {{}}, "worksheets": [{{"cells": [{maps}]}}]}}'
    assert "has 1300000 cells, more than the 2000" in refusal(older.encode())
    second = f'{{"nbformat": 2, "worksheets": [7, {{"cells": {{}}}}, {{"cells": [{maps}]}}]}}'
    assert "has 1300000 cells" in refusal(second.encode())
    many = ",".join(["{}"] * 6_000_000)
    assert "reading it needed more than 256 MB" in refusal(f'{{"nbformat": 4, "cells": [], "x": [{many}]}}'.encode())


def test_a_file_name_is_shown_harmlessly(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\n.ipynb"
    with pytest.raises(reader.Refused, match=r"no notebook a\\x1b\[2J\\n.ipynb"):
        reader.read(path)


def test_utf_16_is_read() -> None:
    assert reader.parse(notebook("x = 1").decode().encode("utf-16"), "a.ipynb").cells[0].source == "x = 1"


@pytest.mark.parametrize(
    ("beginning", "what"), [(b"PK\x03\x04", "zip"), (b"\x1f\x8b\x08", "gzip"), (b"%PDF-1.7", "PDF")]
)
def test_another_kind_of_file_is_told_what_it_is(beginning: bytes, what: str) -> None:
    message = refusal(beginning + notebook("x = 1"))
    assert what in message
    assert "hand in the notebook itself" in message


@pytest.mark.parametrize("linked", ["one/a", "one"])
def test_a_linked_folder_is_refused(tmp_path: Path, linked: str) -> None:
    (tmp_path / "two" / "a").mkdir(parents=True)
    (tmp_path / "two" / "a" / "a.ipynb").write_bytes(notebook("x = 1"))
    (tmp_path / linked).parent.mkdir(exist_ok=True)
    (tmp_path / linked).symlink_to(tmp_path / linked.replace("one", "two"))
    assert reader.read(tmp_path / "one" / "a" / "a.ipynb")
    with pytest.raises(reader.Refused, match="symbolic link"):
        reader.read_submitted(tmp_path / "one" / "a" / "a.ipynb")


def test_notebook_format_3_is_read() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {"metadata": {}, "cells": [{"cell_type": "code", "input": "x = 1", "outputs": [], "language": "python"}]}
        ],
    }
    assert reader.parse(json.dumps(old).encode(), "a.ipynb").cells[0].source == "x = 1"


DAMAGED = {
    "truncated": notebook("x = 1")[:60],
    "empty": b"",
    "NUL-filled": b"\0" * 4096,
    "binary": bytes(range(256)) * 20,
    "list": b"[1, 2, 3]",
    "number": b"17",
    "other JSON": b'{"hello": "world"}',
    "cells is a mapping": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {}}',
    "future format": b'{"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}',
    "HTML login page": b"<!doctype html><title>Sign in</title>",
    "deep": b'{"cells":' + b"[" * 100_000,
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_refused_with_a_sentence(data: bytes) -> None:
    message = refusal(data)
    assert message.startswith("a.ipynb")
    assert message.endswith(".")
    assert len(message) < 300


def test_cells_of_the_wrong_kind_are_passed_over() -> None:
    data = json.loads(notebook("x = 1"))
    data["cells"] += [7, None, {"cell_type": "code"}, {"cell_type": "code", "source": 3, "metadata": []}]
    cells = reader.parse(json.dumps(data).encode(), "a.ipynb").cells
    assert [cell.source for cell in cells] == ["x = 1", "", ""]


@settings(max_examples=150)
@given(data=st.data())
def test_a_notebook_with_random_bytes_changed_is_cells_or_a_refusal(data: st.DataObject) -> None:
    raw = bytearray(notebook("def f(x):\n    return x", "y = 2"))
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(reader.Refused):
        assert isinstance(reader.parse(bytes(raw), "a.ipynb").cells, tuple)


def test_a_missing_file_says_the_name_to_use(tmp_path: Path) -> None:
    with pytest.raises(reader.Refused, match=r"no notebook a02_convolution\.ipynb"):
        reader.read(tmp_path / "a02_convolution.ipynb")


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("{}")
    link = tmp_path / "a.ipynb"
    link.symlink_to(secret)
    with pytest.raises(reader.Refused, match="symbolic link"):
        reader.read(link)


def test_a_pipe_or_a_folder_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    for name in ("pipe.ipynb", "folder.ipynb"):
        with pytest.raises(reader.Refused, match="not a plain file"):
            reader.read(tmp_path / name)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    with path.open("wb") as file:
        file.truncate(reader.MAX_NOTEBOOK_BYTES + 1)
    with pytest.raises(reader.Refused, match="clear the outputs"):
        reader.read(path)


@pytest.fixture
def somebody() -> Iterator[Path]:
    """A course's folder, as a user who is not root sees it: for root no folder is closed."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """No root for a while; a user who is none already stays who they are."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("closed", ["one", "one/a", "one/a/a.ipynb"])
def test_what_nobody_may_read_is_refused_and_nobody_is_left_out(somebody: Path, closed: str) -> None:
    path = somebody / "one" / "a" / "a.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook("x = 1"))
    (somebody / closed).chmod(0)
    course = Course.at(somebody, somebody)
    try:
        with as_nobody():
            assert students(course, "a") == ["one"]
            handed_in = attempt.read(course, "one", Assignment("a", "A", ()))
    finally:
        (somebody / closed).chmod(0o755)
    assert not handed_in.data
    assert handed_in.refused == "a.ipynb cannot be read (Permission denied)."


def test_a_socket_is_no_plain_file_and_a_file_no_folder(somebody: Path) -> None:
    path = somebody / "one" / "a" / "a.ipynb"
    path.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        with pytest.raises(reader.Refused, match="is not a plain file"):
            reader.read_submitted(path)
    with pytest.raises(reader.Refused, match="There is no notebook"):
        reader.read_submitted(path / "a" / "a.ipynb")
