"""Runs cells one after the other in one state, as a notebook does."""

import ast
import linecache
import logging
import os
import re
import sys
import traceback
from types import ModuleType

from . import outputs, stand_ins  # relative: in the browser the package stands by itself
from .stand_ins import change

__all__ = ["change", "run", "start"]

MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)

_state = ModuleType("__main__")


def start(send: outputs.Send) -> None:
    """Begin with an empty state; what cells print and show goes to ``send(kind, content)``."""
    os.environ["MPLBACKEND"] = "agg"  # before anything imports matplotlib
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it would tell of its cache
    sys.modules["__main__"] = _state
    stand_ins.install()
    outputs.connect(send)


def run(source: str, cell: int) -> bool:
    """Run the source of the page's cell number ``cell``; whether it came to its end without an error."""
    file = f"cell {cell}"
    code = MAGIC.sub(r"\1pass", source)  # lines for a notebook: nothing can be installed here
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    outputs.begin()
    stand_ins.begin(cell)
    names = _state.__dict__
    try:
        tree = ast.parse(code, file)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, file, "exec"), names)  # noqa: S102  the reader's own code, in the reader's browser
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), file, "eval"), names)  # noqa: S307
            if value is not None and not code.rstrip().endswith(";"):
                names["_"] = value
                outputs.display(value)
        outputs.show_figures()
    except BaseException as error:  # whatever it is, the reader is told, and the state stays
        outputs.send("error", in_words(error, file))
        return False
    outputs.flush()
    return True


def in_words(error: BaseException, file: str) -> str:
    """The error as the page shows it: from the cell's own line on, without the lines of this module."""
    own = getattr(error, "_render_traceback_", None)
    if own:
        return "\n".join(own())
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code.co_filename != file:
        trace = trace.tb_next
    return "".join(traceback.format_exception(type(error), error, trace)).rstrip()
