"""The kernel of the pages, in an ordinary Python: what cells send to the page."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.support.paths import ROOT

# Runs the cells that come in as a list, as the page's worker does, and writes down what is sent, and what comes back.
DRIVER = """
import json, sys
sys.path.insert(0, "book/lab")
from page_kernel import kernel
out, sent = sys.stdout, []
kernel.start(lambda kind, content: sent.append([kind, content]))
for number, cell in enumerate(json.loads(sys.argv[1]), 1):
    if isinstance(cell, dict):
        sent.append(["changed", kernel.change(cell["demo"], json.dumps(cell["traits"]))])
    else:
        sent.append(["done", kernel.run(cell, number)])
print(json.dumps(sent), file=out)
"""


def sent(*cells: Any) -> list[Any]:
    """The messages of the cells, run one after the other: pairs of a kind and its content."""
    command = [sys.executable, "-c", DRIVER, json.dumps(cells)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    messages: list[Any] = []
    for kind, content in json.loads(done.stdout):
        if kind in ("stdout", "stderr") and messages and messages[-1][0] == kind:
            content = messages.pop()[1] + content  # in how many pieces it comes is a matter of time
        messages.append((kind, content))
    return messages


def shown(message: tuple[str, str]) -> dict[str, Any]:
    kind, content = message
    assert kind == "display"
    return dict(json.loads(content))


def test_cells_share_a_state_and_the_last_value_is_shown() -> None:
    messages = sent("x = [1, 2]\nprint('two', *x)", "x", "x;", "None", "_")
    assert messages == [
        ("stdout", "two 1 2\n"),
        ("done", True),
        ("display", json.dumps({"mime": "text/plain", "data": "[1, 2]"})),
        ("done", True),
        ("done", True),
        ("done", True),
        ("display", json.dumps({"mime": "text/plain", "data": "[1, 2]"})),
        ("done", True),
    ]


def test_what_is_printed_and_shown_comes_in_its_order() -> None:
    cell = (
        "import sys\n"
        "from IPython.display import display, SVG\nprint('a')\ndisplay(SVG('<svg/>'))\nprint('b', file=sys.stderr)"
    )
    assert [kind for kind, _ in sent(cell)] == ["stdout", "display", "stderr", "done"]
    assert shown(sent(cell)[1]) == {"mime": "image/svg+xml", "data": "<svg/>"}


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("x = 1\n1 / 0", 'Traceback (most recent call last):\n  File "cell 1", line 2, in <module>\n    1 / 0\n'),
        ("def f():\n    return y\nf()", 'File "cell 1", line 2, in f\n    return y\n'),
        ("x = (", "  File \"cell 1\", line 1\n    x = (\n        ^\nSyntaxError: '(' was never closed"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("import torch\ntorch.ones(1)", "torch does not run in the page: download this page's notebook for it."),
        ("from torch import nn", "torch does not run in the page: download this page's notebook for it."),
        ("import pandas_of_nobody", "There is no pandas_of_nobody in the page, which has NumPy"),
        ("from course import check\ncheck.equal(1, [2], 'two')", "✗ two: the shape is (), and should be (1,)."),
    ],
)
def test_an_error_begins_at_the_cells_own_line(cell: str, says: str) -> None:
    *_, (kind, words), done = sent(cell)
    assert (kind, done) == ("error", ("done", False))
    assert says in words
    assert "kernel.py" not in words
    assert "exec(" not in words


def test_what_ran_before_an_error_stays() -> None:
    assert sent("x = 1\n1 / 0", "x")[-2:] == [("display", '{"mime": "text/plain", "data": "1"}'), ("done", True)]


def test_lines_for_a_notebook_are_passed_over() -> None:
    cell = (
        "try:\n    import nothing_of_this_name\nexcept ModuleNotFoundError:\n    %pip install it\n    print('went on')"
    )
    assert sent(cell) == [("stdout", "went on\n"), ("done", True)]


def test_a_cell_prints_no_more_than_a_page_bears_and_the_next_begins_anew() -> None:
    messages = sent("for k in range(100_000):\n    print('0123456789')", "print('next')")
    first = messages.index(("done", True))
    printed = "".join(content for _, content in messages[:first])
    assert len(printed) < 200_100
    assert printed.endswith("and so on: a cell may print 200 000 characters in the page.\n")
    assert messages[first + 1 :] == [("stdout", "next\n"), ("done", True)]


def test_figures_are_shown_and_closed() -> None:
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('mine');"
    messages = sent(figure, "len(plt.get_fignums())")
    assert [kind for kind, _ in messages] == ["display", "done", "display", "done"]
    assert shown(messages[0])["mime"] == "image/svg+xml"
    assert shown(messages[2])["data"] == "0"


def test_a_demo_is_shown_with_its_traits_and_hears_of_the_reader() -> None:
    first = "from course.demos import SlidingKernel\nSlidingKernel([1, 2, 3], [1, 1])"
    messages = sent(first, {"demo": "1.0", "traits": {"position": 1}}, "_.position")
    state = json.loads(shown(messages[0])["data"])
    assert state["demo"] == "1.0"
    assert state["frames"][0]["grids"]
    assert "render" in state["_esm"]
    assert json.loads(messages[2][1]) == {"position": 1}
    assert shown(messages[3])["data"] == "1"


def test_what_follows_from_a_change_comes_back() -> None:
    cell = (
        "import anywidget, traitlets\n"
        "class Twice(anywidget.AnyWidget):\n"
        "    one = traitlets.Int(1).tag(sync=True)\n"
        "    two = traitlets.Int(2).tag(sync=True)\n"
        "    @traitlets.observe('one')\n"
        "    def follow(self, change):\n"
        "        self.two = 2 * change.new\n"
        "Twice()"
    )
    messages = sent(cell, {"demo": "1.0", "traits": {"one": 5}})
    assert json.loads(messages[-1][1]) == {"one": 5, "two": 10}
