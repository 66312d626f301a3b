"""Turns what a student's cells showed into notebook outputs that are valid, harmless, and silent about this machine.

The outputs come from the sandbox, so nothing about their shape is taken for granted: each is built anew from the
parts that are what they should be.
"""

import re
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder import limited
from autograder.feedback import nbformat_nodes, sanitize
from autograder.feedback.terminal import calm

PICTURES = ("image/png", "image/jpeg", "image/gif")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
REMOVED = "[active content removed]"
INVALID = "[an output that is no notebook output was removed]"
MAX_DISPLAYS = 20  # under one identity: updates of older ones are let go
MAX_ELEMENTS = 60_000  # of all HTML in a notebook: see `sanitize.MAX_ELEMENTS`
MAX_PIXELS = 10_000
MAX_OUTPUTS = 2_000  # of one cell: more would make a page that nobody can open

_paths = sysconfig.get_paths()
# Where this machine keeps its interpreter is nobody's business; the longest paths first, as they contain each other.
MACHINE_PATHS = {
    f"{_paths['purelib']}/": "site-packages/",
    f"{_paths['platlib']}/": "site-packages/",
    f"{_paths['stdlib']}/": f"python{sysconfig.get_python_version()}/",
    f"{sys.prefix}/": "python/",
    f"{sys.base_prefix}/": "python/",
}


def of_cells(shown: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[NotebookNode]]:
    """The outputs of each cell, after later cells have changed the displays of earlier ones."""
    cells = after_updates(shown)
    html = _sanitized([output for outputs in cells for output in outputs[:MAX_OUTPUTS]])
    return [_of_cell(outputs, html) for outputs in cells]


def _sanitized(outputs: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The harmless HTML of each output that has some, by its `id`, as far as a page has room; or a note."""
    room = _Room()
    texts = {id(output): text for output in outputs if (text := _html(output)) is not None and room.takes(text)}
    made = limited.each(sanitize.html, list(texts.values()))
    return {identity: _or_note(clean) for identity, clean in zip(texts, made, strict=True)}


def _html(output: Mapping[str, Any]) -> str | None:
    data = output.get("data")
    text = data.get("text/html") if isinstance(data, dict) else None
    return text if isinstance(text, str) else None


def _or_note(clean: str | limited.Failed) -> str:
    return clean if isinstance(clean, str) else f"<pre>[this output could not be shown: it {clean.why}]</pre>"


def after_updates(shown: Sequence[Sequence[Mapping[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The final outputs of each cell: updates (``autograder.probe.outputs``) are put into the displays they mean."""
    cells: list[list[dict[str, Any]]] = []
    displays: dict[str, list[dict[str, Any]]] = {}
    for outputs in shown:
        cells.append([])
        for output in outputs:
            identity = _identity(output)
            if output.get("output_type") == "update_display_data":
                for display in displays.get(identity or "", []):
                    display |= {"data": output.get("data"), "metadata": output.get("metadata")}
                continue
            cells[-1].append(dict(output))
            if identity:
                displays[identity] = [*displays.get(identity, [])[-MAX_DISPLAYS:], cells[-1][-1]]
    return cells


def printed(text: str) -> str:
    """``text`` with a sane number of colours, the folders of this machine's interpreter and packages shortened."""
    text = calm(text)
    for path, short in MACHINE_PATHS.items():
        text = text.replace(path, short)
    return text


@dataclass
class _Room:
    """The number of elements that a notebook may still spend on HTML."""

    elements: int = MAX_ELEMENTS

    def takes(self, text: str) -> bool:
        """Return whether ``text`` fits; its elements are spent then."""
        count = sanitize.elements(text)
        fits = count <= min(self.elements, sanitize.MAX_ELEMENTS)
        self.elements -= count if fits else 0
        return fits


def _of_cell(outputs: Sequence[Mapping[str, Any]], html: Mapping[int, str]) -> list[NotebookNode]:
    safe = [_safe(output, html.get(id(output))) for output in outputs[:MAX_OUTPUTS]]
    if len(outputs) > MAX_OUTPUTS:
        safe.append(_note(f"[output truncated: this cell showed {len(outputs)} things]"))
    return safe


def _safe(output: Mapping[str, Any], html: str | None) -> NotebookNode:
    """One output as nbformat has it, without anything that a browser would run or fetch."""
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return nbformat_nodes.stream(name, printed(text))
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            if all(isinstance(line, str) for line in lines):
                return nbformat_nodes.error(name, printed(value), [printed(line) for line in lines])
        case {"output_type": "display_data", "data": dict(data)}:
            return nbformat_nodes.display(_data(data, html), _metadata(output.get("metadata"), data))
        case {"output_type": "execute_result", "data": dict(data)}:
            count = output.get("execution_count")
            number = count if type(count) is int and count >= 0 else None
            return nbformat_nodes.result(_data(data, html), _metadata(output.get("metadata"), data), number)
    return _note(INVALID)


def _data(data: Mapping[Any, Any], html: str | None) -> dict[str, str]:
    """The representations that are text or a picture; scripts, widgets and all else are left to their plain text."""
    safe: dict[str, str] = {}
    for kind, value in data.items():
        if not isinstance(value, str):
            continue
        if kind == "text/plain":
            safe[kind] = printed(value)
        elif kind == "text/latex":
            safe[kind] = value  # nbconvert writes it as text, for MathJax in its safe mode
        elif kind == "text/markdown":
            safe[kind] = sanitize.markdown(value)
        elif kind in PICTURES and BASE64.fullmatch(value):
            safe[kind] = value
    if html is not None:
        safe["text/html"] = html
    elif isinstance(svg := data.get("image/svg+xml"), str) and "<!ENTITY" not in svg:
        safe["text/html"] = sanitize.picture_of_svg(svg)  # JupyterLab shows no drawing that it does not trust
    return safe or {"text/plain": REMOVED}


def _metadata(metadata: Any, data: Mapping[Any, Any]) -> dict[str, Any]:
    """The sizes of pictures, which are the only part that pages need, and the plain text as their alternative."""
    plain = data.get("text/plain")
    words = plain.strip("<> ")[:200] if isinstance(plain, str) else ""
    found: dict[str, Any] = {}
    for kind in PICTURES:
        if kind in data:
            given = metadata.get(kind) if isinstance(metadata, dict) else None
            given = given if isinstance(given, dict) else {}
            sizes = {key: size for key in ("width", "height") if _is_size(size := given.get(key))}
            found[kind] = {"alt": words or "picture", **sizes}
    return found


def _is_size(value: Any) -> bool:
    """Return whether ``value`` is a length in pixels: JSON has neither NaN nor infinity."""
    return type(value) in (int, float) and 0 <= value <= MAX_PIXELS


def _identity(output: Mapping[str, Any]) -> str | None:
    match output.get("transient"):
        case {"display_id": str(identity)}:
            return identity
    return None


def _note(text: str) -> NotebookNode:
    return nbformat_nodes.stream("stderr", text)
