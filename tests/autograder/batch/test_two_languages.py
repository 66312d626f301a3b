"""One class, two languages: the same answers earn the same, and everybody reads about theirs in their notebook's."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook

from autograder.assignment import load_assignment
from autograder.cli.main import main
from autograder.records import Course, evidence
from autograder.release import fill
from autograder.wording import Language, in_language
from tests.support.courses import student_source, write_configuration

ASSIGNMENT = load_assignment("a02_convolution")
CLASS: dict[str, tuple[str, Language]] = {
    "anna": ("stride_ignored", "en"),
    "bao": ("stride_ignored", "zh"),
    "chen": ("perfect", "zh"),
}
CHINESE = re.compile("[\u4e00-\u9fff]")
HINT = "步长没有起作用：窗口 (h, w) 从第 h·SH 行、第 w·SW 列开始，输出会变小。"

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning"),
]


def write(path: Path, student: str, language: Language) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(fill(ASSIGNMENT, student_source(ASSIGNMENT, student), language), path)


@pytest.fixture(scope="session")
def two_languages(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, graded in one batch whose teacher reads Chinese."""
    root = tmp_path_factory.mktemp("two languages")
    write_configuration(root)
    for name, (student, language) in CLASS.items():
        write(root / "submitted" / name / ASSIGNMENT.name / f"{ASSIGNMENT.name}.ipynb", student, language)
    command = ["grade", ASSIGNMENT.name, "--course", str(root), "--seed", "7", "--language", "zh", "--jobs", "1"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert "评了 3 份" in done.output
    return Course.at(root)


def kept(course: Course, student: str) -> evidence.Evidence:
    found = evidence.newest(course.evidence(ASSIGNMENT.name) / student)
    assert found is not None
    return found


def test_the_same_answers_earn_the_same_in_both_languages(two_languages: Course) -> None:
    english, chinese = kept(two_languages, "anna").verdict, kept(two_languages, "bao").verdict
    assert (english.language, chinese.language) == ("en", "zh")
    assert english.model_copy(update={"language": "zh"}) == chinese
    assert english.score < ASSIGNMENT.max_score == kept(two_languages, "chen").verdict.score


def test_the_evidence_keeps_templates_and_facts(two_languages: Course) -> None:
    verdict = kept(two_languages, "bao").verdict
    hint = next(one.message for one in verdict.exercises if one.name == "conv2d")
    assert in_language(hint, "zh") == HINT
    assert in_language(hint, "en").startswith("The stride has no effect")
    (path,) = (two_languages.evidence(ASSIGNMENT.name) / "bao").glob("*.json")
    case = next(one for one in json.loads(path.read_bytes())["verdict"]["exercises"] if one["name"] == "conv2d")["case"]
    assert {"says", "facts"} == case.keys()
    assert "# yours: {what}" in str(case)


def test_everybody_reads_the_verdict_in_the_notebooks_language(two_languages: Course) -> None:
    for student, (_, language) in CLASS.items():
        notebook = nbformat.read(two_languages.notebook("autograded", student, ASSIGNMENT.name), as_version=4)
        verdict, *others = notebook.cells
        checks = [cell for cell in others if cell.metadata.get("nbgrader", {}).get("grade")]
        assert len(checks) == len(ASSIGNMENT.exercises)
        printed = "\n".join(cell.outputs[0].text for cell in checks)
        for text in (verdict.source, printed):
            assert bool(CHINESE.search(text)) == (language == "zh"), student
            assert ("The stride has no effect" in text) == (student == "anna")
            assert (HINT in text) == (student == "bao")
        assert notebook.metadata.kernels_and_gates.get("language", "en") == language


def test_the_gradebook_has_the_comment_in_the_notebooks_language(two_languages: Course) -> None:
    with Gradebook(two_languages.db_url) as book:
        comments = {
            name: book.find_comment("conv2d", ASSIGNMENT.name, ASSIGNMENT.name, name).auto_comment for name in CLASS
        }
    assert comments["anna"].startswith("The stride has no effect")
    assert comments["bao"] == HINT
    assert comments["chen"] == "所有检查都通过了。"


def test_the_report_is_in_the_teachers_language_and_stays_in_it(two_languages: Course) -> None:
    report = two_languages.report(ASSIGNMENT.name)
    for options, is_english in (([], False), (["--language", "en"], True), ([], True), (["--language", "zh"], False)):
        done = CliRunner().invoke(main, ["report", "--course", str(two_languages.root), *options])
        assert done.exit_code == 0, done.output
        for path in (report, two_languages.report("index")):
            page = path.read_text(encoding="utf-8")
            assert ('<html lang="en">' in page) == is_english
            assert ("Every" in re.sub("<script>.*?</script>", "", page, flags=re.DOTALL)) == is_english
        assert (HINT in report.read_text(encoding="utf-8")) != is_english


def test_check_speaks_the_notebooks_language_unless_told_otherwise(tmp_path: Path) -> None:
    notebook = tmp_path / "mine.ipynb"
    write(notebook, "stride_ignored", "zh")
    said = {}
    for options in ((), ("--language", "en"), ("--language", "zh")):
        done = CliRunner().invoke(main, ["check", str(notebook), "--seed", "7", "--json", *options])
        assert done.exit_code == 0, done.output
        verdict = json.loads(done.output)
        said[options] = {one["name"]: one["message"] for one in verdict["exercises"]}
        assert verdict["score"] < verdict["max_score"]
    assert said[()] == said["--language", "zh"]
    assert said[()]["conv2d"] == HINT
    assert said["--language", "en"]["conv2d"].startswith("The stride has no effect")
    assert said[()].keys() == said["--language", "en"].keys()
