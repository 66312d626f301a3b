"""Disguised copies are found, independent answers are not, and nothing in a notebook stops or runs anything."""

import functools
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result

from autograder.assignment import load_assignment
from autograder.cli.main import main
from autograder.release import sample_course
from tests.autograder.reports.similarity import disguise

ASSIGNMENT = "a02_convolution"
INDEPENDENT = ("loops", "einsum", "stride_tricks_im2col")
COPIES = {
    ("loops", "loops_renamed"): "names",
    ("loops", "loops_reordered"): "order and names",
    ("einsum", "einsum_recommented"): "comments and layout",
    ("stride_tricks_im2col", "stride_tricks_moved"): "cells",
}
Run = Callable[..., subprocess.CompletedProcess[str]]


def invoke(*arguments: object) -> Result:
    done = CliRunner().invoke(main, ["similarity", *map(str, arguments)])
    if not isinstance(done.exception, SystemExit | None):
        raise done.exception
    return done


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, run: Run) -> tuple[Path, dict[str, Any]]:
    """The bundled class with disguised copies, after the command, and the JSON that it printed."""
    folder = tmp_path_factory.mktemp("similarity")
    disguise.class_with_copies(load_assignment(ASSIGNMENT), folder / "submitted")
    done = run("python", "-W", "error", "-m", "autograder", "similarity", ASSIGNMENT, "--course", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("corrupt_file: a02_convolution.ipynb is not a readable notebook")
    return folder, json.loads(done.stdout)


def pairs(found: dict[str, Any]) -> dict[tuple[str, ...], dict[str, Any]]:
    return {tuple(sorted(pair["students"])): pair for pair in found["pairs"]}


@pytest.mark.parametrize("copy", COPIES, ids=COPIES.values())
def test_a_disguised_copy_is_found_whole(course: tuple[Path, dict[str, Any]], copy: tuple[str, str]) -> None:
    pair = pairs(course[1])[copy]
    assert pair["share"] > 0.95
    assert pair["alike_tokens"] > 900


def test_copies_come_before_everything_else(course: tuple[Path, dict[str, Any]]) -> None:
    clusters = [set(cluster["students"]) for cluster in course[1]["clusters"]]
    loops = {"loops", "loops_renamed", "loops_reordered"}
    assert [cluster for cluster in clusters[:4] if loops <= cluster] == [loops]
    assert {"einsum", "einsum_recommented"} in clusters[:4]
    assert {"stride_tricks_im2col", "stride_tricks_moved"} in clusters[:4]
    found = pairs(course[1])
    assert found["loops_renamed", "loops_reordered"]["share"] > 0.95


def test_nobody_of_a_solution_that_went_round_vanishes(course: tuple[Path, dict[str, Any]]) -> None:
    """Half of the bundled class has the same notebook, with a line changed here and there."""
    (cluster,) = [one for one in course[1]["clusters"] if "perfect" in one["students"]]
    same = {"perfect", "warns_on_stderr", "raises_in_early_cell", "uses_torch", "off_by_one_padding", "stride_ignored"}
    assert same <= set(cluster["students"])
    count = len(same)
    assert cluster["pairs"] >= count * (count - 1) // 2
    assert len([pair for pair in pairs(course[1]) if set(pair) <= same]) == count * (count - 1) // 2


def test_independent_styles_are_not_alike(course: tuple[Path, dict[str, Any]]) -> None:
    for left in INDEPENDENT:
        assert not [pair for pair in pairs(course[1]) if left in pair and set(pair) & (set(INDEPENDENT) - {left})]


STYLES = {
    "a01_backprop": {"perfect", "loops", "lists_and_singles"},
    "a03_pooling": {"perfect", "loops", "stride_tricks", "lists_and_singles"},
    "a04_text_cnn": {"perfect", "loops", "one_product_for_all_windows", "einsum_and_bare_parameters"},
    "a05_receptive_field": {"perfect", "loops", "strided_views", "zeros_between"},
    "a06_rnn": {"perfect", "loops", "lists_and_stacks"},
    "a07_lstm": {"perfect", "loops", "one_matrix_per_gate", "joined_single_precision"},
    "a08_gru": {"perfect", "loops", "one_matrix_per_gate", "einsum_single_precision"},
    "a09_attention": {"perfect", "loops", "matrix_products"},
    "a10_structured": {"perfect", "loops", "one_matrix_per_gate", "joined_single_precision"},
}


@pytest.mark.parametrize("name", STYLES)
def test_correct_styles_of_every_assignment_are_not_alike(tmp_path: Path, name: str) -> None:
    assignment = load_assignment(name)
    for student, data in sample_course.submissions(assignment):
        disguise.hand_in(tmp_path / "submitted", student, assignment, data)
    found = json.loads(invoke(name, "--course", tmp_path, "--json").stdout)
    assert found["compared"] >= 6
    assert [pair for pair in pairs(found) if set(pair) <= STYLES[name]] == []


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The JSON on a class of independent notebooks, three rings in it, and an answer that many have.

    Twenty-one students have one notebook, two have another, nine a third with an edit each; and every second of the
    independent ones has the same conv2d, with an edit of their own.
    """
    assignment, folder = load_assignment(ASSIGNMENT), tmp_path_factory.mktemp("rings")

    def own(number: int, base: int) -> bytes:
        apart = functools.partial(disguise.taken_apart, chance=random.Random(number))
        return disguise.changed(disguise.notebook(assignment, INDEPENDENT[base]), assignment, apart)

    def edited(data: bytes, number: int, where: str = "") -> bytes:
        notebook = nbformat.reads(data.decode(), as_version=4)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == (where or "im2col"):
                cell.source += f"\n\nspare_{number} = {number} * {number + 1}\n"
        return nbformat.writes(notebook).encode()

    conv2d = next(
        cell.source
        for cell in disguise.notebook(assignment, "perfect").cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "conv2d"
    )
    handed_in = {f"large_{n:02d}": own(1000, 0) for n in range(21)}
    handed_in |= {f"pair_{n}": own(1001, 2) for n in range(2)}
    handed_in |= {f"edited_{n}": edited(own(1002, 1), n) for n in range(9)}
    for number in range(12):
        notebook = nbformat.reads(own(number, number % 2).decode(), as_version=4)
        if number % 2:
            for cell in notebook.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") == "conv2d":
                    cell.source = conv2d
        handed_in[f"own_{number:02d}"] = edited(nbformat.writes(notebook).encode(), number, "conv2d")
    for student, data in handed_in.items():
        disguise.hand_in(folder / "submitted", student, assignment, data)
    done = invoke(ASSIGNMENT, "--course", folder, "--json")
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    found["page"] = (folder / "reports" / f"{ASSIGNMENT}-similarity.html").read_text(encoding="utf-8")
    return dict(found)


def test_a_ring_is_one_cluster_and_hides_no_other(rings: dict[str, Any]) -> None:
    clusters = {tuple(cluster["students"]): cluster for cluster in rings["clusters"]}
    large, pair, edited = (
        tuple(f"large_{n:02d}" for n in range(21)),
        ("pair_0", "pair_1"),
        tuple(f"edited_{n}" for n in range(9)),
    )
    assert set(clusters) == {large, pair, edited}
    assert [clusters[ring]["pairs"] for ring in (large, pair, edited)] == [210, 1, 36]
    assert {exercise["name"] for exercise in clusters[edited]["exercises"]} >= {"conv2d_backward", "toeplitz"}
    assert all(len(exercise["students"]) == 9 for exercise in clusters[edited]["exercises"])
    assert rings["pairs_left_out"] == 0
    for ring in (large, pair, edited):
        assert all(student in rings["page"] for student in ring)


def test_what_many_share_is_no_pair_but_named_as_such(rings: dict[str, Any]) -> None:
    (shared,) = [answer for answer in rings["shared_by_many"] if answer["exercise"] == "conv2d"]
    assert shared["students"] == [f"own_{n:02d}" for n in range(1, 12, 2)]


def test_the_untouched_release_is_like_nobodys(tmp_path: Path) -> None:
    assignment = load_assignment(ASSIGNMENT)
    for student in ("anna", "ben", "cho"):
        released = nbformat.writes(sample_course.fill(assignment, "")).encode()
        disguise.hand_in(tmp_path / "submitted", student, assignment, released)
    found = json.loads(invoke(ASSIGNMENT, "--course", tmp_path, "--json").stdout)
    assert (found["compared"], found["pairs"], found["shared_by_many"]) == (3, [], [])


def test_two_of_a_small_class_and_a_piece_copied_into_another_answer(tmp_path: Path) -> None:
    """One function copied, into another cell at that, in a notebook that is otherwise the student's own."""
    assignment = load_assignment(ASSIGNMENT)
    source, own = disguise.notebook(assignment, "loops"), disguise.notebook(assignment, "einsum")
    copied = next(c.source for c in source.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "conv2d")
    own.cells.insert(1, nbformat.v4.new_code_cell(disguise.renamed(copied), id="stolen"))
    disguise.hand_in(tmp_path / "submitted", "loops", assignment, nbformat.writes(source).encode())
    disguise.hand_in(tmp_path / "submitted", "thief", assignment, nbformat.writes(own).encode())
    found = json.loads(invoke(ASSIGNMENT, "--course", tmp_path, "--json").stdout)
    (pair,) = found["pairs"]
    (exercise,) = [part for part in pair["exercises"] if part["name"] == "conv2d"]
    assert exercise["share"] > 0.9
    assert pair["share"] < 0.4


def test_the_page_needs_nothing_else_and_says_what_alikeness_is(course: tuple[Path, dict[str, Any]]) -> None:
    page = (course[0] / "reports" / f"{ASSIGNMENT}-similarity.html").read_text(encoding="utf-8")
    for forbidden in ("<script", "<link", "src=", "@import", "url(http"):
        assert forbidden not in page
    assert "Alikeness is no proof" in page
    assert "Short answers are alike by nature" in page
    assert page.count("<mark") >= 20
    assert "corrupt_file" in page


def test_the_report_is_the_same_every_time(course: tuple[Path, dict[str, Any]], tmp_path: Path, run: Run) -> None:
    command = ("-m", "autograder", "similarity", ASSIGNMENT, "--course", course[0], "--report", tmp_path / "again.html")
    assert run("python", *command, PYTHONHASHSEED="1").returncode == 0
    assert (tmp_path / "again.html").read_bytes() == (
        course[0] / "reports" / f"{ASSIGNMENT}-similarity.html"
    ).read_bytes()


def test_hostile_notebooks_are_shown_not_obeyed_and_cannot_hang_it(tmp_path: Path) -> None:
    assignment = load_assignment(ASSIGNMENT)
    marker = tmp_path / "ran"
    hostile = f'open("{marker}", "w")\n' + "".join(
        f'x{n} = foo.bar{n}("</code><script>alert(1)</script>", {n}) + baz(y{n}) // (z[{n}] - q{n}.w)\n'
        for n in range(40)
    )
    line = "a = (b + c[0]) * d(e, f=1); " * 40 + "\n"
    huge = line * (19 * 2**20 // (len(line) + 10))  # a notebook of 19 MB, all of it alike
    for student, text in (
        ("<b>eve", hostile),
        ("mallory", hostile),
        ("huge", huge),
        ("huger", huge),
        ("blanks", (" " * 999 + "\n") * 19_000 + " " * 2**20 + "x"),
        ("nonsense", "'''\x00" + "(" * 100_000 + "\\" * 50_000),
    ):
        notebook = disguise.notebook(assignment, "einsum")
        notebook.cells.insert(0, nbformat.v4.new_code_cell(text, id="hostile"))
        disguise.hand_in(tmp_path / "submitted", student, assignment, nbformat.writes(notebook).encode())
    (tmp_path / "submitted" / "linked").symlink_to(tmp_path / "submitted" / "huge")
    (tmp_path / "submitted" / "empty" / ASSIGNMENT).mkdir(parents=True)
    done = invoke(ASSIGNMENT, "--course", tmp_path)  # without the limits it takes hours, and ends the suite
    assert done.exit_code == 0
    for said in ("huge: Only the first 100,000", "linked: ", "empty: There is no notebook"):
        assert said in done.stderr
    page = (tmp_path / "reports" / f"{ASSIGNMENT}-similarity.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>eve" not in page
    assert not marker.exists()


def test_names_of_folders_send_nothing_to_the_terminal(tmp_path: Path) -> None:
    assignment = load_assignment(ASSIGNMENT)
    notebook = nbformat.writes(disguise.notebook(assignment, "einsum")).encode()
    red, bell = "red\x1b[31m", "bell\x07\x9b2J\n"
    for student in (red, bell):
        disguise.hand_in(tmp_path / "submitted", student, assignment, notebook)
    (tmp_path / "submitted" / "gone\x1b]0;title" / ASSIGNMENT).mkdir(parents=True)
    for more in ((), ("--json",)):
        done = invoke(ASSIGNMENT, "--course", tmp_path, *more)
        assert done.exit_code == 0
        assert "bell\\x07\\x9b2J\\n" in done.stdout.replace("\\\\", "\\")
        printed = done.stdout + done.stderr
        assert all(character.isprintable() or character == "\n" for character in printed), printed


@pytest.mark.parametrize("readable", [0, 1])
def test_a_class_of_nobody_or_one_has_no_clusters(tmp_path: Path, readable: int) -> None:
    assignment = load_assignment(ASSIGNMENT)
    disguise.hand_in(tmp_path / "submitted", "broken", assignment, b"{")
    for number in range(readable):
        data = nbformat.writes(disguise.notebook(assignment, "einsum")).encode()
        disguise.hand_in(tmp_path / "submitted", f"one_{number}", assignment, data)
    done = invoke(ASSIGNMENT, "--course", tmp_path)
    assert done.exit_code == 0
    assert f"Among {readable} notebooks no two are strikingly alike." in done.stdout


def test_a_missing_folder_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    done = invoke(ASSIGNMENT, "--course", tmp_path)
    assert done.exit_code == 2
    assert "There is no folder" in done.stderr
    assert not (tmp_path / "reports").exists()
