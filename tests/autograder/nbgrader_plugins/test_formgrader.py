"""Formgrader as a TA has it: a real `jupyter server`, its pages in a real browser, its own programming interface."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from autograder.assignment import load_assignment
from autograder.release import fill
from tests.autograder.conftest import write_submission
from tests.support import hostile
from tests.support.courses import student_source

ASSIGNMENT = "a02_convolution"
TOKEN = "only-for-this-test"  # noqa: S105 -- of a server that lives as long as the test
HEADERS = {"Authorization": f"token {TOKEN}"}
START_SECONDS = 120
CLICK_MILLISECONDS = 120_000
Run = Callable[..., subprocess.CompletedProcess[str]]

# one process, in this order: a manual score comes last
pytestmark = [pytest.mark.sandbox, pytest.mark.chromium, pytest.mark.xdist_group("graded")]


@dataclass(frozen=True)
class Formgrader:
    """A running server on a course."""

    course: Path
    address: str
    log: Path
    client: httpx.Client

    def get(self, path: str) -> Any:
        """What formgrader's interface answers."""
        return self.client.get(f"/formgrader/api/{path}").raise_for_status().json()

    def students(self) -> dict[str, dict[str, Any]]:
        """The class as the page lists it."""
        return {entry["student"]: entry for entry in self.get(f"submissions/{ASSIGNMENT}")}

    def of(self, what: str, student: str, name: str) -> dict[str, Any]:
        """The ``grade`` or ``comment`` of a student's cell, as the page asks for it."""
        notebooks = {entry["student"]: entry for entry in self.get(f"submitted_notebooks/{ASSIGNMENT}/{ASSIGNMENT}")}
        entries = self.get(f"{what}s?submission_id={notebooks[student]['id']}")
        return next(entry for entry in entries if entry["name"] == name)


