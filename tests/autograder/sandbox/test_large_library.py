"""A library that maps gigabytes and uses few of them, as PyTorch built for CUDA does, leaves notebooks their room."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Limits, Sandbox, doctor, isolation, start

pytestmark = pytest.mark.sandbox

MAPPED = 6 * 2**30
STAND_IN = f"""
import mmap
kept = mmap.mmap(-1, {MAPPED}, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
def ones(*shape, requires_grad=False): raise NotImplementedError
"""
FILLS = "import mmap\nheld = mmap.mmap(-1, {} * 2**20, flags=mmap.MAP_PRIVATE)\n"


@pytest.fixture
def _large_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tier: str) -> Iterator[None]:
    """In the place of PyTorch."""
    library = tmp_path / "torch"
    library.mkdir()
    (library / "__init__.py").write_text(STAND_IN, encoding="utf-8")
    tmp_path.chmod(0o755)
    ours = isolation._packages()
    monkeypatch.setattr(isolation, "_packages", lambda: (*ours, library))
    start.end_parents()
    yield
    start.end_parents()


@pytest.mark.usefixtures("_large_library")
def test_what_a_library_maps_is_not_taken_from_the_notebook() -> None:
    with Sandbox(mentions=["torch"], given=["import torch"], limits=Limits(memory=2**30)) as box:
        outputs, ok = box.run(f"assert len(torch.kept) == {MAPPED}\n" + FILLS.format(700))
        assert ok, outputs
        outputs, ok = box.run(
            "import subprocess, sys\nprint(subprocess.check_output([sys.executable, '-c', 'print(6 * 7)']))"
        )
        assert ok, outputs
        outputs, ok = box.run(FILLS.format(2_000))
        assert not ok


@pytest.mark.usefixtures("_large_library")
def test_doctor_names_an_import_that_does_not_work() -> None:
    import_works, torch_fails = "import numpy as np", "import torch"
    good, bad = [*doctor._try_the_imports([import_works])], [*doctor._try_the_imports([import_works, torch_fails])]
    assert [(one.good, one.sentence) for one in good] == [
        (True, "What notebooks import works inside the sandbox: numpy.")
    ]
    assert [one.good for one in bad] == [False]
    assert bad[0].sentence.startswith("`import torch`, which notebooks begin with, does not work inside the sandbox: ")
