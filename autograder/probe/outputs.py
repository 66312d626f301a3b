"""What a cell prints, shows and raises, collected as notebook outputs, up to a cap."""

import io
import json
from typing import Any

MAX_CELL_BYTES = 1_000_000
MARKER = "\n[output truncated: this cell printed more than 1 MB]\n"


class Outputs:
    """The outputs of the cell that is running, in nbformat's shape."""

    def __init__(self) -> None:
        self._items: list[dict[str, Any]] = []
        self._bytes = 0

    def take(self) -> list[dict[str, Any]]:
        """The outputs so far; the next cell starts empty."""
        items, self._items, self._bytes = self._items, [], 0
        return items

    def stream(self, name: str, text: str) -> None:
        """Add ``text`` to the stream ``name``; consecutive writes become one output."""
        room = MAX_CELL_BYTES - self._bytes
        if room <= 0 or not text:
            return
        if len(text) > room:
            text = text[:room] + MARKER
        self._bytes += len(text)
        last = self._items[-1] if self._items else None
        if last and last["output_type"] == "stream" and last["name"] == name:
            last["text"] += text
        else:
            self._items.append({"output_type": "stream", "name": name, "text": text})

    def rich(self, output_type: str, data: dict[str, Any], metadata: dict[str, Any], **extra: Any) -> None:
        """Add a ``display_data`` or ``execute_result`` output whose ``data`` maps MIME types to text or base64."""
        output = {"output_type": output_type, "data": data, "metadata": metadata, **extra}
        size = len(json.dumps(output, default=str))
        if self._bytes + size > MAX_CELL_BYTES:
            self.stream("stderr", MARKER)
            self._bytes = MAX_CELL_BYTES
        else:
            self._bytes += size
            self._items.append(json.loads(json.dumps(output, default=str)))

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add an error; the newest one is kept even where the cap is reached, because it explains the cell."""
        self._items.append(
            {
                "output_type": "error",
                "ename": name[:200],
                "evalue": value[:2_000],
                "traceback": [line[:20_000] for line in traceback[:200]],
            }
        )

    def clear(self) -> None:
        """Forget what the cell has shown so far (``clear_output``)."""
        self._items, self._bytes = [], 0


class Stream(io.TextIOBase):
    """A standard stream of the student's code."""

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self.name = name

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """Notebook text is UTF-8."""
        return "utf-8"

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Collect ``text``."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.stream(self.name, text)
        return len(text)
