"""Commands that would install something: they end at once with one sentence, for there is no network.

Left to themselves they try again and again before they say so, and ten of them use up a notebook's time. What a
notebook starts by other ways (``subprocess``) finds settings by which pip looks for nothing outside, either.
"""

import re
import sys
from collections.abc import Callable

from IPython.core import interactiveshell
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils import process

ENVIRONMENT = {"PIP_NO_INDEX": "1", "PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
SENTENCE = "Nothing can be installed while a notebook is graded: there is no network here."
MAGICS = ("pip", "conda", "mamba", "micromamba", "uv")
# ``sudo -H python3 -m pip -q install …``, and what stands behind ``;``, ``&&`` or ``|``; pip's other commands run.
COMMAND = re.compile(
    r"""(?:^|[;&|(])\s*
        (?:sudo\s+(?:-\S+\s+)*)?
        (?:\S*python[\d.]*\s+(?:-\S+\s+)*?-m\s+)?
        (?:\S*/)?(?:pip[\d.]*|conda|mamba|micromamba|uv(?:\s+pip)?|apt|apt-get|aptitude|dnf|yum|brew|npm)\s+
        (?:-\S+\s+)*
        (?:install|download|create|update|upgrade|add|sync|search|wheel|index|full-upgrade|dist-upgrade)\b
    """,
    re.VERBOSE,
)
EXIT_STATUS = 1


def installs(command: str) -> bool:
    """Say whether a shell command would fetch a package from somewhere."""
    return COMMAND.search(command) is not None


def replace(shell: InteractiveShell) -> None:
    """Let commands that install end at once in ``shell``: ``!pip install``, ``%pip install`` and their relatives.

    IPython puts a notebook's variables into a command (``!{sys.executable} -m pip …``) and hands it to two functions:
    these are replaced, because only they see the whole of it.
    """
    setattr(interactiveshell, "system", _system)  # noqa: B010 -- the module has them from another one
    setattr(interactiveshell, "getoutput", _getoutput)  # noqa: B010
    for name in MAGICS:
        shell.magics_manager.register_function(_magic(shell, name), "line", name)


def _system(command: str) -> int | None:
    if installs(command):
        print(SENTENCE, file=sys.stderr)
        return EXIT_STATUS
    status: int | None = process.system(command)  # type: ignore[attr-defined]
    return status


def _getoutput(command: str) -> str:
    return SENTENCE if installs(command) else str(process.getoutput(command))  # type: ignore[attr-defined]


def _magic(shell: InteractiveShell, name: str) -> Callable[..., None]:
    def magic(line: str) -> None:
        shell.system(f"{name} {line}")

    return magic
