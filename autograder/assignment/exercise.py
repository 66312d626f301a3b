"""The words in which an exercise is described to the grader: assignment, exercise, aspect, case, misconception.

All of it is data. How cases are called is the sandbox's business (`autograder.sandbox`), how results are compared
is `autograder.judging.tolerance`'s, and how points are given is `autograder.judging.verdict`'s.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder.probe import nesting
from autograder.wording import Message, say

CHECK = "check_"  # nbgrader's name of an exercise's check cell begins with this

# Libraries that would solve a NumPy exercise by themselves; no notebook of such exercises gets them.
NOT_NUMPY = (
    *("torch", "tensorflow", "keras", "jax", "sklearn", "skimage", "cv2"),
    *("scipy.signal", "scipy.ndimage"),
    "course.demos",  # its frames show the numbers that some exercises ask for
)


# One of the values that a function returns: an array, or (the clipped gradients of all parameters) a list of arrays.
Output = np.ndarray | list[np.ndarray]

# The letters of an array's axes by its name; those of further shapes by its name and their number of axes.
Axes = dict[str | tuple[str, int], tuple[str, ...]]


@dataclass(frozen=True)
class Behaviour:
    """Something that a layer does whose parameters have names and shapes of its author's choice.

    Every parameter of several axes is filled with normal numbers around ``weights``, of the standard deviation
    ``spread``, and those of one axis with ``biases``; None leaves them as they were made. Chance begins at ``seed``.
    A layer takes so many arguments as ``takes`` says and gives a tensor of so many ``axes``, with a row for each row of
    its arguments; with an ``attribute``, it is the tensor under that name in which a call leaves something that is
    looked at. ``asks`` says what comes back:

    - "output": the output itself;
    - "alone": for each row 1 where it is the same without the others, else 0;
    - "alike", "apart": for each row 1 where two calls give the same, or where they do not, one with the first arguments
      and one with the others: ``limits`` may be the number of steps (axis 1) that are compared, and how many numbers of
      a step are, by the share that each has of them: the first ones, or, below 0, the last;
    - "varied": for each row 1 where no two steps in a row are the same;
    - "finite": for each row 1 where all of it is;
    - "scores": 1 where there are numbers below 0, and beyond 1, that are neither probabilities (0) nor their logarithms
      (-1); where nothing is below 0, 2, and where nothing is beyond 1, 3;
    - "shares": for each row 1 where the numbers of every step are shares of one, among those that an argument keeps
      (its place is in the ``limits``), and 0 elsewhere;
    - "times": how many times as far apart the logarithms are in a layer that is made and filled as ``other`` says, with
      its arguments and its weights;
    - "reached": how many numbers the parameters hold, and how many of them a gradient of the outputs reaches;
    - "trained": 1 where there are parameters, and a gradient reaches each of them;
    - "reloaded": for each row 1 where a second layer gives the same with the ``state_dict`` of the first;
    - "dropped": the least and the largest output of many equal rows; the mean of all, and the shares of the rows with
      these two, which are numbers that come of chance (`Within`): ``limits`` is the number of rows alone;
    - "learned": 1 where the layer tells the labels, which come after its arguments, after some steps of training:
      ``limits`` are their number and size.

    ``says`` is the rule that holds of a right layer, a sentence without its full stop.
    """

    asks: Literal[
        "output",
        "alone",
        "alike",
        "apart",
        "varied",
        "finite",
        "scores",
        "shares",
        "times",
        "reached",
        "trained",
        "reloaded",
        "dropped",
        "learned",
    ]
    says: str
    weights: float | None = None
    biases: float | None = None
    spread: float = 0.0
    seed: int = 0
    limits: tuple[float, ...] = ()
    takes: int = 1
    axes: int = 2
    attribute: str = ""
    other: tuple[tuple[Any, ...], float] | None = None

    @property
    def filled(self) -> str:
        """Half a sentence after a call about the numbers in the parameters."""
        if self.weights is None or self.biases is None:
            return ""
        mean = f"{self.weights:g}"
        weights = say("random around {mean}", mean=mean) if self.spread else mean
        return say(" with all weights {weights} and all biases {biases}", weights=weights, biases=f"{self.biases:g}")

    @property
    def is_a_rule(self) -> bool:
        """Return whether what comes back says whether a rule holds, and is no output of the layer's."""
        return self.asks not in ("output", "reached", "dropped")

    @property
    def request(self) -> tuple[Any, ...]:
        """All that the sandbox is told of it."""
        filled = self.weights, self.biases, self.spread, self.seed
        return self.asks, filled, self.limits, self.takes, self.axes, self.attribute, self.other


