"""Draws each demo of a page once, at build time: what a reader without JavaScript sees, or one with paper.

The drawing code is the demos' own, run by Node.js on a document without a browser (``stills.mjs``), so a still looks
like the demo at its start, and there is no second way to draw one.
"""

import base64
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError

SCRIPT = Path(__file__).with_name("stills.mjs")
VIEW = re.compile(r'<script type="application/vnd\.jupyter\.widget-view\+json">(\{.*?\})</script>', re.DOTALL)


def stills(code: dict[str, Any], models: dict[str, Any], language: str) -> dict[str, dict[str, Any]]:
    """For each model its drawing as ``html``, whose images are named ``kg-picture:0``, 1 … in ``pictures`` (PNG bytes).

    Raises
    ------
    ExtensionError
        If a demo's code cannot be run; the message says what Node.js said.
    """
    node = shutil.which("node")
    if node is None:
        raise ExtensionError("Node.js draws the demos' stills and was not found: install it (version 18 or later).")
    asked = json.dumps({"language": language, "code": code, "models": models})
    done = subprocess.run([node, SCRIPT], input=asked, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "Error" in line] or done.stderr.splitlines()[-1:]
        raise ExtensionError(f"A demo cannot be drawn without a browser (book/ext/stills.mjs): {' '.join(said[:1])}")
    drawn: dict[str, dict[str, Any]] = json.loads(done.stdout)
    for still in drawn.values():
        still["pictures"] = [base64.b64decode(picture) for picture in still["pictures"]]
    return drawn


def put_in_front(body: str, drawn: dict[str, str]) -> str:
    """The page's body with each still in front of the place where its demo will stand."""

    def both(view: re.Match[str]) -> str:
        still = drawn.get(json.loads(view[1])["model_id"])
        return view[0] if still is None else f'<div class="kg-still">{still}</div>{view[0]}'

    return VIEW.sub(both, body)
