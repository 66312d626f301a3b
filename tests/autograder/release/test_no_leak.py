"""No line of a reference solution's body is in anything that a student, or a reader of the site, can see."""

import ast
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.assignment import assignment_names
from autograder.release import write_repository
from tests.support.paths import ROOT

REFERENCES = sorted((ROOT / "solutions").glob("a*/reference*.py"))

# Too short to give anything away ("return out", "else:"), or said on every page of the book on purpose: array shapes,
# that an error begins, whose sentence stands on the next line, and how every class of PyTorch begins.
SHORT = 16
SAID_OPENLY = re.compile(
    r"[\w, ()\[\]:*-]+ = (\w+|np\.shape\(\w+\))(\.shape)?(\[[-:\d]+\])?|raise ValueError\(|super\(\)\.__init__\(\)"
)


def body_lines(source: str) -> set[str]:
    """The lines of all functions' bodies, without docstrings and signatures, stripped."""
    lines = source.splitlines()
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        body = node.body[1:] if ast.get_docstring(node) is not None else node.body
        for statement in body:
            found |= {line.strip() for line in lines[statement.lineno - 1 : statement.end_lineno]}
    return {line for line in found if len(line) >= SHORT and not SAID_OPENLY.fullmatch(line)}


def secret_lines() -> set[str]:
    """The body lines of every reference."""
    return set().union(*(body_lines(path.read_text(encoding="utf-8")) for path in REFERENCES))


def seen_lines(path: Path) -> Iterator[str]:
    """The lines that a reader of the file sees: a notebook's cells, a page's text, any other file as it is."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".ipynb":
        for cell in json.loads(text)["cells"]:
            yield from "".join(cell["source"]).splitlines()
    elif path.suffix == ".html":
        yield from html.unescape(re.sub(r"<[^>]*>", "", text)).splitlines()
    else:
        yield from text.splitlines()


def leaks(paths: list[Path]) -> list[str]:
    """Where a secret line is seen."""
    secrets = secret_lines()
    return [f"{path}: {line.strip()}" for path in paths for line in seen_lines(path) if line.strip() in secrets]


def test_there_are_secrets_to_keep() -> None:
    assert {path.parent.name for path in REFERENCES} == set(assignment_names())
    assert len(secret_lines()) > 40
    assert any("sliding_window_view" in line or "einsum" in line for line in secret_lines())


def test_the_built_site_holds_no_line_of_a_body(site: Path) -> None:
    paths = [path for path in site.rglob("*") if path.suffix in {".html", ".js", ".ipynb", ".txt"}]
    assert len(paths) > 10
    assert leaks(paths) == []


@pytest.mark.parametrize("folder", ["notebooks", "course", "book"])
def test_the_sources_that_students_see_hold_no_line_of_a_body(folder: str) -> None:
    paths = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".md", ".ipynb", ".js"}]
    assert paths
    assert leaks(paths) == []


def test_the_students_repository_holds_no_line_of_a_body_and_no_grader(tmp_path: Path) -> None:
    paths = write_repository(tmp_path / "students")
    assert {path.relative_to(tmp_path / "students").parts[0] for path in paths} == {
        "LICENSE",
        "README.md",
        "course",
        "notebooks",
        "pyproject.toml",
        "requirements.txt",
        "runtime.txt",
    }
    assert leaks([path for path in paths if path.suffix in {".py", ".ipynb", ".md"}]) == []


def test_the_check_sees_a_leak(tmp_path: Path) -> None:
    line = max(secret_lines(), key=len)
    page = tmp_path / "page.html"
    page.write_text(f"<pre><span>    {html.escape(line)}</span></pre>")
    notebook = tmp_path / "a.ipynb"
    notebook.write_text(json.dumps({"cells": [{"source": ["def f():\n", f"    {line}\n"]}]}))
    assert len(leaks([page, notebook])) == 2
