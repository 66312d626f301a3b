"""Runs cells and calls that nobody has written in the warm parent, until Python has made the way they go a fast one.

Python rewrites the code that it runs often (PEP 659). A fork inherits the rewritten code of IPython and of this
package; one that has to warm up by itself is slower and copies every page that it rewrites. Measured on two cores:
a tenth of the processor time of a notebook.
"""

import linecache

import numpy as np

from . import cells, function_call, shell, wire

CELLS = 12
CALLS = 30
CELL = """
import numpy as np
from typing import Any


def scale_{number}(x: np.ndarray, factor: float = 2.0, *rest: Any) -> np.ndarray:
    \"\"\"Each entry by the factor.\"\"\"
    out = np.zeros(x.shape)
    for i in range(len(x)):
        out[i] = factor * x[i]
    if out.ndim != 1:
        raise ValueError(f"x has {{x.ndim}} dimensions")
    return out


scale_{number}(np.arange(3.0))
""".strip()


def practise(student: shell.Shell) -> None:
    """Run cells and calls like a notebook's; nothing of them is left but what Python has learnt."""
    for number in range(CELLS):
        cells.rehearse(student, CELL.format(number=number))
    request = {
        "name": "scale_0",
        "arguments": wire.pack((np.arange(4.0), 0.5)),
        "keywords": ["factor"],
        "outputs": 1,
        "lengths": [None],
    }
    for _ in range(CALLS):
        travelled = wire.decode(wire.encode(request)[wire.HEADER.size :])
        wire.encode(function_call.call(student.user_ns, travelled))
    function_call.close_sinks()
    linecache.clearcache()
    student.reset(new_session=True)
