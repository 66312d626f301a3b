"""What student code finds when it looks around: nothing of ours, nothing of others, no way out."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import NOT_NUMPY, ROOT, Case
from autograder.sandbox import Call, Limits, Sandbox, SandboxDied, SandboxTimeout

pytestmark = [pytest.mark.sandbox, pytest.mark.usefixtures("tier")]


@pytest.fixture(scope="module")
def box(tier: str) -> Iterator[Sandbox]:
    with Sandbox(refused=["torch"], given=["import numpy as np"]) as sandbox:
        yield sandbox


def printed(box: Sandbox, source: str) -> str:
    """What the cell prints; its errors fail the test."""
    outputs, ok = box.run(source)
    assert ok, outputs
    return "".join(output.get("text", "") for output in outputs)


def test_the_repository_the_gradebook_and_the_reference_are_not_there(box: Sandbox) -> None:
    found = printed(
        box,
        f"""
import os
for root in ({str(ROOT)!r}, '/home', '/root', '/app'):
    for folder, _, files in os.walk(root):
        if '.venv' in folder or '.pyenv' in folder: continue
        for file in files: print(os.path.join(folder, file))
""",
    )
    assert "/app/course/__init__.py" in found
    for name in ("solutions", "gradebook", "submitted", "judge", "a02_convolution", ".git", "comparison"):
        assert name not in found


def test_the_reference_cannot_be_imported(box: Sandbox) -> None:
    for module in ("solutions", "autograder", "autograder.assignment.registry", "solutions.a02_convolution.reference"):
        outputs, ok = box.run(f"import {module}")
        assert not ok
        assert outputs[-1]["ename"] == "ModuleNotFoundError"


def test_nothing_of_the_grader_lives_in_the_process(box: Sandbox) -> None:
    names = printed(box, "import sys, gc\nprint(sorted(sys.modules))\nprint(len(gc.get_objects()))")
    assert "autograder" not in names
    assert "solutions" not in names


def test_only_scratch_folders_can_be_written(box: Sandbox) -> None:
    verdicts = printed(
        box,
        """
import os, sys
for folder in ('/', '/dev', '/app', '/usr', '/etc', '/proc', sys.prefix, '/tmp', '/dev/shm', os.getcwd()):
    try:
        open(os.path.join(folder, 'mark'), 'w').close(); print(folder, 'yes')
    except OSError:
        print(folder, 'no')
""",
    )
    answers = [line.split()[-1] for line in verdicts.splitlines()]
    assert answers == ["no"] * 7 + ["yes"] * 3


def test_scratch_is_of_bounded_size(box: Sandbox) -> None:
    outputs, ok = box.run("with open('/tmp/full', 'wb') as file:\n    for _ in range(200): file.write(bytes(2**20))")
    assert not ok
    assert outputs[-1]["ename"] == "OSError"
    box.run("import os; os.remove('/tmp/full')")


def test_there_is_no_network(box: Sandbox) -> None:
    text = printed(
        box,
        """
import socket
for address in (('127.0.0.1', 22), ('10.0.0.1', 80), ('8.8.8.8', 53)):
    try:
        socket.create_connection(address, timeout=2); print('connected')
    except OSError as error:
        print('refused')
""",
    )
    assert text.split() == ["refused"] * 3


def test_only_its_own_processes_are_visible(box: Sandbox) -> None:
    pids = printed(box, "import os\nprint(*sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))").split()
    assert len(pids) <= 4
    assert str(os.getpid()) not in pids or os.getpid() < 10


def test_it_is_nobody_without_capabilities_or_new_privileges(box: Sandbox) -> None:
    status = printed(box, "print(open('/proc/self/status').read())")
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert fields["Uid"].split() == ["65534"] * 4
    assert {fields[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert fields["NoNewPrivs"] == "1"
    assert fields["Seccomp"] == "2"


@pytest.mark.parametrize(
    "call",
    [
        "libc.unshare(0x10000000)",  # CLONE_NEWUSER
        "libc.unshare(0x00020000)",  # CLONE_NEWNS
        "libc.mount(b'none', b'/tmp', b'tmpfs', 0, None)",
        "libc.ptrace(16, 1, 0, 0)",
        "libc.syscall(321, 0, 0, 0)",  # bpf
        "libc.syscall(425, 1, 0)",  # io_uring_setup
    ],
)
def test_system_calls_that_escapes_begin_with_are_refused(box: Sandbox, call: str) -> None:
    text = printed(box, f"import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nprint({call}, ctypes.get_errno())")
    assert text.split() == ["-1", "1"]


def test_no_command_line_or_variable_tells_where_we_are(box: Sandbox) -> None:
    text = printed(
        box,
        """
import glob
for path in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/proc/[0-9]*/environ'):
    try:
        print(open(path, 'rb').read())
    except OSError:
        pass
""",
    )
    assert "ro-bind" not in text
    assert "autograder" not in text
    assert "PYTEST" not in text


def test_the_refused_library_is_not_on_the_disk(box: Sandbox) -> None:
    text = printed(box, "import sys, glob\nprint(glob.glob(sys.prefix + '/lib/python*/site-packages/torch/*'))")
    assert text.strip() == "[]"


def test_a_comparison_with_the_refused_library_imports_and_then_fails_clearly(box: Sandbox) -> None:
    assert box.run("import torch\nimport torch.nn.functional as F\nfrom torch import nn, tensor")[1]
    outputs, ok = box.run("F.conv2d(1, 2)")
    assert not ok
    assert outputs[-1]["ename"] == "LibraryRefused"
    assert "NumPy alone" in outputs[-1]["evalue"]


def test_memory_is_bounded() -> None:
    with Sandbox(limits=Limits(memory=2**30)) as box:
        outputs, ok = box.run("x = bytearray(2 * 2**30)")
        assert not ok
        assert outputs[-1]["ename"] == "MemoryError"
        assert box.run("1 + 1")[1]


def test_a_fork_bomb_is_bounded() -> None:
    with Sandbox(limits=Limits(processes=20)) as box:
        source = """
