"""Hidden cases of ``linear_backward``: ``dout`` is always random, and N, D and M mostly differ."""

import numpy as np

from autograder.authoring import (
    DTYPES,
    ERRORS,
    Aspects,
    Case,
    Cases,
    Draw,
    call,
    changed,
    exercise,
    integer_output,
    output_of,
    then,
)
from solutions.a01_backprop.reference import linear_backward

DX, DW, DB = range(3)

ASPECTS: Aspects = {
    "dx": (0.75, "dx"),
    "dw": (0.75, "dw"),
    "db": (0.5, "db"),
    "sizes": (0.5, "one sample, one input, square weights, and many of each"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """Two samples of whole numbers, more of decimals; at last shapes that do not belong to one layer."""
    yield ("dx", "dw", "db"), [layer(d, 2, 3, 2, small=True), layer(d, 4, 2, 3), layer(d, 3, 5, 4)]
    yield "sizes", [layer(d, *sizes) for sizes in ((1, 3, 2), (3, 1, 2), (3, 2, 1), (3, 3, 3), (7, 8, 6))]
    for dout, x, w in (
        ((2, 2), (2, 3), (2, 2)),
        ((2, 2), (2, 3), (1, 2)),
        ((1, 2), (3, 3), (3, 2)),
        ((3, 2), (1, 3), (3, 2)),
        ((3, 1), (3, 3), (3, 2)),
        ((3, 2), (3, 3), (3, 1)),
    ):
        yield "errors", [call(d.digits(*dout), d.digits(*x), d.digits(*w), raises=ValueError)]


def layer(d: Draw, N: int, D: int, M: int, *, small: bool = False) -> Case:
    """A call with a random gradient for N samples, D inputs and M outputs; ``small`` ones are whole numbers."""
    draw = d.digits if small else d.nonzero_reals
    return call(draw(N, M), draw(N, D), draw(D, M))


def ordinary(d: Draw) -> Case:
    """Decimals in all three arrays."""
    return layer(d, 3, 2, 4)


MISTAKES = {
    "w_not_transposed": lambda dout, x, w: (
        dout @ w.reshape(w.shape[::-1]),
        *linear_backward(dout, x, w)[1:],
    ),
    "dw_transposed": then(linear_backward, lambda dx, dw, db: (dx, dw.T, db)),
    "dw_reshaped": then(linear_backward, lambda dx, dw, db: (dx, dw.T.reshape(dw.shape), db)),
    "dout_ignored": changed(linear_backward, dout=np.ones_like),
    "db_not_summed": lambda dout, x, w: (*linear_backward(dout, x, w)[:2], dout),
    "db_averaged": output_of(changed(linear_backward, dout=lambda dout: dout / len(dout)), linear_backward, DB),
    "db_of_each_sample": lambda dout, x, w: (*linear_backward(dout, x, w)[:2], dout.sum(axis=1)),
    "db_a_single_number": lambda dout, x, w: (*linear_backward(dout, x, w)[:2], dout.sum()),
    "parameters_averaged": output_of(
        changed(linear_backward, dout=lambda dout: dout / len(dout)), linear_backward, DW, DB
    ),
    "all_averaged": changed(linear_backward, dout=lambda dout: dout / len(dout)),
    "samples_overwritten": output_of(
        changed(linear_backward, dout=lambda dout: dout[-1:], x=lambda x: x[-1:]), linear_backward, DW, DB
    ),
    "dw_of_each_sample": lambda dout, x, w: (
        dout @ w.T,
        np.einsum("nd,nm->ndm", x, dout),
        dout.sum(axis=0),
    ),
    "dx_summed": then(linear_backward, lambda dx, dw, db: (dx.sum(axis=0), dw, db)),
    "dx_of_the_type_of_x": integer_output(linear_backward, of="x", places=(DX,)),
    "dw_of_the_type_of_w": integer_output(linear_backward, of="w", places=(DW,)),
    "all_of_the_type_of_dout": integer_output(linear_backward, of="dout"),
}

EXERCISE = exercise(
    linear_backward, ASPECTS, cases, MISTAKES, outputs=("dx", "dw", "db"), ordinary=ordinary, words={"M": "output"}
)
