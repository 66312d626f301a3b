"""A notebook in Chinese has the cells of the English one: the same code, names and points, in other words."""

import ast
import re
from collections.abc import Iterator

import pytest
from nbformat import NotebookNode

from autograder.assignment import Assignment, assignment_names, load_assignment, prose_path, reference_source
from autograder.errors import ReleaseError
from autograder.release import build, fill, is_current, languages_of, notebook_path
from autograder.release.translation import labels, translated, with_docstrings, with_labels
from tests.support.chinese import names_in

TRANSLATED = [name for name in assignment_names() if "zh" in languages_of(load_assignment(name))]
IMPORT = ("from course.zh import check", "from course import check")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")  # or its punctuation
SMALL = """
```{code-cell}
import numpy as np
```

```{code-cell}
# exercise: double – twice as much
```

```{code-cell}
check.equal(double(1), 2, "twice one")
check.equal(double(2), 4, f"twice {2:g}")
```
"""
NAMED = """
```{code} 1
```

```{exercise} double – 两倍
double: |
  返回两倍。
```

```{check} double
"twice one": "一的两倍"
"twice {2:g}": "{2:g} 的两倍"
```
"""


@pytest.fixture(scope="module", params=TRANSLATED)
def both(request: pytest.FixtureRequest) -> tuple[Assignment, NotebookNode, NotebookNode]:
    assignment = load_assignment(request.param)
    return assignment, build(assignment), build(assignment, "zh")


Both = tuple[Assignment, NotebookNode, NotebookNode]


class Strings(ast.NodeTransformer):
    """Takes the strings out of a piece of code, and keeps them in their order."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if not isinstance(node.value, str):
            return node
        self.said.append(node.value)
        return ast.Constant("")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Tuple:
        """Only the places stay, in any order: each language has its own."""
        self.said.append(ast.unparse(node))
        places = [
            ast.FormattedValue(Strings().visit(one.value), one.conversion, one.format_spec)
            for one in node.values
            if isinstance(one, ast.FormattedValue)
        ]
        return ast.Tuple(sorted(places, key=ast.dump))


def bare(source: str) -> tuple[str, list[str]]:
    """The code of a cell without docstrings and strings, and the strings: a translation says some of them otherwise."""
    tree = ast.parse(re.sub(r"^(\s*)%.*$", r"\1pass", source.replace(*IMPORT), flags=re.MULTILINE))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:]
    strings = Strings()
    return ast.dump(strings.visit(tree)), strings.said


def docstrings(source: str) -> Iterator[str]:
    """The docstrings of the functions, classes and methods in a cell."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield ast.get_docstring(node) or ""


def shapes(text: str) -> list[str]:
    """The shapes in a docstring, such as (N, 4U): brackets in which no name is longer than two letters."""
    found = re.findall(r"\([A-Za-z\d·\- +]+,[A-Za-z\d·\- +,]*\)", text)
    return sorted(one for one in found if max(map(len, re.findall("[A-Za-z]+", one)), default=0) <= 2)


def test_there_is_one_at_least() -> None:
    assert "a02_convolution" in TRANSLATED


def test_cells_names_and_points_are_the_same(both: Both) -> None:
    _, english, chinese = both
    assert [(c.id, c.cell_type, c.metadata) for c in chinese.cells] == [
        (c.id, c.cell_type, c.metadata) for c in english.cells
    ]
    assert english.metadata.kernels_and_gates.get("language") is None
    assert chinese.metadata.kernels_and_gates.language == "zh"


def test_code_is_the_same_but_for_docstrings_and_labels(both: Both) -> None:
    _, english, chinese = both
    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.cell_type == "code":
            (code, strings), (other_code, other_strings) = bare(one.source), bare(other.source)
            assert other_code == code, one.id
            for before, after in zip(strings, other_strings, strict=True):
                assert after == before or CHINESE.search(after), f"{one.id}: {before}, {after}"


def test_every_label_and_docstring_is_in_chinese(both: Both) -> None:
    _, english, chinese = both
    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.id.startswith("check-"):
            for before, label in zip(labels(one.source), labels(other.source), strict=True):
                assert names_in(label) == names_in(before), label
                assert label != before or not re.search("[a-z] [a-z]", before), f"{one.id}: {before}"
        elif one.metadata.get("nbgrader", {}).get("solution"):
            for node in ast.walk(ast.parse(other.source)):
                if isinstance(node, ast.FunctionDef | ast.ClassDef):
                    assert re.search("[\u4e00-\u9fff]", ast.get_docstring(node) or ""), node.name


