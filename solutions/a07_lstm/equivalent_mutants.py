"""Mutants of solutions/a07_lstm.py that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "of two axes, the last is number 1": (r"\w+: .*axis=-1\) -> .*axis=\+1\)",),
}
