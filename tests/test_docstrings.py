"""Docstrings begin with a verb or a noun, never with a question word, and say one thing before their colon."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

QUESTION_WORDS = {"what", "whether", "who", "where", "how", "why", "when"}
PLACES = (
    *("autograder/**/*.py", "benchmarks/**/*.py", "book/**/*.py", "course/**/*.py", "scripts/**/*.py"),
    *("solutions/*/reference*.py", "tests/support/**/*.py", "tests/**/conftest.py"),
)
FILES = sorted({path for place in PLACES for path in ROOT.glob(place)})
HEADS = ("", "def f():\n    ", "class C:\n    ", "class C:\n  @property\n  def f(self):\n    ")


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str, bool]]:
    """The line of every docstring in a module, its text, and whether what it describes is public."""
    todo: list[tuple[ast.AST, bool]] = [(tree, True)]
    while todo:
        node, public = todo.pop()
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            public = public and not node.name.startswith("_")
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            text = ast.get_docstring(node)
            if text is not None:
                yield node.body[0].lineno, text, public
        todo += ((child, public) for child in ast.iter_child_nodes(node))


def faults(text: str, public: bool) -> list[str]:
    """The rules that a docstring breaks; of something private only the first word counts."""
    found = []
    first_word = re.match(r"\W*(\w+)", text)
    if first_word is None:
        found.append("is empty")
    elif first_word[1].lower() in QUESTION_WORDS:
        found.append(f"begins with {first_word[1]}")
    paragraph = re.split(r"\n\s*\n", text)[0]
    colons = re.sub(r"``.*?``|::", "", paragraph, flags=re.DOTALL).count(":")
    if public and colons > 1:
        found.append(f"has {colons} colons in its first paragraph")
    return found


def broken(path: Path) -> list[str]:
    """The docstrings of the module at ``path`` that break a rule, as lines of ``file:line: fault``."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return [
        f"{shown}:{line}: {fault}"
        for line, text, public in sorted(docstrings(ast.parse(path.read_text(encoding="utf-8"))))
        for fault in faults(text, public)
    ]


def test_every_place_has_files() -> None:
    assert [place for place in PLACES if not any(ROOT.glob(place))] == []
    assert len(FILES) >= 150


def test_docstrings_begin_with_a_verb_or_a_noun_and_have_one_colon_at_most() -> None:
    found = [line for path in FILES for line in broken(path)]
    assert not found, "\n".join([f"{len(found)} docstrings to mend:", *found])


@pytest.mark.parametrize(
    ("docstring", "fault"),
    [
        ("What the student handed in.", "begins with What"),
        ("Whether\n    the folder is ours.", "begins with Whether"),
        ("*How* many cells it has.", "begins with How"),
        ("Write two files: one here: one there.", "has 2 colons in its first paragraph"),
        ("Write two files: one here,\n    one there: done.", "has 2 colons in its first paragraph"),
    ],
)
@pytest.mark.parametrize("head", HEADS)
def test_the_check_sees_a_docstring_that_breaks_a_rule(docstring: str, fault: str, head: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'{head}"""{docstring}"""\n')
    assert broken(module) == [f"{module}:{head.count(chr(10)) + 1}: {fault}"]


@pytest.mark.parametrize(
    ("docstring", "head"),
    [
        ("Return whether it is so.", "def f():\n    "),
        ("Somewhere: a place.", "def f():\n    "),
        ("Read ``a: b`` and ``c:\n    d`` as e: so::\n\n    f: g", "def f():\n    "),
        ("Write two: one: two.", "def _f():\n    "),
        ("Write two: one: two.", "class _C:\n  def f(self):\n    "),
    ],
)
def test_the_check_lets_other_docstrings_pass(docstring: str, head: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'{head}"""{docstring}"""\n')
    assert broken(module) == []


def test_the_check_looks_at_the_first_word_of_a_private_docstring(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('def _f():\n    """Where it waits."""\n')
    assert broken(module) == [f"{module}:2: begins with Where"]
