"""What a student reads about an error: the error whole, then the operation, the shapes and whose they are."""

import functools
import re

import numpy as np
import pytest

from autograder.assignment import Case, load_assignment
from autograder.judging import ExerciseVerdict, Verdict, error_words, judge
from autograder.sandbox import Call, CallReply, Place, Sandbox
from autograder.submission import Cell, Submission
from autograder.wording import in_language

pytestmark = pytest.mark.sandbox

CONV = """\
def conv2d(x, w, b=None, *, stride=1, padding=0):
    SH, SW = (stride, stride) if isinstance(stride, int) else stride
    PH, PW = (padding, padding) if isinstance(padding, int) else padding
    xp = np.pad(x, ((0, 0), (0, 0), (PH, PH), (PW, PW)))
    N, C, H, W = xp.shape
    F, _, KH, KW = w.shape
    OH, OW = (H - KH) // SH + 1, (W - KW) // SW + 1
    out = np.zeros((N, F, OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = xp[:, :, i * SH : i * SH + KH, j * SW : j * SW + KW]
            out[:, :, i, j] = np.einsum("nchw,fchw->nf", window, w)
    return out if b is None else out + b[:, None, None]
"""
STEP = "def rnn_step(x, h, w_x, w_h, b):\n    return np.tanh(x @ w_x + h @ w_h + b)\n"
GENERATE = """\
def generate(h0, first, w_x, w_h, b, w_out, b_out, steps):
    h, token, out = h0, first, []
    for t in range(steps):
        h = rnn_step(token, h, w_x, w_h, b)
        token = np.argmax(h @ w_out + b_out, axis=1)
        out.append(token)
    return np.stack(out, axis=1)
"""
TREE = """\
def child_sum_step(x, children_h, children_c, w_x, w_h, b):
    i, g, o = (x @ w_x + children_h.sum(axis=0) @ w_h + b).reshape(4, -1)[[0, 2, 3]]
    return o * i, i * g + children_c.sum(axis=0)

def tree_lstm(x, parent, w_x, w_h, b):
    hs, cs = np.zeros((2, len(x), len(w_h)))
    def visit(node):
        below = [i for i in range(len(x)) if parent[i] == node]
        for child in below:
            visit(child)
        hs[node], cs[node] = child_sum_step(x[node], hs[below], cs[below], w_x, w_h, b)
    visit(list(parent).index(-1))
    return hs, cs
"""
TOO_DEEP = (
    "A function of yours calls itself more often than Python allows, about a thousand calls inside each other: "
    "keep a list of what is left to do and work it off in a loop."
)
PAIRS = "    SH, SW = (stride, stride) if isinstance(stride, int) else stride"

SIZES = "OH, OW = (H - KH) // SH + 1, (W - KW) // SW + 1"

# exercise, its cell, what is changed in it, and what the message says: the error itself, and what it is about
WRONG = [
    (
        *("conv2d", CONV, (PAIRS, "    SH = SW = stride")),
        "In this call stride is the pair (1, 1): it may be one number or a pair",
    ),
    (
        *("conv2d", CONV, (PAIRS, "    SH, SW = stride")),
        "In this call stride is one number: it may be one number or a pair.",
    ),
    (
        *(
            "conv2d",
            CONV,
            ("N, C, H, W = xp.shape", "N, C, H, W = x.shape; xp = np.pad(x, max(PH, PW)); H += 2 * PH; W += 2 * PW"),
        ),
        "xp is x with a border along all four axes, samples and channels, too",
    ),
    (
        *("conv2d", CONV, (SIZES, "OH, OW = -(-(H - KH) // SH) + 1, -(-(W - KW) // SW) + 1")),
        "Does the last window stick out of the image? A slice that runs over the end is cut short there.",
    ),
    (
        *("conv2d", CONV, ("np.zeros((N", "np.zeros((N / 1")),
        "A size or an index is a decimal number in np.zeros((N / 1, F, OH, OW)): /",
    ),
    (
        *("conv2d", CONV, ("range(OH)", "range(OH + 1)")),
        "Axis 2 in out[:, :, i, j] has size 1, its entries are counted from 0",
    ),
    (
        *("conv2d", CONV, (", padding=0):", "):\n    padding = 0")),
        "conv2d has no parameter named padding: the parameters that",
    ),
    (
        *("conv2d", CONV, ("b[:, None, None]", "b[:, :, None]")),
        "too many indices for array",
    ),
    (
        *("rnn_step", STEP, ("h @ w_h", "h @ w_x")),
        "The product in h @ w_x needs as many columns on its left as rows on its right, and 2 meet 1; "
        "h has shape (1, 2) and w_x (1, 2).",
    ),
    (
        "rnn_step",
        STEP,
        ("+ b)", "+ b.reshape(-1, 7))"),
        "A shape with 7 places in b.reshape(-1, 7) does not hold 1 num",
    ),
    (
        *("generate", STEP + GENERATE, ("out = h0, first, []", "out = h0, first, []")),
        "first holds the numbers of tokens, and a product takes one-hot rows, with a 1 at the token's place and 0 "
        "elsewhere; x has shape (1,) and w_x (2, 1) in rnn_step.",
    ),
    (
        *("generate", STEP + GENERATE, ("    return np.tanh(x @ w_x +", "    np.tanh(")),
        "rnn_step, which generate calls, returns None: is a return missing at its end?",
    ),
]


