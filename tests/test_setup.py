"""Which build of PyTorch the set-up takes, and what it says of the download."""

import importlib.util
import socket
from types import ModuleType

import pytest

from tests.support.paths import ROOT

PINNED = "torch==2.13.0"


def script() -> ModuleType:
    """The script as a module of its own."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "scripts" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script on a Linux machine with a network and without a GPU."""
    module = script()
    monkeypatch.setattr(module.sys, "platform", "linux")
    monkeypatch.setattr(module.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(module, "answers", lambda address: True)
    monkeypatch.setattr(module, "has_gpu", lambda: False)
    return module


def test_without_a_gpu_the_small_build_is_taken_and_its_size_is_said(
    setup: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup.build_of_pytorch("", PINNED)[-3:] == ["--index-url", setup.PYTORCH_CPU, PINNED]
    assert setup.ON_DISK["cpu"] in capsys.readouterr().out


def test_with_a_gpu_pips_own_choice_is_right(
    setup: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "has_gpu", lambda: True)
    assert setup.build_of_pytorch("", PINNED) == []
    assert setup.ON_DISK["cuda"] in capsys.readouterr().out
    assert setup.build_of_pytorch("cpu", PINNED)[-2:] == [setup.PYTORCH_CPU, PINNED]


def test_where_the_index_does_not_answer_the_large_build_is_announced(
    setup: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "answers", lambda address: False)
    assert setup.build_of_pytorch("", PINNED) == []
    assert f"up to {setup.ON_DISK['cuda']}" in capsys.readouterr().out
    with pytest.raises(setup.SetupError, match="does not answer"):
        setup.build_of_pytorch("cpu", PINNED)


def test_whoever_chooses_gets_it_even_where_another_build_is_installed(setup: ModuleType) -> None:
    again = ["--force-reinstall", "--no-deps"]
    assert setup.build_of_pytorch("cuda", PINNED) == [*again, PINNED]
    mirror = "https://mirror.example/torch"
    assert setup.build_of_pytorch(mirror, PINNED) == [*again, "--index-url", mirror, PINNED]
    with pytest.raises(setup.SetupError, match="TORCH=gpu is no build of PyTorch"):
        setup.build_of_pytorch("gpu", PINNED)


def test_elsewhere_there_is_one_build_alone(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.platform, "machine", lambda: "aarch64")
    assert setup.build_of_pytorch("", PINNED) == []


def test_an_index_that_cannot_be_reached_does_not_answer() -> None:
    free = socket.socket()
    free.bind(("127.0.0.1", 0))  # nobody listens
    with free:
        assert not script().answers(f"http://127.0.0.1:{free.getsockname()[1]}/")
