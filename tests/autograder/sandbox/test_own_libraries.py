"""What a notebook puts in the place of library functions turns no rule off, and is there for its own functions."""

import numpy as np
import pytest

from autograder.assignment import Case, Module
from autograder.sandbox import Call, CallReply, Sandbox
from tests.support.grids import case as named

pytestmark = pytest.mark.sandbox

FUNCTIONS = """
import builtins, contextlib, numpy as np, warnings
def alias(x): return x[::-1]
def change(x):
    x += 1
    return x.copy()
def overflow(x): return 0 * np.exp(1000 * x)
def honest(x): return 2 * x
"""
PATCHES = (
    "pass",
    "np.may_share_memory = np.shares_memory = lambda *_, **__: False",
    "plain = np.asarray\\nnp.asarray = np.array = lambda value, *_, **__: plain(value).copy()",
    "np.ndarray = np.generic = type('Nothing', (), {})",
    "builtins.any = lambda _: False\\nbuiltins.all = lambda _: True",
    "real = isinstance\\nbuiltins.isinstance = lambda a, b: b is not np.ndarray and real(a, b)",
    "np.errstate = lambda **_: contextlib.nullcontext()",
    "np.errstate.__enter__ = np.errstate.__exit__ = lambda *_: None",
    "del np.may_share_memory, np.ndarray, builtins.any",
    "warnings.catch_warnings.__init__ = contextlib.redirect_stdout.__init__ = None",
    "class Same:\\n    def __eq__(self, other): return True\\n    def __call__(self, *_): return False\\n"
    "np.may_share_memory = Same()",
)


def reply(box: Sandbox, name: str) -> CallReply:
    return box.call(Call(Case((), (np.array([1.0, 2.0]),)), name, 1))


def test_no_patch_of_what_looks_at_an_answer_turns_a_rule_off() -> None:
    for patch in PATCHES:
        with named(patch=patch), Sandbox() as box:
            assert box.run(FUNCTIONS)[1]
            box.run(patch.replace("\\n", "\n"))
            assert reply(box, "alias").aliased
            assert reply(box, "change").changed
            assert reply(box, "overflow").overflowed
            honest = reply(box, "honest")
            assert (honest.outcome, honest.aliased, honest.changed, honest.overflowed) == ("returned",) + (False,) * 3


def test_no_patch_made_by_the_answer_itself_does_either() -> None:
    with Sandbox() as box:
        box.run("import numpy as np\ndef late(x):\n    np.may_share_memory = lambda *_: False\n    return x[::-1]")
        assert reply(box, "late").aliased
        assert reply(box, "late").aliased


def test_the_notebooks_own_functions_see_what_it_has_put_there() -> None:
    source = "import numpy as np\nnp.float = float\nnp.asarray = lambda x: np.array([7.0])\n"
    source += "def mine(x): return np.asarray(np.float(x[0]))"
    with Sandbox() as box:
        assert box.run(source)[1]
        for _ in range(2):
            np.testing.assert_array_equal(reply(box, "mine").value[0], [7.0])


LAYER = """
import torch
class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.w = torch.nn.Parameter(torch.zeros(2, 2))
    def forward(self, x):
        out = x @ self.w
        with torch.no_grad(): x += 1
        return out
"""
PATCHES_OF_PYTORCH = (
    "torch.equal = lambda *_: True",
    "torch.Tensor.clone = torch.Tensor.contiguous = lambda self, *_: self",
    "class Same(torch.nn.Module): pass\\ntorch.Tensor.detach = lambda self: torch.zeros(3)",
)


def test_no_patch_of_pytorch_hides_a_changed_argument() -> None:
    module = Module((), {"w": np.ones((2, 2))}, (np.ones((3, 2)),), asks="outputs")
    call = Call(Case((), (np.ones((3, 2)),), module=module), "Layer", 1)
    for patch in ("pass", *PATCHES_OF_PYTORCH):
        with named(patch=patch), Sandbox(given=["import torch"], mentions=["torch"]) as box:
            assert box.run(LAYER)[1]
            assert box.run(patch.replace("\\n", "\n"))[1]
            got = box.call(call)
            assert (got.outcome, got.changed) == ("returned", True), got
