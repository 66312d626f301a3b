"""What one sandbox does to the next: nothing, whether it sends signals, crowds the machine or dies."""

import contextlib

import pytest

from autograder.sandbox import Sandbox, SandboxDied, SandboxTimeout

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize(
    "attack",
    [
        "import os\nos.kill(0, 9)",  # the process group, which a fork shares with its parent
        "import os\nos.killpg(os.getpgrp(), 9)",
        "import os\nos.kill(-1, 9)",
        "import os\nfor process in range(1, 5_000):\n    try: os.kill(process, 9)\n    except OSError: pass",
        "import os\nos.setsid()",
        "import os, time\nwhile True:\n    try:\n        os.fork() or time.sleep(9)\n    except OSError: os._exit(1)",
    ],
)
def test_a_sandbox_beside_it_goes_on(attack: str) -> None:
    with Sandbox() as beside, Sandbox() as attacked:
        assert beside.run("kept = 1")[1]
        with contextlib.suppress(SandboxDied, SandboxTimeout):
            attacked.run(attack, 10)
        assert beside.run("assert kept == 1\nimport os\nif os.fork() == 0: os._exit(0)\nos.wait()")[1]
        with Sandbox() as later:
            assert later.run("1 + 1")[1]


def test_there_is_no_shared_memory_that_no_limit_counts() -> None:
    source = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
if libc.shmget(0, 4096, 0o1600) < 0: raise OSError(ctypes.get_errno(), 'shmget')
"""
    with Sandbox() as box:
        outputs, ok = box.run(source)
    assert not ok
    assert outputs[-1]["ename"] == "PermissionError"
