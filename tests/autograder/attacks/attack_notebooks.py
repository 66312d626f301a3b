"""What somebody hands in that a cell's text cannot express: other bytes, links, altered metadata, cells moved about.

Each function below `attack` is a student named for it: it gets the folder to hand in to (``submitted/<student>/<a>``),
which does not exist yet, and the perfect notebook as plain JSON, to change as it likes. Its docstring begins with the
line of ATTACKS.md that it is for ("+": beyond the list).
"""

import copy
import gzip
import io
import json
import os
import socket
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

from autograder.assignment import load_assignment
from autograder.release import build, fill
from autograder.submission import reader
from tests.support import hostile
from tests.support.paths import ATTACKS as SUBMISSIONS

Notebook = dict[str, Any]
Attack = Callable[[Path, Notebook], None]

ASSIGNMENT = "a02_convolution"
ATTACKS: dict[str, Attack] = {}
NAMES = ("<img src=x onerror=alert(1)>", "-rf", "a b", "学生 é", "=1+1", "%s{0} &amp;", "'; DROP TABLE grade; --")
WRONG = "def conv2d(x, w, b=None, *, stride=1, padding=0):\n    return np.zeros(1)"


def attack(function: Attack) -> Attack:
    """Make ``function`` a student."""
    ATTACKS[function.__name__] = function
    return function


