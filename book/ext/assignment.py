"""The assignments on the site: a box at a chapter's end and a list on every page, each with the notebook to download
and the links that open it.

In a chapter::

    ```{assignment} a02_convolution
    One sentence on what the student will write.
    ```

The addresses come from ``repository`` and ``launch_buttons`` in ``_config.yml``. They lead to the students' notebook;
the theme's own launch buttons would open the chapter's source, and are switched off here. The site's own address
follows from the repository's, here as in the notebooks.
"""

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.docutils import SphinxDirective

from autograder.release import site_address
from book.ext.chapter_numbers import AFTER_THE_TOC
from book.ext.words import is_chinese, words_of

ROOT = Path(__file__).resolve().parents[2]

WORDS = {
    "en": {
        "title": "{}: the assignment",
        "list": "Notebooks",
        "solve": "Solve it in the page",
        "download": "Download the notebook",
        "open": "Or open it in",
    },
    "zh": {
        "title": "{}：作业",
        "list": "笔记本",
        "solve": "在页面里完成",
        "download": "下载笔记本",
        "open": "或在线打开：",
    },
}
ENGLISH = "（英文）"  # behind what a Chinese page has of the English book


def notebook_path(name: str, config: Config) -> str:
    """The path of an assignment's notebook: the Chinese one in a Chinese book, if there is one."""
    chinese = f"notebooks/zh/{name}.ipynb"
    return chinese if is_chinese(config) and (ROOT / chinese).exists() else f"notebooks/{name}.ipynb"


def mark(path: str, config: Config) -> str:
    """The word behind the name of a notebook that is not in the language of the book."""
    return ENGLISH if is_chinese(config) and not path.startswith("notebooks/zh/") else ""


def topic(notebook: Path) -> str:
    """Topic of the assignment, which its title ("The GRU: the assignment") begins with."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    title = "".join(cells[0]["source"]).splitlines()[0].removeprefix("# ")
    return re.split("[:：]", title)[0].strip()


def launch_links(path: str, config: Config) -> dict[str, str]:
    """The services' names and the addresses at which each opens the notebook at ``path`` in the repository.

    A service without an address in ``_config.yml`` gets no link.
    """
    repository = config.assignment_repository["url"].rstrip("/")
    branch = config.assignment_repository["branch"]
    services = config.assignment_services
    slug = urlsplit(repository).path.strip("/")
    links = {}
    if services.get("colab_url"):
        links["Colab"] = f"{services['colab_url']}/github/{slug}/blob/{quote(branch)}/{quote(path)}"
    if services.get("binderhub_url"):
        query = urlencode({"labpath": path})
        links["Binder"] = f"{services['binderhub_url']}/v2/gh/{slug}/{quote(branch, safe='')}?{query}"
    if services.get("jupyterhub_url"):
        place = f"lab/tree/{slug.rpartition('/')[2]}/{path}"
        query = urlencode({"repo": repository, "branch": branch, "urlpath": place})
        links["JupyterHub"] = f"{services['jupyterhub_url']}/hub/user-redirect/git-pull?{query}"
    return links


class AssignmentDirective(SphinxDirective):
    """``{assignment} name``: a box with the sentence of its body, the download and the launch links."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The box; an error that says what to run when the notebook is not there."""
        name = self.arguments[0]
        path = notebook_path(name, self.config)
        if not (ROOT / path).exists():
            raise self.error(f"{path} does not exist; `python -m autograder release {name}` makes it.")
        self.env.note_dependency(str(ROOT / path))
        self.env.note_dependency(str(Path(self.env.srcdir, "_toc.yml")))  # it may get a page
        words = words_of(self.config, WORDS)

        box = nodes.container(classes=["assignment"])
        title = nodes.paragraph(classes=["assignment-title"])
        title += nodes.Text(words["title"].format(topic(ROOT / path)))
        box += title
        self.state.nested_parse(self.content, self.content_offset, box)
        beside = Path(self.env.srcdir, path).exists()
        target = "/" + (path if beside else os.path.relpath(ROOT / path, self.env.srcdir))  # /: from the book's root
        download = addnodes.download_reference("", "", reftarget=target, classes=["assignment-download"])
        download += nodes.inline(text=words["download"] + mark(path, self.config))
        links = nodes.paragraph(classes=["assignment-links"])
        page: nodes.Element = addnodes.pending_xref(
            "", nodes.inline(text=words["solve"]), refdomain="std", reftype="doc", reftarget=f"/notebooks/{name}",
            refexplicit=True, refwarn=False,
        )  # fmt: skip
        if is_chinese(self.config) and f"notebooks/{name}" not in self.env.found_docs:
            top = "../" * (self.env.docname.count("/") + 1)
            page = nodes.reference(text=words["solve"] + ENGLISH, refuri=f"{top}notebooks/{name}.html", internal=True)
        links += [page, download, nodes.inline(text=words["open"], classes=["assignment-or"])]
        for service, address in launch_links(path, self.config).items():
            links += nodes.reference(text=service, refuri=address, internal=False)
        box += links
        return [box]


def add_list(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give ``book/templates/assignments.html``, which the sidebar of every page shows, what it lists."""
    context["assignment_words"] = words_of(app.config, WORDS)
    names = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
    context["assignments"] = [
        {"name": topic(ROOT / path) + mark(path, app.config), "path": path, "links": launch_links(path, app.config)}
        for path in (notebook_path(name, app.config) for name in names)
    ]


def copy_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Put the notebooks where that list says they are."""
    if error is None:
        target = Path(app.outdir) / "notebooks"
        target.mkdir(exist_ok=True)
        for old in target.rglob("*.ipynb"):
            old.unlink()
        for path in [*(ROOT / "notebooks").glob("*.ipynb"), *(ROOT / "notebooks" / "zh").glob("*.ipynb")]:
            copied = target / path.relative_to(ROOT / "notebooks")
            copied.parent.mkdir(exist_ok=True)
            shutil.copy(path, copied)


def take_addresses(app: Sphinx, config: Config) -> None:
    """Keep the addresses for our links, and leave none for the theme's own launch buttons."""
    options = config.html_theme_options
    config.assignment_services = options.pop("launch_buttons", {})
    config.assignment_repository = {
        "url": options.get("repository_url", ""),
        "branch": options.get("repository_branch", "main"),
    }
    config.html_baseurl = config.html_baseurl or site_address(options.get("repository_url", ""))


def name_pages(app: Sphinx, config: Config) -> None:
    """Call each assignment by its topic in the list of pages, which has a heading of its own."""
    site_map: Any = config.external_site_map
    for name in site_map:
        notebook = ROOT / notebook_path(name.removeprefix("notebooks/"), config)
        if notebook.exists() and site_map[name].title is None:
            site_map[name].title = topic(notebook)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_config_value("assignment_services", {}, "env", dict)
    app.add_config_value("assignment_repository", {}, "env", dict)
    app.connect("config-inited", take_addresses)
    app.connect("config-inited", name_pages, priority=AFTER_THE_TOC)
    app.add_directive("assignment", AssignmentDirective)
    app.connect("html-page-context", add_list)
    app.connect("build-finished", copy_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
