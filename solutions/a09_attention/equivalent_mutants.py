"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "the largest score that is kept makes a 1 of the sum, and what is divided by 1 stays": (
        r"masked_softmax: .*total > 0.* -> .*total > 1.*",
    ),
    "of two axes, the last is number 1": (r"attention_backward: dscores = .*axis=-1.* -> .*axis=\+1.*",),
}
