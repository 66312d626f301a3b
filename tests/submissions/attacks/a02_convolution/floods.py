# base: perfect
# ATTACKS 25: floods the notebook with output: much, endless in one line, many small ones, displays. Capped with a
# marker; the answers are right: it loses nothing.

# cell before: convolve1d
for _ in range(2_000):
    print("x" * 99_999)

# cell before: conv2d
import sys

for _ in range(200):
    sys.stdout.write("y" * 1_000_000)

# cell before: im2col
for _ in range(100_000):
    sys.stdout.write("o")
    sys.stderr.write("e")

# cell before: conv2d_im2col
from IPython.display import display

for _ in range(20_000):
    display("z")

# cell after: conv2d_backward
print("\n" * 3_000_000)
