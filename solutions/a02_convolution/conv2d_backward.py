"""Hidden cases of ``conv2d_backward``: the upstream gradient is always random."""

from typing import Any

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception
from autograder.authoring.windows import keeping_errors, pair, with_zeros
from solutions.a02_convolution.reference import conv2d, conv2d_backward

from .draw import Pair, digits, either_order, image_size, integers, reals, singles

Gradients = tuple[np.ndarray, np.ndarray, np.ndarray]


def draw_cases(rng: np.random.Generator) -> list[Case]:
    """Windows that do not meet, windows that overlap, then strides and borders; small ones first."""
    tall, rest, border = either_order(rng, 3, 2), either_order(rng, 1, 2), either_order(rng, 0, 1)
    uneven = either_order(rng, 1, 2)
    disjoint, overlap = ("dx", "dw", "db"), ("dx_overlap", "dw", "db")
    strided, padded = ("dx_stride", "dw_stride"), ("dx_padding", "dw_padding")
    x3, x4 = (1, 1, 3, 4), (1, 1, 2, 4)
    return [
        _case(rng, disjoint, digits(rng, *x4), digits(rng, 1, 1, 2, 2), stride=2),
        _case(rng, disjoint, _images(rng, 2, 2, (2, 2), (2, 2)), reals(rng, 3, 2, 2, 2), stride=2),
        _case(rng, disjoint, _images(rng, 3, 2, (3, 3), (3, 3)), reals(rng, 2, 2, 3, 3), stride=3),
        _case(rng, overlap, digits(rng, *x3), digits(rng, 1, 1, 2, 2)),
        _case(rng, overlap, digits(rng, 1, 1, 2, 3), digits(rng, 1, 1, 2, 3)),
        _case(rng, overlap, digits(rng, 1, 2, 2, 2), digits(rng, 2, 2, 1, 1)),
        _case(rng, overlap, _images(rng, 1, 2, (2, 2)), reals(rng, 3, 2, 2, 2)),
        _case(rng, overlap, _images(rng, 2, 3, tall), reals(rng, 2, 3, *tall)),
        _case(rng, strided, digits(rng, 1, 1, 4, 6), digits(rng, 1, 1, 3, 3), stride=2),
        _case(rng, strided, _images(rng, 2, 2, (3, 3), (2, 2), rest=(1, 1)), reals(rng, 2, 2, 3, 3), stride=2),
        _case(rng, strided, _images(rng, 2, 2, tall, (3, 3), rest=rest), reals(rng, 3, 2, *tall), stride=3),
        _case(rng, padded, digits(rng, 1, 1, 2, 3), digits(rng, 1, 1, 2, 2), padding=1),
        _case(rng, padded, _images(rng, 2, 2, (3, 3), padding=(1, 1)), reals(rng, 3, 2, 3, 3), padding=1),
        _case(rng, padded, _images(rng, 2, 2, tall, padding=(2, 2)), reals(rng, 2, 2, *tall), padding=2),
        _case(rng, ("pairs",), digits(rng, 1, 1, 3, 4), digits(rng, 1, 1, 2, 2), stride=uneven),
        _case(rng, ("pairs",), _images(rng, 2, 2, tall, padding=border), reals(rng, 2, 2, *tall), padding=border),
        _case(
            rng,
            ("pairs",),
            _images(rng, 2, 2, (3, 3), uneven, border),
            reals(rng, 2, 2, 3, 3),
            stride=uneven,
            padding=border,
        ),
        _case(rng, ("dtypes",), integers(rng, 1, 1, 3, 4), reals(rng, 1, 1, 2, 2)),
        _case(rng, ("dtypes",), singles(rng, 2, 2, 4, 5), singles(rng, 2, 2, 3, 2), padding=1),
    ]


def _images(
    rng: np.random.Generator,
    n: int,
    c: int,
    kernel: Pair,
    stride: Pair = (1, 1),
    padding: Pair = (0, 0),
    rest: Pair = (0, 0),
) -> np.ndarray:
    return reals(rng, n, c, *image_size(rng, kernel, stride, padding, rest))


