"""nbgrader's pages with a student's notebook in them, of which nothing runs and nothing is fetched.

Feedback and formgrader's page for one submission come of the same exporter, with nbgrader's own two templates.
"""

import html
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import FileSystemLoader
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.feedback import author_of
from autograder.nbgrader_plugins.pieces import Pieces

TEMPLATES = Path(__file__).with_name("templates")
SHOWN = ("text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "text/plain")  # the first there is
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
SIZE = re.compile(r"\d{1,5}(\.\d{1,5})?")


def nbgraders_templates() -> str:
    """The folder of nbgrader's templates."""
    return str(_formgraders_folder() / "templates")


def nbgraders_styles() -> str:
    """The folder of the style sheets that nbgrader writes into its pages."""
    return str(_formgraders_folder() / "static" / "node_modules" / "bootstrap" / "dist" / "css")


def _formgraders_folder() -> Path:
    """The folder of formgrader's files; nbgrader itself is slow to import, and is not."""
    spec = find_spec("nbgrader")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("nbgrader is not installed")
    return Path(next(iter(spec.submodule_search_locations)), "server_extensions", "formgrader")


class Page(HTMLExporter):
    """The exporter of pages: nbgrader's template makes the frame, `Pieces` what comes of a student's bytes.

    Set ``template_name`` in the subclass's section of the configuration.
    """

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        """Go on from ``config``, which is nbgrader's."""
        self._pieces = Pieces()
        ours = Config(config or {})
        ours.Exporter.default_preprocessors = []  # as nbgrader has it
        ours.Exporter.optimistic_validation = True  # once, not after each preprocessor
        super().__init__(config=ours, extra_loaders=[FileSystemLoader(TEMPLATES / "page")], **kwargs)

    def default_filters(self) -> Any:
        """nbconvert's filters, with tokens in the place of what those make that show a student's bytes."""
        yield from super().default_filters()
        yield "clean_html", lambda text: self._pieces.token("html", text)
        yield "highlight_code", lambda text, **_: self._pieces.token("code", text)
        yield "ansi2html", lambda text: self._pieces.token("terminal", text)
        yield "formulas", lambda text: self._pieces.token("latex", text)
        yield "filter_data_type", lambda data: [kind for kind in SHOWN if kind in data][:1]
        yield "picture", _picture

    @jinja2.pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """nbconvert's filter for Markdown; a cell says whether the course or the verdict speaks in it."""
        author = author_of(context.get("cell", {}))
        return self._pieces.token(author or "markdown", source)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kwargs: Any) -> tuple[str, Any]:  # type: ignore[override]  # as HTMLExporter
        """The page.

        nbconvert's own method parses the finished page once more, to add alternative texts that are there already:
        three quarters of its time, and a parser that no limit holds.
        """
        frame, resources = super(HTMLExporter, self).from_notebook_node(nb, self._init_resources(resources), **kwargs)
        policy = f'<head><meta http-equiv="Content-Security-Policy" content="{self.policy(frame)}"/>'
        frame = frame.replace("<head>", policy, 1)  # before everything that it is to forbid
        return self._pieces.fill(frame), resources

    def policy(self, frame: str) -> str:
        """The content security policy for the page with this ``frame``, in which nothing of a student's stands."""
        raise NotImplementedError


def _picture(output: NotebookNode, kind: str) -> str:
    """The image element for an output; every part of it is checked."""
    data = output.data[kind]
    if not isinstance(data, str) or not BASE64.fullmatch(data):
        return ""
    about = output.get("metadata", {}).get(kind, {})
    sizes = (f' {name}="{about[name]}"' for name in ("width", "height") if SIZE.fullmatch(str(about.get(name))))
    words = html.escape(str(about.get("alt") or "picture"))
    return f'<img src="data:{kind};base64,{data}"{"".join(sizes)} alt="{words}"/>'
