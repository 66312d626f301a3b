"""Keeps the demos' weight small: the page carries each piece of widget code once, however many demos it shows.

MyST-NB embeds the state of every widget of a notebook, each with its own copy of the JavaScript and the styles. Here
the state is rewritten, at the moment the page is written, as ::

    {"code": {"0": {"_esm": …, "_css": …}}, "models": {model id: {"code": "0", the demo's traits …}}, "parts": [ … ]}

which is what ``book/assets/demos.js`` reads. A demo's frames have much in common; what stands more than once in the
models is said once, among the parts, and ``{"$": i}`` stands for part ``i``.
"""

import json
from collections import Counter
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript
from sphinx.util import logging

STATE = "application/vnd.jupyter.widget-state+json"
PLUMBING = ("_", "layout", "tabbable", "tooltip")  # traits by these names serve a kernel, not a reader
CODE = ("_esm", "_css")
WORTHWHILE = 16  # so many characters a part has at least: a reference takes some too

logger = logging.getLogger(__name__)


def compact(state: dict[str, Any]) -> dict[str, Any]:
    """The widgets of a notebook's saved state that draw themselves, with shared code.

    Raises
    ------
    ValueError
        If the notebook shows a widget that is dead without a kernel.
    """
    code: list[dict[str, str]] = []
    models: dict[str, dict[str, Any]] = {}
    for identity, model in state["state"].items():
        traits = model["state"]
        if model["model_name"] == "LayoutModel":
            continue
        if "_esm" not in traits:
            raise ValueError(f"a {model['model_name']} does nothing on a page without a kernel; use a demo instead")
        own = {name: traits.get(name, "") for name in CODE}
        if own not in code:
            code.append(own)
        shown = {name: value for name, value in traits.items() if not name.startswith(PLUMBING)}
        models[identity] = {"code": str(code.index(own)), **shown}
    short, parts = say_once(models)
    return {"code": {str(i): own for i, own in enumerate(code)}, "models": short, "parts": parts}


def say_once(value: Any) -> tuple[Any, list[Any]]:
    """The value with references in place of every list or dictionary that it holds more than once, and those parts.

    A part refers only to parts before it.
    """
    seen: Counter[str] = Counter()
    places: dict[str, int] = {}
    parts: list[Any] = []

    def count(each: Any) -> None:
        if isinstance(each, list | dict):
            text = json.dumps(each)
            seen[text] += 1
            if seen[text] == 1:
                for inner in each.values() if isinstance(each, dict) else each:
                    count(inner)

    def shorten(each: Any) -> Any:
        if not isinstance(each, list | dict):
            return each
        text = json.dumps(each)
        if text not in places:
            if isinstance(each, dict):
                small: Any = {name: shorten(inner) for name, inner in each.items()}
            else:
                small = [shorten(inner) for inner in each]
            if seen[text] == 1 or len(text) < WORTHWHILE:
                return small
            places[text] = len(parts)
            parts.append(small)
        return {"$": places[text]}

    count(value)
    return shorten(value), parts


def rewrite(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Replace the saved state among the page's scripts."""
    scripts = context["script_files"]
    for i, script in enumerate(scripts):
        if not isinstance(script, _JavaScript) or script.attributes.get("type") != STATE:
            continue
        try:
            small = compact(json.loads(script.attributes["body"]))
        except ValueError as error:
            logger.warning("%s", error, location=page)
            return
        body = json.dumps(small, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        scripts[i] = _JavaScript(script.filename, priority=script.priority, type=STATE, body=body)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("html-page-context", rewrite, priority=900)  # after MyST-NB has added the state
    return {"parallel_read_safe": True, "parallel_write_safe": True}
