"""Compiles cells as IPython does, under the names that the notebook has for them, and without parsing them twice."""

import __future__

import ast
import functools
import operator

from IPython.core.compilerop import CachingCompiler

_FEATURES = (getattr(__future__, name) for name in __future__.all_feature_names)
FUTURES = functools.reduce(operator.or_, (feature.compiler_flag for feature in _FEATURES))


class CellCompiler(CachingCompiler):
    """Calls a cell what the notebook calls it: ``Cell In[3]``, in warnings and syntax errors, too."""

    _parsed: tuple[str, ast.Module | None] = ("", None)

    def expect(self, cell: str, tree: ast.Module | None) -> None:
        """Expect ``cell`` to be parsed next, and to give ``tree``, where that is known."""
        self._parsed = cell, tree

    @property
    def expects_a_tree(self) -> bool:
        """Say whether the cell that comes next is parsed already."""
        return self._parsed[1] is not None

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.AST:
        """The tree of ``source``; after ``from __future__ import …`` one that was made before does not count."""
        (cell, tree), self._parsed = self._parsed, ("", None)
        if tree is not None and cell == source and symbol == "exec" and not self.flags & FUTURES:
            return tree
        return super().ast_parse(source, filename, symbol)

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """The name under which the cell's code is compiled."""
        return f"Cell In[{number}]"
