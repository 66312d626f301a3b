"""A cell is parsed once; whatever else is compiled is parsed for itself."""

import ast

import pytest

from autograder.probe.compiler import CellCompiler

CELL = "x = 1\n"


@pytest.fixture
def compiler() -> CellCompiler:
    found = CellCompiler()
    found.expect(CELL, ast.parse(CELL))
    return found


def test_the_expected_cell_is_not_parsed_again(compiler: CellCompiler) -> None:
    tree = ast.parse(CELL)
    compiler.expect(CELL, tree)
    assert compiler.ast_parse(CELL, "Cell In[1]") is tree
    assert compiler.ast_parse(CELL, "Cell In[1]") is not tree  # nor is a tree used twice: who runs it may change it


@pytest.mark.parametrize("source", ["y = 1\n", "x = 1"])
def test_another_source_is_parsed_for_itself(compiler: CellCompiler, source: str) -> None:
    assert ast.dump(compiler.ast_parse(source)) == ast.dump(ast.parse(source))


def test_a_tree_from_before_a_future_import_does_not_count(compiler: CellCompiler) -> None:
    bitter = "1 <> 2\n"  # PEP 401
    compiler("from __future__ import barry_as_FLUFL\n", "cell", "exec")
    compiler.expect(bitter, ast.parse(CELL))
    assert isinstance(compiler.ast_parse(bitter).body[0], ast.Expr)  # type: ignore[attr-defined]


def test_a_cell_whose_tree_is_not_known_is_parsed(compiler: CellCompiler) -> None:
    compiler.expect(CELL, None)
    assert ast.dump(compiler.ast_parse(CELL)) == ast.dump(ast.parse(CELL))
