"""Hidden cases of ``receptive_field``: kernels alone, then dilations, then strides, then both.

Fields stay below 1500, where one input more or less is far outside the tolerance.
"""

from autograder.authoring import ERRORS, Case, Cases, Draw, Function, call, exercise, telling
from solutions.a05_receptive_field.checked import all_checked
from solutions.a05_receptive_field.reference import receptive_field

Layer = tuple[int, int, int]

ASPECTS = {
    "kernels": (0.5, "one layer and several, without strides and dilations"),
    "dilation": (0.5, "dilations"),
    "stride": (0.75, "strides, of which only the layers above feel anything"),
    "both": (0.25, "strides and dilations together"),
    "smallest": (0.25, "no layer at all, and layers that see one value"),
    "errors": ERRORS,
}


def cases(d: Draw) -> Cases:
    """One layer first; every kernel but those of "smallest" is 2 or more, so that it counts."""
    yield "kernels", [stack(d, "k"), stack(d, "kkk"), stack(d, "kkkkkk"), stack(d, "1k1")]
    yield "dilation", [stack(d, "d"), stack(d, "dk"), stack(d, "kd"), stack(d, "kddd")]
    yield "stride", [stack(d, "sk"), stack(d, "ks"), stack(d, "ssk"), stack(d, "1sks")]
    yield "both", telling(receptive_field, MISTAKES, lambda: [stack(d, "bbk"), stack(d, "dksbd")])
    yield "smallest", [call([]), call([(1, d.between(1, 4), d.between(2, 9))])]
    for place in range(3):
        for bad in (0, -d.between(1, 3)):
            layer = [d.between(2, 5), d.between(1, 3), d.between(1, 3)]
            layer[place] = bad
            yield "errors", [call([kinds(d)["k"], (layer[0], layer[1], layer[2])], raises=ValueError)]


def kinds(d: Draw) -> dict[str, Layer]:
    """One layer of each kind: a kernel alone, with dilation, with stride, with both; "1" sees one value."""
    kernel, stride, dilation = d.between(2, 9), d.between(2, 3), d.between(2, 9)
    return {
        "k": (kernel, 1, 1),
        "d": (kernel, 1, dilation),
        "s": (kernel, stride, 1),
        "b": (kernel, stride, dilation),
        "1": (1, 1, 1),
    }


def stack(d: Draw, letters: str) -> Case:
    """A call with a layer for each of ``letters``, from the input to the output."""
    return call([kinds(d)[letter] for letter in letters])


def adding(
    seen: Function = lambda kernel, dilation: (kernel - 1) * dilation,
    jumped: Function = lambda jump, stride, dilation: jump * stride,
    *,
    start: int = 1,
    own_first: bool = False,
) -> Function:
    """The rule, with another count of what a layer adds, or another jump; ``own_first``: its own stride counts."""

    def wrong(layers: list[Layer]) -> int:
        field, jump = start, 1
        for kernel, stride, dilation in layers:
            after = jumped(jump, stride, dilation)
            field += seen(kernel, dilation) * (after if own_first else jump)
            jump = after
        return int(field)

    return wrong


def product(layers: list[Layer]) -> int:
    """The kernels, multiplied."""
    field = 1
    for kernel, _, _ in layers:
        field *= kernel
    return field


MISTAKES = all_checked(
    receptive_field,
    {
        "kernels_added": lambda layers: sum(kernel for kernel, _, _ in layers),
        "spread_kernels_added": lambda layers: sum((kernel - 1) * dilation + 1 for kernel, _, dilation in layers),
        "kernels_multiplied": product,
        "starts_at_0": adding(start=0),
        "stride_forgotten": adding(jumped=lambda jump, stride, dilation: 1),
        "dilation_forgotten": adding(lambda kernel, dilation: kernel - 1),
        "k_times_d": adding(lambda kernel, dilation: kernel * dilation - 1),
        "one_hole_too_many": adding(lambda kernel, dilation: (kernel - 1) * (dilation + (dilation > 1))),
        "own_stride_too_early": adding(own_first=True),
        "stride_of_the_layer_below": adding(jumped=lambda jump, stride, dilation: stride),
        "strides_added": adding(jumped=lambda jump, stride, dilation: jump + stride - 1),
        "dilation_in_the_jump": adding(jumped=lambda jump, stride, dilation: jump * stride * dilation),
        "from_the_output_side": lambda layers: receptive_field(layers[::-1]),
        "last_layer_only": lambda layers: receptive_field(layers[-1:]),
        "cells_not_side": lambda layers: receptive_field(layers) ** 2,
    },
)

EXERCISE = exercise(receptive_field, ASPECTS, cases, MISTAKES, outputs=("field",))
