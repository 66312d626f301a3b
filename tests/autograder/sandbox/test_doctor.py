"""What `doctor` says: everything holds on a machine that can isolate, and every wall that is missing is named."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder import sandbox
from autograder.assignment import load_assignment
from autograder.cli.main import main
from autograder.release import fill
from autograder.sandbox import Limits, Sandbox, SandboxUnavailable, doctor, machine, start
from autograder.sandbox.machine import Machine

pytestmark = pytest.mark.sandbox
Run = Callable[..., subprocess.CompletedProcess[str]]


def test_every_wall_holds_here_and_is_named(run: Run) -> None:
    done = run("python", "-m", "autograder", "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    for wall in doctor.WALLS:
        assert f"✓ {wall.holds}" in done.stdout
    assert "What notebooks import works inside the sandbox: numpy, course, torch, matplotlib." in done.stdout
    assert "An endless loop is stopped" in done.stdout
    assert "warm parent" in done.stdout


@pytest.mark.parametrize("wall", doctor.WALLS, ids=lambda wall: wall.holds.split(":")[0][:40])
def test_a_wall_that_is_missing_is_noticed(wall: doctor.Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same attempt without any wall succeeds, and the finding says what that means."""
    unlimited = dict.fromkeys(Limits().of_process(), 2**40)
    monkeypatch.setattr(Limits, "of_process", lambda self: {"core": unlimited["core"]})
    with Sandbox(limits=Limits(sandboxed=False)) as box:
        # what these attempts look for exists on every machine but, perhaps, this one
        box.run("import socket, resource\nsocket.create_connection = lambda *_, **__: None")
        box.run("import os\nlist_dir = os.listdir\nos.listdir = lambda *a: [*map(str, range(9))]")
        if "Scratch" in wall.holds:
            box.run("import builtins, io\nbuiltins.open = lambda *_: io.BytesIO()")
        finding = doctor._try(box, wall)
    assert not finding.good
    assert finding.sentence.startswith(wall.broken)


def test_a_machine_without_bubblewrap_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "missing_parts", lambda: ["bubblewrap is not installed: `apt install bubblewrap`."])
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "✗ bubblewrap is not installed: `apt install bubblewrap`." in result.stderr
    assert "--unsafe-no-sandbox" in result.stderr


def test_a_kernel_that_refuses_namespaces_is_told_what_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SandboxUnavailable("The sandbox did not start: bwrap: No permissions to create new namespace.")

    monkeypatch.setattr(doctor, "Sandbox", refuse)
    apparmor = Machine(restricted_by_apparmor=1)
    for seen, advice in ((apparmor, "sudo tee /etc/apparmor.d/bwrap"), (Machine(), doctor.HELP)):
        monkeypatch.setattr(machine, "look", lambda seen=seen: seen)
        why, what = doctor.findings()
        assert (why.good, what.good) == (False, False)
        assert why.sentence == "The sandbox did not start: bwrap: No permissions to create new namespace."
        assert advice in what.sentence


def test_a_kernel_that_does_not_let_it_fork_is_slower_and_as_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_can_fork", {os.getpid(): False})
    findings = list(doctor.findings())
    assert all(finding.good for finding in findings)
    assert "started cold" in findings[-1].sentence


def test_grading_without_a_sandbox_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    notebook = tmp_path / "a02_convolution.ipynb"
    nbformat.write(fill(load_assignment("a02_convolution"), "# base: perfect\n"), notebook)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr(start, "_can_fork", {os.getpid(): False})
    result = CliRunner().invoke(main, ["check", str(notebook)])
    assert isinstance(result.exception, SandboxUnavailable)
    assert "bubblewrap is not installed" in str(result.exception)
    insisted = CliRunner().invoke(main, ["check", str(notebook), "--unsafe-no-sandbox"])
    assert insisted.exit_code == 0
    assert "NO SANDBOX: the notebooks run as you" in insisted.stderr
    assert "20 of 20 points" in insisted.stdout
