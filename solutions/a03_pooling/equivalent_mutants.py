"""Mutants of solutions/a03_pooling.py that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _(as_floats|feature_maps)\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "NumPy raises a ValueError of its own for windows too large or empty, negative padding and a stride of 0": (
        r"max_pool2d: \(KH, KW\), \(PH, PW\) = .* -> .*'size', least=0\), .*",
        r"max_pool2d: \(KH, KW\), \(PH, PW\) = .* -> .*'padding', least=-1\)\)",
        r"_pair: if min\(pair\) < least: -> pass",
        r"_windows: KH, KW = .* -> .*least=0\)",
        r"_windows: SH, SW = .* -> .*least=0\)",
        r"_windows: if KH > H or KW > W: -> (pass|if KH > H and KW > W:)",
    ),
    "what _windows has refused already need not be refused again": (r"\w+_backward: SH, SW = .* -> .*least=0\)",),
    "shapes that do not belong together are not drawn: no rule names the exception": (
        r"\w+_backward: _same_shape\(dout, windows\) -> pass",
        r"_same_shape: if dout.shape != .* -> pass",
        r"_feature_maps: (for|if) .* -> .*",
    ),
    "whether the sentence itself counts as layer 0 is not drawn: no rule says": (
        r"dynamic_k: if not 0 <= layer <= layers: -> if not (0 <|1 <=) layer <= layers:",
    ),
    "the whole numbers that are drawn are Python's already": (
        r"dynamic_k: layer, .* = map\(operator.index, .*\) -> pass",
    ),
}
