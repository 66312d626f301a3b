"""Small cells in a real Jupyter kernel and in the sandbox: what they print, show and raise must be the same.

The cells stand in ``fidelity_cells.ipy``, and run in one notebook, in this order. `normalized` takes out what differs
from run to run or by design; `DIFFERENCES` names the cells that may differ beyond that, each with its reason.
"""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest

from autograder.feedback import outputs
from autograder.sandbox import Sandbox

pytestmark = pytest.mark.sandbox

CELLS = Path(__file__).with_name("fidelity_cells.ipy")
TITLE = re.compile(r"^# %% (.+)\n", re.MULTILINE)

DIFFERENCES = {
    "input": "nobody can answer: ours says so in a sentence for the student, and without the kernel's own frames",
    "a widget that captures": "Jupyter keeps the text in the widget's state, which a file on disk has not; we print it",
    "an interactive function": "the same: without a browser the text would be lost in the widget's state",
}

ANSI = re.compile(r"\x1b\[[0-9;]*m")
VARYING = (
    (re.compile(r"0x[0-9a-f]+"), "0x…"),  # addresses in memory
    (re.compile(r"\d+(\.\d+)?(e[+-]\d+)? (ns|[μm]?s)\b"), "TIME"),  # %timeit, %%time
    # the names of cells' files, in warnings, syntax errors, and Python's own tracebacks
    (re.compile(r"/\w+/ipykernel_\d+/\d+\.py|\b\d{6,}\.py|Cell In\[\d+\](?=[\":])|(?<=\()Cell In\[\d+\]"), "CELL"),
    (re.compile(r"(/\S+|~)/lib/python3\.\d+/"), "LIBRARY/"),  # home folders are shortened to ~ where they are known
    (re.compile(r"File \S+/(\w+\.py)"), r"File \1"),  # the working folder
)
EXCERPT = re.compile(r"^(-+> *|\s*)\d+ |^ +\(\.\.\.\)|skipping similar frames|^-+$")
POSITION = re.compile(r"(?<=, line )\d+|(?<=\.py:)\d+")
SVG_NAMES = re.compile(r"<dc:date>[^<]*<|\b[mpC][0-9a-f]{8,}(_\w+)?\b")  # matplotlib draws names at random


@dataclass(frozen=True)
class Cell:
    """One cell of the battery and what it showed: in Jupyter, and in the sandbox."""

    title: str
    source: str
    theirs: Sequence[Mapping[str, Any]]
    ours: Sequence[Mapping[str, Any]]


def _sources() -> list[tuple[str, str]]:
    parts = TITLE.split(CELLS.read_text(encoding="utf-8"))[1:]
    return [(title, source.strip("\n")) for title, source in zip(parts[::2], parts[1::2], strict=True)]


TITLES = [title for title, _ in _sources()]


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """Every cell, run in both."""
    sources = [source for _, source in _sources()]
    theirs = _in_jupyter(sources, tmp_path_factory.mktemp("jupyter"))
    with Sandbox() as box:
        ours = outputs.after_updates([box.run(source)[0] for source in sources])
    both = zip(_sources(), theirs, ours, strict=True)
    return {title: Cell(title, source, jupyter, sandbox) for (title, source), jupyter, sandbox in both}


