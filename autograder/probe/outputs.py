"""Collects what a cell prints, shows and raises as notebook outputs, up to a cap."""

import base64
import io
import json
import numbers
import os
from collections.abc import Callable, Sequence
from typing import Any

MAX_CELL_BYTES = 1_000_000
MARKER = "\n[output truncated: this cell printed more than 1 MB]\n"


class Outputs:
    """The outputs of the cell that is running, in nbformat's shape.

    Two things go beyond that shape. A display with an identity carries it under ``transient``, as in Jupyter's
    messages. And an update of a display that an earlier cell has shown is an output of its own, of the type
    ``update_display_data``, because that cell's outputs have left this process already.
    """

    def __init__(self) -> None:
        self.elsewhere: Callable[[], Sequence[tuple[str, str]]] = tuple  # what was written past Python's streams
        self._items: list[dict[str, Any]] = []
        self._written: list[str] = []  # the pieces of the newest text: joined once, for there may be very many
        self._updates: dict[str, dict[str, Any]] = {}
        self._earlier: set[str] = set()  # the identities that earlier cells have shown
        self._bytes = 0
        self._clear_next = False

    def take(self) -> list[dict[str, Any]]:
        """The outputs so far; the next cell starts empty."""
        self._add_elsewhere()
        for item in self._items:
            if item["output_type"] == "stream":
                item["text"] = "".join(item["text"])
        items = [*self._items, *self._updates.values()]
        self._earlier.update(identity for item in self._items if (identity := _identity(item)))
        self._items, self._updates, self._bytes, self._clear_next = [], {}, 0, False
        return items

    def stream(self, name: str, text: str) -> None:
        """Add ``text`` to the stream ``name``; consecutive writes become one output."""
        if not text:
            return
        self._clear_if_due()
        room = MAX_CELL_BYTES - self._bytes
        if room <= 0:
            return
        if len(text) > room:
            text = text[:room] + MARKER
        self._bytes += len(text)
        last = self._items[-1] if self._items else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            self._written.append(text)
        else:
            self._written = [text]
            self._items.append({"output_type": "stream", "name": name, "text": self._written})

    def rich(
        self,
        output_type: str,
        data: dict[str, Any],
        metadata: dict[str, Any],
        identity: str | None = None,
        **extra: Any,
    ) -> None:
        """Add a ``display_data`` or ``execute_result`` output whose ``data`` maps MIME types to text or base64.

        A new display under an ``identity`` that was shown before changes the older ones, too.
        """
        self._add_elsewhere()
        self._clear_if_due()
        if identity is not None:
            self.update(data, metadata, identity)
            extra["transient"] = {"display_id": identity}
        output, size = _plain({"output_type": output_type, "data": data, "metadata": metadata, **extra})
        if self._take_room(size):
            self._items.append(output)

    def update(self, data: dict[str, Any], metadata: dict[str, Any], identity: str) -> None:
        """Change what the displays under ``identity`` show, in this cell and in earlier ones."""
        shown = [item for item in self._items if _identity(item) == identity]
        if not shown and identity not in self._earlier:
            return
        content, size = _plain({"data": data, "metadata": metadata})
        old = self._updates.pop(identity, None)
        self._bytes -= sum(_size_of(item) for item in shown) + (_size_of(old) if old else 0)
        if not self._take_room(size * (len(shown) + (identity in self._earlier))):
            content = {"data": {"text/plain": MARKER.strip()}, "metadata": {}}
        for item in shown:
            item.update(content)
        if identity in self._earlier:
            transient = {"display_id": identity}
            self._updates[identity] = {"output_type": "update_display_data", **content, "transient": transient}

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error; the newest one is kept even where the cap is reached, because it explains the cell."""
        self._add_elsewhere()
        self._clear_if_due()
        self._items.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": value[:2_000],
                "traceback": [line[:20_000] for line in traceback[:200]],
            }
        )

    def clear(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far (``clear_output``); with ``wait``, as soon as it shows more."""
        if wait:
            self._clear_next = True
        else:
            self._items, self._bytes, self._clear_next = [], sum(map(_size_of, self._updates.values())), False

    def _add_elsewhere(self) -> None:
        for name, text in self.elsewhere():
            self.stream(name, text)

    def _clear_if_due(self) -> None:
        if self._clear_next:
            self.clear()

    def _take_room(self, size: int) -> bool:
        """Return whether ``size`` more bytes fit; where they do not, nothing more does, and a marker says so."""
        if self._bytes + size <= MAX_CELL_BYTES:
            self._bytes += size
            return True
        self.stream("stderr", MARKER)
        self._bytes = max(self._bytes, MAX_CELL_BYTES)
        return False


class Stream(io.TextIOBase):
    """A standard stream of the student's code; ``process`` is the one whose text is collected here.

    A process that a cell has forked holds a copy of the outputs that nobody will read: its text goes to the file
    descriptor, which `autograder.probe.captured_descriptors` collects.
    """

    def __init__(self, outputs: Outputs, name: str, process: int) -> None:
        self._outputs = outputs
        self._process = process
        self.name = name

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of notebook text."""
        return "UTF-8"

    def writable(self) -> bool:
        """Return True, always."""
        return True

    def fileno(self) -> int:
        """The descriptor of the same stream, for child processes that are given it."""
        return 1 if self.name == "stdout" else 2

    def isatty(self) -> bool:
        """Return False: the text goes into a notebook."""
        return False

    def write(self, text: str) -> int:
        """Collect ``text``."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if os.getpid() == self._process:
            self._outputs.stream(self.name, text)
        else:
            os.write(self.fileno(), text.encode(errors="replace"))
        return len(text)


def _identity(item: dict[str, Any]) -> str | None:
    return item.get("transient", {}).get("display_id")


def _plain(output: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """The output as JSON has it (bytes in base64, as Jupyter sends them), and its size."""
    text = json.dumps(output, default=_to_json)
    plain: dict[str, Any] = json.loads(text)
    return plain, len(text)


def _size_of(item: dict[str, Any]) -> int:
    return len(json.dumps(item))


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    return list(value) if isinstance(value, set | frozenset) else str(value)
