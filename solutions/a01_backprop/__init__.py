"""What is hidden of the assignment a01_backprop."""

TITLE = "Deep networks by hand"
# of SciPy's special functions, of which all others may be used; those that are compiled go by their public names
FORBIDDEN = ("scipy.special._logsumexp:(log_)?softmax", "scipy.special:(log_)?expit")
