"""A student's words made harmless, wherever they are printed."""

import re

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")


def plain_words(text: str) -> str:
    """A student's words, harmless wherever they are printed: one line, no control characters, no HTML tags.

    Addresses in memory, which Python puts into the names of objects, differ from run to run, so they are left out.
    """
    printable = "".join(character if character.isprintable() else " " for character in text[:300])
    printable = ADDRESS.sub("0x…", printable)
    return printable.translate({ord("<"): "‹", ord(">"): "›"}).strip()
