"""A student's printed output with a sane number of escape sequences, which pages colour as a terminal does.

nbconvert copies all that follows for each sequence, and each number of one for each of its others: half a megabyte of
them takes seconds.
"""

import re

SEQUENCE = re.compile(r"\x1b\[[^@-~\x1b]*(?:[@-~]|$)")
MAX_SEQUENCE = 40  # characters: both colours in full, bold and underlined
MAX_COPIED = 50_000_000  # characters


def calm(text: str) -> str:
    """``text`` without sequences that are no colours, and without any where there are too many of them."""
    if "\x1b" not in text:
        return text
    kept = SEQUENCE.sub(lambda found: found[0] if len(found[0]) <= MAX_SEQUENCE else "", text)
    return SEQUENCE.sub("", kept).replace("\x1b", "") if kept.count("\x1b") * len(kept) > MAX_COPIED else kept
