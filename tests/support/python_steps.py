"""Count of what Python itself does for a job, as a claim about speed that no busy machine can turn."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def python_steps(job: Callable[[], object]) -> int:
    """Count the instructions of Python that ``job`` takes; what NumPy does inside one call is one of them."""
    steps = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        job()
    finally:
        sys.settrace(before)
    return steps
