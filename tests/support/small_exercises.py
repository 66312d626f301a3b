"""Small exercises with axes of their own, and what is said of wrong answers to them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.judging.diagnosis import Diagnosis, diagnose
from autograder.judging.expected import Expected

Function = Callable[..., Any]
Draw = Callable[[np.random.Generator], Iterator[tuple[Any, ...]]]
WORDS = {"N": "sample", "T": "step", "D": "feature", "U": "unit", "H": "row", "W": "column"}
SIZES = ((1, 3, 2, 4), (1, 4, 3, 3), (2, 4, 3, 2), (3, 5, 2, 3), (2, 3, 4, 4), (4, 6, 3, 5))  # N, T, D, U


def net(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A layer of tanh at every step."""
    return np.tanh(x @ w + b)


def affine(x: np.ndarray, w: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A layer without a function at its end."""
    return x @ w + b


def mixed(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """A layer with as many features as units."""
    return np.tanh(x @ w)


def gated(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """A gate and a candidate, side by side in w."""
    gate, candidate = np.split(x @ w, 2, axis=-1)
    return np.tanh(candidate) / (1 + np.exp(-gate))


def gated_backward(dout: np.ndarray, x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The gradient of w in `gated`, in its blocks."""
    gate, candidate = np.split(x @ w, 2, axis=-1)
    sigmoid, tanh = 1 / (1 + np.exp(-gate)), np.tanh(candidate)
    da = np.concatenate([dout * tanh * sigmoid * (1 - sigmoid), dout * sigmoid * (1 - tanh**2)], axis=-1)
    return x.T @ da


def picked(x: np.ndarray, stride: Any = 1, padding: Any = 0) -> np.ndarray:
    """Every so many-th number of an image with a border of zeros, with the one to its right added."""
    (down, across), (rows, columns) = ((v, v) if isinstance(v, int) else v for v in (stride, padding))
    bordered = np.pad(x, ((0, 0), (rows, rows), (columns, columns)))
    return 2 * bordered[:, ::down, :-1:across] + bordered[:, ::down, 1::across]


def blended(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A sum in which the two arguments count differently."""
    return x + 2 * y**2


def total(x: np.ndarray) -> np.ndarray:
    """The sum of squares over the samples."""
    return (x**2).sum(axis=0)


def largest(x: np.ndarray) -> np.ndarray:
    """The largest feature of every sample."""
    return x.max(axis=1)


def spread(x: np.ndarray) -> np.ndarray:
    """The distance between the largest feature of a sample and its smallest."""
    return x.max(axis=1) - x.min(axis=1)


def running(x: np.ndarray) -> np.ndarray:
    """A state that each step adds to."""
    out, state = np.zeros_like(x), np.zeros_like(x[:, 0])
    for t in range(x.shape[1]):
        out[:, t] = state = np.tanh(x[:, t] + 0.5 * state)
    return out


def parted(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two outputs of one shape."""
    return np.tanh(x), x**2


def swapped_blocks(w: np.ndarray, by: float = 0.0) -> np.ndarray:
    """The weights of `gated` with their blocks exchanged, one of them changed ``by`` so much."""
    one, other = np.split(w, 2, axis=-1)
    return np.concatenate([other + by, one], axis=-1)


def count(x: np.ndarray) -> np.ndarray:
    """One small whole number."""
    return np.asarray(len(x) + 2)


def rooted(x: np.ndarray) -> np.ndarray:
    """The root of numbers that must not be negative."""
    if np.any(x < 0):
        raise ValueError("negative")
    return np.sqrt(x)


def _of_steps(*letters: str) -> Draw:
    def draw(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
        for sizes in SIZES:
            size = dict(zip("NTDU", sizes, strict=True)) | {"V": 2 * sizes[3]}
            yield tuple(rng.normal(size=[size[letter] for letter in shape]) for shape in letters)

    return draw


def _whole_too(draw: Draw) -> Draw:
    def both(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
        yield from draw(rng)
        yield from ((np.round(3 * x).astype(np.int64), *rest) for x, *rest in draw(rng))

    return both


def _images(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    for stride, padding in ((1, 0), (2, 0), (1, (1, 2)), ((2, 3), (2, 1)), ((1, 2), 0), ((3, 1), 1), (2, (2, 1))):
        yield rng.normal(size=(2, 6, 7)), stride, padding


def _not_negative(rng: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    yield from ((rng.uniform(1, 9, size=(n, 3)),) for n in (1, 2, 3))
    yield from ((-rng.uniform(1, 9, size=(n, 3)),) for n in (1, 2, 3))


LAYER = {"x": ("N", "T", "D"), "w": ("D", "U"), "b": ("U",), "out": ("N", "T", "U")}
CUT = {"x": ("N", "D"), "w": ("D", "2U")}
IMAGE = {"x": ("N", "H", "W"), "stride": ("SH", "SW"), "padding": ("PH", "PW"), "out": ("N", "", "")}
EXERCISES: dict[Function, tuple[Draw, Mapping[Any, tuple[str, ...]], tuple[str, ...]]] = {
    net: (_of_steps("NTD", "DU", "U"), LAYER, ("out",)),
    affine: (_whole_too(_of_steps("NTD", "DU", "U")), LAYER, ("out",)),
    mixed: (_of_steps("NU", "UU"), {"x": ("N", "U"), "w": ("U", "U"), "out": ("N", "U")}, ("out",)),
    gated: (_of_steps("ND", "DV"), CUT | {"out": ("N", "U")}, ("out",)),
    gated_backward: (_of_steps("NU", "ND", "DV"), CUT | {"dout": ("N", "U"), "dw": ("D", "2U")}, ("dw",)),
    picked: (_images, IMAGE, ("out",)),
    blended: (_of_steps("NT", "NT"), {"x": ("N", "T"), "y": ("N", "T"), "out": ("N", "T")}, ("out",)),
    total: (_of_steps("ND"), {"x": ("N", "D"), "out": ("D",)}, ("out",)),
    largest: (_of_steps("ND"), {"x": ("N", "D"), "out": ("N",)}, ("out",)),
    running: (_of_steps("NTU"), {"x": ("N", "T", "U"), "out": ("N", "T", "U")}, ("out",)),
    parted: (_of_steps("NT"), dict.fromkeys(("x", "a", "b"), ("N", "T")), ("a", "b")),
    count: (_of_steps("ND"), {"x": ("N", "D")}, ("k",)),
    rooted: (_not_negative, {"x": ("N", "T"), "out": ("N", "T")}, ("out",)),
}


def exercise(reference: Function, **misconceptions: Function) -> Exercise:
    """The small exercise of a reference, with mistakes that have names."""
    draw, axes, outputs = EXERCISES[reference]

    def cases(rng: np.random.Generator) -> list[Case]:
        return [
            Case(("values",), args, raises=ValueError if reference is rooted and np.any(args[0] < 0) else None)
            for args in draw(rng)
        ]

    return Exercise(
        reference.__name__,
        reference,
        (Aspect("values", 1, "all of it"),),
        cases,
        tuple(Misconception(name, f"Hint {name}.", function) for name, function in misconceptions.items()),
        outputs,
        axes=axes,
        blocks={"2U": ("i", "g")},
        words=WORDS,
    )


def diagnosis(reference: Function, wrong: Function, seed: int = 0, **misconceptions: Function) -> Diagnosis:
    """The diagnosis of a wrong function."""
    expected = Expected(exercise(reference, **misconceptions), seed)
    return diagnose(expected, expected.outcomes(lambda case: wrong))
