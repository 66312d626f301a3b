"""Keeps the demos' weight small: the site carries each piece of widget code once, however many demos and pages show it.

MyST-NB embeds the state of every widget of a notebook, each with its own copy of the JavaScript and the styles. Here
the state is rewritten, at the moment the page is written, as ::

    {"code": {"0": file}, "models": {model id: {"code": "0", the demo's traits …}}, "parts": [ … ],
     "late": {model id: {trait: file}}}

which is what ``book/assets/demos.js`` reads. A demo's frames have much in common; what stands more than once in the
models is said once, among the parts, and ``{"$": i}`` stands for part ``i``.

The code itself, ``{"_esm": …, "_css": …}``, lies in a file that all pages share, and so does what a demo can wait for
until the reader is near it: a photograph's pixels.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript
from sphinx.util import logging

STATE = "application/vnd.jupyter.widget-state+json"
PLUMBING = ("_", "layout", "tabbable", "tooltip")  # traits by these names serve a kernel, not a reader
CODE = ("_esm", "_css")
LATE = ("pixels",)  # traits that a demo can wait for
FOLDER = "demos"  # of the files, in the site's folder of static files
CODE_FIRST = 400  # before ``nb_ipywidgets_js``, which Sphinx gives 500
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
    late: dict[str, dict[str, Any]] = {}
    for identity, model in state["state"].items():
        traits = model["state"]
        if model["model_name"] == "LayoutModel":
            continue
        if "_esm" not in traits:
            raise ValueError(f"a {model['model_name']} does nothing on a page without a kernel; use a demo instead")
        own = {name: traits.get(name, "") for name in CODE}
        if own not in code:
            code.append(own)
        shown = {name: value for name, value in traits.items() if not name.startswith((*PLUMBING, *LATE))}
        models[identity] = {"code": str(code.index(own)), **shown}
        late[identity] = {name: traits[name] for name in LATE if name in traits}
    short, parts = say_once(models)
    return {"code": {str(i): own for i, own in enumerate(code)}, "models": short, "parts": parts, "late": late}


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


def put_into_files(small: dict[str, Any], static: Path) -> dict[str, Any]:
    """The compact state with names of files in ``static`` in place of the code, and of what a demo can wait for."""
    code = {name: keep(own, static) for name, own in small["code"].items()}
    late = {
        identity: {name: keep(value, static) for name, value in traits.items()}
        for identity, traits in small["late"].items()
        if traits
    }
    return {**small, "code": code, "late": late}


def keep(value: Any, static: Path) -> str:
    """Write a value as a script that enters it into ``kgDemoFiles``; the file's name, which follows from the value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    path = static / FOLDER / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'(globalThis.kgDemoFiles ??= {{}})["{name}"] = {text};\n', encoding="utf-8")
    return name


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
        filed = put_into_files(small, Path(app.outdir) / "_static")
        body = json.dumps(filed, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        scripts[i] = _JavaScript(script.filename, priority=script.priority, type=STATE, body=body)
        for name in filed["code"].values():  # in front of demos.js
            scripts.append(_JavaScript(f"_static/{FOLDER}/{name}.js", priority=CODE_FIRST, defer="defer"))
        return


def remove_stale(app: Sphinx, error: Exception | None) -> None:
    """Delete the files that no page names any more."""
    out = Path(app.outdir)
    pages = "".join(page.read_text(encoding="utf-8") for page in out.rglob("*.html"))
    for path in (out / "_static" / FOLDER).glob("*.js"):
        if path.stem not in pages:
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("html-page-context", rewrite, priority=900)  # after MyST-NB has added the state
    app.connect("build-finished", remove_stale)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
