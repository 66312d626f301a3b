"""Assignments solved in the page: kept, checked, and handed in as the notebook that Jupyter would have made."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from autograder.assignment import CHECK, assignment_names, load_assignment
from autograder.release.sample_course import reference_answers
from autograder.wording import Language
from book.chinese.pages import chinese_notebooks
from tests.support.browsing import Visit
from tests.support.laboratory import Laboratory
from tests.support.paths import ROOT

pytestmark = pytest.mark.chromium

SOLVED = "a07_lstm"  # its last exercise needs PyTorch
IN_CHINESE = "a06_rnn"
FOLDERS: dict[Language, str] = {"en": "notebooks", "zh": "notebooks/zh"}
TOOLS: dict[Language, str] = {"en": "Your notebook", "zh": "你的笔记本"}
DOWNLOAD: dict[Language, str] = {"en": "Download notebook", "zh": "下载笔记本"}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests here: what the reader wrote is kept in it."""
    made = browser.new_context(viewport={"width": 1200, "height": 900})
    yield made
    made.close()


class Desk:
    """The page of an assignment."""

    def __init__(self, context: BrowserContext, root: str, name: str, language: Language = "en") -> None:
        self.lab = Laboratory(context, f"{root}{'zh/' if language == 'zh' else ''}notebooks/{name}.html")
        self.page, self.name, self.language = self.lab.page, name, language
        self.tools = self.page.get_by_role("group", name=TOOLS[language])
        self.cells = {cell["id"]: i for i, cell in enumerate(c for c in released(name)["cells"] if is_code(c))}

    def cell(self, identity: str) -> Locator:
        return self.page.locator("div.cell").nth(self.cells[identity])

    def field(self, identity: str) -> Locator:
        return self.cell(identity).locator("textarea")

    def check(self, exercise: str) -> Locator:
        return self.cell(f"{CHECK}{exercise}".replace("_", "-"))

    def download(self) -> dict[str, Any]:
        with self.page.expect_download() as download:
            self.tools.get_by_role("button", name=DOWNLOAD[self.language]).click()
        assert download.value.suggested_filename == f"{self.name}.ipynb"
        return dict(json.loads(Path(download.value.path()).read_text(encoding="utf-8")))

    def open(self, notebook: dict[str, Any] | str, path: Path) -> None:
        path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), encoding="utf-8")
        self.page.locator("input[type=file]").set_input_files(path)


def is_code(cell: dict[str, Any]) -> bool:
    return bool(cell["cell_type"] == "code")


def released(name: str, language: Language = "en") -> dict[str, Any]:
    return dict(json.loads((ROOT / FOLDERS[language] / f"{name}.ipynb").read_text(encoding="utf-8")))


def answers(name: str) -> dict[str, str]:
    """A right answer for each exercise by its cell's id, with the helpers in the first."""
    helpers, found = reference_answers(load_assignment(name))
    texts = list(found.items())
    texts[0] = (texts[0][0], f"{helpers}\n\n\n{texts[0][1]}")
    return {exercise.replace("_", "-"): text for exercise, text in texts}


def with_sources(name: str, texts: dict[str, str], language: Language = "en") -> dict[str, Any]:
    """The released notebook, with these texts in its cells."""
    notebook = released(name, language)
    for cell in notebook["cells"]:
        if cell["id"] in texts:
            cell["source"] = texts[cell["id"]].splitlines(keepends=True)
    return notebook


@pytest.fixture(scope="module")
def solved(context: BrowserContext, http_root: str) -> Desk:
    """An assignment into which every right answer has been written."""
    desk = Desk(context, http_root, SOLVED)
    for identity, text in answers(SOLVED).items():
        desk.field(identity).fill(text)
    return desk


