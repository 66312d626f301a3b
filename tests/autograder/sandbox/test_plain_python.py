"""Which cells are not taken apart for magics: only those that IPython would leave as they are."""

import warnings
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from autograder.probe.plain_python import parse
from tests.support.paths import ROOT

NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
FRAGMENTS = st.sampled_from(
    [
        *(
            "x = 1",
            "    y = x",
            "def f(x):",
            "    return x % 2",
            "%time x",
            "%%time",
            "!ls",
            "x?",
            "?x",
            "x = !ls",
            "\\",
        ),
        *("x = %time 1", ">>> x", "... y", "In [1]: x", "In[1]: x", "# what?", "'''", "%matplotlib", "(", ")", "\\"),
        *(
            "/f x",
            ",f x",
            ";f x",
            "await f()",
            "",
            "  ",
            "\t",
            "@f",
            "x %",
            "x /",
            "f'{x!r}'",
            "lambda: ...",
            "é = '中文?'",
        ),
    ]
)


def transformed(source: str) -> str:
    return TransformerManager().transform_cell(source)


@given(st.lists(FRAGMENTS, max_size=6))
def test_what_counts_as_plain_python_is_what_ipython_leaves_alone(lines: list[str]) -> None:
    source = "\n".join(lines)
    if plain := parse(source):
        assert transformed(source) == plain.source


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_cells_of_the_notebooks_are_mostly_plain_python(notebook: Path) -> None:
    sources = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    plain = [source for source in sources if parse(source)]
    assert len(plain) > len(sources) / 2
    assert all(transformed(source) == f"{source}\n" for source in plain)


@pytest.mark.parametrize("source", ["%time 1", "x = !ls", "f?", "In [1]: 2", "\nx", "  x", "def f(:"])
def test_what_ipython_changes_or_refuses_is_not(source: str) -> None:
    assert not parse(source)


@pytest.mark.parametrize("source", ["x = '''a\n  \nb'''", "x = 1\n\t\n", "x = 1\n  "])
def test_a_line_of_blanks_loses_them_as_in_jupyter(source: str) -> None:
    plain = parse(source)
    assert plain is not None
    assert plain.source == transformed(source) != source


def test_a_cell_that_warns_when_it_is_parsed_is_parsed_again_when_it_runs() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        plain, warns = parse("x = 1"), parse(r"'\d'")
    assert plain is not None
    assert plain.tree is not None
    assert warns is not None
    assert warns.tree is None


def test_looking_repeats_no_warning_and_shows_none() -> None:
    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("default")
        filters = list(warnings.filters)
        assert parse(r"'\d'" + "\nx is 1")
        assert warnings.filters == filters
    assert shown == []
