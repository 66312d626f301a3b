"""What an exercise forbids refuses to be called, by whatever way that Python offers without leaving the process."""

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from autograder.assignment import load_assignment
from autograder.sandbox import Sandbox

pytestmark = pytest.mark.sandbox

TENSORS = """
import importlib, inspect, torch
x, h = torch.zeros(2, 3, 4), torch.zeros(1, 2, 5)
weights = [torch.zeros(20, 4, requires_grad=True), torch.zeros(20, 5), torch.zeros(20), torch.zeros(20)]
given = (x.double(), [h.double(), h.double()], [w.double() for w in weights], True, 1, 0.0, False, False, True)
cell = (x[:, 0], h[0], weights[0][:15], weights[1][:15])
"""
OF_PYTORCH = (
    "torch.nn.LSTM(4, 5)",
    "torch.nn.modules.rnn.RNNBase.__subclasses__()[0](4, 5)",
    "torch.nn.LSTM.__new__(torch.nn.LSTM).forward(x)",
    "importlib.reload(torch.nn.modules.rnn).LSTM(4, 5)",
    "torch.lstm(*given)",
    "torch._VF.lstm(*given)",
    "torch.ops.aten.lstm.input(*given)",
    "torch.ops.aten.lstm.input.decompose(*given)",
    "torch.ops.aten.lstm.input._op_dk(torch._C.DispatchKey.CompositeImplicitAutograd, *given)",
    "torch.gru_cell(*cell)",
    "torch.ops.aten.gru_cell.default.decompose(*cell)",
    "torch._decomp.decomposition_table[torch.ops.aten.lstm.input](*given)",
    "torch._decomp.decompositions.one_layer_lstm(x, [h, h], weights, True, False)",
    "torch.ao.nn.quantizable.LSTMCell(4, 5)(x[:, 0])",
    "torch.nn.quantizable.LSTM(4, 5)(x)",
    "importlib.reload(torch.ao.nn.quantizable.modules.rnn).LSTMCell(4, 5)",
    "torch.ao.nn.quantized.dynamic.GRUCell(4, 5)(x[:, 0])",
    "importlib.import_module('torch.ao.nn.quantized.reference.modules.rnn').LSTMCell(4, 5)",
)
OF_SCIPY = (
    "scipy.linalg.toeplitz([1, 2])",
    "scipy.linalg.circulant([1, 2])",
    "scipy.linalg.hankel([1, 2])",
    "scipy.linalg.convolution_matrix([1, 2], 3)",
    "scipy.linalg.matmul_toeplitz([1, 2], [1, 2])",
    "importlib.reload(scipy.linalg._special_matrices).toeplitz([1, 2])",
)

OF_SCIPYS_FUNCTIONS = (
    "scipy.special.softmax([1, 2])",
    "scipy.special.log_softmax([1, 2])",
    "scipy.special._logsumexp.softmax([1, 2])",
    "importlib.reload(scipy.special._logsumexp).log_softmax([1, 2])",
    "scipy.special.expit([1, 2])",
    "scipy.special.log_expit([1, 2])",
)


def calls_that_go_through(box: Sandbox, calls: Sequence[str]) -> dict[str, str]:
    """The calls that were not refused, each with what came of it."""
    came = {call: box.run(call)[0] for call in calls}
    errors = {
        call: outputs[-1].get("ename", "it returned") if outputs else "it returned" for call, outputs in came.items()
    }
    return {call: error for call, error in errors.items() if error != "LibraryRefused"}


def test_no_way_leads_to_pytorchs_recurrent_networks(tier: str) -> None:
    assignment = load_assignment("a07_lstm")
    refused = [name for name in assignment.refused if name != "torch"]
    with Sandbox(refused, forbidden=assignment.forbidden, mentions=["torch"]) as box:
        assert box.run(TENSORS)[1]
        assert calls_that_go_through(box, OF_PYTORCH) == {}
        assert box.run("torch.nn.Linear(4, 5)(x).sum().backward()")[1]


def test_no_way_leads_to_scipys_shifted_rows(tier: str) -> None:
    assignment = load_assignment("a02_convolution")
    with Sandbox(assignment.refused, forbidden=assignment.forbidden) as box:
        assert box.run("import importlib, scipy.linalg, scipy.stats")[1]
        assert calls_that_go_through(box, OF_SCIPY) == {}
        assert box.run("scipy.linalg.block_diag([1, 2]), scipy.linalg.inv([[2.0]])")[1]


def test_no_way_leads_to_scipys_softmax_and_sigmoid(tier: str) -> None:
    assignment = load_assignment("a01_backprop")
    with Sandbox(assignment.refused, forbidden=assignment.forbidden) as box:
        assert box.run("import importlib, scipy.special, scipy.stats")[1]
        assert calls_that_go_through(box, OF_SCIPYS_FUNCTIONS) == {}
        assert box.run("scipy.special.erf([1, 2]), scipy.special.gammaln([2.0]), scipy.special.logsumexp([1, 2])")[1]


# What defines such names and is no recurrent network: it wraps the layers, computes shapes, rewrites graphs.
HARMLESS = {
    "torch._meta_registrations",
    "torch.ao.ns.fx.weight_utils",
    "torch.ao.pruning._experimental.pruner.lstm_saliency_pruner",
    "torch.ao.pruning._experimental.pruner.prune_functions",
    "torch.ao.quantization.backend_config._common_operator_config_utils",
    "torch.ao.quantization.fx.lstm_utils",
    "torch.ao.quantization.fx.quantize_handler",
    "torch.ao.quantization.fx.utils",
    "torch.backends.cudnn.rnn",
    "torch.jit.quantized",  # says only where its classes have gone
    "torch.nn.utils._expanded_weights.expanded_weights_impl",
}
ELSEWHERE = {"_inductor", "onnx", "testing"}  # code for compilers, exporters and PyTorch's own tests


def test_every_recurrent_network_that_pytorch_has_in_python_is_forbidden() -> None:
    """Another version of PyTorch may have more."""
    (folder,) = map(Path, find_spec("torch").submodule_search_locations)  # type: ignore[union-attr, arg-type]
    found = set()
    for path in folder.rglob("*.py"):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        defines = re.search(r"^(class|def) \w*(RNN|LSTM|GRU|rnn|lstm|gru)", path.read_text(encoding="utf-8"), re.M)
        if defines and not ELSEWHERE & {*parts}:
            found.add(".".join(parts))
    assert found - {name.partition(":")[0] for name in load_assignment("a07_lstm").forbidden} == HARMLESS
