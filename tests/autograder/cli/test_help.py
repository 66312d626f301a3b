"""Every command and option says what it does, whole at 80 columns, and every mistake is one sentence and status 2."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from autograder import release
from autograder.assignment import load_assignment
from autograder.cli.main import main

CONTEXT = click.Context(main)
COMMANDS = {name: main.get_command(CONTEXT, name) for name in sorted(main.list_commands(CONTEXT))}
OPTIONS = [
    (name, option)
    for name, command in COMMANDS.items()
    if command
    for option in command.params
    if isinstance(option, click.Option)
]


def invoke(*arguments: object) -> Result:
    """Run a command; anything but an exit of its own is an error of the test."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], terminal_width=80)
    if not isinstance(done.exception, SystemExit | None):
        raise done.exception
    return done


def paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a help text, each on one line."""
    for paragraph in text.split("\n\n"):
        yield " ".join(paragraph.split())


def test_the_list_of_commands_is_whole_at_80_columns() -> None:
    text = invoke("--help").output
    assert "..." not in text.replace("[ARGS]...", "")
    assert max(map(len, text.splitlines())) <= 80
    for name in COMMANDS:
        assert f"\n  {name} " in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    text = invoke(name, "--help").output
    assert max(map(len, text.splitlines())) <= 80
    says = list(paragraphs(text))[1]
    assert says.endswith((".", ":", ")"))
    assert 15 <= len(says) <= 320
    assert text.startswith("Usage: ")


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {option.opts[0]}" for name, option in OPTIONS])
def test_every_option_says_what_it_does(name: str, option: click.Option) -> None:
    assert option.help
    assert option.help.endswith((".", ")."))
    assert option.help[0].isupper() or option.help[0].isdigit()


@pytest.mark.parametrize("name", COMMANDS)
def test_there_is_an_example_to_copy_whose_options_exist(name: str) -> None:
    text = invoke(name, "--help").output
    examples = text[text.index("Example") :]
    assert f"python -m autograder {name}" in examples
    command = COMMANDS[name]
    assert command is not None
    known = {opt for param in command.params for opt in param.opts}
    words = [word for line in examples.split("\n\n")[0].splitlines() for word in line.split()]
    assert {word for word in words if word.startswith("--")} <= known | {"--course"}


MISTAKES = {
    "unknown command": (("mark",), "No such command 'mark'."),
    "no command": ((), "Usage:"),
    "unknown assignment, check": (("check", "absent.ipynb"), "'absent.ipynb' does not exist."),
    "unknown assignment, grade": (("grade", "a99"), "there is no assignment 'a99'; there are: a01_backprop"),
    "unknown assignment, release": (("release", "a99"), "there is no assignment 'a99'; there are: a01_backprop"),
    "unknown assignment, similarity": (("similarity", "a99"), "there is no assignment 'a99'; there are:"),
    "unknown format": (("export", "blackboard"), "is not one of"),
    "no argument": (("similarity",), "Missing argument 'ASSIGNMENT'."),
    "share above one": (("similarity", "a02_convolution", "--common", "7"), "7.0 is not in the range"),
    "missing folder, grade": (("grade", "a02_convolution", "--course", "{tmp}/absent"), "There is no folder"),
    "missing folder, similarity": (("similarity", "a02_convolution", "--course", "{tmp}/absent"), "There is no folder"),
    "missing gradebook": (("export", "canvas", "--course", "{tmp}/absent"), "There is no gradebook"),
    "missing roster": (("export", "canvas", "--roster", "absent.csv"), "'absent.csv' does not exist."),
    "students over a file": (("students", "{tmp}/file"), "is a file."),
    "students over other things": (("students", "{tmp}"), "holds other things, which would be lost"),
    "students where nothing can be written": (("students", "/proc/here"), "cannot be written"),
    "sample class over a file": (("sample-class", "{tmp}/file"), "is a file."),
    "sample class where nothing can be written": (("sample-class", "/proc/here"), "cannot be written"),
    "sample class over a class": (("sample-class", "{tmp}"), "holds anna, who is not of the sample class"),
}


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_sentence_and_status_2(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    (tmp_path / "file").write_text("a file")
    work = tmp_path / "submitted" / "anna" / "a02_convolution" / "a02_convolution.ipynb"
    work.parent.mkdir(parents=True)
    shutil.copy(release.notebook_path(load_assignment("a02_convolution")), work)
    before = sorted(tmp_path.rglob("*"))
    done = invoke(*(argument.replace("{tmp}", str(tmp_path)) for argument in arguments))
    assert done.exit_code == 2
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.output
    assert done.stdout == ""
    assert sorted(tmp_path.rglob("*")) == before
    if arguments:
        assert sum(line.startswith("Error: ") for line in done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_an_unknown_option_is_one_sentence_and_status_2(name: str) -> None:
    done = invoke(name, "--no-such-option")
    assert done.exit_code == 2
    assert "No such option" in done.stderr
    assert "--no-such-option" in done.stderr


def test_a_second_time_the_folders_are_written_anew(tmp_path: Path) -> None:
    for _ in range(2):
        assert invoke("students", tmp_path / "students").exit_code == 0
        assert invoke("sample-class", tmp_path / "sample").exit_code == 0