import os, time
count = 0
try:
    for _ in range(200):
        if os.fork() == 0:
            time.sleep(30); os._exit(0)
        count += 1
except BlockingIOError:
    pass
print(count)
"""
        assert int(printed(box, source)) < 20


def test_a_loop_that_ignores_signals_is_stopped_and_takes_its_children_along() -> None:
    source = """
import os, signal, subprocess
for name in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM): signal.signal(name, signal.SIG_IGN)
subprocess.Popen(['sleep', '4242'], start_new_session=True)
while True: pass
"""
    with Sandbox() as box, pytest.raises(SandboxTimeout):
        box.run(source, seconds=2)
    deadline = time.monotonic() + 60  # the kernel takes the namespace down on its own time
    while any("4242" in _command_line(process) for process in Path("/proc").iterdir()):
        assert time.monotonic() < deadline, "a detached child outlived its sandbox"
        time.sleep(0.01)


def _command_line(process: Path) -> str:
    try:
        return (process / "cmdline").read_text() if process.name.isdigit() else ""
    except OSError:
        return ""


@pytest.mark.parametrize(
    "end", ["import os; os._exit(0)", "import ctypes; ctypes.string_at(0)", "import os; os.closerange(0, 200)"]
)
def test_a_cell_that_ends_the_process_is_reported(end: str) -> None:
    with Sandbox() as box, pytest.raises(SandboxDied):
        box.run(end)


def test_a_flood_of_output_is_capped(box: Sandbox) -> None:
    text = printed(box, "for _ in range(400): print('x' * 10_000)")
    assert len(text) < 1_100_000
    assert "truncated" in text


def test_what_a_cell_shows_comes_back_as_notebook_outputs(box: Sandbox) -> None:
    outputs, ok = box.run("import sys\nprint('out')\nprint('err', file=sys.stderr)\n1 + 1")
    assert ok
    assert [output["output_type"] for output in outputs] == ["stream", "stream", "execute_result"]
    assert outputs[2]["data"] == {"text/plain": "2"}
    figure, ok = box.run("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert ok
    assert figure[-1]["data"]["image/png"].startswith("iVBOR")
    assert "notebook" in printed(box, "!hostname")
    assert box.run("import asyncio\nawait asyncio.sleep(0.01)")[1]
    asked, ok = box.run("input('name? ')")
    assert not ok
    assert "nobody to ask" in asked[-1]["evalue"]


CALLS = """
import numpy as np
def double(x): return 2 * x
def mutate(x): x += 1; return x.copy()
def alias(x): return x[::-1]
def listed(x): return [[float(v) for v in x]]
def nothing(x): pass
def text(x): return 'abc'
def digits(x): return ['1.0', '2.0']
class Liar(type):
    @property
    def __name__(cls): raise SystemExit
    @property
    def __mro__(cls): raise SystemExit
class Lies(Exception, metaclass=Liar):
    def __str__(self): raise SystemExit
def lies(x): raise Lies
def spoils(xs): xs[0] = object(); return 1.0
def exits(x): raise SystemExit(3)
def pair(x): return x + 1, [2, 3]
class Evil(np.ndarray): pass
def subclass(x): return (x + 0).view(Evil)
np.seterr(all='raise')
def underflows(x): return np.exp(-1000 * np.ones(2)) + x
del np
"""


def test_calls_bring_back_plain_arrays_and_whether_the_arguments_are_as_before(box: Sandbox) -> None:
    assert box.run(CALLS)[1]
    x = np.array([1.0, 2.0])

    def reply(name: str, outputs: int = 1):  # type: ignore[no-untyped-def]
        return box.call(Call(Case((), (x,)), name, outputs))

    np.testing.assert_array_equal(reply("double").value[0], [2, 4])
    assert reply("mutate").changed
    assert not reply("double").changed
    assert reply("alias").aliased
    assert not reply("double").aliased
    assert reply("listed").value[0].shape == (1, 2)
    assert "return statement" in reply("nothing").message
    assert reply("text").outcome == "unreadable"
    assert reply("digits").message == "it returned text: return numbers"
    assert reply("lies").types[:2] == ("Lies", "Exception")
    assert reply("exits").types[0] == "SystemExit"
    assert [item.tolist() for item in reply("pair", 2).value] == [[2, 3], [2, 3]]
    assert reply("double", 2).outcome == "unreadable"
    assert type(reply("subclass").value[0]) is np.ndarray
    np.testing.assert_array_equal(reply("underflows").value[0], [1, 2])
    assert reply("unknown").outcome == "missing"
    spoiled = box.call(Call(Case((), ([x],)), "spoils", 1))
    assert (spoiled.outcome, spoiled.changed) == ("returned", True)
    np.testing.assert_array_equal(x, [1, 2])


def test_the_demos_which_show_answers_are_not_there_and_the_checks_are() -> None:
    with Sandbox(refused=NOT_NUMPY) as box:
        assert printed(box, "import os; print(os.listdir('/app/course/demos'))").strip() == "[]"
        assert box.run("from course import check\nfrom course.demos import SlidingKernel")[1]
        outputs, ok = box.run("SlidingKernel()")
        assert not ok
        assert outputs[-1]["ename"] == "LibraryRefused"
