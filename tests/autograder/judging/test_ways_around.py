"""Names by which what is switched off may be had are shown to whoever grades, and cost nothing."""

from autograder.assignment import load_assignment
from autograder.judging.ways_around import MOST_NAMES, mentioned
from tests.support.grids import case

OF_PYTORCH = load_assignment("a07_lstm").forbidden
OF_SCIPY = load_assignment("a02_convolution").forbidden


def test_a_way_is_named_however_it_is_written() -> None:
    for source, names in {
        "hs = torch.ops.aten.lstm.input.decompose(*a)": ("decompose", "torch.ops"),
        "from torch import nn, ops": ("torch.ops",),
        "torch . _VF.lstm(x)": ("torch._VF",),
        "cell = torch.ao.nn.quantizable.LSTMCell(1, 2)": ("quantizable", "torch.ao"),
        "import importlib\nimportlib.reload(torch.nn.modules.rnn)": ("importlib",),
        "kind = torch.nn.Module.__subclasses__()": ("__subclasses__",),
        "exec(open(path).read())": ("exec",),
        "os.system('python other.py')": ("os.system",),
        "m = sys.modules['torch']": ("sys.modules",),
    }.items():
        with case(source=source):
            assert mentioned([source], OF_PYTORCH) == names
    assert mentioned(["from scipy import special, linalg"], OF_SCIPY) == ("scipy.linalg",)
    assert mentioned(["import scipy.linalg as sl"], OF_SCIPY) == ("scipy.linalg",)


def test_ordinary_code_is_not() -> None:
    ordinary = """
import os, sys, re, gc, inspect
import numpy as np, torch
from torch import nn  # as in the lecture
# exec("torch.ops") would be one
model.eval()
re.compile('x')
theirs = torch.nn.LSTM(3, 2, batch_first=True)
os.environ['A'] = sys.version
gc.collect()
operations = np.ops_count if False else 0
"""
    assert mentioned([ordinary], OF_PYTORCH) == ()
    assert mentioned(["torch.ops", "importlib"], ()) == ()  # where nothing is switched off in the notebook's process


def test_a_flood_of_names_stays_short() -> None:
    flood = " ".join(f"torch._{'x' * number}" for number in range(1, 400))
    found = mentioned([flood, "\n" * 100_000, "from torch import " * 5_000], OF_PYTORCH)
    assert len(found) == MOST_NAMES
    assert max(map(len, found)) <= 40
