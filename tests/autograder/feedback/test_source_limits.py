"""A graded notebook shows whole sources, and no text that would keep the makers of pages busy for hours."""

import pytest
from nbconvert.filters import markdown2html
from nbconvert.filters.highlight import Highlight2HTML

from autograder.feedback.source_limits import CUT, MAX_NOTEBOOK, Room


@pytest.mark.parametrize(
    "source",
    [
        "",
        "x = 1\n\n\n\ny = 2\n",
        "".join(f"value_{n} = {n}\r\n" for n in range(2_000)),
        "\\begin{align} a \\end{align}\n" * 50,
        "# " + "字" * 1_500,
    ],
)
def test_what_people_write_is_shown_as_it_is(source: str) -> None:
    assert Room().shown(source) == source


@pytest.mark.parametrize(
    "source",
    ["x" + ".a" * 300_000, "\n".join(["x" + " " * 1_900 + "y"] * 300), (" " * 50 + "\n") * 12_000, "1\n" * 50_000],
)
def test_code_that_takes_hours_to_colour_is_cut_and_says_so(source: str) -> None:
    shown = Room().shown(source)
    assert shown.endswith(f"\n# {CUT}")
    assert Highlight2HTML(pygments_lexer="ipython3")(shown)  # uncut, the first takes an hour, and ends the suite


@pytest.mark.parametrize("source", ["a" + " " * 600_000 + "b", "\\begin{a}\n" * 60_000, "[" * 200_000])
def test_prose_that_takes_hours_to_set_is_cut_and_says_so(source: str) -> None:
    shown = Room().shown(source, "\n")
    assert shown.endswith(f"\n\n{CUT}")
    assert markdown2html(shown)


def test_all_cells_share_one_room() -> None:
    room = Room()
    cells = [room.shown("y = 1\n" * 4_000) for _ in range(1_000)]
    assert CUT not in cells[0]
    assert sum(map(len, cells)) < MAX_NOTEBOOK + 1_000 * (len(CUT) + 4)
