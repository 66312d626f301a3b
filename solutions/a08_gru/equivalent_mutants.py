"""Mutants of solutions/a08_gru.py that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "of two axes, the last is number 1": (r"\w+: .*axis=-1\).* -> .*axis=\+1\).*",),
    "a new layer's numbers are its author's choice, as long as the weights differ": (
        r"GRU\.__init__: bound = .*",
        r"GRU\.__init__: self\.b_[xh] = .* -> .*\.uniform_\(\+bound, bound\)\)",
    ),
    "of two axes of a tensor, too, the last is number 1": (r"GRU\.forward: .*dim=-1\) -> .*dim=\+1\)",),
}
