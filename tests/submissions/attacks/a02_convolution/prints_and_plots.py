# base: perfect
# ATTACKS 38: prints, plots, a progress bar, magics, shell commands, input() and await between right answers.
# They lose nothing.

# cell first
%matplotlib inline
import asyncio
import sys
import time

import matplotlib.pyplot as plt
import numpy as np

for step in range(20):
    sys.stdout.write(f"\r[{'#' * step:<20}]")
    sys.stdout.flush()
await asyncio.sleep(0.01)
plt.plot([1, 2]);

# cell after: convolve1d
%timeit -n 2 -r 2 convolve1d(np.ones(9), np.ones(3), "wide")
!ls -l /
%time print("timed")

# cell before: conv2d
name = input("Your name? ")
print("never reached")

# answer: conv2d
def conv2d(x, w, b=None, *, stride=1, padding=0):
    print("conv2d", x.shape, flush=True)
    plt.imshow(x[0, 0])
    return conv2d_im2col(x, w, b, stride=stride, padding=padding)

# cell after: conv2d
%%capture kept
print("captured")

# cell after: im2col
from IPython.display import HTML, Markdown, clear_output, display

display(HTML("<b>bold</b>"), Markdown("*it*"))
clear_output(wait=True)
%env
%who
try:
    from ipywidgets import IntProgress, interact
    display(IntProgress(value=3))
    interact(lambda n: n, n=(0, 3))
except ImportError:
    pass
