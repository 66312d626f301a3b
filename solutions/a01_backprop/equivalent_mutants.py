"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"(cross_entropy|dropout): \(\w,\), \w = \(_as_floats\(\w\), np\.asarray\(\w\)\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "at 0 both ways of writing the sigmoid give a half": (r"sigmoid: .*x >= 0.* -> .*x > 0.*",),
}
