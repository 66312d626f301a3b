"""Mutants of solutions/a02_convolution.py that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "NumPy raises the same ValueError where a window is too large, a padding negative or a stride 0": (
        r"_zeros_around: if mode == 'narrow' and n > m: -> pass",
        r"_windows: if KH > H or KW > W: -> (pass|if KH > H and KW > W:)",
        r"_bordered: .* -> .*least=-1\)",
        r"_windows: .* -> .*_pair\(stride, 'stride', least=0\)\)",
    ),
    "no docstring speaks of empty signals, nor of kernels without rows but im2col's: nobody is held to refuse them": (
        r"_zeros_around: if m < 1 or n < 1: -> .*",
        r"_windows: .* -> .*_pair\(kernel_size, 'kernel size', least=0\).*",
        r"_pair: if min\(pair\) < least: -> pass",
    ),
    "_bordered and _windows have looked at padding and stride before": (
        r"conv2d_backward: \(SH, SW\), \(PH, PW\) = .* -> .*least=(0|-1)\).*",
    ),
    "the list has at most one element": (r"_layer: b = bias\[0\] .* -> b = bias\[-1\] .*",),
    "NumPy reads every negative length as unknown": (r"conv2d_im2col: .*reshape\(F, -1\).* -> .*reshape\(F, -2\).*",),
}
