"""What of this machine's files a sandbox can see: nothing of this project's, nothing of what is refused."""

import socket
import sys
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox, SandboxDied, isolation


def visible(path: Path, refused: tuple[str, ...] = ()) -> bool:
    """Whether bubblewrap's options show ``path``: the last mount above it decides."""
    view, shown = isolation._file_view(isolation.hidden_folders(refused)), False
    for index, word in enumerate(view):
        if word in ("--ro-bind", "--ro-bind-try") and path.is_relative_to(view[index + 2]):
            shown = True
        if word == "--tmpfs" and path.is_relative_to(view[index + 1]):
            shown = False
    return shown


def test_a_checkout_below_usr_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "ROOT", Path("/usr/src/app"))
    assert not visible(Path("/usr/src/app/solutions/a02_convolution.py"))
    assert visible(Path(sys.prefix))
    assert visible(Path("/usr/bin/env"))


def test_an_environment_inside_a_checkout_below_usr_is_there_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/usr/src/app/.venv")
    assert visible(Path("/usr/src/app/.venv/lib/python3.11/site-packages/numpy"))
    assert not visible(Path("/usr/src/app/solutions/a02_convolution.py"))


@pytest.mark.parametrize("folder", ["lib/python3.11/site-packages", "lib/python3/dist-packages"])
def test_what_is_refused_is_not_there_in_the_interpreter_below_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    library = tmp_path / folder / "scipy" / "signal"
    library.mkdir(parents=True)
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    assert visible(library)
    assert not visible(library, ("scipy.signal",))


@pytest.mark.parametrize("package", ["solutions", "autograder"])
def test_this_project_installed_among_the_packages_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    installed = tmp_path / "lib" / "python3.11" / "site-packages" / package
    installed.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert not visible(installed / "a02_convolution.py")


FILLS_SOCKETS = """
import os, socket, time
for _ in range(3):
    if os.fork() == 0: break
pairs = []
try:
    while True:
        pairs.append(socket.socketpair())
        for end in pairs[-1]:
            end.setblocking(False)
            try:
                while True: end.send(bytes(2**16))
            except BlockingIOError: pass
except OSError: pass
time.sleep(1)
"""


@pytest.mark.sandbox
def test_what_lies_unread_in_sockets_counts_as_memory() -> None:
    with Sandbox(limits=Limits(memory_of_all=2**29)) as box:
        assert box.run(FILLS_SOCKETS)[1]
    with Sandbox(limits=Limits(memory_of_all=2**27)) as box, pytest.raises(SandboxDied):
        box.run(FILLS_SOCKETS)


@pytest.mark.sandbox
@pytest.mark.parametrize("option", ["SO_SNDBUF", "SO_RCVBUF"])
def test_sockets_keep_no_more_than_they_do_by_themselves(option: str) -> None:
    source = f"import socket\nsocket.socketpair()[0].setsockopt(socket.SOL_SOCKET, {getattr(socket, option)}, 2**22)"
    with Sandbox() as box:
        outputs, _ = box.run(source)
        assert outputs[-1]["ename"] == "PermissionError"
