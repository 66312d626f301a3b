# base: perfect
# ATTACKS 42: unseeded and reset randomness, changed error states, print options and working directory, deleted imports,
# warnings as errors, changed recursion limit, an own np. Right answers: they lose nothing.

# cell first
import os
import random
import sys
import warnings

import numpy as np

print(random.random(), np.random.rand(), np.random.default_rng().normal())

# cell after: conv2d_backward
np.random.seed(0)
random.seed(0)
np.seterr(all="raise")
np.set_printoptions(precision=1, threshold=2, formatter={"all": lambda value: 1 / 0})
warnings.simplefilter("error")
sys.setrecursionlimit(150)
os.chdir("/tmp")
os.rmdir(os.path.expanduser("~")) if False else None
os.environ.clear()
sys.path.clear()
del os, random, warnings, sys, np
