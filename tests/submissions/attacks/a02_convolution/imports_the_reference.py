# base: perfect
# ATTACKS 1: the answer imports the reference module. It is not in the sandbox: an error in that cell, 0 for it alone.

# answer: conv2d
from solutions.a02_convolution import conv2d
