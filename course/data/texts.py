"""Reads the two collections, each a compressed text file with one entry a line."""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class Verb(NamedTuple):
    """Four forms of a verb: give, gave, giving, gives."""

    base: str
    past: str
    ing: str
    s: str


def reviews() -> list[tuple[str, int]]:
    """Sentences from reviews of products, films and restaurants, each with its label: 1 liked it, 0 did not.

    2 982 different sentences, those about products first, then films, then restaurants: shuffle them before you split.
    They were chosen to be clearly for or against. Source: D. Kotzias, Sentiment Labelled Sentences, 2015, CC BY 4.0.

    Raises
    ------
    FileNotFoundError
        If this copy of the package comes without the file; the message says how to get it.
    """
    return [(line[1:], int(line[0])) for line in _lines("reviews.txt.gz")]


def verb_forms() -> list[Verb]:
    """6 384 English verbs in alphabetical order, with the spellings of four forms in small letters.

    Of several spellings it is the first: travel, traveled, traveling, travels. Source: LemmInflect, whose table is
    made from the SPECIALIST Lexicon of the US National Library of Medicine.

    Raises
    ------
    FileNotFoundError
        If this copy of the package comes without the file; the message says how to get it.
    """
    return [Verb(*line.split(",")) for line in _lines("verb_forms.csv.gz")]


def words_of(text: str) -> list[str]:
    """The words of a text in small letters; n't, numbers and a few marks are words of their own.

    >>> words_of("Isn't it GREAT?")
    ['is', "n't", 'it', 'great', '?']
    """
    return re.findall(r"n't|[a-z]+|[0-9]+|[!?.,]", text.lower().replace("n't", " n't"))


def _lines(name: str) -> list[str]:
    path = FOLDER / name
    if not path.exists():
        raise FileNotFoundError(
            f"{name} is not in this copy of the course package: install the published one, whose address is in the "
            "first cell of every notebook; in the course's own repository, `make` puts it there."
        )
    return gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
