"""nbgrader's feedback page without a script and without a request: named in ``nbgrader_config.py``.

nbgrader's own page loads MathJax from another host, which learns who reads their feedback, and when. Here formulas are
set as MathML when the page is made, and a content security policy in the page forbids whatever might load or run.
"""

from typing import Any

from markupsafe import Markup
from traitlets.config import Config

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
