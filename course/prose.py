"""A little English to learn from: sentences of the course's own pages, for small language models."""

from pathlib import Path


def prose() -> str:
    """Sentences from the chapters on convolution and from the glossary, one a line, in small letters.

    Sentences with formulas, digits or code are left out. The text is a fixed copy, so that what is learned from it
    does not change when a page does.

    Returns
    -------
    str of 15 132 characters, 34 different ones: letters, space, a few marks, and the end of a line
    """
    return (Path(__file__).parent / "prose.txt").read_text(encoding="utf-8")
