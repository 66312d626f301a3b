"""The trusted side of the sandbox: builds the isolation, talks to the probe inside, keeps to its limits."""

from autograder.sandbox.calls import Call, CallReply
from autograder.sandbox.cells import CellReply, CellRequest, PassedOver
from autograder.sandbox.channel import SandboxDied, SandboxTimeout
from autograder.sandbox.client import Sandbox
from autograder.sandbox.error_place import Place
from autograder.sandbox.isolation import Limits, SandboxUnavailable, missing_parts
from autograder.sandbox.start import READY_MADE, can_fork, share, use_parent

__all__ = [
    "READY_MADE",
    "Call",
    "CallReply",
    "CellReply",
    "CellRequest",
    "Limits",
    "PassedOver",
    "Place",
    "Sandbox",
    "SandboxDied",
    "SandboxTimeout",
    "SandboxUnavailable",
    "can_fork",
    "doctor",  # a module, imported when asked for
    "missing_parts",
    "share",
    "use_parent",
]
