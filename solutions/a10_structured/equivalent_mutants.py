"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
}