def grade(notebook: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The scores that ``grade`` gives for a notebook handed in."""
    path = folder / "submitted" / "ada" / SOLVED / f"{SOLVED}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "autograder", "grade", SOLVED, "--course", str(folder), "--jobs", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_right_answers_pass_every_check_that_runs_in_the_page(solved: Desk) -> None:
    check = solved.check("lstm_step")
    solved.field("lstm-step").press("Shift+Enter")
    solved.lab.wait(check, "Done.")
    assert solved.lab.output(check).count("✓") > 5
    solved.tools.get_by_role("button", name="Check everything").click()
    expect(solved.tools.locator(".lab-count")).to_have_text("5 of 5 checks pass", timeout=120_000)
    torch = solved.check("LSTM")
    expect(torch.locator(".lab-lacks")).to_contain_text("Needs PyTorch, which does not run in a page.")
    expect(torch.locator(".lab-button:visible")).to_have_count(0)
    assert solved.lab.visit.complaints == []


def test_a_wrong_answer_is_told_as_in_jupyter_and_the_others_can_be_checked(solved: Desk) -> None:
    right = answers(SOLVED)["lstm-step"]
    try:
        solved.field("lstm-step").fill("def lstm_step(x, h, c, w_x, w_h, b):\n    return x, h")
        expect(solved.tools.locator(".lab-count")).to_have_text("4 of 5 checks pass")
        check = solved.check("lstm_step")
        solved.lab.button(check, "Check").click()
        solved.lab.wait(check, "It stopped with an error.")
        assert solved.lab.output(check).startswith("✗ ")
        solved.field("lstm-step").fill("def lstm_step(:")
        solved.lab.button(check, "Check").click()
        solved.lab.wait(check, "which this one needs, stopped with an error")
        assert "SyntaxError" in solved.lab.output(solved.cell("lstm-step"))
        check = solved.check("bidirectional")
        solved.lab.button(check, "Check").click()
        expect(check.locator(".lab-status")).to_have_text(re.compile(r"^(Done|It stopped with an error)\.$"))
    finally:
        solved.field("lstm-step").fill(right)


@pytest.mark.sandbox
def test_answers_survive_a_reload_and_are_graded_as_if_solved_in_jupyter(
    solved: Desk, context: BrowserContext, http_root: str, tmp_path: Path
) -> None:
    again = Desk(context, http_root, SOLVED)
    found = again.download()
    assert found == with_sources(SOLVED, answers(SOLVED)), "nothing but the answers has changed"
    again.page.close()
    (result,) = grade(found, tmp_path)["submissions"]
    assert result["score"] == result["max_score"] == load_assignment(SOLVED).max_score


@pytest.mark.parametrize("name", [name for name in assignment_names() if name != SOLVED])
def test_an_untouched_assignment_is_the_released_notebook(context: BrowserContext, http_root: str, name: str) -> None:
    desk = Desk(context, http_root, name)
    assert desk.download() == released(name)
    desk.page.close()


@pytest.mark.parametrize("name", chinese_notebooks())
def test_an_untouched_chinese_assignment_is_the_chinese_notebook(
    visit: Callable[..., Visit], http_root: str, name: str
) -> None:
    desk = Desk(visit().page.context, http_root, name, "zh")
    assert desk.download() == released(name, "zh")
    assert desk.lab.visit.complaints == []


def verdict(notebook: dict[str, Any], path: Path) -> dict[str, Any]:
    """What ``check`` says of a notebook, in the notebook's language."""
    path.write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-m", "autograder", "check", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.sandbox
def test_a_chinese_assignment_is_solved_in_the_page_and_graded_in_chinese(
    visit: Callable[..., Visit], http_root: str, tmp_path: Path
) -> None:
    desk = Desk(visit().page.context, http_root, IN_CHINESE, "zh")
    right = answers(IN_CHINESE)
    for identity, text in right.items():
        desk.field(identity).fill(text)
    desk.tools.get_by_role("button", name="全部检查").click()
    count = desk.tools.locator(".lab-count")
    expect(count).to_have_text(f"{len(right)} 项检查中 {len(right)} 项通过", timeout=120_000)
    check = desk.check("clip_gradients")
    assert re.search(r"✓ [^\n]*[\u4e00-\u9fff]", desk.lab.output(check))

    found = desk.download()
    assert found == with_sources(IN_CHINESE, right, "zh")
    said = verdict(found, tmp_path / f"{IN_CHINESE}.ipynb")
    assert said["score"] == said["max_score"]

    desk.field("clip-gradients").fill("def clip_gradients(grads, limit):\n    return grads")
    desk.lab.button(check, "检查").click()
    desk.lab.wait(check, "出错停止。")
    assert re.match(r"(✓ .*\n)*✗ .*[\u4e00-\u9fff]", desk.lab.output(check))
    said = verdict(desk.download(), tmp_path / f"{IN_CHINESE}.ipynb")
    (wrong,) = [each for each in said["exercises"] if each["score"] < each["max_score"]]
    assert wrong["name"] == "clip_gradients"
    assert re.search(r"[\u4e00-\u9fff]", wrong["message"])

    english = Desk(desk.page.context, http_root, IN_CHINESE)
    expect(english.field("rnn-step")).to_have_value(right["rnn-step"])  # the reader is the same


def test_a_notebook_from_jupyter_is_opened_with_the_readers_own_cells(
    context: BrowserContext, http_root: str, tmp_path: Path
) -> None:
    name = "a03_pooling"
    desk = Desk(context, http_root, name)
    notebook = released(name)
    places = [cell["id"] for cell in notebook["cells"]]
    own = {"cell_type": "code", "id": "x1", "metadata": {}, "outputs": [], "execution_count": 3}
    text = {"cell_type": "markdown", "id": "x2", "metadata": {}, "source": ["My notes"]}
    at = places.index("max-pool2d")
    notebook["cells"][at]["source"] = "def max_pool2d(*_):\n    return helper"
    notebook["cells"][at + 1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["<script>"]}]
    notebook["cells"][at + 1]["source"] = "'a check that somebody has changed'"
    notebook["cells"][at:at] = [{**own, "source": ["helper = 7\n", "print(helper)"]}, text]
    desk.open(notebook, tmp_path / "mine.ipynb")
    added = desk.page.locator("div.cell:has(textarea)", has_text="print(helper)").or_(
        desk.page.locator("div.cell").filter(has=desk.page.locator("pre", has_text="print(helper)"))
    )
    expect(added).to_have_count(1)
    found = desk.download()
    assert [cell["id"] for cell in found["cells"]] == [*places[:at], "own-0", "own-1", *places[at:]]
    by_id = {cell["id"]: "".join(cell["source"]) for cell in found["cells"]}
    assert by_id["own-0"] == "helper = 7\nprint(helper)"
    assert by_id["own-1"] == "My notes"
    assert by_id["max-pool2d"] == "def max_pool2d(*_):\n    return helper"
    assert "somebody has changed" not in json.dumps(found), "checks are the assignment's own"
    desk.page.close()


@pytest.mark.parametrize(
    "file", ["no notebook", "[]", json.dumps({"cells": []}), json.dumps(released("a08_gru"))], ids=range(4)
)
def test_what_is_not_this_assignments_notebook_changes_nothing(
    context: BrowserContext, http_root: str, tmp_path: Path, file: str
) -> None:
    desk = Desk(context, http_root, "a02_convolution")
    desk.open(file, tmp_path / "other.ipynb")
    expect(desk.tools.locator(".lab-status")).to_have_text(
        "other.ipynb is not a notebook of this assignment: nothing has changed."
    )
    desk.page.close()
