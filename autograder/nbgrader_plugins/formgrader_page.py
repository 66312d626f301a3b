"""Formgrader's page for one submission without a script of the student's and without a request to another host.

nbgrader has no setting for the exporter of this page, so `guard_formgrader`, called in ``nbgrader_config.py``, puts
ours into the handlers of its server extension, in the process in which that runs.
"""

import base64
import hashlib
import html
import importlib
import re
import sys
from typing import Any

from nbformat import NotebookNode
from traitlets.config import Config

from autograder.nbgrader_plugins.page import Page, nbgraders_templates

FORMGRADER = "nbgrader.server_extensions.formgrader"
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
HANDLER = re.compile(r'\son[a-z]+="([^"]*)"')
NAMES = ("student", "first_name", "last_name", "notebook_path", "notebook_id", "assignment_id")
SETTING = "kernels_and_gates_exporter"
# For what stands beside a graded notebook, an HTML file for instance: shown, and nothing of it runs.
FILES_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"
# For formgrader's other pages: whatever they run is nbgrader's own.
PAGES_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:"
)


class FormgraderPage(Page):
    """Formgrader's template, as `Page` fills it; of scripts those alone run that are the template's own."""

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        """Go on from ``config``, which is the server extension's."""
        ours = Config(config or {})
        ours.FormgraderPage.template_name = "formgrade"
        ours.FormgraderPage.extra_template_basedirs = [nbgraders_templates()]
        super().__init__(config=ours, **kwargs)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:  # type: ignore[override]  # as HTMLExporter
        """The page; names, which the template takes as HTML, are text."""
        for name in NAMES:
            if isinstance(value := (resources or {}).get(name), str):
                resources[name] = html.escape(value)
        return super().from_notebook_node(nb, resources, **kwargs)

    def policy(self, frame: str) -> str:
        scripts = [_hash(script) for script in SCRIPT.findall(frame)]
        handlers = [_hash(html.unescape(handler)) for handler in HANDLER.findall(frame)]
        runs = " ".join(dict.fromkeys(("'self'", *scripts, "'unsafe-hashes'", *handlers)))
        return (
            f"default-src 'none'; script-src {runs}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
        )


def guard_formgrader() -> None:
    """Let formgrader, where it runs in this process, show submissions by `FormgraderPage`.

    Calling it twice changes nothing. Other programs that read the configuration need no web server.
    """
    if f"{FORMGRADER}.handlers" not in sys.modules:
        return
    base, handlers = (importlib.import_module(f"{FORMGRADER}.{name}") for name in ("base", "handlers"))
    base.BaseHandler.exporter = property(_exporter)
    base.BaseHandler.content_security_policy = _policy(PAGES_POLICY)
    handlers.SubmissionFilesHandler.content_security_policy = _policy(FILES_POLICY)


def _exporter(handler: Any) -> FormgraderPage:
    if SETTING not in handler.settings:
        handler.settings[SETTING] = FormgraderPage(config=handler.settings["nbgrader_exporter"].config)
    exporter: FormgraderPage = handler.settings[SETTING]
    return exporter


def _policy(ours: str) -> property:
    """The server's own policy, with ``ours`` beside it."""
    from jupyter_server.base.handlers import JupyterHandler

    return property(lambda handler: f"{super(JupyterHandler, handler).content_security_policy}; {ours}")


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
