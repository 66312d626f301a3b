"""What the progress bar says, and that it says nothing where nobody looks."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from autograder.cli import progress, tables
from autograder.judging import unreadable
from autograder.records import Judged
from autograder.wording import Message
from tests.support.paths import PROGRAMS

ASSIGNMENT = load_assignment("a02_convolution")
ZERO = unreadable(ASSIGNMENT, Message("no reason"))
FULL = ZERO.model_copy(update={"score": ZERO.max_score})
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_the_tally_counts_each_outcome() -> None:
    tally = progress.Tally()
    for result in (
        Judged("anna", FULL, ""),
        Judged("ben", ZERO, ""),
        Judged("carla", ZERO, "It is empty."),
        Judged("dora", FULL, "", kept=True),
        Judged("emil", None, "The worker died."),
    ):
        tally.add(result)
    assert str(tally) == "3 judged, 1 kept, 2 passed everything, 1 unreadable, 1 unjudged"


def test_a_terminal_shows_bar_time_left_and_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    from rich.console import Console

    screen = Console(file=io.StringIO(), force_terminal=True, width=120, color_system=None)
    monkeypatch.setattr(tables, "errors", screen)
    with progress.bar("a02_convolution", 4) as advance:
        advance(Judged("anna", FULL, "", kept=True))
        advance(Judged("ben", FULL, ""))
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    assert "Grading a02_convolution" in shown
    assert "1/3" in shown  # who is kept costs no time
    assert "1 judged, 1 kept, 2 passed everything" in shown
    assert ":" in shown.rsplit("1/3", 1)[1]


def test_without_a_terminal_it_is_silent(course: Path, run: Run) -> None:
    program = PROGRAMS / "run.py"
    assert run("python", program, "quick", course).stderr == ""
    with progress.bar("a02_convolution", 1) as advance:
        advance(Judged("anna", FULL, ""))
