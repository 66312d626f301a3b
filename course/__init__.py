"""The package that students may import: visible checks, the gradient check and the live demos."""
