"""Every line of the list of attacks, handed in beside an honest student, through our command and through nbgrader's.

The table below says what each submission must get. A submission is a file of tests/submissions/attacks/ or a function
of attack_notebooks.py; its first words name the line of the list ("+": beyond the list). After the tests, the outcomes
that were seen stand in ``_build/attacks.md``.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook, MissingEntry

from autograder.assignment import load_assignment
from autograder.judging import Status
from tests.autograder.attacks import attack_notebooks
from tests.autograder.conftest import Run
from tests.support.courses import write_sample_course
from tests.support.paths import ROOT

pytestmark = pytest.mark.sandbox

A02, A07 = "a02_convolution", "a07_lstm"
POINTS = {name: {e.name: e.max_score for e in load_assignment(name).exercises} for name in (A02, A07)}
ALL_02 = tuple(POINTS[A02])
OURS, NBGRADERS = "python -m autograder grade", "nbgrader autograde"


@dataclass(frozen=True)
class Loss:
    """What a student loses: all points of ``exercises``, with one of ``statuses``; ``says`` is part of the message."""

    exercises: tuple[str, ...]
    statuses: tuple[Status, ...] = ("failed",)
    says: str = ""


@dataclass(frozen=True)
class Expected:
    """One student: the lines of the list, what is lost, and a part of the reason where the file is unreadable."""

    lines: str
    losses: tuple[Loss, ...] = ()
    reason: str = ""
    assignment: str = A02
    nbgrader_judges: bool = True  # False where nbgrader itself finds nothing to judge

    @property
    def scores(self) -> dict[str, float]:
        """The points of every exercise."""
        lost = {name for loss in self.losses for name in loss.exercises}
        return {name: 0.0 if name in lost else points for name, points in POINTS[self.assignment].items()}


def loss(*exercises: str, status: Status | tuple[Status, ...] = "failed", says: str = "") -> Loss:
    return Loss(exercises, status if isinstance(status, tuple) else (status,), says)


def gets(lines: str, *losses: Loss, **more: Any) -> Expected:
    return Expected(lines, losses, **more)


def refused(lines: str, reason: str, **more: Any) -> Expected:
    return Expected(lines, (loss(*ALL_02, status="missing", says=reason),), reason, **more)


CONV2D = "conv2d"
LIBRARIES = (
    loss("convolve1d", status="refused", says="scipy.signal.convolve was called"),
    loss("cross_correlate1d", status="refused", says="scipy.ndimage.correlate1d was called"),
    loss("toeplitz", "im2col", status="error", says="torch"),
    loss(CONV2D, "conv2d_im2col", status="refused", says="to be solved with NumPy alone"),
    loss("conv2d_backward", status="error", says="OSError"),
)
GIANTS = (
    loss("convolve1d", "toeplitz", says="far more than the answer has"),
    loss("cross_correlate1d", "im2col", "conv2d_im2col", says="no array of numbers"),
    loss(CONV2D, status="timeout"),
    loss("conv2d_backward", says="returned 10000000 values"),
)
MATRICES = (
    loss("convolve1d", status="refused", says="scipy.linalg.toeplitz was called: it is what this exercise asks"),
    loss("toeplitz", status="refused", says="scipy.linalg.convolution_matrix was called"),
)
FRESH_MATRICES = (
    loss("convolve1d", status="refused", says="scipy.linalg.circulant was called"),
    loss("cross_correlate1d", status="refused", says="scipy.linalg.hankel was called"),
    loss("toeplitz", status="refused", says="scipy.linalg.toeplitz was called"),
)
DISGUISES = (
    loss("convolve1d", says="NaN"),
    loss("cross_correlate1d", says="infinite everywhere"),
    loss("toeplitz"),
    loss(CONV2D),
    loss("im2col", "conv2d_im2col", says="no array of numbers"),
    loss("conv2d_backward", says="returned None"),
)
SIDE_EFFECTS = (
    loss("convolve1d", status=("failed", "error")),
    loss("cross_correlate1d", "im2col", says="changes its arguments in place"),
    loss("toeplitz", "conv2d_backward", says="(a view of) one of its arguments"),
    loss("conv2d_im2col", status="error"),
)

NOT_FUNCTIONS = (
    loss("convolve1d", status="error", says="unhashable type: 'numpy.ndarray'"),
    loss("toeplitz", status="error", says="takes 0 positional arguments but 3 were given"),
    loss(CONV2D, says="returned a coroutine that is no array of numbers"),
    loss("im2col", says="returned a generator that is no array of numbers"),
    loss("conv2d_im2col", status="missing", says="conv2d_im2col is a ndarray, not a function: define it with def"),
    loss("conv2d_backward", says="must return 3 values, and returned one dict"),
)
SHIFTS = (
    loss("convolve1d", "toeplitz"),
    loss("conv2d_backward", status="timeout", says="did not come back in time"),
)

EXPECTED: dict[str, Expected] = {
    "perfect": gets("–"),
    # read secrets
    "imports_the_reference": gets("1", loss(CONV2D, status="error", says="No module named 'solutions'")),
    "walks_frames_and_modules": gets("2", loss(CONV2D)),
    "reads_folders": gets("3", loss(CONV2D, status=("failed", "error"))),
    "prints_its_history": gets("4", loss(CONV2D, status="error", says="raised RuntimeError")),
    "notebook_is_a_link": refused("5", "symbolic link"),
    "folder_is_a_link": refused("5", "symbolic link"),
    "student_is_a_link": refused("5", "symbolic link"),
    "links_beside_the_notebook": gets("5"),
    "reads_environments": gets("6"),
    "hard_codes_the_last_attempt": gets("7, 14", loss(CONV2D)),
    "calls_home": gets("8", loss(CONV2D)),
    # forge the score
    "check_cells_tampered": gets("9", loss(CONV2D)),
    "answer_cells_tampered": gets("9"),
    "hooks_ipython": gets("10", loss(CONV2D)),
    "shows_a_score": gets("11", loss(CONV2D, says="no array of numbers")),
    "forged_outputs": gets("11", loss(CONV2D)),
    "returns_no_numbers": gets("12, 13", *DISGUISES),
    "detects_grading": gets("15", loss(CONV2D)),
    "changes_and_returns_its_arguments": gets("16", *SIDE_EFFECTS),
    "calls_other_libraries": gets("17", *LIBRARIES),
    "uses_scipys_matrices": gets("17", *MATRICES),
    "uses_torch_lstm": gets("17", loss("LSTM", status="refused", says="torch.nn.LSTM was called"), assignment=A07),
    "uses_the_kernel_below": gets("17", loss("LSTM", status="refused", says="aten.lstm.input"), assignment=A07),
    "reloads_the_layer": gets("17", loss("LSTM", status="refused", says="write yourself"), assignment=A07),
    "decomposes_the_operator": gets("57", loss("LSTM", status="refused", says="write yourself"), assignment=A07),
    "uses_a_cell_for_quantizing": gets("57", loss("LSTM", status="refused", says="LSTMCell"), assignment=A07),
    "reloads_scipys_matrices": gets("57", *FRESH_MATRICES),
    "forged_timestamp": gets("18"),
    "garbled_timestamp": gets("18"),
    "missing_check_cells": gets("19, 34", loss(CONV2D)),
    # tamper
    "writes_where_it_must_not": gets("20"),
    "poisons_the_next_one": gets("21"),
    # exhaust
    "ignores_signals": gets("22", loss(CONV2D, status="timeout", says="did not come back in time")),
    "experiments_slowly": gets("22, 41"),
    "eats_memory": gets("23", loss(CONV2D, status=("error", "timeout"))),
    "bombs": gets(
        "24",
        loss(CONV2D, status=("error", "timeout")),
        loss("im2col", "conv2d_im2col", status=("error", "timeout")),
    ),
    "floods": gets("25"),
    "fills_the_disk": gets("26"),
    "leaves_a_daemon": gets("27"),
    "returns_giants": gets("28", *GIANTS),
    # escape
    "kills": gets("29", loss(CONV2D, status="error", says="ended the Python process")),
    "seeks_privileges": gets("30"),
    "zip_archive": refused("31", "archive (zip): unpack it"),
    "zip_bomb": refused("31", "archive (zip): unpack it"),
    "gzipped": refused("31", "archive (gzip): unpack it"),
    "binary_file": refused("31", "not text"),
    "huge_file": refused("31, 32", "more than the 20 MB"),
    # malformed
    "truncated_file": refused("32", "not a readable notebook"),
    "empty_file": refused("32", "is empty"),
    "nul_filled_file": refused("32", "is empty"),
    "list_for_a_notebook": refused("32", "not a readable notebook"),
    "deeply_nested_file": refused("32", "nested too deeply"),
    "format_3": gets("32"),
    "byte_order_mark": gets("32"),
    "wide_characters": gets("32"),
    "duplicated_check_cell": gets("33"),
    "duplicated_answer_cell": gets("33"),
    "missing_cells": gets("34", loss(CONV2D, status="missing", says="No function conv2d was found")),
    "renamed_cells": gets("34"),
    "reordered_cells": gets("34, 40"),
    "extra_notebooks": gets("34"),
    "missing_notebook": refused("34", "There is no notebook", nbgrader_judges=False),
    "renamed_notebook": gets("34, 65"),
    "wrong_assignment": refused("34", "a notebook of a07_lstm"),
    "unknown_assignment": refused("34", "This is a notebook of"),
    "other_language": gets("35"),
    "stray_metadata": gets("35"),
    "odd_shapes": gets("35"),
    # honest but odd
    "warns_and_logs": gets("36"),
    "odd_but_right_values": gets("37"),
    "prints_and_plots": gets("38"),
    "stumbles_early": gets("39", loss("im2col", status="missing", says="not written yet")),
    "helpers_elsewhere": gets("40"),
    "leaves_a_mess": gets("42"),
    "ends_the_process": gets("43", loss("im2col", status="error", says="ended the Python process")),
    "any_style": gets("44"),
    "any_callable": gets("40, 44"),
    "学生的作业": gets("45"),
    "windows_editor": gets("45"),
    "double_precision": gets("46", assignment=A07),
    "half_precision": gets("46", assignment=A07),
    "tensors_with_gradients": gets("46", assignment=A07),
    # second round
    "hostile_prose": gets("54, 58"),
    "amplifies": gets("55"),
    "wrong_shapes": gets("55", loss(CONV2D, says="too few axes")),
    "a_million_maps": refused("55", "more than the 2000 that are read"),
    "maps_in_metadata": refused("55", "is no ordinary notebook: reading it needed more than 256 MB"),
    "cannot_be_shown": gets("56"),
    # beyond the list
    "sends_frames": gets("+", loss(CONV2D, "im2col", "conv2d_im2col", status="error")),
    "closes_descriptors": gets("+", loss(CONV2D, "im2col", "conv2d_im2col", status="error")),
    "rewrites_the_probe": gets("+", loss(CONV2D)),
    "breaks_its_own_tools": gets("+"),
    "keeps_threads_running": gets("+", loss(CONV2D)),
    "odd_precisions": gets("+", loss(*ALL_02, status=("failed", "error"))),
    "lies_about_errors": gets("+", loss(*ALL_02, status="error")),
    "shows_active_content": gets("+"),
    "active_prose": gets("+"),
    "slow_start": gets("+", loss(CONV2D, status="error", says="MemoryError")),
    "reads_its_memory": gets("+", loss(CONV2D, status="error", says="nothing found")),
    "reads_on": gets("+", loss(CONV2D, status="timeout")),
    "not_quite_functions": gets("+", *NOT_FUNCTIONS),
    "answers_for_its_process": gets("+", loss(*ALL_02, status=("failed", "error"))),
    "unravels": gets("+"),
    "shifts_while_read": gets("+", *SHIFTS),
    "notebook_is_a_socket": refused("+", "is not a plain file"),
    "notebook_is_a_folder": refused("+", "is not a plain file"),
    "slow_to_show": gets("+"),
    "a_number_too_long": refused("+", "not a readable notebook"),
    "too_many_cells": refused("+", "more than the 2000 that are read"),
    "answer_in_a_second_check_cell": gets("+", loss(CONV2D, status="missing")),
    "broken_characters": gets("+"),
    **{name: gets("+") for name in attack_notebooks.NAMES},
}
STUDENTS = [name for name in EXPECTED if name != "perfect"]
HONEST = [name for name in STUDENTS if re.match(r"3[6-9]|4[0-6]", EXPECTED[name].lines)]
# Words that an attack prints when it has got through.
GOT_THROUGH = re.compile(r"LEAK|WROTE|MOVED|CHANGED|GOT |CONNECTED|ENDLESS|FOUND \['")


@dataclass
class Class:
    """What one of the two commands made of everybody."""

    command: str
    course: Path
    log: str
    results: dict[str, dict[str, Any]] = field(default_factory=dict)  # as ``grade --json`` prints them (ours alone)

    def scores(self, student: str) -> dict[str, float] | None:
        """The gradebook's scores, None where it has none."""
        assignment = EXPECTED[student].assignment
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as gradebook:
            try:
                gradebook.find_submission(assignment, student)
            except MissingEntry:
                return None
            grades = {name: f"check_{name}" for name in POINTS[assignment]}
            return {n: gradebook.find_grade(c, assignment, assignment, student).score for n, c in grades.items()}

    def comments(self, student: str) -> dict[str, str]:
        """The gradebook's comments."""
        assignment = EXPECTED[student].assignment
        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as gradebook:
            found = {n: gradebook.find_comment(n, assignment, assignment, student) for n in POINTS[assignment]}
            return {name: comment.auto_comment or "" for name, comment in found.items()}

    def notebook(self, student: str) -> Path:
        """The graded notebook."""
        assignment = EXPECTED[student].assignment
        return self.course / "autograded" / student / assignment / f"{assignment}.ipynb"


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A course in which everybody has handed in, and what each submission is, in its own words."""
    course = tmp_path_factory.mktemp("attacks") / "course"
    write_sample_course(course)
    shutil.rmtree(course / "submitted")
    submitted = course / "submitted"
    return course, attack_notebooks.hand_in(submitted, A07) | attack_notebooks.hand_in(submitted, A02)


@pytest.fixture(scope="session")
def handed_in(untouched: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """What each submission is, in its own words."""
    return untouched[1]


def _copy(course: Path, name: str) -> Path:
    """A copy of the course with its links, pipes and holes as they are."""
    subprocess.run(["cp", "-a", course, course.with_name(name)], check=True)
    return course.with_name(name)


@pytest.fixture(scope="session")
def ours(untouched: tuple[Path, dict[str, str]], run: Run) -> Class:
    """Everybody after our own command."""
    course = _copy(untouched[0], "ours")
    graded = Class(OURS, course, "")
    for assignment in (A02, A07):
        arguments = ("-W", "error", "-m", "autograder", "grade", assignment, "--course", course, "--json")
        done = run("python", *arguments)
        assert done.returncode == 0, done.stderr
        graded.log += done.stderr
        for entry in json.loads(done.stdout)["submissions"]:
            if EXPECTED[entry["student"]].assignment == assignment or entry["student"] == "perfect":
                graded.results.setdefault(entry["student"], entry)
    return graded


@pytest.fixture(scope="session")
def nbgraders(untouched: tuple[Path, dict[str, str]], run: Run) -> Class:
    """Everybody after nbgrader's own commands."""
    course = _copy(untouched[0], "nbgraders")
    graded = Class(NBGRADERS, course, "")
    for assignment in (A02, A07):
        done = run("nbgrader", "generate_assignment", assignment, cwd=course)
        assert done.returncode == 0, done.stderr
        graded.log += run("nbgrader", "autograde", assignment, cwd=course).stderr
    return graded


