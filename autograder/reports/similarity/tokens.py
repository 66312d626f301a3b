"""Code as tokens in which names, comments and layout do not matter, each with its place in the text."""

import functools
import re
from dataclasses import dataclass

from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, Number, Punctuation, String, Text, _TokenType

NAME, STRING = "N", "S"
NOTHING = (Text, Comment, String.Doc)  # layout, comments, docstrings
KEPT = (Name.Builtin, Name.Exception, Name.Namespace, Name.Function.Magic)  # names that a student does not choose
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Token:
    """A token's kind (its text, or a stand-in), and where it stands in the cleaned text."""

    kind: str
    start: int
    end: int


def cleaned(text: str) -> str:
    """The text without blanks at the ends of lines and without piles of empty lines.

    It is what is shown, too. (On lines of nothing but blanks Pygments takes time that grows with their square.)
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return EMPTY_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in lines))


@functools.lru_cache(maxsize=1024)  # what everybody has, the untouched cells, is read once
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a cell, which need not be sound Python.

    Names that a student chooses are all alike, and so are strings. Attributes (``np.einsum``, ``x.shape``), builtins
    and numbers are kept, because the meaning hangs on them; the student's own attributes (``self.hidden``) are not.
    """
    found: list[Token] = []
    for start, kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(text):
        if any(kind in group for group in NOTHING) or (kind in Punctuation and value == ";"):
            continue
        end = start + len(value)
        if kind in String:
            if found and found[-1].kind == STRING:  # the quotes and the parts of one string
                found[-1] = Token(STRING, found[-1].start, end)
            else:
                found.append(Token(STRING, start, end))
        else:
            found.append(Token(_stand_in(kind, value, found), start, end))
    return tuple(found)


def _stand_in(kind: _TokenType, value: str, before: list[Token]) -> str:
    if kind in Number:
        return value.lower().replace("_", "")
    if kind not in Name or any(kind in group for group in KEPT):
        return value
    is_attribute = len(before) > 1 and before[-1].kind == "." and before[-2].kind != "self"
    return f".{value}" if is_attribute else NAME
