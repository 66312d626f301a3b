"""Output on terminals and into pipes that cannot show every character."""

import codecs
import io
import sys

INSTEAD = {
    "✓": "+",
    "✗": "x",
    "⏱": "t",
    "⊘": "#",
    "°": "*",
    "†": "^",
    "–": "-",
    "−": "-",
    "·": "-",
    "×": "x",
    "→": "->",
}
HANDLER = "autograder.plain"


def show_what_can_be_shown() -> None:
    """Let standard output and error write a plain sign, or a number, for a character that their encoding lacks.

    A name of which a part is lost could be another student's, so no character of one is left out.
    """
    codecs.register_error(HANDLER, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower() not in ("utf-8", "utf8"):
            stream.reconfigure(errors=HANDLER)


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    shown = (INSTEAD.get(sign) or sign.encode("ascii", "backslashreplace").decode("ascii") for sign in lost)
    return "".join(shown), error.end