@pytest.fixture(scope="module", autouse=True)
def table(ours: Class, nbgraders: Class, handed_in: dict[str, str]) -> Iterator[None]:
    """After the tests: the outcomes as a table in ``_build/attacks.md``."""
    yield
    lines = [
        "| line | submission | what it does | must get | our command | nbgrader autograde |",
        "|---|---|---|---|---|---|",
    ]
    for student in EXPECTED:
        row = EXPECTED[student]
        must = _sum(row.scores) if row.nbgrader_judges else f"{_sum(row.scores)} (nbgrader: no row)"
        says = re.sub(r"^(ATTACKS )?[\d, +]+: |^Beyond the list: ", "", handed_in[student])
        cells = (row.lines, student, says, must, *(_sum(graded.scores(student)) for graded in (ours, nbgraders)))
        lines.append(f"| {' | '.join(cell.replace('|', '¦').replace('<', '&lt;') for cell in cells)} |")
    (ROOT / "_build").mkdir(exist_ok=True)
    (ROOT / "_build" / "attacks.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _sum(scores: dict[str, float] | None) -> str:
    if scores is None:
        return "no row"
    lost = [name for name, score in scores.items() if not score]
    less = f" (0: {', '.join(lost)})" if 0 < len(lost) < len(scores) else ""
    return f"{sum(scores.values()):g}{less}"


def test_every_submission_has_its_row_and_every_row_its_submission(handed_in: dict[str, str]) -> None:
    assert set(handed_in) == set(EXPECTED)
    for student, row in EXPECTED.items():
        if student != "perfect":
            said = re.match(r"(?:ATTACKS )?([\d, ]+|\+)|Beyond", handed_in[student])
            assert said, student
            assert (said[1] or "+").strip() == row.lines, student


def test_every_line_that_a_notebook_can_express_has_a_submission() -> None:
    named = {int(line) for row in EXPECTED.values() for line in re.findall(r"\d+", row.lines)}
    assert named == {*range(1, 47), 54, 55, 56, 57, 58, 65}
    assert sum(row.lines == "+" for row in EXPECTED.values()) >= 10


@pytest.mark.parametrize("student", STUDENTS)
def test_our_command_gives_what_it_must(student: str, ours: Class) -> None:
    row, result = EXPECTED[student], ours.results[student]
    found = {exercise["name"]: exercise for exercise in result["exercises"]}
    assert {name: exercise["score"] for name, exercise in found.items()} == row.scores, found
    assert result["status"] == "judged"
    assert row.reason in result["message"]
    for exercise in found.values():
        if exercise["score"]:
            assert exercise["status"] == "passed"
    for lost in row.losses:
        for name in lost.exercises:
            assert found[name]["status"] in lost.statuses, found[name]
            assert lost.says in found[name]["message"]
    assert ours.scores(student) == row.scores


@pytest.mark.parametrize("student", STUDENTS)
def test_nbgrader_gives_the_same(student: str, nbgraders: Class) -> None:
    row = EXPECTED[student]
    if not row.nbgrader_judges:
        assert not any((nbgraders.scores(student) or {}).values())
        return
    assert nbgraders.scores(student) == row.scores
    comments = nbgraders.comments(student)
    for lost in row.losses:
        for name in lost.exercises:
            assert lost.says in comments[name]


@pytest.mark.parametrize("student", HONEST)
def test_the_honest_lose_nothing_but_what_they_left_out(student: str, ours: Class) -> None:
    lost = {name for loss in EXPECTED[student].losses for name in loss.exercises}
    assert lost <= {"im2col"}  # not solved, or aborting the process
    assert sum(e["score"] for e in ours.results[student]["exercises"]) == 20 - 3 * len(lost)


@pytest.mark.parametrize("command", [OURS, NBGRADERS])
def test_the_honest_student_beside_them_keeps_every_point(command: str, ours: Class, nbgraders: Class) -> None:
    graded = ours if command == OURS else nbgraders
    assert graded.scores("perfect") == EXPECTED["perfect"].scores
    notebook = nbformat.read(graded.notebook("perfect"), as_version=4)
    assert not [o for cell in notebook.cells for o in cell.get("outputs", ()) if "owned" in str(o)]


def test_nbgraders_batch_stumbles_over_nobody_but_a_missing_notebook(nbgraders: Class) -> None:
    failed = re.findall(r"There was an error processing assignment '\w+' for student '(.*)'", nbgraders.log)
    assert set(failed) <= {"renamed_notebook"}


@pytest.mark.parametrize("command", [OURS, NBGRADERS])
def test_nothing_got_through_and_nothing_is_active(command: str, ours: Class, nbgraders: Class) -> None:
    graded = ours if command == OURS else nbgraders
    for student, row in EXPECTED.items():
        if not graded.notebook(student).exists():
            assert command == NBGRADERS
            assert not row.nbgrader_judges
            continue
        text = graded.notebook(student).read_text(encoding="utf-8")
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        assert len(text) < 12_000_000, student
        shown = "".join(str(output) for cell in notebook.cells for output in cell.get("outputs", ()))
        assert not (found := GOT_THROUGH.search(shown)), (student, found)
        data = [o.data for cell in notebook.cells for o in cell.get("outputs", ()) if "data" in o]
        for each in data:
            assert "<script" not in str({kind: each[kind] for kind in each if kind != "text/plain"}), student
            assert "javascript" not in " ".join(each), student


def test_nobody_reads_where_this_machine_keeps_things(ours: Class) -> None:
    text = ours.notebook("reads_environments").read_text(encoding="utf-8")
    shown = "".join("".join(map(str, cell.get("outputs", ()))) for cell in nbformat.reads(text, as_version=4).cells)
    assert "processes" in shown
    for secret in ("PYTEST", "autograder", "submitted", str(ours.course)):
        assert secret not in shown
    processes = re.search(r"processes (\d+)", shown)
    assert processes
    assert int(processes[1]) <= 4


def test_no_detached_process_outlives_the_batch(ours: Class, nbgraders: Class) -> None:
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                line = (process / "cmdline").read_bytes()
            except OSError:
                continue
            assert b"86427" not in line


def test_links_were_never_followed(ours: Class, nbgraders: Class) -> None:
    for graded in (ours, nbgraders):
        copied = {path.name for path in graded.notebook("links_beside_the_notebook").parent.rglob("*")}
        assert copied <= {f"{A02}.ipynb", "timestamp.txt"}
        for student in ("folder_is_a_link", "student_is_a_link", "notebook_is_a_link"):
            assert "reference" not in graded.notebook(student).read_text(encoding="utf-8")
            assert not graded.notebook(student).parent.is_symlink()


@pytest.mark.parametrize("student", ["forged_timestamp", "garbled_timestamp"])
def test_the_receipt_time_is_the_servers(student: str, ours: Class, nbgraders: Class) -> None:
    for graded in (ours, nbgraders):
        with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as gradebook:
            received = gradebook.find_submission(A02, student).timestamp
        assert received is None or received.year > 2000