@dataclass(frozen=True)
class Module:
    """The way in which a class derived from ``torch.nn.Module`` is put to the test.

    It is made with ``init``, given ``parameters``, called with the case's arguments, and sent back through with one
    ``upstream`` array for each of its outputs, nested as the outputs are. ``asks`` says what comes back:

    - "gradients": ``(*outputs, gradient of the first argument, *gradients of the parameters, *gradients of further
      arguments)``, the outputs' and arguments' nesting laid flat;
    - "outputs": ``(*outputs)``, of a call for which autograd is switched off;
    - "nesting": the outputs' brackets (`autograder.probe.nesting`);
    - "fresh": two outputs about a layer as it was made, whose ``state_dict`` may hold nothing but ``parameters``: for
      each parameter 1 where all its numbers are finite, and for each matrix 1 where they are not all equal.

    ``before`` holds the arguments of earlier calls of the same layer, whose results nobody looks at. ``training`` and
    ``double`` put the layer into training mode and into double precision. With a ``behaviour``, parameters and upstream
    are empty, and that alone says what comes back.
    A reference for such cases is an ordinary function that takes the `Module` before the arguments and returns the
    same.
    """

    init: tuple[Any, ...]
    parameters: Mapping[str, np.ndarray] = field(default_factory=dict)
    upstream: tuple[Any, ...] = ()
    asks: Literal["gradients", "outputs", "nesting", "fresh"] = "gradients"
    before: tuple[tuple[Any, ...], ...] = ()
    training: bool = False
    double: bool = False
    behaviour: Behaviour | None = None

    @property
    def returns_values(self) -> bool:
        """Return whether values come back, and not how they are nested or what a layer is like."""
        return self.asks in ("gradients", "outputs") and (self.behaviour is None or self.behaviour.asks == "output")

    @property
    def brackets(self) -> np.ndarray:
        """The brackets in which the outputs stand."""
        return nesting.brackets(self.upstream)

    def called(self, name: str, arguments: str) -> Message:
        """The call with these ``arguments`` of the layer of the class ``name``, as a student would write it."""
        made = f"{name}{self.init!r}{'.double()' * self.double}{'.train()' * self.training}"
        if self.asks == "fresh":
            return say("{call}", call=made)
        filled = self.behaviour.filled if self.behaviour else ""
        called = say("{layer}({arguments}){filled}", layer=made, arguments=arguments, filled=filled)
        return say("{call} after other calls of the same layer", call=called) if self.before else called


@dataclass(frozen=True)
class Case:
    """One call of the student's function with inputs that the student never saw.

    ``aspects`` names the aspects of the exercise that this call is evidence for; ``raises`` is the exception that a
    right answer must raise, or None where it must return what the reference returns. ``function`` is the name to
    call where an exercise holds several functions (``activations``), else None for the exercise's own name.
    ``outputs`` names what this call returns where it is not what the exercise's other calls return.
    ``module`` is set where that name is a class of PyTorch. ``strided`` says that the arrays are every other entry of
    larger ones, so that nobody can rely on their memory being contiguous.
    """

    aspects: tuple[str, ...]
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    raises: type[Exception] | None = None
    function: str | None = None
    outputs: tuple[str, ...] | None = None
    module: Module | None = None
    strided: bool = False