def _in_jupyter(sources: Sequence[str], folder: Path) -> list[list[Mapping[str, Any]]]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    resources = {"metadata": {"path": str(folder)}}
    client = nbclient.NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources)
    # a kernel that finds itself under pytest does not collect what child processes write
    client.execute(env={name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"})
    return [list(cell.outputs) for cell in notebook.cells]


def normalized(outputs: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The outputs without what may differ: times, addresses, places of files, colours, and three things more.

    Text: Jupyter sends what was printed in portions, by stream and not in the order of writing; ours keeps the order.
    So consecutive text counts as one text a stream.
    Tracebacks: IPython's excerpt of a cell is the better one in the sandbox. (In Jupyter it cannot find a cell's file,
    gives up on highlighting, and points at the line that a frame has reached, not at the one that raised.) What must
    agree are the frames, the chain of exceptions, and their messages.
    Widgets: their identity is drawn at random.
    """
    simple: list[Any] = []
    for output in outputs:
        kind = output["output_type"]
        if kind == "stream":
            if not simple or not isinstance(simple[-1], dict) or "streams" not in simple[-1]:
                simple.append({"streams": {}})
            streams = simple[-1]["streams"]
            streams[output["name"]] = streams.get(output["name"], "") + _text(output["text"])
        elif kind == "error":
            simple.append((kind, output["ename"], _text(output["evalue"]), _frames(output["traceback"])))
        else:
            data = {name: _representation(name, value) for name, value in output["data"].items()}
            simple.append((kind, output.get("execution_count"), data, output["metadata"]))
    return simple


def _text(text: str) -> str:
    for pattern, replacement in VARYING:
        text = pattern.sub(replacement, text)
    return text


def _frames(traceback: Sequence[str]) -> list[str]:
    lines = [line for part in traceback for line in ANSI.sub("", part).splitlines()]
    kept = [POSITION.sub("N", _text(line)) for line in lines if line.strip() and not EXCERPT.search(line)]
    return [line for line, before in zip(kept, ["", *kept], strict=False) if line != before]  # recursion


def _representation(kind: str, value: Any) -> Any:
    if kind == "application/vnd.jupyter.widget-view+json":
        return sorted(value)
    if kind == "image/svg+xml":
        return SVG_NAMES.sub("", value)
    return _text(value) if isinstance(value, str) and not kind.startswith("image/") else value


@pytest.mark.parametrize("title", [title for title in TITLES if title not in DIFFERENCES])
def test_a_cell_shows_what_it_shows_in_jupyter(cells: dict[str, Cell], title: str) -> None:
    assert normalized(cells[title].ours) == normalized(cells[title].theirs)


@pytest.mark.parametrize("title", DIFFERENCES)
def test_a_difference_is_there_and_otherwise_leaves_the_list(cells: dict[str, Cell], title: str) -> None:
    assert normalized(cells[title].ours) != normalized(cells[title].theirs)


def test_a_deep_recursion_is_told_in_short() -> None:
    with Sandbox() as sandbox:
        outputs, _ = sandbox.run("import sys\nsys.setrecursionlimit(10_000)\ndef f(n): return f(n + 1)\nf(0)")
        assert outputs[-1]["ename"] == "RecursionError"
        assert len(str(outputs)) < 20_000


def test_the_battery_is_large_and_its_titles_differ() -> None:
    assert len(TITLES) >= 100
    assert len(set(TITLES)) == len(TITLES)
    assert set(DIFFERENCES) <= set(TITLES)


def test_text_keeps_the_order_in_which_it_was_written(cells: dict[str, Cell]) -> None:
    shown = [(output["name"], output["text"]) for output in cells["prints to both streams, interleaved"].ours]
    assert shown == [
        ("stdout", "one\n"),
        ("stderr", "two\n"),
        ("stdout", "three\n"),
        ("stderr", "four\n"),
        ("stdout", "five\n"),
    ]


def test_a_traceback_points_at_the_line_that_raised(cells: dict[str, Cell]) -> None:
    text = ANSI.sub("", "\n".join(cells["an error with a cause"].ours[0]["traceback"]))
    assert "----> 2     int" in text
    assert "----> 4     raise RuntimeError" in text


def test_input_says_what_to_do_and_shows_no_frame_of_ours(cells: dict[str, Cell]) -> None:
    (error,) = cells["input"].ours
    assert error["ename"] == "EOFError"
    assert "put the value into the cell" in error["evalue"]
    assert [line for line in _frames(error["traceback"]) if "In[" in line or "File" in line] == [
        f"Cell In[{TITLES.index('input') + 1}], line N"
    ]


def test_text_in_widgets_is_not_lost(cells: dict[str, Cell]) -> None:
    assert cells["a widget that captures"].ours[0]["text"] == "in the panel\n"
    assert cells["an interactive function"].ours[0]["text"] == "4\n"


def test_no_output_names_the_probe(cells: dict[str, Cell]) -> None:
    for cell in cells.values():
        assert "/app" not in str(cell.ours), cell.title
        assert "probe" not in str(cell.ours), cell.title


def test_what_ends_a_kernel_is_an_error_of_its_cell() -> None:
    with Sandbox() as sandbox:
        for source in ("quit()", "exit()"):
            outputs, ok = sandbox.run(source)
            assert not ok
            assert outputs[-1]["ename"] == "RuntimeError"
            assert "/app" not in str(outputs)
        assert sandbox.run("1")[1]


@pytest.mark.parametrize(
    "flood",
    [
        "print('x' * 5_000_000)",
        "for _ in range(200_000): print('a line of a flood')",
        "import os; os.write(1, b'y' * 5_000_000);",
        "import subprocess; subprocess.run('head -c 5000000 /dev/zero | tr \"\\\\0\" z', shell=True);",
        "from IPython.display import display, HTML\nfor _ in range(50): display(HTML('<p>' + 'h' * 100_000))",
        "from IPython.display import display\nh = display('', display_id='d')\nh.update('u' * 5_000_000)",
    ],
)
def test_a_flood_is_cut_with_a_marker(flood: str) -> None:
    with Sandbox() as sandbox:
        outputs, _ = sandbox.run(flood)
        assert len(str(outputs)) < 1_200_000
        assert "output truncated" in str(outputs)
        outputs, _ = sandbox.run("print('next')")
        assert outputs == [{"output_type": "stream", "name": "stdout", "text": "next\n"}]


def test_a_progress_display_may_change_as_often_as_it_likes() -> None:
    with Sandbox() as sandbox:
        updates = "for n in range(3_000): bar.update('#' * 1_000 + str(n))"
        outputs, _ = sandbox.run(f"from IPython.display import display\nbar = display('', display_id='bar')\n{updates}")
        assert [output["data"]["text/plain"][-5:-1] for output in outputs] == ["2999"]
        outputs, _ = sandbox.run(updates)
        assert [output["output_type"] for output in outputs] == ["update_display_data"]


def test_a_cell_that_closes_its_descriptors_still_shows_its_text() -> None:
    with Sandbox() as sandbox:
        outputs, ok = sandbox.run("import os\nos.close(1); os.close(2)\nprint('still here')")
        assert ok
        assert outputs[0]["text"] == "still here\n"
        assert sandbox.run("print('and here')")[1]


def test_a_shell_made_before_a_fork_collects_in_the_child() -> None:
    """The warm parent makes the shell; each fork has streams, files and an event loop of its own."""
    source = (
        "import os\nfrom probe import cells, shell\n"
        "made = shell.start()\n"
        "for name in ('a', 'b'):\n"
        "    read, write = os.pipe()\n"
        "    if os.fork() == 0:\n"
        "        source = f\"import os, asyncio; os.write(1, b'{name}'); await asyncio.sleep(0)\"\n"
        "        shown = cells.run(made, {'source': source})\n"
        "        os.write(write, str(shown['outputs']).encode())\n"
        "        os._exit(0)\n"
        "    os.wait()\n"
        "    print(os.read(read, 10_000).decode())\n"
    )
    with Sandbox() as sandbox:
        outputs, _ = sandbox.run(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {source!r}]);")
    texts = [output["text"] for output in outputs if output["output_type"] == "stream"]
    assert "'text': 'a'" in texts[0]
    assert "'text': 'b'" in texts[0]
    assert texts[0].count("'output_type'") == 2
