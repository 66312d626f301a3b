"""What a sentence and its translation must share: the names, shapes and numbers in it."""

import re

TOKEN = re.compile(r"[A-Za-z_][\w.]*|\d+(?:\.\d+)?")
# A word of plain English is no name: names are short, or have a digit, a dot, a line below or a capital letter in them.
WORD = re.compile(r"[A-Z]?[a-z]{2,}")
ENGLISH = {"a", "A", "I", "s"}  # words that look like names


def names_in(text: str) -> set[str]:
    """The identifiers and numbers that a sentence names; in Chinese, all that is not Chinese."""
    found = {token.rstrip(".") for token in TOKEN.findall(text)}
    return {one for one in found if not WORD.fullmatch(one) and one not in ENGLISH}
