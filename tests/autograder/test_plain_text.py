"""Words and names of a student's, as a terminal may be sent them."""

import pytest

from autograder.plain_text import plain_name, plain_words


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("anna", "anna"),
        ("学生 é", "学生 é"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("a\x9b2J", "a\\x9b2J"),
        ("half \udce9", "half \\udce9"),
        ("right\u202eleft", "right\\u202eleft"),
    ],
)
def test_a_name_has_escapes_for_what_cannot_be_printed(name: str, shown: str) -> None:
    assert plain_name(name) == shown


def test_half_a_megabyte_of_escape_sequences_is_no_more_than_a_line() -> None:
    shown = plain_words("\x1b[" + "1;" * 250_000 + "m" + "\x1b[1m" * 125_000)
    assert shown.isprintable()
    assert len(shown) <= 602
