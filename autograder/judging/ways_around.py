"""Finds the names in a notebook's own code by which something that is switched off could be had all the same.

What a notebook's process may not call can be had back in that process (decisions/0017). So whoever grades is shown the
names; nothing follows from one alone, and no point is lost by it.
"""

import re
from collections.abc import Iterable, Sequence

MOST_SOURCE = 100_000  # characters of a cell that are looked at
MOST_NAMES, LONGEST_NAME = 20, 40
COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
WAYS = (
    r"(?<![\w.])(?:exec|eval|__import__)(?=\s*\()",
    r"\b(?:importlib|ctypes|cffi|subprocess|marshal|runpy|__builtins__|builtins)\b",
    r"\b(?:sys\s*\.\s*(?:modules|meta_path|_getframe)|gc\s*\.\s*get_\w+)\b",
    r"\bos\s*\.\s*(?:system|popen|fork|exec[lv]\w*|spawn[lv]\w*|posix_spawnp?)\b",
    r"__(?:subclasses|globals|closure|code|wrapped)__",
    # the ways below PyTorch's layers: its operators, its private parts, its layers in Python
    r"\btorch\s*\.\s*(?:ops|_\w+|ao|export|onnx)\b|\b(?:_VF|_C|_decomp|decompose|quantizable)\b",
)
IMPORTED = r"\bfrom\s+{}\s+import\b[^\n]{{0,300}}?\b{}\b"


def mentioned(sources: Iterable[str], forbidden: Sequence[str]) -> tuple[str, ...]:
    """The names in ``sources`` that lead past what is ``forbidden``, each once.

    A library of which parts are forbidden, PyTorch apart, is such a name itself (``scipy.linalg``).
    """
    if not forbidden:
        return ()
    modules = [("torch", "ops"), *_libraries(forbidden)]
    written = [*WAYS, *(rf"\b{outer}\s*\.\s*{inner}\b" for outer, inner in modules)]
    imported = {f"{outer}.{inner}": IMPORTED.format(outer, inner) for outer, inner in modules}
    found: set[str] = set()
    for text in (COMMENT.sub("", source[:MOST_SOURCE]) for source in sources):
        found |= {"".join(match[0].split()) for way in written for match in re.finditer(way, text)}
        found |= {name for name, way in imported.items() if re.search(way, text)}
    return tuple(name[:LONGEST_NAME] for name in sorted(found)[:MOST_NAMES])


def _libraries(forbidden: Sequence[str]) -> set[tuple[str, str]]:
    parts = [name.split(".") for name in forbidden if "::" not in name and not name.startswith("torch.")]
    return {(library, package) for library, package, *_ in parts}
