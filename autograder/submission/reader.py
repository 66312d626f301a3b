"""Reads what a student handed in: bytes of unknown origin become plain cells, or are refused with a reason.

Nothing here trusts the file: it may be a symbolic link, huge, truncated, not JSON, JSON of another shape, or
a notebook for another assignment. Tags, points and check cells of the student's copy are not looked at.
"""

import errno
import functools
import json
import math
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder import limited
from autograder.plain_text import plain_name, plain_words
from autograder.wording import Language, Message, language_of

MAX_NOTEBOOK_BYTES = 20 * 2**20
MAX_CELLS = 2_000
# A larger one is read in a process of its own: a hundred times its size in memory is what some take.
SMALL_BYTES = 200_000
LIMITS = limited.Limits(seconds=20, all_seconds=20, mebibytes=256)
# How files begin that people hand in by mistake: what they are, and what to do.
OTHER_FILES = {
    b"PK\x03\x04": "is an archive (zip): unpack it and hand in the notebook itself.",
    b"PK\x05\x06": "is an empty archive (zip): hand in the notebook itself.",
    b"\x1f\x8b": "is an archive (gzip): unpack it and hand in the notebook itself.",
    b"Rar!": "is an archive (rar): unpack it and hand in the notebook itself.",
    b"7z\xbc\xaf": "is an archive (7z): unpack it and hand in the notebook itself.",
    b"%PDF": "is a PDF: hand in the notebook itself, the .ipynb file.",
}


class Refused(Exception):  # noqa: N818 -- an expected outcome: the message is for the student
    """The file cannot be judged as a notebook; the message says why and what to do."""

    @property
    def says(self) -> Message:
        """The message for the student: in English, as nobody knows the language of what cannot be read."""
        return Message(str(self))


@dataclass(frozen=True)
class Cell:
    """One cell of a student's notebook: its source, its nbgrader name (if any), and whether it is to be run."""

    source: str
    grade_id: str | None
    is_code: bool


@dataclass(frozen=True)
class Submission:
    """A readable notebook: its cells in order, and the assignment that it says it is (if it says so).

    ``refused`` is the reason that an earlier reading noted in it; a student who forges one is refused, too. ``notes``
    are sentences on how it was found, as an earlier reading noted them: whoever reads a student's own file puts what
    is true in their place. ``language`` is that of the notebook, in which its author reads what comes back.
    """

    cells: tuple[Cell, ...]
    assignment: str | None
    refused: str | None = None
    notes: tuple[Message, ...] = ()
    language: Language = "en"


def read_submitted(path: Path) -> bytes:
    """The bytes of a notebook that lies in nbgrader's folders (``submitted/<student>/<assignment>/``).

    Raises `Refused` where one of the two folders above it is a symbolic link, and as `read` does.
    """
    for folder in path.parents[:2]:
        if is_link(folder):
            raise Refused(
                f"{plain_name(folder.name)} is reached by a symbolic link: hand in a folder with the notebook itself."
            )
    return read(path)


