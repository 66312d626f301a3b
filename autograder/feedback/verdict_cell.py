"""The verdict as the first cell of a graded notebook: read in JupyterLab, in formgrader and in nbgrader's feedback.

The cell is Markdown with HTML in it. Nothing depends on its styles: JupyterLab drops them, and the table says
everything in words. It shows what the verdict holds and no more: of each exercise one failing call, made small, with
what is right for it.
"""

import html
import re
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from nbformat import NotebookNode

from autograder.assignment import CHECK
from autograder.feedback import nbformat_nodes
from autograder.judging import Verdict

TEMPLATES = Path(__file__).with_name("templates")
STATUS = {
    "passed": "all right",
    "partial": "partly right",
    "failed": "not right yet",
    "error": "ended with an error",
    "timeout": "took too long",
    "missing": "not written yet",
    "refused": "not allowed here",
}
JUDGED = ("passed", "partial", "failed", "error")  # of the others nothing was checked: their message says why
CELL_ID = "verdict"
BEGINNING = '<div class="verdict'
HEADLINE = re.compile(r"^<h2>[^<]* of [^<]* points</h2>$", re.MULTILINE)


def cell(verdict: Verdict, refused: str | None = None) -> NotebookNode:
    """The cell with the verdict; it carries no metadata of nbgrader's, which therefore leaves it alone.

    ``refused`` is the reason why the notebook could not be read, where it could not.
    """
    return nbformat_nodes.markdown_cell(render(verdict, refused), CELL_ID)


def render(verdict: Verdict, refused: str | None = None) -> str:
    """The verdict as one block of HTML: without an empty line, at which Markdown would take the block to end."""
    text = _TEMPLATE.render(verdict=verdict, refused=refused, status=STATUS, judged=JUDGED, check=CHECK)
    return "\n".join(line for line in text.splitlines() if line.strip())


def show_standing(notebook: NotebookNode, score: float, max_score: float, penalty: float) -> None:
    """Let the verdict's headline in a graded ``notebook`` say what counts, which the gradebook knows.

    ``score`` is what counts, manual scores in and the late ``penalty`` off. Where that is what the headline says,
    nothing changes; a notebook without a verdict stays as it is.
    """
    late = f'\n<p class="about">late: −{penalty:g}</p>' if penalty else ""
    headline = f"<h2>{score:g} of {max_score:g} points</h2>{late}"
    for one in notebook.cells:
        if one.cell_type == "markdown" and HEADLINE.search(one.source) and one.source.startswith(BEGINNING):
            one.source = HEADLINE.sub(headline, one.source, count=1)
            return


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


def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["words"] = _words
    environment.filters["code"] = _code
    environment.filters["points"] = "{:g}".format
    return environment


_TEMPLATE = _environment().get_template("verdict.html")
