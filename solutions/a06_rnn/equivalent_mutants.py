"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"rnn_(step|backward): [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "a norm that is just the limit is multiplied by 1 either way": (r"clip_gradients: factor = .* if norm >= .*",),
    "a tuple of one element ends where it begins": (r"clip_gradients: floats = .* -> .*_as_floats\(grad\)\[-1\].*",),
}
