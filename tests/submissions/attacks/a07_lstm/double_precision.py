# base: perfect
# ATTACKS 46: the notebook works in double precision throughout. It loses nothing.

# cell before: lstm_step
import torch

torch.set_default_dtype(torch.float64)
