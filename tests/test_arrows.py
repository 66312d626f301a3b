"""Imports between the packages run one way, so that nothing a student reads can reach a solution."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"autograder", "book", "course", "notebooks", "scripts", "solutions", "tests"}
MAY_IMPORT = {
    "course": {"course"},
    "solutions": {"solutions"},
    "autograder": {"autograder", "solutions", "course"},
    "autograder/probe": set(),
    "scripts": set(),
}
# course and solutions are read as mathematics: besides the standard library they import these alone.
THIRD_PARTY = {"course": {"numpy", "anywidget", "traitlets"}, "solutions": {"numpy", "torch"}}
STANDARD = __import__("sys").stdlib_module_names


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports by absolute name, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def modules(package: str) -> list[Path]:
    found = sorted((ROOT / package).rglob("*.py"))
    assert found, f"{package} has no modules: has it moved?"
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_arrow_points_to(package: str) -> None:
    for path in modules(package):
        if package == "autograder" and "probe" in path.parts:
            continue  # has a row of its own: it is mounted into the sandbox alone
        wrong = (imported(path) & OURS) - MAY_IMPORT[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


@pytest.mark.parametrize("package", THIRD_PARTY)
def test_course_and_solutions_need_nothing_but_their_field(package: str) -> None:
    for path in modules(package):
        wrong = imported(path) - OURS - STANDARD - THIRD_PARTY[package]
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


@pytest.mark.parametrize("folder", ["book", "notebooks"])
def test_no_page_and_no_notebook_imports_the_grader_or_a_solution(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                assert words[1].split(".")[0] not in {"autograder", "solutions", "tests"}, f"{path}: {line}"


def test_the_check_sees_an_import_that_is_not_allowed(tmp_path: Path) -> None:
    module = tmp_path / "leak.py"
    module.write_text("def f():\n    from solutions.a02_convolution import conv2d\n    return conv2d\n")
    assert imported(module) == {"solutions"}
