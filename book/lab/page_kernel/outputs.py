"""Sends to the page all that cells print and show, as pairs of strings: a kind, and its content."""

import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Send = Callable[[str, str], object]

DEMO = "application/vnd.kernels-and-gates.demo+json"
SHOWN = (DEMO, "image/svg+xml", "image/png", "text/plain")  # of an object's own representations, the first of these
PAUSE = 0.05  # seconds between two messages of printed text: a loop that prints must not drown the page
MOST = 200_000  # characters that one cell may print; a page is no place for more

_send: Send = print


def connect(send: Send) -> None:
    """Send what is printed and shown from now on to ``send(kind, content)``."""
    global _send
    _send = send
    sys.stdout, sys.stderr = Stream("stdout"), Stream("stderr")


def send(kind: str, content: str) -> None:
    """Pass one message to the page, behind all that was printed before it."""
    flush()
    _send(kind, content)


def flush() -> None:
    """Pass on what is printed and still waits."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def begin() -> None:
    """Let the next cell print as much as it may."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, Stream):
            stream.left = MOST


class Stream(io.TextIOBase):
    """One of the two streams of text, sent in pieces: at most one every `PAUSE` seconds, `MOST` characters a cell."""

    encoding = "utf-8"

    def __init__(self, kind: str) -> None:
        """Send as messages of this ``kind``."""
        self._kind = kind
        self._waiting: list[str] = []
        self._sent = 0.0
        self.left = MOST

    def writable(self) -> bool:
        """Say that one may print."""
        return True

    def write(self, text: str) -> int:
        """Send the text now or soon."""
        if self.left > 0:
            self._waiting.append(text[: self.left])
            self.left -= len(text)
            if self.left <= 0:
                self._waiting.append("\n… and so on: a cell may print 200 000 characters in the page.\n")
            if time.monotonic() - self._sent > PAUSE:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            text, self._waiting = "".join(self._waiting), []
            _send(self._kind, text)
        self._sent = time.monotonic()


def representations(value: Any) -> dict[str, Any]:
    """The forms in which an object shows itself, by MIME type."""
    kind = type(value)
    if hasattr(kind, "_repr_mimebundle_"):
        return dict(value._repr_mimebundle_())
    found = {"text/plain": repr(value)}
    if hasattr(kind, "_repr_svg_"):
        found["image/svg+xml"] = value._repr_svg_()
    return found


def display(*values: Any, **_: Any) -> None:
    """Show each value, as IPython's function of this name does."""
    for value in values:
        forms = representations(value)
        mime = next(mime for mime in SHOWN if mime in forms)
        send("display", json.dumps({"mime": mime, "data": forms[mime]}))


def show_figures() -> None:
    """Show matplotlib's open figures and close them, as a notebook does after a cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        picture = io.StringIO()
        pyplot.figure(number).savefig(picture, format="svg", bbox_inches="tight")
        send("display", json.dumps({"mime": "image/svg+xml", "data": picture.getvalue()}))
    pyplot.close("all")