def hand_in(submitted: Path, assignment: str) -> dict[str, str]:
    """Write everybody's submission of ``assignment``; what each is, in the words of its first comment or docstring."""
    loaded = load_assignment(assignment)
    perfect: Notebook = dict(fill(loaded, "# base: perfect\n"))
    says = {"perfect": "An honest student beside them all."}
    save(submitted / "perfect" / assignment, perfect, assignment)
    for path in sorted((SUBMISSIONS / assignment).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        save(submitted / path.stem / assignment, json.loads(nbformat.writes(fill(loaded, text))), assignment)
        says[path.stem] = " ".join(line.removeprefix("# ") for line in text.partition("\n\n")[0].splitlines()[1:])
    if assignment == ASSIGNMENT:
        for name, function in ATTACKS.items():
            function(submitted / name / assignment, json.loads(json.dumps(perfect)))
            says[name] = (function.__doc__ or "").splitlines()[0]
        for name in NAMES:
            save(submitted / name / assignment, perfect)
            says[name] = "+: a name that means something to a shell, a page, a sheet, a format or a database."
    return says


def save(folder: Path, notebook: Notebook | bytes, assignment: str = ASSIGNMENT) -> Path:
    """Hand in ``notebook`` under the right name."""
    folder.mkdir(parents=True)
    path = folder / f"{assignment}.ipynb"
    path.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
    return path


def cell(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    """The cell that nbgrader calls ``grade_id``."""
    found: dict[str, Any] = next(c for c in notebook["cells"] if _grade_id(c) == grade_id)
    return found


def code(source: str, **metadata: Any) -> dict[str, Any]:
    """A code cell."""
    return {
        "cell_type": "code",
        "id": "x",
        "metadata": metadata,
        "outputs": [],
        "execution_count": None,
        "source": source,
    }


def _grade_id(a_cell: dict[str, Any]) -> str:
    found: str = a_cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return found


def _checks(notebook: Notebook) -> list[dict[str, Any]]:
    return [c for c in notebook["cells"] if _grade_id(c).startswith("check_")]


def _answers(notebook: Notebook) -> list[dict[str, Any]]:
    return [c for c in notebook["cells"] if _grade_id(c) and not _grade_id(c).startswith("check_")]


# --- secrets


@attack
def notebook_is_a_link(folder: Path, notebook: Notebook) -> None:
    """5: the notebook is a symbolic link to another student's."""
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").symlink_to(f"../../perfect/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")


@attack
def folder_is_a_link(folder: Path, notebook: Notebook) -> None:
    """5: the assignment's folder is a symbolic link to another student's."""
    folder.parent.mkdir(parents=True)
    folder.symlink_to(f"../perfect/{ASSIGNMENT}")


@attack
def student_is_a_link(folder: Path, notebook: Notebook) -> None:
    """5: the student's whole folder is a symbolic link to another student's."""
    folder.parent.symlink_to("perfect")


@attack
def links_beside_the_notebook(folder: Path, notebook: Notebook) -> None:
    """5: links beside a right notebook, to the gradebook, to a file without end and to a folder."""
    save(folder, notebook)
    (folder / "notes.txt").symlink_to("../../../nbgrader_config.py")
    (folder / "zeros.bin").symlink_to("/dev/zero")
    (folder / "others").symlink_to("../../perfect")
    os.mkfifo(folder / "pipe")


# --- forged scores


@attack
def check_cells_tampered(folder: Path, notebook: Notebook) -> None:
    """9: every check cell is changed in another way, and conv2d is wrong."""
    cell(notebook, "conv2d")["source"] = WRONG
    first, second, third, fourth, fifth, sixth, seventh = _checks(notebook)
    fourth["metadata"]["tags"] = ["skip-execution", "raises-exception"]
    fourth["metadata"]["nbgrader"] |= {"points": 1000, "locked": False}
    first["source"] = ""
    second["cell_type"] = "markdown"
    third["cell_type"] = "raw"
    fifth["source"] = "3.0"
    fifth["outputs"] = [nbformat.v4.new_output("execute_result", {"text/plain": "1000.0"}, execution_count=1)]
    sixth["metadata"]["nbgrader"] |= {"grade": False, "solution": True, "task": True, "schema_version": 99}
    seventh["metadata"]["nbgrader"]["points"] = float("nan")
    save(folder, notebook)


@attack
def answer_cells_tampered(folder: Path, notebook: Notebook) -> None:
    """9: right answers in cells with other tags, types, points and schema versions."""
    first, second, third, fourth, fifth, *_ = _answers(notebook)
    first["cell_type"] = "markdown"
    second["cell_type"] = "raw"
    third["metadata"]["tags"] = ["skip-execution", "remove-cell"]
    fourth["metadata"]["nbgrader"] |= {"grade": True, "points": 1000, "checksum": "0"}
    fifth["metadata"]["nbgrader"] |= {"schema_version": 1, "locked": True, "solution": False}
    save(folder, notebook)


@attack
def forged_outputs(folder: Path, notebook: Notebook) -> None:
    """11: the file holds the outputs of a right run, displays of a score and scripts; conv2d is wrong."""
    cell(notebook, "conv2d")["source"] = WRONG
    script = nbformat.v4.new_output("display_data", {"text/html": "<script>alert('owned')</script>"})
    for each in notebook["cells"]:
        if each["cell_type"] == "code":
            score = nbformat.v4.new_output("execute_result", {"text/plain": "3.0"}, execution_count=1)
            each["outputs"], each["execution_count"] = [score, script], 7
    save(folder, notebook)


@attack
def forged_timestamp(folder: Path, notebook: Notebook) -> None:
    """18: a timestamp.txt that says 1999, handed in with the notebook."""
    save(folder, notebook)
    (folder / "timestamp.txt").write_text("1999-12-31 23:59:59.000000 UTC")


@attack
def garbled_timestamp(folder: Path, notebook: Notebook) -> None:
    """18: a timestamp.txt that is no time, handed in with the notebook."""
    save(folder, notebook)
    (folder / "timestamp.txt").write_text("yesterday, I swear")


# --- what is no notebook


def _archive(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


@attack
def zip_archive(folder: Path, notebook: Notebook) -> None:
    """31: an archive, whose file would climb out of its folder, under the notebook's name."""
    save(folder, _archive(f"../../perfect/{ASSIGNMENT}/{ASSIGNMENT}.ipynb", json.dumps(notebook).encode()))


@attack
def zip_bomb(folder: Path, notebook: Notebook) -> None:
    """31: an archive that would be 64 MB."""
    save(folder, _archive("a.ipynb", bytes(2**26)))


@attack
def gzipped(folder: Path, notebook: Notebook) -> None:
    """31: the right notebook, compressed."""
    save(folder, gzip.compress(json.dumps(notebook).encode()))


@attack
def binary_file(folder: Path, notebook: Notebook) -> None:
    """31: bytes that are no text."""
    save(folder, bytes(range(256)) * 4096)


@attack
def huge_file(folder: Path, notebook: Notebook) -> None:
    """31, 32: a file larger than what is read."""
    with save(folder, b"").open("wb") as file:
        file.truncate(reader.MAX_NOTEBOOK_BYTES * 8)


@attack
def truncated_file(folder: Path, notebook: Notebook) -> None:
    """32: half of the notebook."""
    data = json.dumps(notebook).encode()
    save(folder, data[: len(data) // 2])


@attack
def empty_file(folder: Path, notebook: Notebook) -> None:
    """32: nothing."""
    save(folder, b"")


@attack
def nul_filled_file(folder: Path, notebook: Notebook) -> None:
    """32: zero bytes, as a crashed disk leaves them."""
    save(folder, bytes(9_000))


@attack
def list_for_a_notebook(folder: Path, notebook: Notebook) -> None:
    """32: JSON of another shape."""
    save(folder, b'[{"cells": []}, {"cells": []}]')


@attack
def deeply_nested_file(folder: Path, notebook: Notebook) -> None:
    """32: a million brackets."""
    save(folder, b'{"nbformat": 4, "cells": ' + b"[" * 10**6 + b"]" * 10**6 + b"}")


@attack
def a_number_too_long(folder: Path, notebook: Notebook) -> None:
    """+: an integer of a million digits, which takes a quadratic time to read."""
    save(folder, b'{"nbformat": 4, "cells": [], "metadata": {"n": ' + b"7" * 10**6 + b"}}")


@attack
def format_3(folder: Path, notebook: Notebook) -> None:
    """32: the right notebook in nbformat 3."""
    old = [
        {"cell_type": "code", "language": "python", "outputs": [], "metadata": c["metadata"], "input": c["source"]}
        if c["cell_type"] == "code"
        else {"cell_type": "markdown", "metadata": {}, "source": c["source"]}
        for c in notebook["cells"]
    ]
    worksheets = [{"cells": old, "metadata": {}}]
    save(folder, {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": worksheets})


@attack
def byte_order_mark(folder: Path, notebook: Notebook) -> None:
    """32: a byte order mark before the right notebook."""
    save(folder, b"\xef\xbb\xbf" + json.dumps(notebook).encode())


@attack
def wide_characters(folder: Path, notebook: Notebook) -> None:
    """32: the right notebook, saved as UTF-16 by an editor."""
    save(folder, json.dumps(notebook).encode("utf-16"))


@attack
def too_many_cells(folder: Path, notebook: Notebook) -> None:
    """+: a right notebook with 100 000 empty cells more."""
    notebook["cells"] += [code("")] * 100_000
    save(folder, notebook)


# --- cells moved about


@attack
def duplicated_check_cell(folder: Path, notebook: Notebook) -> None:
    """33: every check cell is there twice, once with other contents."""
    doubled = []
    for each in notebook["cells"]:
        doubled.append(each)
        if _grade_id(each).startswith("check_"):
            doubled.append({**copy.deepcopy(each), "source": "raise SystemExit('the second')", "id": "again"})
    notebook["cells"] = doubled
    save(folder, notebook)


@attack
def duplicated_answer_cell(folder: Path, notebook: Notebook) -> None:
    """33: the answer cell of conv2d three times: a wrong one, one that never ends, then the right one."""
    index = notebook["cells"].index(cell(notebook, "conv2d"))
    first, second = copy.deepcopy(notebook["cells"][index]), copy.deepcopy(notebook["cells"][index])
    first["source"], second["source"] = WRONG, "import os\nos._exit(1)"
    second["cell_type"] = "markdown"
    notebook["cells"][index:index] = [first, second]
    save(folder, notebook)


@attack
def answer_in_a_second_check_cell(folder: Path, notebook: Notebook) -> None:
    """+: conv2d is solved in the first of two check cells alone. Check cells never run: it is not written."""
    index = notebook["cells"].index(cell(notebook, "check_conv2d"))
    answer = cell(notebook, "conv2d")
    notebook["cells"].insert(index, {**copy.deepcopy(notebook["cells"][index]), "source": answer["source"]})
    answer["source"] = "# see below"
    save(folder, notebook)


@attack
def missing_cells(folder: Path, notebook: Notebook) -> None:
    """34: conv2d's cells and the check cell of toeplitz are deleted."""
    gone = ("conv2d", "check_conv2d", "check_toeplitz")
    notebook["cells"] = [c for c in notebook["cells"] if _grade_id(c) not in gone]
    save(folder, notebook)


@attack
def missing_check_cells(folder: Path, notebook: Notebook) -> None:
    """19, 34: handed in without any check cell; conv2d is wrong."""
    cell(notebook, "conv2d")["source"] = WRONG
    notebook["cells"] = [c for c in notebook["cells"] if not _grade_id(c).startswith("check_")]
    save(folder, notebook)


@attack
def renamed_cells(folder: Path, notebook: Notebook) -> None:
    """34: right answers in cells whose nbgrader names are others', numbers, lists, or gone."""
    odd = ["conv2d_backward", 7, None, ["conv2d"], "check_", "", "no such name"]
    for each, name in zip(_answers(notebook), odd, strict=True):
        each["metadata"]["nbgrader"]["grade_id"] = name
    save(folder, notebook)


@attack
def reordered_cells(folder: Path, notebook: Notebook) -> None:
    """34, 40: the graded cells of a right notebook from the last to the first, below all others."""
    graded = [c for c in notebook["cells"] if _grade_id(c)]
    notebook["cells"] = [c for c in notebook["cells"] if not _grade_id(c)] + graded[::-1]
    save(folder, notebook)


@attack
def extra_notebooks(folder: Path, notebook: Notebook) -> None:
    """34: other notebooks beside the right one, one of them damaged."""
    path = save(folder, notebook)
    (path.parent / "other.ipynb").write_bytes(path.read_bytes())
    (path.parent / f"{ASSIGNMENT} (1).ipynb").write_bytes(b"{")


@attack
def missing_notebook(folder: Path, notebook: Notebook) -> None:
    """34: a folder without a notebook."""
    folder.mkdir(parents=True)
    (folder / "sorry.txt").write_text("my dog")


@attack
def renamed_notebook(folder: Path, notebook: Notebook) -> None:
    """34, 65: the right notebook under another name."""
    save(folder, notebook).rename(folder / "homework.ipynb")


@attack
def wrong_assignment(folder: Path, notebook: Notebook) -> None:
    """34: the notebook of another assignment."""
    save(folder, nbformat.writes(build(load_assignment("a07_lstm"))).encode())


@attack
def unknown_assignment(folder: Path, notebook: Notebook) -> None:
    """34: a notebook that says it is of an assignment that nobody knows, in words for a terminal and a page."""
    notebook["metadata"]["kernels_and_gates"]["assignment"] = "\x1b[2J<script>\ud800\n[bold]a02"
    save(folder, notebook)


@attack
def other_language(folder: Path, notebook: Notebook) -> None:
    """35: right answers in a notebook that says it is in R."""
    notebook["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    notebook["metadata"]["language_info"] = {"name": "R", "version": "4.4", "file_extension": ".r"}
    save(folder, notebook)


@attack
def stray_metadata(folder: Path, notebook: Notebook) -> None:
    """35: metadata of every kind, also such as the grader itself writes."""
    notebook["metadata"] |= {
        "widgets": [],
        "celltoolbar": 7,
        "nbgrader": {"score": 20},
        "\ud800": "\udfff",
        "nan": float("nan"),
    }
    notebook["metadata"]["kernels_and_gates"] |= {"refused": "Full marks, says the teacher.", "score": 20}
    notebook |= {"score": 20, "nbformat_minor": -3}
    for index, each in enumerate(notebook["cells"]):
        each["metadata"]["editable"] = each["metadata"]["deletable"] = index % 2 == 0
        each["attachments"] = {"x.png": {"image/png": "\"><script>alert('owned')</script>"}}
        each["id"] = "the same"
    save(folder, notebook)


@attack
def odd_shapes(folder: Path, notebook: Notebook) -> None:
    """35: right answers among cells that are none, sources in pieces and keys that are there twice."""
    for each in notebook["cells"]:
        each["source"] = each["source"].splitlines(keepends=True)
    notebook["cells"][3:3] = [None, 7, [], {}, {"cell_type": "code"}, {"cell_type": 7, "source": {}, "metadata": []}]
    notebook["cells"] += [{**code("1 +"), "metadata": {"nbgrader": []}}, {**code(""), "source": [None, "x = 1", 7]}]
    text = json.dumps(notebook)
    save(folder, ('{"cells": [], "nbformat": 2, ' + text[1:]).encode())


@attack
def windows_editor(folder: Path, notebook: Notebook) -> None:
    """45: carriage returns, tabs, trailing blanks, and a cell of 2 000 lines."""
    for each in notebook["cells"]:
        each["source"] = each["source"].replace("    ", "\t").replace("\n", " \r\n")
    notebook["cells"].append(code("".join(f"value_{n} = {n}\r\n" for n in range(2_000))))
    save(folder, notebook)


@attack
def broken_characters(folder: Path, notebook: Notebook) -> None:
    """+: half characters and zero bytes in cells, cell names and prose, between right answers."""
    notebook["cells"] += [code("text = '\ud800'"), code("zero = 1\0"), code("# \0"), code("'\ufeff\u202e\x85\u2028'")]
    notebook["cells"].append({"cell_type": "markdown", "id": "y", "metadata": {}, "source": "\udfff <script>"})
    notebook["cells"].append(code("", nbgrader={"grade_id": "\ud800", "schema_version": 3}))
    save(folder, notebook)


@attack
def active_prose(folder: Path, notebook: Notebook) -> None:
    """+: prose with scripts, links that run, and the names of check cells."""
    prose = (
        "<script>alert('owned')</script><img src=x onerror=alert('owned')>\n\n[click](javascript:alert('owned')) "
        "![x](x\"onerror=\"alert('owned')) $\\href{javascript:alert('owned')}{x}$ <iframe srcdoc='<script>'>\n\n"
        "```{=html}\n<script>alert('owned')</script>\n```"
    )
    for grade_id in ("check_conv2d", "conv2d_", "check_check_conv2d"):
        new = {
            "cell_type": "markdown",
            "id": grade_id,
            "metadata": {"nbgrader": {"grade_id": grade_id}},
            "source": prose,
        }
        notebook["cells"].insert(0, new)
    notebook["cells"].insert(0, {"cell_type": "markdown", "id": "p", "metadata": {}, "source": prose})
    save(folder, notebook)


@attack
def hostile_prose(folder: Path, notebook: Notebook) -> None:
    """54, 58: links that run a script, styles, pictures from elsewhere, headings named as formgrader's fields."""
    notebook["cells"] += [
        {"cell_type": "markdown", "id": f"h{number}", "metadata": {}, "source": text}
        for number, text in enumerate(hostile.MARKDOWN)
    ]
    save(folder, notebook)


@attack
def a_million_maps(folder: Path, notebook: Notebook) -> None:
    """55: a notebook in format 3 with 4 MB of empty mappings, which take two hundred times as much in memory."""
    cells = ",".join(["{}"] * 1_300_000)
    text = f'{{"nbformat": 3, "nbformat_minor": 0, "metadata": {{}}, "worksheets": [{{"cells": [{cells}]}}]}}'
    save(folder, text.encode())


@attack
def maps_in_metadata(folder: Path, notebook: Notebook) -> None:
    """55: right answers beside 19 MB of empty mappings."""
    text = json.dumps(notebook | {"x": "x"})
    save(folder, (text[:-1] + f', "y": [{",".join(["{}"] * 6_000_000)}]}}').encode())


@attack
def notebook_is_a_socket(folder: Path, notebook: Notebook) -> None:
    """+: a socket under the notebook's name."""
    folder.mkdir(parents=True)
    before = Path.cwd()
    os.chdir(folder)  # a socket's path may have 107 characters
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(f"{ASSIGNMENT}.ipynb")
    finally:
        os.chdir(before)


@attack
def notebook_is_a_folder(folder: Path, notebook: Notebook) -> None:
    """+: a folder under the notebook's name, with a notebook in it."""
    save(folder / f"{ASSIGNMENT}.ipynb", notebook)


@attack
def slow_to_show(folder: Path, notebook: Notebook) -> None:
    """+: right answers beside code and prose that would keep the makers of feedback pages busy for hours."""
    notebook["cells"] += [code("# x" + ".a" * 300_000), code("x = 1\n" + (" " * 50 + "\n") * 12_000)]
    for prose in ("[" * 200_000, "a" + " " * 600_000 + "b", "\\begin{a}" * 60_000):
        notebook["cells"].append({"cell_type": "markdown", "id": "p", "metadata": {}, "source": prose})
    save(folder, notebook)
