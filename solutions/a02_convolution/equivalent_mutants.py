"""Mutants of solutions/a02_convolution.py that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "NumPy raises a ValueError of its own for windows too large, negative padding and a stride of 0": (
        r"_zeros_around: if mode == 'narrow' and n > m: -> pass",
        r"_pair: if min\(pair\) < least: -> pass",
        r"_bordered: .* -> .*least=-1\)",
        r"_windows: .* -> .*_pair\(stride, 'stride', least=0\)\)",
        r"_windows: if KH > H or KW > W: -> (pass|if KH > H and KW > W:)",
        r"conv2d_backward: \(SH, SW\), \(PH, PW\) = .* -> .*least=(0|-1)\).*",
    ),
    "empty signals and kernels are not drawn: no rule says what they should do": (
        r"_zeros_around: if m < 1 or n < 1: -> .*",
        r"_windows: .* -> .*'kernel size', least=0\).*",
    ),
    "shapes that do not belong together are not drawn: no rule names the exception": (
        r"_layer: if x.ndim != 4 .* -> .*",
        r"conv2d_backward: if dout.shape != .* -> .*",
    ),
    "only the sentence of an error changes": (r"_layer: expected = .* -> pass",),
    "the list has at most one element": (r"_layer: b = bias\[0\] .* -> b = bias\[-1\] .*",),
    "NumPy reads every negative length as unknown": (r"conv2d_im2col: .*reshape\(F, -1\).* -> .*reshape\(F, -2\).*",),
}
