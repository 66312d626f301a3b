"""Mutants of the references that no hidden case finds, and why that is right."""

EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"(embed|ngram_conv|text_cnn): [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "a window longer than the text is a ValueError of NumPy's, too, in other words": (
        r"ngram_conv: if x\.shape\[1\] < K: -> pass",
    ),
    "of two axes, the last is number 1": (r"text_cnn: maxima = .*axis=-1\) -> .*axis=\+1\)",),
}
