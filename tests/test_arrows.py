"""Imports between the packages run one way, so that nothing a student reads can reach a solution."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.paths import ROOT

# Who may import whom, from the ground up. A package of the grader is a stage of a submission's journey; each is
# entered by what the ``__all__`` of its ``__init__`` names. What is not in this table may not be imported at all.
OLD_NAMES = ("collect", "exports", "feedback_page", "nbgrader_plugin", "receipt_time")  # pass on what moved
AUTOGRADER = {
    "errors": set(),
    "limited": set(),
    "plain_text": set(),
    "processes": set(),
    "wording": set(),
    "probe": set(),  # mounted into the sandbox alone
    "assignment": {"probe", "errors", "wording"},
    "authoring": {"assignment", "wording"},
    "release": {"assignment", "errors", "sandbox", "wording"},
    "sandbox": {"assignment", "plain_text", "probe"},
    "submission": {"limited", "plain_text", "wording"},
    "judging": {"assignment", "plain_text", "release", "sandbox", "submission", "wording"},
    "feedback": {"assignment", "judging", "limited", "submission", "wording"},
    "records": {"assignment", "errors", "judging", "wording"},
    "batch": {
        *("assignment", "errors", "feedback", "judging", "plain_text", "processes", "records", "release", "sandbox"),
        *("submission", "wording"),
    },
    "reports": {"assignment", "errors", "judging", "plain_text", "records", "release", "submission", "wording"},
    "collecting": {"errors", "plain_text", "records", "reports", "submission"},
    "nbgrader_plugins": {
        *("assignment", "errors", "feedback", "judging", "limited", "plain_text", "processes", "records", "release"),
        *("submission", "wording"),
    },
    "cli": {
        *("assignment", "batch", "collecting", "errors", "judging", "nbgrader_plugins", "plain_text", "records"),
        *("release", "reports", "sandbox", "submission", "wording"),
    },
    "__main__": {"cli"},
    **{name: {"nbgrader_plugins", "reports"} for name in OLD_NAMES},
}
MAY_IMPORT = {
    **{f"autograder.{package}": {f"autograder.{other}" for other in others} for package, others in AUTOGRADER.items()},
    "course": set(),
    "solutions": {"autograder.authoring", "course"},
    "scripts": {"course"},
}
OURS = {"autograder", "book", "course", "notebooks", "scripts", "solutions", "tests"}
# course and the references are read as mathematics: besides the standard library they import these alone.
THIRD_PARTY = {"course": {"numpy", "anywidget", "traitlets"}, "solutions": {"numpy", "torch"}}
WHERE_DRAWN = {"course/figures.py": {"matplotlib"}}  # inside a function: whoever has no figure needs no matplotlib
SUBMISSIONS = "sample_class"  # what students write, not modules


def modules(package: str) -> list[Path]:
    """The files of a package, or the one file of a module."""
    place = ROOT.joinpath(*package.split("."))
    if not place.is_dir():
        return [place.with_suffix(".py")]
    return sorted(path for path in place.rglob("*.py") if SUBMISSIONS not in path.parts)


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The modules that a module imports by absolute name, anywhere in it, with the names that it takes from each."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = tuple(alias.name for alias in node.names)
            if node.module == "autograder":
                yield from ((f"autograder.{name}", ()) for name in names)
            else:
                yield node.module, names


def room(module: str) -> str:
    """The row of the table that a module belongs to."""
    return ".".join(module.split(".")[: 2 if module.startswith("autograder.") else 1])


def wrong_arrows(path: Path, package: str, table: Mapping[str, set[str]] = MAY_IMPORT) -> list[str]:
    """The imports of the module at ``path``, in ``package``, that the table does not allow."""
    return [
        module
        for module, _ in imports(path)
        if module.split(".")[0] in OURS and room(module) not in table[package] | {package}
    ]


def face(package: str) -> set[str]:
    """What a package's ``__init__`` offers; a module of one file offers everything."""
    init = ROOT.joinpath(*package.split("."), "__init__.py")
    if not init.exists():
        return set()
    for node in ast.parse(init.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def back_doors(path: Path, package: str) -> list[str]:
    """The imports of the module at ``path`` that enter another package of the grader by other names than its face's."""
    found = []
    for module, names in imports(path):
        if not module.startswith("autograder.") or room(module) == package or not modules(room(module)):
            continue
        if not ROOT.joinpath(*room(module).split(".")).is_dir():
            continue
        offered = face(module)
        inner = module.split(".")[2:]
        if (inner and inner[0] not in face(room(module))) or not set(names) <= offered:
            found.append(f"{module}: {', '.join(names)}")
    return found


def test_every_package_of_the_grader_is_in_the_table() -> None:
    found = {path.stem for path in (ROOT / "autograder").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert found - {"__init__", "__pycache__"} == set(AUTOGRADER)


def test_the_table_has_no_circle() -> None:
    left = dict(AUTOGRADER)
    while left:
        ground = [package for package, others in left.items() if not others & left.keys()]
        assert ground, f"these import one another: {sorted(left)}"
        for package in ground:
            del left[package]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_its_arrow_points_to(package: str) -> None:
    assert modules(package), f"{package} has no modules: has it moved?"
    found = {str(path.relative_to(ROOT)): wrong_arrows(path, package) for path in modules(package)}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_is_entered_by_its_face(package: str) -> None:
    if package.removeprefix("autograder.") in OLD_NAMES:
        return  # they pass on what a configuration names in full
    found = {str(path.relative_to(ROOT)): back_doors(path, package) for path in modules(package)}
    assert {path: doors for path, doors in found.items() if doors} == {}


@pytest.mark.parametrize("package", THIRD_PARTY)
def test_course_and_references_need_nothing_but_their_field(package: str) -> None:
    for path in modules(package):
        top = {module.split(".")[0] for module, _ in imports(path)}
        name = path.relative_to(ROOT).as_posix()
        wrong = top - OURS - sys.stdlib_module_names - THIRD_PARTY[package] - WHERE_DRAWN.get(name, set())
        assert not wrong, f"{name} imports {wrong}"


def test_a_reference_imports_references_alone() -> None:
    references = [path for path in modules("solutions") if path.name.startswith("reference")]
    assert len(references) >= 5
    for path in references:
        ours = {module for module, _ in imports(path) if module.split(".")[0] in OURS}
        assert all(module.endswith((".reference", ".reference_torch")) for module in ours), f"{path}: {ours}"


@pytest.mark.parametrize("folder", ["book", "notebooks"])
def test_no_page_and_no_notebook_imports_the_grader_or_a_solution(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.md")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                assert words[1].split(".")[0] not in {"autograder", "solutions", "tests"}, f"{path}: {line}"


@pytest.mark.parametrize(
    ("package", "line"),
    [
        ("course", "from solutions.a02_convolution import reference"),
        ("autograder.judging", "def f():\n    from autograder.batch import grade_class"),
        ("autograder.release", "import autograder.cli"),
        ("autograder.authoring", "from autograder import judging"),
        ("solutions", "from autograder.assignment import Case"),
        ("autograder.assignment", "import solutions"),
        ("autograder.probe", "from autograder.errors import UsageError"),
    ],
)
def test_the_check_sees_an_arrow_that_is_not_allowed(package: str, line: str, tmp_path: Path) -> None:
    module = tmp_path / "leak.py"
    module.write_text(line)
    assert len(wrong_arrows(module, package)) == 1


@pytest.mark.parametrize(
    "line", ["from autograder.judging.scoring import Trial", "from autograder.sandbox import syscalls"]
)
def test_the_check_sees_a_back_door(line: str, tmp_path: Path) -> None:
    module = tmp_path / "thief.py"
    module.write_text(line)
    assert len(back_doors(module, "autograder.cli")) == 1
