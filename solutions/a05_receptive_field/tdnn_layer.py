"""Hidden cases of ``tdnn_layer``: offsets side by side, with gaps, on one side alone, and in any order."""

from collections.abc import Callable, Sequence

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Case,
    Cases,
    Draw,
    Function,
    call,
    changed,
    exercise,
    integer_output,
    telling,
)
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.reference import tdnn_layer

Offsets = Sequence[int]
Frames = tuple[int, int]

ASPECTS = {
    "neighbours": (0.75, "frames side by side"),
    "gaps": (0.75, "offsets with gaps between them"),
    "one_side": (0.75, "nothing before the frame, or nothing after it, with or without the frame itself"),
    "order": (0.5, "offsets in any order"),
    "bias": (0.25, "the bias"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}

# Mistakes that do not show where it is not about them.
OF_GAPS = ("contiguous",)
OF_ONE_SIDE = ("span_as_length", "empty_without_future")
OF_ORDER = ("offsets_sorted",)
ELSEWHERE = ("bias_ignored", "bias_for_each_offset", "integer_output", "output_of_weights_type")


def cases(d: Draw) -> Cases:
    """Offsets around the frame first; biases are zero where it is not about them, and sums never far from 0."""

    def told(unseen: Sequence[str], *sizes: tuple[int, int, int, int, Offsets]) -> list[Case]:
        def drawn() -> list[Case]:
            return [frames_call(d, *size, bias=False) for size in sizes]

        return telling(tdnn_layer, MISTAKES, drawn, *ELSEWHERE, *unseen)

    ordered = (*OF_ORDER, *OF_ONE_SIDE)
    yield "neighbours", told((*ordered, *OF_GAPS), (1, 4, 1, 1, [-1, 0, 1]), (2, 7, 3, 2, (-2, -1, 0, 1)))
    yield "gaps", told(ordered, (1, 6, 1, 1, [-2, 1]), (2, 9, 2, 3, [-3, 0, 3]), (1, 8, 2, 2, (-4, -1, 2)))
    yield "gaps", [frames_call(d, 5, 12, 6, 5, [-4, -2, 0, 1, 4], bias=False)]
    one_side = (
        (1, 5, 1, 1, [1, 2]),
        (1, 6, 2, 2, [-3, -1]),
        (2, 7, 2, 3, (2, 5)),
        (1, 5, 2, 2, (-1, 0)),
        (2, 1, 2, 3, [0]),
    )
    yield "one_side", told(OF_ORDER, *one_side)
    yield "order", told((*OF_ONE_SIDE, *OF_GAPS), (1, 4, 1, 2, [1, -1, 0]), (2, 8, 3, 2, (2, 0, -3)))
    yield "bias", [frames_call(d, 1, 4, 2, 2, [-1, 0, 1]), frames_call(d, 2, 6, 2, 3, [0, 2])]
    x, w, b = d.tenths(1, 4, 1), d.tenths(2, 1, 2), d.tenths(2)
    yield "errors", [call(x, d.tenths(0, 1, 2), b, [], raises=ValueError), call(x, w, b, [1, 1], raises=ValueError)]
    yield "errors", [call(x, w, b, offsets, raises=ValueError) for offsets in ([1], [-1, 0, 1])]
    yield "errors", [call(x, w, b, offsets, raises=ValueError) for offsets in ([-2, 2], [-4, -6])]
    yield "errors", [call(d.tenths(1, 4, 2), w, b, [0, 1], raises=ValueError)]
    yield "errors", [call(x, d.tenths(2, 2, 2), b, [0, 1], raises=ValueError)]
    yield "errors", [call(x, w, d.tenths(1), [0, 1], raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """A layer whose sums lie near 0 in any type, for the samples are opposite."""

    def drawn() -> list[Case]:
        x, w, b, offsets = frames_call(d, 1, 4, 2, 2, [0, 1]).args
        return [call(np.concatenate([x, -x]), w, b, offsets)]

    return telling(tdnn_layer, {name: MISTAKES[name] for name in ("no_tanh", "relu_instead")}, drawn)[0]


def frames_call(d: Draw, N: int, T: int, D: int, U: int, offsets: Offsets, *, bias: bool = True) -> Case:
    """A call whose sums are of the size of 1, with a bias or with zeros for it."""
    w = np.round(d.rng.normal(0, 1.1 / np.sqrt(D * len(offsets)), (len(offsets), D, U)), 2)
    return call(d.reals(N, T, D), w, d.tenths(U) if bias else np.zeros(U), offsets)


def seen_by(frames: Callable[[int, Offsets], Frames], activation: Function = np.tanh) -> Function:
    """The layer for the frames from ``frames(T, offsets)`` to before the second; beyond the sequence stand zeros."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: Offsets) -> np.ndarray:
        (first, end), T = frames(x.shape[1], offsets), x.shape[1]
        around = max(map(abs, offsets)) + T
        padded = np.pad(x.astype(np.float64), ((0, 0), (around, around), (0, 0)))
        places = around + np.arange(first, max(first, end))
        sums = sum(padded[:, places + offset] @ matrix for offset, matrix in zip(offsets, w, strict=True))
        out: np.ndarray = activation(sums + b)
        return out

    return wrong


def whole_context(T: int, offsets: Offsets) -> Frames:
    """The frames that the right layer keeps."""
    return max(0, -min(offsets)), T - max(0, *offsets)


def wrapped(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: Offsets) -> np.ndarray:
    """Beyond the end of the sequence lies its beginning, as np.roll has it."""
    sums = sum(np.roll(x, -offset, axis=1) @ matrix for offset, matrix in zip(offsets, w, strict=True))
    return np.tanh(sums + b)


def relu(sums: np.ndarray) -> np.ndarray:
    """Sums below zero are cut off."""
    return np.maximum(sums, 0)


def tanh_of_each(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: Offsets) -> np.ndarray:
    """Each offset goes through tanh by itself, and the results are added up."""
    first, end = whole_context(x.shape[1], offsets)
    pairs = zip(offsets, w, strict=True)
    return np.asarray(sum(np.tanh(x[:, first + offset : end + offset] @ matrix + b) for offset, matrix in pairs))


def at(change: Callable[[Offsets], Offsets]) -> Function:
    """The layer with offsets that are changed; no frame at all where none has that context."""

    def wrong(x: np.ndarray, w: np.ndarray, b: np.ndarray, offsets: Offsets) -> np.ndarray:
        return seen_by(whole_context)(x, w, b, change(offsets))

    return wrong


MISTAKES = all_checked(
    tdnn_layer,
    {
        "offsets_turned": at(lambda offsets: [-offset for offset in offsets]),
        "contiguous": at(lambda offsets: [min(offsets) + place for place in range(len(offsets))]),
        "offsets_sorted": at(sorted),
        "weights_turned": changed(tdnn_layer, w=lambda w: w[::-1]),
        "wrapped": wrapped,
        "padded": seen_by(lambda T, offsets: (0, T)),
        "span_as_length": seen_by(lambda T, offsets: (-min(offsets), T - max(offsets))),
        "last_frame_missing": seen_by(lambda T, offsets: (max(0, -min(offsets)), T - max(0, *offsets) - 1)),
        "empty_without_future": seen_by(lambda T, offsets: whole_context(T, offsets) if max(offsets) > 0 else (0, 0)),
        "no_tanh": seen_by(whole_context, lambda sums: sums),
        "relu_instead": seen_by(whole_context, relu),
        "tanh_of_each": tanh_of_each,
        "first_offset_only": lambda x, w, b, offsets: seen_by(lambda T, _: whole_context(T, offsets))(
            x, w[:1], b, offsets[:1]
        ),
        "one_matrix_for_all": changed(tdnn_layer, w=lambda w: np.broadcast_to(w[:1], w.shape)),
        "bias_ignored": changed(tdnn_layer, b=np.zeros_like),
        "bias_for_each_offset": lambda x, w, b, offsets: tdnn_layer(x, w, len(offsets) * b, offsets),
        "integer_output": integer_output(tdnn_layer),
        "output_of_weights_type": integer_output(tdnn_layer, of="w"),
    },
)

EXERCISE = exercise(tdnn_layer, ASPECTS, cases, MISTAKES, ordinary=ordinary, words={"O": "offset", "OT": "frame"})
