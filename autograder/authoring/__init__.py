"""Tools that exercises are written with: draws, calls, mistakes by family, and `exercise`, which puts them together."""

from autograder.assignment import NOT_NUMPY, Behaviour, Case, Module, Within
from autograder.authoring import recurrent, sequences, torch_module, windows
from autograder.authoring.differences import differences
from autograder.authoring.draw import Draw, Pair, singles
from autograder.authoring.everywhere import everywhere as other_types
from autograder.authoring.exercises import DTYPES, ERRORS, Aspects, Cases, call, exercise
from autograder.authoring.mistakes import Function, changed, integer_output, output_of, then, without
from autograder.authoring.telling import telling, telling_in_other_types
from autograder.authoring.torch_module import RECURRENT_PARTS

__all__ = [
    "DTYPES",
    "ERRORS",
    "NOT_NUMPY",
    "RECURRENT_PARTS",
    "Aspects",
    "Behaviour",
    "Case",
    "Cases",
    "Draw",
    "Function",
    "Module",
    "Pair",
    "Within",
    "call",
    "changed",
    "differences",
    "exercise",
    "integer_output",
    "other_types",
    "output_of",
    "recurrent",
    "sequences",
    "singles",
    "telling",
    "telling_in_other_types",
    "then",
    "torch_module",
    "windows",
    "without",
]
