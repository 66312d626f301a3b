"""nbgrader's feedback page without a script and without a request: named in ``nbgrader_config.py``.

nbgrader's own page loads MathJax from another host, which learns who reads their feedback, and when. Here formulas are
set as MathML when the page is made, and a content security policy in the page forbids whatever might load or run.
"""

from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.feedback import show_standing
from autograder.nbgrader_plugins.page import Page, nbgraders_styles, nbgraders_templates
from autograder.nbgrader_plugins.used_styles import used_styles

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class FeedbackPage(Page):
    """nbgrader's feedback template, as `Page` fills it, with the styles of Bootstrap that the page uses."""

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        """Go on from the template of ``config``, which is nbgrader's."""
        ours = Config(config or {})
        ours.FeedbackPage.template_name = "feedback"
        ours.FeedbackPage.extra_template_basedirs = [nbgraders_templates()]
        ours.FeedbackPage.extra_template_paths = [nbgraders_styles()]
        super().__init__(config=ours, **kwargs)

    def policy(self, frame: str) -> str:
        return POLICY

    def _init_resources(self, resources: Any) -> Any:
        resources = super()._init_resources(resources)
        include = resources["include_css"]
        resources["include_css"] = lambda name: Markup(used_styles(str(include(name))))  # noqa: S704 -- nbgrader's
        return resources

    def _preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Preprocess as nbconvert does; the headline then says what counts in the gradebook."""
        notebook, resources = super()._preprocess(nb, resources)
        counts = resources.get("nbgrader", {})
        if "score" in counts:  # nbgrader's GetGrades was among them
            show_standing(notebook, counts["score"], counts["max_score"], counts["late_penalty"])
        return notebook, resources