def test_docstrings_name_the_same_parameters_shapes_and_errors(both: Both) -> None:
    assignment, english, chinese = both
    known = {name for exercise in assignment.exercises for name in exercise.functions}
    assert known
    for one, other in zip(english.cells, chinese.cells, strict=True):
        if one.metadata.get("nbgrader", {}).get("solution"):
            before, after = (list(docstrings(cell.source)) for cell in (one, other))
            for here, there in zip(before, after, strict=True):
                entries = re.findall(r"^(\(?[\w, *]+\)?) : ", here, re.MULTILINE)
                assert re.findall(r"^(\(?[\w, *]+\)?) : ", there, re.MULTILINE) == entries
                assert shapes(there) == shapes(here)
                assert sorted(re.findall(r"\w+Error", there)) == sorted(re.findall(r"\w+Error", here))


def test_the_right_answers_pass_every_visible_check(both: Both, capsys: pytest.CaptureFixture[str]) -> None:
    assignment, english, _ = both
    names: dict[str, object] = {}
    for cell in fill(assignment, "# base: perfect\n", "zh").cells:
        if cell.cell_type == "code":
            exec(compile(cell.source.replace("%pip", "pass  #"), cell.id, "exec"), names)  # noqa: S102 -- our own
    printed = capsys.readouterr().out
    assert printed.count("✓") >= sum(cell.source.count("check.") for cell in english.cells if cell.cell_type == "code")
    assert len(re.findall("^✓ .*[\u4e00-\u9fff]", printed, re.MULTILINE)) > 0.9 * printed.count("✓")


def test_the_committed_notebook_is_what_its_sources_make(both: Both) -> None:
    assignment, _, _ = both
    assert is_current(assignment, "zh")
    assert notebook_path(assignment, "zh").parent.name == "zh"


def test_the_prose_has_no_cell_of_its_own(both: Both) -> None:
    assignment, _, _ = both
    text = prose_path(assignment, "zh").read_text(encoding="utf-8")
    assert "```{code-cell}" not in text
    assert "```python" not in text


def test_cells_are_named_and_come_from_the_english_source() -> None:
    made = translated(NAMED, SMALL)
    assert "```{code-cell}\nimport numpy as np\n```" in made.prose
    assert "# exercise: double – 两倍\n" in made.prose
    assert 'check.equal(double(1), 2, "一的两倍")' in made.prose
    assert 'check.equal(double(2), 4, f"{2:g} 的两倍")' in made.prose
    assert made.docstrings == {"double": "返回两倍。\n"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("```{code} 1\n```\n", ""), "exercise double where code 1 belongs"),
        (("{check} double", "{check} treble"), "check treble where check double belongs"),
        (("twice one", "twice two"), "no check has the label 'twice two'"),
        (("double: |", "double |"), "must be names, each with its words"),
        (("double: |", "double: ["), "no YAML"),
    ],
)
def test_a_translation_that_is_out_of_step_is_named(change: tuple[str, str], says: str) -> None:
    assert change[0] in NAMED
    with pytest.raises(ReleaseError, match=re.escape(says)):
        translated(NAMED.replace(*change), SMALL)


def test_labels_are_replaced_in_their_place_alone() -> None:
    source = 'check.equal(f(x, "same"), "same", "same")\ncheck.equal(y, 1, "à côté"); check.equal(z, 2, "same")\n'
    assert labels(source) == ["same", "à côté", "same"]
    assert with_labels(source, {"à côté": "旁边"}).splitlines()[1] == (
        'check.equal(y, 1, "旁边"); check.equal(z, 2, "same")'
    )


def test_labels_of_a_check_that_the_cell_defines_itself_are_found() -> None:
    source = 'def same(a, b, what):\n    check.equal(a, b, what)\n\nsame(f(x, "no"), "no", "twice")\n'
    assert labels(source) == ["twice"]


def test_docstrings_of_functions_and_methods_are_replaced() -> None:
    reference = 'class A:\n    """Old."""\n\n    def f(self):\n        r"""Old \\d."""\n        return 1\n'
    made = with_docstrings(reference, {"A": "新。", "A.f": "第一行。\n\n第三行 \\d。\n"})
    tree = ast.parse(made)
    assert [ast.get_docstring(node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)] == [
        "新。",
        "第一行。\n\n第三行 \\d。",
    ]
    with pytest.raises(ReleaseError, match="no g with a docstring"):
        with_docstrings(reference, {"g": "x"})
    assert with_docstrings(reference_source(load_assignment("a02_convolution")), {}) == reference_source(
        load_assignment("a02_convolution")
    )
