"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "NumPy raises a ValueError of its own for empty windows, negative padding and a stride of 0": (
        r"max_pool2d: \(KH, KW\), \(PH, PW\) = .* -> .*'size', least=0\), .*",
        r"max_pool2d: \(KH, KW\), \(PH, PW\) = .* -> .*'padding', least=-1\)\)",
        r"_windows: KH, KW = .* -> .*least=0\)",
        r"_windows: SH, SW = .* -> .*least=0\)",
    ),
    "what _windows has refused already need not be refused again": (r"\w+_backward: SH, SW = .* -> .*least=0\)",),
    "whether the sentence itself counts as layer 0 is not drawn: no rule says": (
        r"dynamic_k: if not 0 <= layer <= layers: -> if not (0 <|1 <=) layer <= layers:",
    ),
    "the whole numbers that are drawn are Python's already": (
        r"dynamic_k: layer, .* = map\(operator.index, .*\) -> pass",
    ),
}
