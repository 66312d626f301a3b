"""A student's words made harmless, wherever they are printed."""

import re

ADDRESS = re.compile(r"\b0x[0-9a-f]{6,16}\b")
MOST = 600  # characters; NumPy's and PyTorch's own sentences are shorter


def plain_words(text: str) -> str:
    """A student's words, harmless wherever they are printed: one line, no control characters, no HTML tags.

    Addresses in memory, which Python puts into the names of objects, differ from run to run, so they are left out.
    What is too long ends after a word, with "…".
    """
    if not text:
        return ""  # as of most calls of a class
    printable = "".join(character if character.isprintable() else " " for character in text[: 2 * MOST])
    printable = ADDRESS.sub("0x…", " ".join(printable.split()))
    if len(printable) > MOST:
        printable = (printable[:MOST].rpartition(" ")[0] or printable[: MOST - 1]) + " …"
    return printable.translate({ord("<"): "‹", ord(">"): "›"})


def plain_name(name: str) -> str:
    """The name of a file or a folder as a terminal may be sent it: Python's escapes for what is not printable.

    A file system takes any bytes, so a name may hold escape sequences, line breaks and half characters.
    """
    return "".join(one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode() for one in name)