@dataclass(frozen=True)
class Aspect:
    """A part of an exercise that earns its own points: all of its cases right, or nothing.

    ``says`` finishes the sentence "Checked: …" for the student. ``output`` restricts the aspect to one of several
    returned values (0 is ``dx`` of ``(dx, dw, db)``). ``after`` names an aspect without which this one earns
    nothing, so that a function which always raises gets no points for raising. ``side_effects`` marks the aspect that
    every call is evidence for: arguments stay as they were, results are new arrays, and nothing overflows on the way.
    """

    name: str
    points: float
    says: str
    output: int | None = None
    after: str | None = None
    side_effects: bool = False


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation that students really write, with the hint that its author should read.

    ``function`` has the exercise's signature; it is what a student with this misconception would have submitted.
    For an exercise of several functions it is a mapping from function name to the wrong implementation.
    """

    name: str
    hint: str
    function: Callable[..., Any] | Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, eq=False)  # an exercise is itself and no other, so that its results can be remembered
class Exercise:
    """One exercise: the reference, the hidden cases drawn from a seed, the points, the misconceptions.

    ``outputs`` names the values that a right answer returns. Each is an array; where the reference returns a list of
    arrays in its place, a right answer must return as many.
    ``builds_on`` names the earlier exercises of the assignment whose functions this one is naturally written with;
    ``given`` makes a reference out of such a function where the reference itself is not written with it.
    ``library`` says what the answer may use: an exercise for NumPy is judged where PyTorch does not exist.
    ``axes`` names the axes of arguments and outputs, and ``blocks`` what an axis such as 4U is made of; the words for
    their letters are in ``words`` ("step" for T). `autograder.assignment.sizes` tells how long they are in a case.
    ``entrywise`` says that small entries count, too: each is compared on its own scale, not on that of the largest.
    """

    name: str
    reference: Callable[..., Any] | Mapping[str, Callable[..., Any]]
    aspects: Sequence[Aspect]
    draw_cases: Callable[[np.random.Generator], list[Case]]
    misconceptions: Sequence[Misconception] = ()
    outputs: tuple[str, ...] = ("out",)
    library: Literal["numpy", "torch"] = "numpy"
    builds_on: tuple[str, ...] = ()
    given: Mapping[str, Callable[[Callable[..., Any]], Callable[..., Any]]] = field(default_factory=dict)
    axes: Mapping[str | tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    blocks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    entrywise: bool = False

    @property
    def max_score(self) -> float:
        """The sum of the aspects' points."""
        return round(math.fsum(aspect.points for aspect in self.aspects), 2)

    @property
    def functions(self) -> tuple[str, ...]:
        """The names that the student's notebook must define."""
        return tuple(self.reference) if isinstance(self.reference, Mapping) else (self.name,)

    def reference_for(self, case: Case) -> Callable[..., Any]:
        """The right implementation of the function that ``case`` calls."""
        return _pick(self.reference, case.function or self.name)

    def outputs_of(self, case: Case) -> tuple[str, ...]:
        """The names of the values that a right answer to ``case`` returns."""
        return case.outputs or self.outputs

    def misconceived(self, misconception: Misconception, case: Case) -> Callable[..., Any]:
        """The wrong implementation of the function that ``case`` calls (the right one where it is not affected)."""
        if isinstance(misconception.function, Mapping):
            wrong = misconception.function.get(case.function or self.name)
            return wrong if wrong is not None else self.reference_for(case)
        return misconception.function


@dataclass(frozen=True, eq=False)
class Assignment:
    """A notebook's worth of exercises, in the notebook's order; ``refused`` are the libraries that it does without.

    ``forbidden`` are the parts of the others that an answer must not call (``torch.nn.LSTM``, in an exercise for
    PyTorch). ``package`` is the package of assignments that it was found in, ``folder`` where all of it is that
    students must not see.
    """

    name: str
    title: str
    exercises: Sequence[Exercise]
    refused: Sequence[str] = NOT_NUMPY
    forbidden: Sequence[str] = ()
    package: str = ""
    folder: Path = Path()

    @property
    def root(self) -> Path:
        """The folder of the course: that of the package of assignments, of ``notebooks`` and of what else it has."""
        return self.folder.parents[1]

    @property
    def modules(self) -> list[str]:
        """The modules with the exercises' cases, by their full names."""
        return [self.module_of(exercise.name) for exercise in self.exercises]

    def module_of(self, exercise: str) -> str:
        """The module with the cases of the exercise so named: it has its name in lower case."""
        return f"{self.package}.{self.name}.{exercise.lower()}"

    @property
    def functions(self) -> set[str]:
        """The names that a student's notebook must define."""
        return {name for exercise in self.exercises for name in exercise.functions}

    @property
    def cells(self) -> set[str]:
        """The names of the notebook's answer and check cells."""
        return {prefix + exercise.name for exercise in self.exercises for prefix in ("", CHECK)}

    @property
    def max_score(self) -> float:
        """The sum of the exercises' points."""
        return round(math.fsum(exercise.max_score for exercise in self.exercises), 2)


def _pick(functions: Callable[..., Any] | Mapping[str, Callable[..., Any]], name: str) -> Callable[..., Any]:
    return functions[name] if isinstance(functions, Mapping) else functions


def exercise_named(grade_id: str | None) -> str:
    """The exercise that a cell's name belongs to: an answer cell has its name, a check cell that with a prefix."""
    return (grade_id or "").removeprefix(CHECK)
