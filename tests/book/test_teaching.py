"""What the book quotes of the grader: here the grader says the same of the same notebook."""

import ast
import re

import numpy as np
import pytest

from autograder.assignment import load_assignment
from autograder.judging import Verdict, judge
from autograder.release.sample_course import submissions
from autograder.submission import parse
from autograder.wording import Language, in_language
from tests.support.paths import ROOT

QUOTED = ("a06_rnn", "transposed_w_h")  # whose notebook, of the sample class
SEED = 1
FOLDERS: dict[Language, str] = {"en": "book", "zh": "book/zh"}
TOTAL: dict[Language, str] = {
    "en": "{verdict.score:g} of {verdict.max_score:g}: ",
    "zh": "得 {verdict.score:g} 分，满分 {verdict.max_score:g} 分：",
}

both = pytest.mark.parametrize("language", ["en", "zh"])


def page(name: str, language: Language = "en") -> str:
    return (ROOT / FOLDERS[language] / f"{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def verdict() -> Verdict:
    """The grader's verdict on the notebook that the page quotes."""
    assignment = load_assignment(QUOTED[0])
    notebook = dict(submissions(assignment))[QUOTED[1]]
    return judge(assignment, parse(notebook, "quoted.ipynb"), SEED).verdict


@both
@pytest.mark.sandbox
def test_the_page_for_teachers_quotes_a_verdict_word_for_word(verdict: Verdict, language: Language) -> None:
    text = page("teaching", language)
    rows = re.findall(r"^\| `(\w+)` \| (\S+)&nbsp;/&nbsp;(\S+) \| (.*) \|$", text, flags=re.MULTILINE)
    said = [
        (each.name, f"{each.score:g}", f"{each.max_score:g}", in_language(each.message, language))
        for each in verdict.exercises
    ]
    assert rows == said
    assert "\n" + TOTAL[language].format(verdict=verdict) in text
    cases = [in_language(each.case, language) for each in verdict.exercises if each.case]
    assert re.findall(r"^```ipython3\n(.*?)\n```$", text, flags=re.MULTILINE | re.DOTALL) == cases


@both
@pytest.mark.sandbox
def test_the_front_page_quotes_the_same_verdict(verdict: Verdict, language: Language) -> None:
    (quoted,) = re.findall(r"^> (.*)$", page("index", language), flags=re.MULTILINE)
    assert any(in_language(each.message, language).startswith(quoted) for each in verdict.exercises)


def test_the_cell_on_the_front_page_prints_what_it_shows() -> None:
    (shown,) = re.findall(r"^```pycon\n(.*?)\n```$", page("index"), flags=re.MULTILINE | re.DOTALL)
    *given, printed = shown.splitlines()
    signal, call = (line.removeprefix(">>> ") for line in given)
    values = [ast.literal_eval(each) for each in re.findall(r"\[[^\]]*\]", f"{signal} {call}")]
    assert call == f"np.correlate(signal, {values[1]})"
    assert printed == repr(np.correlate(*values))
