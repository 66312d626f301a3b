"""The names, shapes and numbers in a sentence, which its translation must have, too."""

import re

TOKEN = re.compile(r"[A-Za-z_][\w.]*|\d+(?:\.\d+)?")
# A word of plain English is no name: names are short, or have a digit, a dot, a line below or a capital letter in them.
WORD = re.compile(r"[A-Z][a-z]+|[a-z]{2,}")
ENGLISH = {"a", "A", "I", "s"}  # words that look like names


def latin_in(text: str) -> set[str]:
    """All words in Latin letters, in lower case and the singular, and all numbers."""
    return {token.rstrip(".").lower().removesuffix("s") for token in TOKEN.findall(text)}


def names_in(text: str) -> set[str]:
    """The identifiers and numbers that a sentence names."""
    return {
        one
        for one in (token.rstrip(".") for token in TOKEN.findall(text))
        if not WORD.fullmatch(one) and one not in ENGLISH
    }
