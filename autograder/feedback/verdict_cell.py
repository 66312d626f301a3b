"""The verdict as the first cell of a graded notebook: read in JupyterLab, in formgrader and in nbgrader's feedback.

The cell is Markdown with HTML in it. Nothing depends on its styles: JupyterLab drops them, and the table says
everything in words. It shows what the verdict holds and no more: of each exercise one failing call, made small, with
what is right for it.
"""

import html
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from nbformat import NotebookNode

from autograder.assignment import CHECK
from autograder.feedback import nbformat_nodes
from autograder.judging import Verdict
from autograder.wording import LANGUAGES, Language, in_language, marked, say

TEMPLATES = Path(__file__).with_name("templates")
STATUS = {
    "passed": marked("all right"),
    "partial": marked("partly right"),
    "failed": marked("not right yet"),
    "error": marked("ended with an error"),
    "timeout": marked("took too long"),
    "missing": marked("not written yet"),
    "refused": marked("not allowed here"),
}
JUDGED = ("passed", "partial", "failed", "error")  # of the others nothing was checked: their message says why
CELL_ID = "verdict"
BEGINNING = '<div class="verdict'
SCORE = marked("{score} of {max_score} points")
LATE = marked("late: −{penalty}")


def cell(verdict: Verdict, refused: str | None = None) -> NotebookNode:
    """The cell with the verdict; it carries no metadata of nbgrader's, which therefore leaves it alone.

    ``refused`` is the reason why the notebook could not be read, where it could not.
    """
    return nbformat_nodes.markdown_cell(render(verdict, refused), CELL_ID)


def render(verdict: Verdict, refused: str | None = None) -> str:
    """The verdict as one block of HTML, in the notebook's language.

    It has no empty line, at which Markdown would take the block to end.
    """
    language = verdict.language
    text = _TEMPLATES[language].render(
        verdict=verdict,
        headline=_headline(verdict.score, verdict.max_score, language),
        refused=refused,
        status=STATUS,
        judged=JUDGED,
        check=CHECK,
        language=language,
    )
    return "\n".join(line for line in text.splitlines() if line.strip())


def show_standing(notebook: NotebookNode, score: float, max_score: float, penalty: float) -> None:
    """Let the verdict's headline in a graded ``notebook`` say what counts, which the gradebook knows.

    ``score`` is what counts, manual scores in and the late ``penalty`` off. Where that is what the headline says,
    nothing changes; a notebook without a verdict stays as it is.
    """
    for one in notebook.cells:
        if one.cell_type != "markdown" or not one.source.startswith(BEGINNING):
            continue
        for language in LANGUAGES:
            found = _headline_pattern(language)
            if found.search(one.source):
                said = in_language(say(LATE, penalty=f"{penalty:g}"), language)
                late = f'\n<p class="about">{said}</p>' if penalty else ""
                headline = f"<h2>{_headline(score, max_score, language)}</h2>{late}"
                one.source = found.sub(headline, one.source, count=1)
                return


def _headline(score: float, max_score: float, language: Language) -> str:
    return in_language(say(SCORE, score=f"{score:g}", max_score=f"{max_score:g}"), language)


@cache
def _headline_pattern(language: Language) -> re.Pattern[str]:
    """The headline in a verdict's HTML, with whatever points."""
    pieces = in_language(say(SCORE, score="\0", max_score="\0"), language).split("\0")
    return re.compile(rf"^<h2>{'[^<]*'.join(map(re.escape, pieces))}</h2>$", re.MULTILINE)


def _words(text: Any) -> Markup:
    """Words that may be a student's, as text and nothing else: no tag, no formula, no line of their own."""
    escaped = html.escape(" ".join(str(text).split()))
    for sign in ("$", "\\", "`"):  # in an element of its own, none of them begins a formula or code
        escaped = escaped.replace(sign, f"<span>&#{ord(sign)};</span>")
    return Markup(escaped)  # noqa: S704 -- escaped above


def _code(text: Any) -> Markup:
    """Lines of code, words as in `_words`; in one line of HTML, so that none of them begins a heading or a list."""
    lines = str(text).splitlines()
    kept = (Markup("&#32;") * (len(line) - len(line.lstrip())) + _words(line) for line in lines)
    return Markup("<br>").join(kept)


def _environment(language: Language) -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["words"] = lambda text: _words(in_language(text, language))
    environment.filters["code"] = lambda text: _code(in_language(text, language))
    environment.filters["points"] = "{:g}".format
    environment.globals["_"] = lambda template: in_language(say(template), language)
    return environment


_TEMPLATES = {language: _environment(language).get_template("verdict.html") for language in LANGUAGES}
