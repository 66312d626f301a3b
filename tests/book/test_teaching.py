"""What the book quotes of the grader: here the grader says the same of the same notebook."""

import ast
import re

import numpy as np
import pytest

from autograder.assignment import load_assignment
from autograder.judging import Verdict, judge
from autograder.release.sample_course import submissions
from autograder.submission import parse
from tests.support.paths import ROOT

QUOTED = ("a06_rnn", "transposed_w_h")  # whose notebook, of the sample class
SEED = 1
TEACHING = (ROOT / "book" / "teaching.md").read_text(encoding="utf-8")
FRONT = (ROOT / "book" / "index.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    """The grader's verdict on the notebook that the page quotes."""
    assignment = load_assignment(QUOTED[0])
    notebook = dict(submissions(assignment))[QUOTED[1]]
    return judge(assignment, parse(notebook, "quoted.ipynb"), SEED).verdict


@pytest.mark.sandbox
def test_the_page_for_teachers_quotes_a_verdict_word_for_word(verdict: Verdict) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\S+)&nbsp;/&nbsp;(\S+) \| (.*) \|$", TEACHING, flags=re.MULTILINE)
    said = [(each.name, f"{each.score:g}", f"{each.max_score:g}", each.message) for each in verdict.exercises]
    assert rows == said
    assert f"\n{verdict.score:g} of {verdict.max_score:g}: " in TEACHING
    cases = [each.case for each in verdict.exercises if each.case]
    assert re.findall(r"^```ipython3\n(.*?)\n```$", TEACHING, flags=re.MULTILINE | re.DOTALL) == cases


@pytest.mark.sandbox
def test_the_front_page_quotes_the_same_verdict(verdict: Verdict) -> None:
    (quoted,) = re.findall(r"^> (.*)$", FRONT, flags=re.MULTILINE)
    assert any(each.message.startswith(quoted) for each in verdict.exercises)


def test_the_cell_on_the_front_page_prints_what_it_shows() -> None:
    (shown,) = re.findall(r"^```pycon\n(.*?)\n```$", FRONT, flags=re.MULTILINE | re.DOTALL)
    *given, printed = shown.splitlines()
    signal, call = (line.removeprefix(">>> ") for line in given)
    values = [ast.literal_eval(each) for each in re.findall(r"\[[^\]]*\]", f"{signal} {call}")]
    assert call == f"np.correlate(signal, {values[1]})"
    assert printed == repr(np.correlate(*values))
