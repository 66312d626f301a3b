"""Hidden cases of ``conv2d_im2col``: those of ``conv2d``, with mistakes in how matrices are laid out."""

from autograder.authoring import Cases, Draw, changed, exercise, integer_output, then, windows, without
from solutions.a02_convolution import conv2d
from solutions.a02_convolution.conv2d import bias_times, ordinary
from solutions.a02_convolution.reference import conv2d_im2col
from solutions.a02_convolution.sizes import first_of_pair, padding_ignored

ASPECTS = {
    "values": (0.5, "the product, with one and with several channels, filters and images"),
    **{name: (0.25, says) for name, (_, says) in conv2d.ASPECTS.items() if name not in ("values", "channels")},
}


def cases(d: Draw) -> Cases:
    """Those of ``conv2d``, with its "channels" among the "values": one without the other is no matrix product."""
    for aspect, calls in conv2d.cases(d):
        yield "values" if aspect == "channels" else aspect, calls


MISTAKES = {
    "flipped_kernel": changed(conv2d_im2col, w=lambda w: w[:, :, ::-1, ::-1]),
    "column_order": changed(conv2d_im2col, w=lambda w: w.transpose(0, 2, 3, 1).reshape(w.shape)),
    "filters_read_down": changed(conv2d_im2col, w=lambda w: w.reshape(-1, len(w)).T.reshape(w.shape)),
    "output_not_transposed": then(conv2d_im2col, lambda out: out.transpose(0, 2, 3, 1).reshape(out.shape)),
    "batch_and_filters_mixed": then(conv2d_im2col, lambda out: out.transpose(1, 0, 2, 3).reshape(out.shape)),
    "output_sides_swapped": then(conv2d_im2col, lambda out: out.reshape(out.transpose(0, 1, 3, 2).shape)),
    "left_flat": then(conv2d_im2col, lambda out: out.reshape(*out.shape[:2], -1)),
    "stride_ignored": without(conv2d_im2col, "stride"),
    "one_stride_for_both": changed(conv2d_im2col, stride=first_of_pair),
    "padding_ignored": padding_ignored(conv2d_im2col),
    "one_padding_for_both": changed(conv2d_im2col, padding=first_of_pair),
    "padding_after_instead_of_before": windows.padding_after(conv2d_im2col),
    "padding_off_by_one": windows.padding_off_by_one(conv2d_im2col),
    "bias_ignored": without(conv2d_im2col, "b"),
    "bias_per_pixel": bias_times(conv2d_im2col, lambda w: w[0].size),
    "height_width_swapped": windows.height_width_swapped(conv2d_im2col),
    "rounded_up_size": windows.rounded_up_size(conv2d_im2col),
    "integer_output": integer_output(conv2d_im2col),
    "output_of_kernel_type": integer_output(conv2d_im2col, of="w"),
}

EXERCISE = exercise(conv2d_im2col, ASPECTS, cases, MISTAKES, ordinary=ordinary, builds_on=("im2col",))
