"""Code as tokens in which names, comments and layout do not matter, each with its place in the text."""

import functools
import re
import sys
from dataclasses import dataclass

import numpy as np
from pygments.lexers import PythonLexer
from pygments.token import Comment, Name, Number, Punctuation, String, Text, _TokenType

NAME, STRING = "N", "S"
NOTHING = (Text, Comment, String.Doc)  # layout, comments, docstrings
KEPT = (Name.Builtin, Name.Exception, Name.Namespace, Name.Function.Magic)  # names that a student does not choose
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, eq=False)
class Tokens:
    """Code as tokens: the kind of each (its text, or a stand-in), and where it begins and ends in the cleaned text.

    Places are kept as arrays: a class of thousands has tens of millions of tokens.
    """

    kinds: tuple[str, ...]
    starts: np.ndarray
    ends: np.ndarray

    def __len__(self) -> int:
        return len(self.kinds)

    def part(self, start: int, end: int) -> "Tokens":
        """The tokens from ``start`` to ``end`` (exclusive)."""
        return Tokens(self.kinds[start:end], self.starts[start:end], self.ends[start:end])


def cleaned(text: str) -> str:
    """The text without blanks at the ends of lines and without piles of empty lines.

    It is what is shown, too. (On lines of nothing but blanks Pygments takes time that grows with their square.)
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return EMPTY_LINES.sub("\n\n\n", "\n".join(line.rstrip() for line in lines))


@functools.lru_cache(maxsize=1024)  # what everybody has, the untouched cells, is read once
def tokens(text: str) -> Tokens:
    """The tokens of a cell, which need not be sound Python.

    Names that a student chooses are all alike, and so are strings. Attributes (``np.einsum``, ``x.shape``), builtins
    and numbers are kept, because the meaning hangs on them; the student's own attributes (``self.hidden``) are not.
    """
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, kind, value in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(text):
        if any(kind in group for group in NOTHING) or (kind in Punctuation and value == ";"):
            continue
        end = start + len(value)
        if kind in String and kinds and kinds[-1] == STRING:  # the quotes and the parts of one string
            ends[-1] = end
            continue
        kinds.append(sys.intern(STRING if kind in String else _stand_in(kind, value, kinds)))
        starts.append(start)
        ends.append(end)
    return Tokens(tuple(kinds), np.array(starts, dtype=np.int32), np.array(ends, dtype=np.int32))


def _stand_in(kind: _TokenType, value: str, before: list[str]) -> str:
    if kind in Number:
        return value.lower().replace("_", "")
    if kind not in Name or any(kind in group for group in KEPT):
        return value
    is_attribute = len(before) > 1 and before[-1] == "." and before[-2] != "self"
    return f".{value}" if is_attribute else NAME
