"""Hidden cases of ``conv_transpose2d``: overlaps, stride, border, channels and bias come in one at a time."""

from autograder.authoring import DTYPES, ERRORS, Case, Cases, Draw, call, exercise
from solutions.a05_receptive_field.reference import conv_transpose2d
from solutions.a05_receptive_field.stamps import MISTAKES

BAD_STRIDES = ((1, 0), -1)

ASPECTS = {
    "stamps": (1.0, "stride 1: every value stamps the kernel, and stamps add up where they overlap"),
    "stride": (1.0, "stamps that lie 2 and 3 apart, overlapping, touching or with gaps"),
    "padding": (0.75, "a border that is cut off"),
    "channels": (0.75, "several channels, maps and images"),
    "bias": (0.5, "the bias, also where no stamp reaches"),
    "pairs": (0.5, "stride and padding that differ down and across"),
    "dtypes": DTYPES,
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One small image and one kernel first, then one thing more at a time; the largest under "channels"."""
    digits, reals = d.digits, d.nonzero_reals
    yield "stamps", [call(digits(1, 1, 2, 3), digits(1, 1, 2, 2)), call(reals(1, 1, 3, 4), reals(1, 1, 3, 2))]
    yield "stride", [call(digits(1, 1, 2, 3), digits(1, 1, 3, 3), stride=2)]
    yield (
        "stride",
        [call(reals(1, 1, 1, 4), reals(1, 1, 2, 2), stride=2), call(reals(1, 1, 3, 2), reals(1, 1, 4, 2), stride=3)],
    )
    yield "padding", [call(digits(1, 1, 3, 2), digits(1, 1, 3, 3), padding=1)]
    yield (
        "padding",
        [call(reals(1, 1, 3, 5), reals(1, 1, 4, 2), padding=2), call(reals(1, 1, 3, 2), reals(1, 1, 1, 2), padding=1)],
    )
    yield "channels", [call(digits(1, 2, 2, 2), digits(2, 1, 2, 2)), call(reals(2, 2, 3, 2), reals(2, 2, 2, 2))]
    yield "channels", [call(reals(6, 4, 8, 7), reals(4, 5, 4, 5))]
    yield "bias", [call(digits(1, 1, 2, 2), digits(1, 2, 2, 2), digits(2))]
    yield "bias", [call(reals(1, 1, 3, 1), reals(1, 3, 2, 1), reals(3), stride=3)]
    yield "pairs", [call(digits(1, 1, 2, 3), digits(1, 1, 2, 2), stride=(1, 2))]
    yield "pairs", [call(reals(1, 1, 3, 4), reals(1, 1, 2, 3), stride=(3, 1), padding=(0, 1))]
    yield "pairs", [call(reals(1, 1, 4, 3), reals(1, 2, 3, 2), stride=(1, 2), padding=(2, 0))]
    x, w = digits(1, 1, 3, 3), digits(1, 1, 2, 2)
    yield "errors", [call(x, w, stride=bad, raises=ValueError) for bad in BAD_STRIDES]
    yield "errors", [call(x, w, padding=bad, raises=ValueError) for bad in ((0, -1), (2, 0), (0, 2))]
    yield "errors", [call(x, digits(2, 1, 2, 2), raises=ValueError), call(digits(1, 2, 3, 3), w, raises=ValueError)]
    yield "errors", [call(x, digits(1, 2, 2, 2), digits(1), raises=ValueError)]


def ordinary(d: Draw) -> Case:
    """Decimals that do not come out whole, in all three arrays."""
    return call(d.nonzero_reals(1, 2, 2, 3), d.nonzero_reals(2, 2, 2, 2), d.nonzero_reals(2))


EXERCISE = exercise(conv_transpose2d, ASPECTS, cases, MISTAKES, ordinary=ordinary, words={"OH": "row", "OW": "column"})
