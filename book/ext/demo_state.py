"""Keeps the demos' weight small: the site carries each piece of widget code once, however many demos and pages show it.

MyST-NB embeds the state of every widget of a notebook, each with its own copy of the JavaScript and the styles. Here
the state is rewritten, at the moment the page is written, as ::

    {"code": {"0": file}, "models": {model id: {"code": "0", the demo's traits …}}, "parts": [ … ],
     "late": {model id: {trait: file}}}

which is what ``book/assets/demos.js`` reads. A demo's frames have much in common; what stands more than once in the
models is said once, among the parts, and ``{"$": i}`` stands for part ``i``. What a dictionary names ``same`` belongs
into it.

The code itself lies in a file that all pages share, as its styles do, and so does what a demo can wait for until the
reader is near it: a photograph's pixels, the activations of all units. In front of each demo stands its still
(``stills.py``).
"""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript
from sphinx.util import logging

from book.ext.stills import put_in_front, stills

STATE = "application/vnd.jupyter.widget-state+json"
PLUMBING = ("_", "layout", "tabbable", "tooltip")  # traits by these names serve a kernel, not a reader
CODE = ("_esm", "_css")
LATE = ("pixels", "activations")  # traits that a demo can wait for
FOLDER = "demos"  # of the files, in the site's folder of static files
CODE_FIRST = 400  # before ``nb_ipywidgets_js``, which Sphinx gives 500
OWN = {"grids": ("rows", "stages"), "arrows": ("share",), "charts": ("series",)}  # what differs from frame to frame
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
        if "frames" in shown:
            shown["frames"] = [apart(frame) for frame in shown["frames"]]
        models[identity] = {"code": str(code.index(own)), **shown}
        late[identity] = {name: traits[name] for name in LATE if name in traits}
    short, parts = say_once(models)
    return {"code": {str(i): own for i, own in enumerate(code)}, "models": short, "parts": parts, "late": late}


def apart(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame, where ``same`` holds what grids, arrows and charts have in common with those of other frames."""
    split = {}
    for kind, own in OWN.items():
        split[kind] = [
            {"same": {name: part for name, part in each.items() if name not in own}}
            | {name: each[name] for name in own if name in each}
            for each in frame.get(kind, ())
        ]
    return {**frame, **{kind: parts for kind, parts in split.items() if parts}}


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
    code = {name: keep(own["_esm"], static) for name, own in small["code"].items()}
    late = {
        identity: {name: keep(value, static) for name, value in traits.items()}
        for identity, traits in small["late"].items()
        if traits
    }
    return {**small, "code": code, "late": late}


def keep(value: Any, static: Path) -> str:
    """Write a value as a script that enters it into ``kgDemoFiles``; the file's name, which follows from the value."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    name = hashed(text.encode())
    keep_file(f"{name}.js", f'(globalThis.kgDemoFiles ??= {{}})["{name}"] = {text};\n'.encode(), static)
    return name


def hashed(content: bytes) -> str:
    """A file's name that follows from its content."""
    return hashlib.sha256(content).hexdigest()[:16]


def keep_file(name: str, content: bytes, static: Path) -> str:
    """Write a file that pages share; its address from the site's top."""
    path = static / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return f"_static/{FOLDER}/{name}"


def draw_stills(state: dict[str, Any], small: dict[str, Any], language: str, static: Path, top: str) -> dict[str, str]:
    """Each demo's still as HTML, by its model; pictures are files, and ``top`` leads from the page to the site's."""
    models = {
        identity: {**model["state"], "code": code_of(model["state"], small["code"])}
        for identity, model in state["state"].items()
        if "_esm" in model["state"]
    }
    drawn = {}
    for identity, still in stills(small["code"], models, language).items():
        drawn[identity] = still["html"]
        for i, picture in enumerate(still["pictures"]):
            address = keep_file(f"{hashed(picture)}.png", picture, static)
            drawn[identity] = drawn[identity].replace(f'"kg-picture:{i}"', f'"{top}{address}"')
    return drawn


def code_of(traits: dict[str, Any], code: dict[str, dict[str, str]]) -> str:
    """The name by which the compact state knows a demo's code."""
    return next(name for name, own in code.items() if own == {each: traits.get(each, "") for each in CODE})


def rewrite(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Replace the saved state among the page's scripts."""
    scripts = context["script_files"]
    for i, script in enumerate(scripts):
        if not isinstance(script, _JavaScript) or script.attributes.get("type") != STATE:
            continue
        state, static = json.loads(script.attributes["body"]), Path(app.outdir) / "_static"
        try:
            small = compact(state)
        except ValueError as error:
            logger.warning("%s", error, location=page)
            return
        drawn = draw_stills(state, small, app.config.language, static, "../" * page.count("/"))
        context["body"] = put_in_front(context["body"], drawn)
        for own in small["code"].values():
            styles = own["_css"].encode()
            address = keep_file(f"{hashed(styles)}.css", styles, static)
            context["css_files"].append(_CascadingStyleSheet(address, priority=CODE_FIRST))
        filed = put_into_files(small, static)
        body = json.dumps(filed, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
        scripts[i] = _JavaScript(script.filename, priority=script.priority, type=STATE, body=body)
        for name in filed["code"].values():  # in front of demos.js
            scripts.append(_JavaScript(f"_static/{FOLDER}/{name}.js", priority=CODE_FIRST, defer="defer"))
        return


def remove_stale(app: Sphinx, error: Exception | None) -> None:
    """Delete the files that no page names any more."""
    out = Path(app.outdir)
    pages = "".join(page.read_text(encoding="utf-8") for page in out.rglob("*.html"))
    for path in (out / "_static" / FOLDER).glob("*"):
        if path.stem not in pages:
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("html-page-context", rewrite, priority=900)  # after MyST-NB has added the state
    app.connect("build-finished", remove_stale)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
