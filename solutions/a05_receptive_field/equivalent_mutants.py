"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "NumPy raises the same ValueError where a window is too long, a dilation or a stride 0, or both negative": (
        r"dilated_conv1d: if span > x.shape\[2\]: -> pass",
        r"dynamic_filter_conv1d: if K > L: -> pass",
        r"_reach: if dilation < 1: -> (pass|if dilation < 0:)",
        r"conv_transpose2d: .* -> .*_pair\(stride, 'stride', least=0\).*",
    ),
    "the list has at most one element": (r"_layer: b = bias\[0\] .* -> b = bias\[-1\] .*",),
    "conv_transpose2d has its channels on axis 0, and 1 + 0 is 1 - 0": (r"_layer: .* -> .*w.shape\[1 \+ channels\]\)",),
}
