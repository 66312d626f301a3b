"""The names that the released notebook's import cell gives, whether a student has kept that cell or not."""

import contextlib
from collections.abc import Sequence
from typing import Any


class GivenNames:
    """The names of the released imports, there before the first cell runs; the notebook's own come after and count."""

    def __init__(self, namespace: dict[str, Any], imports: Sequence[str]) -> None:
        """Run ``imports``, one statement each; one that cannot be carried out here gives no name."""
        self._names: dict[str, Any] = {}
        for statement in imports:
            with contextlib.suppress(Exception):  # the student's own cell will say so, where it needs the name
                exec(statement, self._names)  # noqa: S102 -- the course's own imports
        self._names.pop("__builtins__", None)
        namespace.update(self._names)

    def put_back(self, namespace: dict[str, Any]) -> None:
        """Give those names again that the notebook has deleted."""
        for name, value in self._names.items():
            namespace.setdefault(name, value)
