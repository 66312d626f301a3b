"""Every command on the page for those who grade exists, with its options, and every file that it names."""

import re
import shlex

import click
import pytest
from nbgrader.apps.nbgraderapp import NbGraderApp

from autograder.assignment import assignment_names
from autograder.cli.main import main
from tests.support.paths import ROOT

PAGE = (ROOT / "GRADING.md").read_text(encoding="utf-8")
COMMANDS = sorted({line.strip() for line in re.findall(r"^    (.+)$", PAGE, re.M) + re.findall(r"`([^`\n]+)`", PAGE)})
OURS = [command for command in COMMANDS if command.startswith("python -m autograder ")]
NBGRADERS = [command for command in COMMANDS if command.startswith("nbgrader ")]


def options_of(name: str) -> set[str]:
    """The options of our sub-command."""
    command = main.get_command(click.Context(main), name)
    assert command is not None, f"there is no sub-command {name}"
    return {opt for param in command.params for opt in param.opts}


def options(words: list[str]) -> set[str]:
    return {word.partition("=")[0] for word in words if word.startswith("--")}


def test_there_are_commands_to_look_at() -> None:
    assert len(OURS) >= 8
    assert len(NBGRADERS) >= 8
    assert len(PAGE.splitlines()) <= 170


@pytest.mark.parametrize("command", OURS)
def test_our_command_has_that_name_and_those_options(command: str) -> None:
    name, *rest = shlex.split(command)[3:]
    assert options(rest) <= options_of(name)
    assert {word for word in rest if re.fullmatch(r"a\d\d_\w+", word)} <= set(assignment_names())


@pytest.mark.parametrize("command", NBGRADERS)
def test_nbgraders_command_has_that_name_and_those_options(command: str) -> None:
    app = NbGraderApp()
    words = shlex.split(command)[1:]
    assert words[0] in app.subcommands
    while words and words[0] in app.subcommands:
        app = app.subcommands[words.pop(0)][0]()
    assert not app.subcommands
    assert {option.removeprefix("--") for option in options(words)} <= {*app.aliases, *app.flags}


def test_the_options_that_the_prose_names_are_those_of_grade() -> None:
    alone = {words[0] for command in COMMANDS if (words := command.split()) and words[0].startswith("--")}
    assert alone >= {"--again", "--db", "--regrade", "--unsafe-no-sandbox", "--wait"}
    assert alone <= options_of("grade") | {"--help"}


def test_the_readme_and_the_page_for_contributors_point_here() -> None:
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "(GRADING.md)" in (ROOT / page).read_text(encoding="utf-8")