def read(path: Path) -> bytes:
    """The bytes of the file at ``path``, which must be a plain file of a sensible size.

    Raises `Refused`. A symbolic link in the last part of the path is not followed.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused(
            f"There is no notebook {plain_name(path.name)}: hand in the file under exactly this name."
        ) from None
    except OSError as error:
        if is_link(path):
            raise Refused(f"{plain_name(path.name)} is a symbolic link: hand in the notebook itself.") from None
        if error.errno == errno.ENXIO:  # a socket, which cannot even be opened
            raise Refused(f"{plain_name(path.name)} is not a plain file: hand in the notebook itself.") from None
        raise Refused(f"{plain_name(path.name)} cannot be read ({error.strerror}).") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise Refused(f"{plain_name(path.name)} is not a plain file: hand in the notebook itself.")
    with os.fdopen(descriptor, "rb") as file:
        if status.st_size > MAX_NOTEBOOK_BYTES:
            megabytes = math.ceil(10 * status.st_size / 2**20) / 10  # rounded up: never as much as is allowed
            raise Refused(
                f"{plain_name(path.name)} has {megabytes:g} MB, more than the {MAX_NOTEBOOK_BYTES // 2**20} MB that "
                "are read: clear the outputs and hand it in again."
            )
        return file.read(MAX_NOTEBOOK_BYTES + 1)


def is_link(path: Path) -> bool:
    """Return whether ``path`` is a symbolic link; where a folder above it lets nobody look, opening it will say so."""
    try:
        return path.is_symlink()
    except OSError:
        return False


def parse(data: bytes, name: str) -> Submission:
    """The notebook in ``data``; ``name`` is what the messages call the file.

    Raises `Refused`, also where reading it takes more memory or time than any notebook needs.
    """
    if len(data) <= SMALL_BYTES:
        return _parse(data, name)
    found = limited.one(functools.partial(_parse_or_refuse, name=name), data, LIMITS)
    if isinstance(found, limited.Failed):
        raise Refused(f"{name} is no ordinary notebook: reading it {found.why}. Save it in Jupyter, hand it in again.")
    if isinstance(found, str):
        raise Refused(found)
    return found


def _parse_or_refuse(data: bytes, name: str) -> Submission | str:
    try:
        return _parse(data, name)
    except Refused as refusal:
        return str(refusal)


def _parse(data: bytes, name: str) -> Submission:
    for beginning, what_it_is in OTHER_FILES.items():
        if data.startswith(beginning):
            raise Refused(f"{name} {what_it_is}")
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{name} is not text: it seems damaged. Download it from Jupyter and hand it in again.") from None
    if not text.strip("\0 \r\n\t"):
        raise Refused(f"{name} is empty: save the notebook in Jupyter and hand it in again.")
    try:
        notebook = _of_format_4(json.loads(text), name)
    except (Refused, MemoryError):  # who has no memory is told so by `parse`
        raise
    except RecursionError:
        raise Refused(f"{name} is nested too deeply to be a notebook.") from None
    except Exception as error:  # nbformat raises whatever its converters stumble over
        raise Refused(
            f"{name} is not a readable notebook ({_reason(error)}): open it in Jupyter, save it, hand it in again."
        ) from None
    return of_notebook(notebook, name)


def _of_format_4(notebook: Any, name: str) -> Any:
    """The notebook in nbformat 4; one that is of it already is read as it is, however odd its cells are.

    Raises `Refused`, and whatever nbformat's converters stumble over.
    """
    if not isinstance(notebook, dict):
        raise TypeError(f"a {type(notebook).__name__} in the place of a notebook")
    version = notebook.get("nbformat")
    if isinstance(version, str) and version.strip().isdecimal():
        version = int(version[:9])
    if version is None and isinstance(notebook.get("cells"), list):
        raise Refused(
            f"{name} does not say which version of the notebook format it has (nbformat is missing): open it in "
            "Jupyter, save it, hand it in again."
        )
    if version is None:
        raise Refused(f"{name} has no cells: it is not a notebook. Hand in the .ipynb file that you solved.")
    if version == 4:
        return notebook
    _require_few([cell for sheet in _sheets(notebook) for cell in sheet], name)
    older = {**notebook, "nbformat": version}
    return nbformat.convert(nbformat.reader.reads(json.dumps(older)), 4)


def of_notebook(notebook: Any, name: str) -> Submission:
    """The submission in a notebook that is parsed already (nbformat 4).

    Raises `Refused`.
    """
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise Refused(f"{name} has no cells: it is not a notebook. Hand in the .ipynb file that you solved.")
    _require_few(cells, name)
    readable = tuple(_cell(cell) for cell in cells if isinstance(cell, dict))
    found = _note(notebook, "found")
    return Submission(
        readable,
        _note(notebook, "assignment"),
        _note(notebook, "refused"),
        (Message(found),) if found else (),
        language_of(_note(notebook, "language")),
    )


def _sheets(notebook: dict[str, Any]) -> list[list[Any]]:
    """The lists of cells of a notebook in an older format."""
    sheets = notebook.get("worksheets")
    found = [_mapping(sheet).get("cells") for sheet in sheets] if isinstance(sheets, list) else [notebook.get("cells")]
    return [cells for cells in found if isinstance(cells, list)]


def _require_few(cells: list[Any], name: str) -> None:
    if len(cells) > MAX_CELLS:
        raise Refused(f"{name} has {len(cells)} cells, more than the {MAX_CELLS} that are read.")


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = _mapping(cell.get("metadata"))
    grade_id = _mapping(metadata.get("nbgrader")).get("grade_id")
    return Cell(
        source=_sound(source) if isinstance(source, str) else "",
        grade_id=grade_id if isinstance(grade_id, str) else None,
        is_code=cell.get("cell_type") == "code",
    )


def _note(notebook: dict[str, Any], key: str) -> str | None:
    """The notebook's metadata under our own heading: the student's words, harmless wherever they end up."""
    value = _mapping(_mapping(notebook.get("metadata")).get("kernels_and_gates")).get(key)
    return plain_words(value) if isinstance(value, str) else None


def _sound(source: str) -> str:
    """``source`` with a question mark for each half of a character, which JSON can name and no file can hold."""
    return source.encode(errors="replace").decode()


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _reason(error: Exception) -> str:
    first_line = (str(error) or type(error).__name__).splitlines()[0]
    return plain_words(first_line[:120])
