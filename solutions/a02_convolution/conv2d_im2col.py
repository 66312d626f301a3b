"""Hidden cases of ``conv2d_im2col``: those of ``conv2d``, with mistakes in how matrices are laid out."""

from autograder.authoring import changed, exercise, integer_output, then, windows, without
from solutions.a02_convolution.conv2d import ASPECTS as CONV2D_ASPECTS
from solutions.a02_convolution.conv2d import bias_times, cases
from solutions.a02_convolution.reference import conv2d_im2col

ASPECTS = {name: (0.25, says) for name, (_, says) in CONV2D_ASPECTS.items()}

MISTAKES = {
    "flipped_kernel": changed(conv2d_im2col, w=lambda w: w[:, :, ::-1, ::-1]),
    "column_order": changed(conv2d_im2col, w=lambda w: w.transpose(0, 2, 3, 1).reshape(w.shape)),
    "filters_read_down": changed(conv2d_im2col, w=lambda w: w.reshape(-1, len(w)).T.reshape(w.shape)),
    "output_not_transposed": then(conv2d_im2col, lambda out: out.transpose(0, 2, 3, 1).reshape(out.shape)),
    "batch_and_filters_mixed": then(conv2d_im2col, lambda out: out.transpose(1, 0, 2, 3).reshape(out.shape)),
    "output_sides_swapped": then(conv2d_im2col, lambda out: out.reshape(out.transpose(0, 1, 3, 2).shape)),
    "left_flat": then(conv2d_im2col, lambda out: out.reshape(*out.shape[:2], -1)),
    "stride_ignored": without(conv2d_im2col, "stride"),
    "padding_ignored": without(conv2d_im2col, "padding"),
    "padding_after_instead_of_before": windows.padding_after(conv2d_im2col),
    "padding_off_by_one": windows.padding_off_by_one(conv2d_im2col),
    "bias_ignored": without(conv2d_im2col, "b"),
    "bias_per_pixel": bias_times(conv2d_im2col, lambda w: w[0].size),
    "height_width_swapped": windows.height_width_swapped(conv2d_im2col),
    "rounded_up_size": windows.rounded_up_size(conv2d_im2col),
    "integer_output": integer_output(conv2d_im2col),
}

EXERCISE = exercise(conv2d_im2col, ASPECTS, cases, MISTAKES)