def _case(rng: np.random.Generator, aspects: tuple[str, ...], x: np.ndarray, w: np.ndarray, **options: Any) -> Case:
    """A call with a random upstream gradient of the right shape, drawn like ``x``."""
    shape = conv2d(x, w, **options).shape
    whole = bool(np.all(x == np.round(x))) and aspects != ("dtypes",)
    dout = digits(rng, *shape) if whole else reals(rng, *shape).astype(w.dtype)
    return Case(aspects, (dout, x, w), options)


def _dx_not_accumulated(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, db = conv2d_backward(dout, x, w, **options)
    (sh, sw), (ph, pw) = pair(options.get("stride", 1)), pair(options.get("padding", 0))
    height, width, kh, kw = *x.shape[2:], *w.shape[2:]
    padded = np.zeros_like(with_zeros(dx, (ph, ph), (pw, pw)))
    for row in range(dout.shape[2]):
        for column in range(dout.shape[3]):
            window = np.s_[:, :, row * sh : row * sh + kh, column * sw : column * sw + kw]
            padded[window] = np.tensordot(dout[:, :, row, column], w, 1)
    return padded[:, :, ph : ph + height, pw : pw + width], dw, db


def _dx_kernel_flipped(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    _, dw, db = conv2d_backward(dout, x, w, **options)
    return conv2d_backward(dout, x, w[:, :, ::-1, ::-1], **options)[0], dw, db


def _dx_of_one_filter(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    _, dw, db = conv2d_backward(dout, x, w, **options)
    return conv2d_backward(dout[:, -1:], x, w[-1:], **options)[0], dw, db


def _border_kept(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    ph, pw = pair(options.get("padding", 0))
    return conv2d_backward(dout, with_zeros(x, (ph, ph), (pw, pw)), w, stride=options.get("stride", 1))


def _empty_dx_without_padding(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, db = _border_kept(dout, x, w, **options)
    ph, pw = pair(options.get("padding", 0))
    return dx[:, :, ph:-ph, pw:-pw], dw, db


def _dx_without_the_rest(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, db = conv2d_backward(dout, x, w, **options)
    (sh, sw), (ph, pw) = pair(options.get("stride", 1)), pair(options.get("padding", 0))
    height, width, kh, kw = *x.shape[2:], *w.shape[2:]
    return dx[:, :, : height - (height + 2 * ph - kh) % sh, : width - (width + 2 * pw - kw) % sw], dw, db


def _stride_ignored(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    ph, pw = pair(options.get("padding", 0))
    padded = with_zeros(x, (ph, ph), (pw, pw))
    reached = padded[:, :, : dout.shape[2] + w.shape[2] - 1, : dout.shape[3] + w.shape[3] - 1]
    dx, dw, db = conv2d_backward(dout, reached, w)
    whole = np.zeros_like(padded, dtype=dx.dtype)
    whole[:, :, : reached.shape[2], : reached.shape[3]] = dx
    return whole[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]], dw, db


def _dout_ignored(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    return conv2d_backward(np.ones_like(dout), x, w, **options)


def _dw_not_summed_over_batch(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, _, db = conv2d_backward(dout, x, w, **options)
    return dx, conv2d_backward(dout[-1:], x[-1:], w, **options)[1], db


def _dw_averaged_over_batch(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, db = conv2d_backward(dout, x, w, **options)
    return dx, dw / len(x), db


def _dw_flipped(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, db = conv2d_backward(dout, x, w, **options)
    return dx, dw[:, :, ::-1, ::-1], db


def _dw_without_border(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, _, db = conv2d_backward(dout, x, w, **options)
    ph, pw = pair(options.get("padding", 0))
    late = with_zeros(x, (0, 2 * ph), (0, 2 * pw))
    return dx, conv2d_backward(dout, late, w, stride=options.get("stride", 1))[1], db


def _db_not_summed(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, _ = conv2d_backward(dout, x, w, **options)
    return dx, dw, dout.sum(axis=(2, 3))


def _db_averaged(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, _ = conv2d_backward(dout, x, w, **options)
    return dx, dw, dout.mean(axis=(0, 2, 3))


def _integer_output(dout: np.ndarray, x: np.ndarray, w: np.ndarray, **options: Any) -> Gradients:
    dx, dw, db = conv2d_backward(dout, x, w, **options)
    return dx.astype(x.dtype if np.issubdtype(x.dtype, np.integer) else dx.dtype), dw, db


MISCONCEPTIONS = (
    Misconception(
        "dx_not_accumulated",
        "Where windows overlap, your dx keeps only what the last one sent back: a value that was used in several "
        "windows gets the sum of their gradients, += instead of =.",
        _dx_not_accumulated,
    ),
    Misconception(
        "dx_kernel_flipped",
        "Your dx uses the kernel turned by 180 degrees. If you write dx as a sum over windows, x[…, h·SH + i, …] "
        "gets back dout times w[…, i, …], the same weight that it met on the way forward.",
        _dx_kernel_flipped,
    ),
    Misconception(
        "dx_of_one_filter",
        "Your dx comes from the last filter alone: every value of x was used by all F filters, so their gradients "
        "are added up.",
        _dx_of_one_filter,
    ),
    Misconception(
        "padding_not_removed",
        "Your dx still has the border of zeros: cut it off, so that dx has the shape of x.",
        _border_kept,
    ),
    Misconception(
        "empty_dx_without_padding",
        "Without padding your dx is empty: the slice p:-p takes nothing when p is 0. Slice from p to p + H instead.",
        _empty_dx_without_padding,
    ),
    Misconception(
        "dx_without_the_rest",
        "Your dx is smaller than x where the stride does not tile the image: the rows and columns that no window "
        "reached belong to dx, with gradient 0.",
        _dx_without_the_rest,
    ),
    Misconception(
        "stride_ignored",
        "The stride has no effect on your gradients: dout[…, h, w] belongs to the window that begins at row h·SH "
        "and column w·SW.",
        _stride_ignored,
    ),
    Misconception(
        "dout_ignored",
        "Your gradients do not depend on dout: each product is multiplied by the upstream gradient of its output "
        "before it is added up. With dout full of ones the mistake does not show.",
        _dout_ignored,
    ),
    Misconception(
        "dw_not_summed_over_batch",
        "Your dw comes from the last image alone: all N images used the same filters, so their gradients are added up.",
        _dw_not_summed_over_batch,
    ),
    Misconception(
        "dw_averaged_over_batch",
        "Your dw is divided by N: a mean over the batch belongs to the loss and is in dout already. Here it is a sum.",
        _dw_averaged_over_batch,
    ),
    Misconception(
        "dw_flipped",
        "Your dw is turned by 180 degrees: the weight w[…, i, j] met x at the offset (i, j), without a flip.",
        _dw_flipped,
    ),
    Misconception(
        "dw_padding_shifted",
        "Your dw reads the image as if its border stood only below and to the right: use the same padded image as "
        "on the way forward.",
        _dw_without_border,
    ),
    Misconception(
        "db_not_summed",
        "Your db has one row for each image: b[f] was added at every position of every image, so db sums over all "
        "three axes and has the shape (F,).",
        _db_not_summed,
    ),
    Misconception(
        "db_averaged",
        "Your db is a mean: b[f] was added once at each position, so db[f] is the sum of dout over them.",
        _db_averaged,
    ),
    Misconception(
        "integer_output",
        "With whole numbers in x the decimals of dx are lost: its array took over the integer type of x. "
        "Make it float64.",
        _integer_output,
    ),
)

EXERCISE = Exercise(
    name="conv2d_backward",
    reference=conv2d_backward,
    outputs=("dx", "dw", "db"),
    aspects=(
        Aspect("dx", 0.5, "dx where no two windows overlap", output=0),
        Aspect("dx_overlap", 0.75, "dx where windows overlap", output=0),
        Aspect("dx_stride", 0.5, "dx with strides, also where they do not tile the image", output=0),
        Aspect("dx_padding", 0.75, "dx with a border of zeros", output=0),
        Aspect("dw", 0.75, "dw", output=1),
        Aspect("dw_stride", 0.5, "dw with strides", output=1),
        Aspect("dw_padding", 0.5, "dw with a border of zeros", output=1),
        Aspect("db", 0.25, "db", output=2),
        Aspect("pairs", 0.25, "stride and padding that differ down and across"),
        Aspect("dtypes", 0.25, "integers and single precision"),
    ),
    draw_cases=draw_cases,
    misconceptions=keeping_errors(conv2d_backward, MISCONCEPTIONS),
)
