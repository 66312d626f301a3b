"""nbgrader's feedback page without a script and without a request: named in ``nbgrader_config.py``.

nbgrader's own page loads MathJax from another host, which learns who reads their feedback, and when. Here formulas are
set as MathML when the page is made, and a content security policy in the page forbids whatever else might load or run.
"""

import re
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from nbgrader.server_extensions import formgrader
from traitlets.config import Config

from autograder.feedback import mathml, show_standing

TEMPLATES = Path(__file__).with_name("templates")
NBGRADERS = Path(formgrader.__file__).with_name("templates")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
FONT = re.compile(r"@font-face\s*\{[^}]*\}")  # Bootstrap's icons, which the page does not use and has no files of


class FeedbackPage(HTMLExporter):
    """nbgrader's feedback template with formulas set by the browser itself."""

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        """Go on from the template of ``config``, which is nbgrader's."""
        ours = Config(config or {})
        ours.FeedbackPage.template_name = "feedback_page"
        ours.FeedbackPage.extra_template_basedirs = [str(TEMPLATES), str(NBGRADERS)]
        ours.FeedbackPage.extra_template_paths = [*ours.HTMLExporter.get("extra_template_paths", []), str(NBGRADERS)]
        super().__init__(config=ours, **kwargs)

    def default_filters(self) -> Any:
        """nbconvert's filters, and ours for outputs of the kind text/latex."""
        yield from super().default_filters()
        yield "formulas", lambda text: Markup(mathml.in_text(text))  # noqa: S704 -- escaped there

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:  # type: ignore[override]  # as HTMLExporter
        """The page; its policy stands before everything that it is to forbid."""
        page, resources = super().from_notebook_node(nb, resources, **kwargs)
        head, ends, rest = page.partition("</head>")
        policy = f'<head><meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        return FONT.sub("", head.replace("<head>", policy, 1)) + ends + rest, resources

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Preprocess as nbconvert does; the headline then says what counts in the gradebook."""
        notebook, resources = super()._preprocess(nb, resources)
        counts = resources.get("nbgrader", {})
        if "score" in counts:  # nbgrader's GetGrades was among them
            show_standing(notebook, counts["score"], counts["max_score"], counts["late_penalty"])
        return notebook, resources

    @jinja2.pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """nbconvert's filter for Markdown, with our renderer."""
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = _Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
        return str(MarkdownWithMath(renderer=renderer).render(source))


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown, with formulas as MathML where it leaves them to MathJax."""

    def block_math(self, body: str) -> str:
        return mathml.mathml(body, block=True)

    def inline_math(self, body: str) -> str:
        return mathml.mathml(body)

    def latex_environment(self, name: str, body: str) -> str:
        return mathml.mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True)
