"""The boxes of a chapter: how an author's lines are read, and what each chapter has."""

from book.ext.lesson import questions

TWO = """
One and one are

- [ ] 11
  That is how text is added.
- [x] 2
  Two.
  And no more.

Two and two
are

- [ ] 22
- [ ] 4
""".splitlines()


def test_questions_are_read_with_their_options_and_what_each_says() -> None:
    (first, second), rest = questions(TWO)
    assert first.text.strip() == "One and one are"
    assert second.text.split() == ["Two", "and", "two", "are"]
    assert [(option.text, option.is_right, option.says) for option in first.options] == [
        ("11", False, ["That is how text is added."]),
        ("2", True, ["Two.", "And no more."]),
    ]
    assert [option.says for option in second.options] == [[], []]
    assert not any(rest)
    assert first.complaint() is None


def test_what_an_author_has_left_out_is_said() -> None:
    (_, second), _ = questions(TWO)
    assert "needs one right option" in str(second.complaint())
    (lonely,), answer = questions(["Why?", "- [x] because", "", "So it is."])
    assert "needs two options or more" in str(lonely.complaint())
    assert [line for line in answer if line] == ["So it is."]