@functools.cache
def verdict(assignment: str, source: str) -> Verdict:
    cells = (Cell("import numpy as np", None, is_code=True), Cell(source, None, is_code=True))
    return judge(load_assignment(assignment), Submission(cells, None), 3).verdict


def result(exercise: str, source: str) -> ExerciseVerdict:
    assignment = "a02_convolution" if exercise == "conv2d" else "a06_rnn"
    return next(one for one in verdict(assignment, source).exercises if one.name == exercise)


@pytest.mark.parametrize(("exercise", "source", "change", "words"), WRONG)
def test_the_sentence_leads_to_the_mend(exercise: str, source: str, change: tuple[str, str], words: str) -> None:
    assert change[0] in source
    found = result(exercise, source.replace(*change))
    assert words in f"{found.message} {found.case}"
    assert re.search(r"^# yours: \w+Error: \S+ .*[^ ]$", found.case or "", re.MULTILINE), "the error itself, whole"


def test_no_window_is_suspected_where_only_samples_are_as_many() -> None:
    exercise = next(one for one in load_assignment("a03_pooling").exercises if one.name == "max_pool2d_backward")
    case = Case((), (np.ones((2, 1, 1, 1)), np.ones((2, 1, 3, 1)), (3, 1)))
    where = Place("max_pool2d_backward", "mask * dout", {"mask": (2, 1, 3, 1), "dout": (2, 1)})
    told = "operands could not be broadcast together with shapes (2,1,3,1) (2,1) "
    said = error_words.explained(exercise, case, CallReply("raised", types=("ValueError",), message=told, where=where))
    assert said.endswith("mask has shape (2, 1, 3, 1) and dout (2, 1).")


def chain(length: int) -> Case:
    """A tree in which every node but one has one child, the root first."""
    parent = np.arange(-1, length - 1)
    return Case((), (np.zeros((length, 1)), parent, np.zeros((1, 4)), np.zeros((1, 4)), np.zeros(4)))


def test_a_recursion_that_goes_too_deep_is_led_to_a_loop() -> None:
    exercise = next(one for one in load_assignment("a10_structured").exercises if one.name == "tree_lstm")
    with Sandbox() as sandbox:
        sandbox.run(f"import numpy as np\n{TREE}")
        short, long = sandbox.call_all([Call(chain(length), "tree_lstm", 2) for length in (50, 2000)])
    assert (short.outcome, long.types[0]) == ("returned", "RecursionError")
    said = error_words.explained(exercise, chain(2000), long)
    assert said == TOO_DEEP
    assert in_language(said, "zh").startswith("你的一个函数")


def test_a_recursion_without_end_is_not_led_to_a_loop_without_end() -> None:
    exercise = next(one for one in load_assignment("a10_structured").exercises if one.name == "tree_lstm")
    reply = CallReply("raised", types=("RecursionError",), message="maximum recursion depth exceeded")
    assert error_words.explained(exercise, chain(3), reply) == ""
