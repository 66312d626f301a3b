"""The templates of the grader's sentences, found in its sources by Babel as any gettext catalogue's are."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir

from tests.support.paths import ROOT

METHODS = [("**.py", "python"), ("**/templates/*.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"say": None, "marked": None, "_": None}


@cache
def templates() -> dict[str, str]:
    """The place of each template in ``autograder``, by the template."""
    return {template: place for place, template in _found(ROOT / "autograder")}


def _found(folder: Path) -> Iterator[tuple[str, str]]:
    for path, line, message, _, _ in extract_from_dir(folder, METHODS, keywords=KEYWORDS):
        yield f"{path}:{line}", message if isinstance(message, str) else message[0]