@pytest.fixture(scope="module")
def formgrader(small_course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Formgrader]:
    """Formgrader on the small course, to which somebody has handed in late."""
    text = student_source(load_assignment(ASSIGNMENT), "off_by_one_padding")
    write_submission(small_course, "late_comer", fill(load_assignment(ASSIGNMENT), text))
    private = tmp_path_factory.mktemp("jupyter")
    log = private / "log"
    beside = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(beside), os.environ["PATH"])),
        **{f"JUPYTER_{name}_DIR": str(private / name) for name in ("CONFIG", "DATA", "RUNTIME")},
    }
    with log.open("w") as file:
        server = subprocess.Popen(
            [
                *(beside / "jupyter", "server", "--allow-root", "--no-browser", "--ServerApp.port=0"),
                *(f"--ServerApp.root_dir={small_course}", f"--IdentityProvider.token={TOKEN}"),
                "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
            ],
            cwd=small_course,
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        address = _address(log)
        with httpx.Client(base_url=address, headers=HEADERS, timeout=120) as client:
            yield Formgrader(small_course, address, log, client)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _address(log: Path) -> str:
    """Where the server says that it listens."""
    for _ in range(START_SECONDS * 5):
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture
def page(browser: Browser, formgrader: Formgrader) -> Iterator[Page]:
    """A page of a TA who has logged in; scripts and styles from elsewhere (mathematics) are not fetched."""
    context = browser.new_context(base_url=formgrader.address, extra_http_headers=HEADERS)
    context.route(lambda url: not url.startswith(formgrader.address), lambda route: route.abort())
    yield context.new_page()
    context.close()


def row(page: Page, student: str) -> Any:
    """The student's row in the list of submissions."""
    found = page.locator("tbody tr").filter(has=page.get_by_text(student, exact=True))
    expect(found).to_have_count(1, timeout=CLICK_MILLISECONDS)
    return found


def test_the_class_is_shown_as_our_command_graded_it(formgrader: Formgrader) -> None:
    students = formgrader.students()
    assert {name: entry["score"] for name, entry in students.items() if entry["autograded"]} == {
        "corrupt_file": 0,
        "flipped_kernel": 13,
        "half_done": 8.1,
        "hostile": 20,
        "shows_everything": 17,
    }
    assert students["late_comer"]["autograded"] is False


def test_its_button_grades_one_submission(formgrader: Formgrader, page: Page) -> None:
    page.goto(f"/formgrader/manage_submissions/{ASSIGNMENT}")
    line = row(page, "late_comer")
    expect(line).to_contain_text("needs autograding")
    line.locator(".autograde a").click()
    expect(page.locator(".modal-dialog")).to_contain_text("Successfully autograded", timeout=CLICK_MILLISECONDS)
    assert formgrader.students()["late_comer"]["score"] == 18.55
    expect(line).to_contain_text("graded")
    expect(line.locator(".score")).to_have_text("18.55 / 20")


def test_its_interface_grades_with_the_same_score(formgrader: Formgrader) -> None:
    answer = formgrader.client.post(f"/formgrader/api/submission/{ASSIGNMENT}/flipped_kernel/autograde").json()
    assert answer["success"], answer
    assert formgrader.students()["flipped_kernel"]["score"] == 13


def test_the_grading_page_shows_the_verdict_and_runs_nothing(formgrader: Formgrader, page: Page) -> None:
    submission = formgrader.of("grade", "shows_everything", "check_conv2d")
    assert submission["auto_score"] == 0
    page.goto(f"/formgrader/submissions/{_submission(formgrader, 'shows_everything')}")
    expect(page.locator(".verdict h2")).to_have_text("17 of 20 points")
    expect(page.locator("#check_conv2d")).to_have_count(1)
    expect(page.locator("input#check_conv2d")).to_have_attribute("placeholder", "0")
    assert not page.evaluate("window.pwned")


def test_a_hostile_page_runs_nothing_and_asks_nobody_whatever_is_clicked(
    formgrader: Formgrader, browser: Browser
) -> None:
    context = browser.new_context(base_url=formgrader.address, extra_http_headers=HEADERS)
    watch = hostile.Watch(context, formgrader.address)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.goto(f"/formgrader/submissions/{_submission(formgrader, 'hostile')}/", wait_until="networkidle")
    expect(opened.locator(".verdict h2")).to_have_text("20 of 20 points")
    expect(opened.locator("#check_conv2d")).to_have_count(1)
    expect(opened.locator("input#check_conv2d")).to_have_attribute("placeholder", "3")
    assert [text for text in complaints if "Content Security Policy" in text] == []
    opened.locator(".glyphicon-eye-open").click()  # an inline handler of formgrader's own
    expect(opened.get_by_text("hostile", exact=True)).to_be_visible()
    assert hostile.click_everything(opened) > 6
    assert watch.went == []
    assert opened.evaluate("window.pwned") is None
    context.close()


def test_a_file_beside_a_notebook_runs_nothing(formgrader: Formgrader, page: Page) -> None:
    beside = formgrader.course / "autograded" / "hostile" / ASSIGNMENT / "evil.html"
    beside.write_text("<p>shown</p><script>document.title = 'pwned'</script>", encoding="utf-8")
    page.goto(f"/formgrader/submissions/{_submission(formgrader, 'hostile')}/evil.html")
    assert page.title() != "pwned"
    beside.unlink()


def test_formgraders_other_pages_ask_no_other_host(formgrader: Formgrader) -> None:
    for path in ("manage_assignments", f"manage_submissions/{ASSIGNMENT}", "gradebook", "manage_students"):
        policy = formgrader.client.get(f"/formgrader/{path}").headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'self'" in policy


def test_a_manual_score_and_comment_outlive_both_batches(formgrader: Formgrader, page: Page, run: Run) -> None:
    page.goto(f"/formgrader/submissions/{_submission(formgrader, 'half_done')}")
    score = page.locator("input#check_im2col")
    expect(score).to_have_attribute("placeholder", "0")
    score.fill("1.5")
    score.blur()
    comment = page.locator("textarea#im2col-comment")
    # comments come in an answer of their own, and what is typed before it is overwritten
    expect(comment).to_have_attribute("placeholder", re.compile("."))
    comment.fill("The idea was right.")
    comment.blur()
    expect(page.locator(".score-saved:visible")).to_have_count(0)
    _wait(lambda: formgrader.of("grade", "half_done", "check_im2col")["manual_score"] == 1.5)
    _wait(lambda: formgrader.of("comment", "half_done", "im2col")["manual_comment"] == "The idea was right.")

    notebook = formgrader.course / "submitted" / "half_done" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    later = notebook.stat().st_mtime + 60
    _hand_in_again(notebook, later)  # so that both commands grade it again
    done = run("python", "-W", "error", "-m", "autograder", "grade", ASSIGNMENT, "--course", formgrader.course)
    assert done.returncode == 0, done.stderr
    assert _half_done(formgrader) == (8.1, 1.5, "The idea was right.", 9.6)
    later += 60_000
    _hand_in_again(notebook, later)
    done = run("nbgrader", "autograde", ASSIGNMENT, "--student", "half_done", cwd=formgrader.course)
    assert done.returncode == 0, done.stderr
    assert "Skipping existing" not in done.stderr
    assert _half_done(formgrader) == (8.1, 1.5, "The idea was right.", 9.6)


def _hand_in_again(notebook: Path, moment: float) -> None:
    """Hand in another file with the same answers; the same bytes would count as having come in when they first did."""
    notebook.write_bytes(notebook.read_bytes() + b"\n")
    os.utime(notebook, (moment, moment))


def test_the_server_has_nothing_to_complain_about(formgrader: Formgrader) -> None:
    """Run last. Critical is what nbgrader says where there is no exchange, which a course need not have."""
    log = formgrader.log.read_text(encoding="utf-8")
    complaints = [line for line in log.splitlines() if line.startswith(("[W", "[E", "Traceback")) or "Warning:" in line]
    assert [line for line in complaints if "Removing existing assignment" not in line] == []


def _submission(formgrader: Formgrader, student: str) -> str:
    notebooks = formgrader.get(f"submitted_notebooks/{ASSIGNMENT}/{ASSIGNMENT}")
    return str(next(entry["id"] for entry in notebooks if entry["student"] == student))


def _wait(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


def _half_done(formgrader: Formgrader) -> tuple[float, float, str, float]:
    """The automatic sum, the manual score and comment of ``im2col``, and the sum that counts."""
    with Gradebook(f"sqlite:///{formgrader.course / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "half_done")
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        manual = next(grade.manual_score for grade in grades if grade.name == "check_im2col")
        comment = gradebook.find_comment("im2col", ASSIGNMENT, ASSIGNMENT, "half_done").manual_comment
        return sum(grade.auto_score for grade in grades), manual, comment, submission.score
