"""Makes a formula that KaTeX cannot render a warning with its place, instead of red text on the page."""

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinxcontrib import katex

logger = logging.getLogger(__name__)


def require_node(app: Sphinx) -> None:
    """Say what is missing before KaTeX's server fails to start."""
    if shutil.which(katex.NODEJS_BINARY) is None:
        raise ExtensionError("Node.js renders the book's maths and was not found: install it (version 18 or later).")


def start_renderer(folder: Path, timeout: float) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start KaTeX's server in ``folder`` and connect to it, in the place of the library's own function.

    That one connects as soon as the socket's file is there; on a busy machine Node may listen only a little later, and
    the build fails with "connection refused". This one asks again until ``timeout`` seconds have passed.
    """
    path = folder / "katex.sock"
    command = katex.KaTeXServer.build_command(socket=path)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)  # noqa: S603  Node.js
    deadline = time.monotonic() + timeout
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if time.monotonic() > deadline:
                process.kill()
                raise katex.KaTeXServer.timeout_error(timeout) from None
            time.sleep(0.01)
        else:
            return process, connection


def check_formulas(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Render each formula of a page once, and point at those that fail."""
    for node in doctree.findall(lambda node: isinstance(node, nodes.math | nodes.math_block)):
        options: dict[str, Any] = {"displayMode": isinstance(node, nodes.math_block)}
        try:
            katex.render_latex(node.astext(), options)
        except katex.KaTeXError as error:
            logger.warning("KaTeX cannot render %r: %s", node.astext(), error, location=node)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    # Its own 5 s are short for a busy machine, and a renderer that starts too late is left running.
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0
    katex.KaTeXServer.start_server_process = start_renderer
    app.connect("builder-inited", require_node)
    app.connect("doctree-resolved", check_formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
